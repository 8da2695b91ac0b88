/** Bugs in what is decided, and in what is allowed. */
import type { Limits } from '../../domain/config.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { EngineState, Step } from '../../engine/state.ts';
import type { Order } from '../../execute/order.ts';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { ENGINE } from '../host.ts';
import { after, before, eachOrder, isLive, mapWatched, type Planted, stepping, withState } from './plant.ts';

const NO_LIMITS: Limits = { maxOrderNotional: 1e12, maxPositionNotional: 1e12, maxDailyLoss: 1e12 };

/** A program that decides under other limits than were configured. */
function under(name: string, limitsOf: (state: EngineState) => Limits): Planted {
  return stepping(name, () => (state, entry) => {
    if (state === null || entry.body.kind !== 'decisionDue') return ENGINE.step(state, entry);
    const { config } = state;
    const result = ENGINE.step({ ...state, config: { ...config, limits: limitsOf(state) } }, entry);
    return withState(result, { config });
  });
}

function allFresh<T extends object>(readings: Readonly<Record<string, T>>): Record<string, T> {
  const entries = Object.entries(readings).map(([key, reading]) => [key, { ...reading, quality: 'fresh' }]);
  return Object.fromEntries(entries) as Record<string, T>;
}

function freshened(snapshot: MarketSnapshot): MarketSnapshot {
  return { ...snapshot, quotes: allFresh(snapshot.quotes), vols: allFresh(snapshot.vols) };
}

/** Notional in flight, roughly: enough to tell one that is forgotten. */
function inFlight(state: EngineState): number {
  let notional = 0;
  for (const order of Object.values(state.orders)) {
    const instrument = state.instruments[order.request.instrument];
    if (instrument === undefined || !isLive(order)) continue;
    const perLot = instrument.lot * instrument.multiplier * (instrument.inverse ? 1 : order.request.limit);
    notional += Math.abs(order.request.lots - order.filled) * perLot;
  }
  return notional;
}

/** A program that takes no decision any more once `isLast` says so of a step. */
function falling(name: string, isLast: (result: Step) => boolean): Planted {
  const never = millis(Number.MAX_SAFE_INTEGER);
  return after(name, (result, { state }) => {
    if (state.decisions.lastAt !== never && !isLast(result)) return result;
    const { decisions } = result.state;
    const watched = mapWatched(decisions.watched, (one) => ({ ...one, retryAt: never }));
    return withState(result, { decisions: { ...decisions, bookChanged: false, lastAt: never, watched } });
  });
}

export const DECISION_BUGS: readonly Planted[] = [
  under('nothing is limited', () => NO_LIMITS),
  under('the position limit does not count what is in flight', (state) => {
    const { limits } = state.config;
    return { ...limits, maxPositionNotional: limits.maxPositionNotional + inFlight(state) };
  }),
  stepping('a reload does not change the limits', () => {
    let limits = NO_LIMITS;
    return (state, entry) => {
      const { body } = entry;
      if (body.kind === 'configured' && body.starting) limits = body.config.limits;
      if (body.kind !== 'configured' || body.starting) return ENGINE.step(state, entry);
      return ENGINE.step(state, { ...entry, body: { ...body, config: { ...body.config, limits } } });
    };
  }),
  before('stale and doubted prices are as good as fresh ones', ({ state, entry }) => {
    const { body } = entry;
    if (body.kind !== 'decisionDue') return { state, entry };
    return { state, entry: { ...entry, body: { ...body, snapshot: freshened(body.snapshot) } } };
  }),
  // It shows in one world of 200 of the fourth edition, and in none of the first 200 of the fifth.
  {
    edition: 4,
    ...after('what was turned over is forgotten at a start', (result, { entry }) => {
      if (entry.body.kind !== 'configured' || !entry.body.starting) return result;
      const aged = (order: Order): Order =>
        isLive(order) ? order : { ...order, sentAt: millis(order.sentAt - HOUR) };
      return withState(result, { orders: eachOrder(result.state.orders, aged) });
    }),
  },
  after('a halt is forgotten at a start', (result, { entry }) => {
    const { standing } = result.state;
    if (entry.body.kind !== 'configured' || standing.mode !== 'halted') return result;
    return withState(result, { standing: { ...standing, mode: 'running' } });
  }),
  after('a pause lasts until the next bar', (result, { entry }) => {
    const { standing } = result.state;
    if (entry.body.kind !== 'bar' || standing.mode !== 'paused') return result;
    return withState(result, { standing: { ...standing, mode: 'running' } });
  }),
  after('the loss of a day is never too large', (result) => {
    const { standing } = result.state;
    return standing.mode === 'halted'
      ? withState(result, { standing: { ...standing, mode: 'running' } })
      : result;
  }),
  after('a start trades before the venues have reported', (result, { entry }) => {
    if (entry.body.kind !== 'configured') return result;
    return withState(result, { reconciliation: { ...result.state.reconciliation, awaiting: [] } });
  }),
  falling('after a rejection nothing is ever due again', ({ outcome }) =>
    (outcome.alarms ?? []).some((alarm) => alarm.state === 'rejected'),
  ),
  falling('a decision held for an order in doubt is the last', ({ outcome }) =>
    (outcome.decisions ?? []).some(
      ({ because }) => 'kind' in because && because.kind === 'in-doubt' && because.what.startsWith('order'),
    ),
  ),
  after('a bar without a move makes the forecast no number', (result, { entry }) => {
    if (entry.body.kind !== 'bar') return result;
    const { bars } = entry.body;
    const volatility = Object.fromEntries(
      Object.entries(result.state.volatility).map(([underlying, state]) => {
        const still = bars.some(
          ({ instrument, open, close }) => instrument.startsWith(underlying) && open === close,
        );
        return [underlying, still ? { ...state, variance: Number.NaN } : state];
      }),
    );
    return withState(result, { volatility });
  }),
];
