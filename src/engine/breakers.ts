/** Folds what happens into the circuit breakers, and says what they let pass. */
import type { Bar, MarketSnapshot } from '../domain/market.ts';
import type { AccountEvent } from '../domain/order.ts';
import {
  type BreakerReading,
  type Breakers,
  explain,
  foldBreakers,
  NO_BREAKERS,
  rearmBreakers,
  tickBreakers,
} from '../guard/breakers/breakers.ts';
import type { Level } from '../guard/breakers/ladder.ts';
import type { Millis } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import { begunAt, endedBy, type OwnTrade, tradedIn } from './own-impact.ts';
import { readingsOf } from './readings.ts';
import type { EngineState, Outcome } from './state.ts';

/** The breakers, and what they are still to be told. */
export interface BreakerState {
  readonly breakers: Breakers;
  /** Intervals that orders of ours began, by underlying. */
  readonly trades: Readonly<Record<string, OwnTrade>>;
}

export const NO_BREAKER_STATE: BreakerState = { breakers: NO_BREAKERS, trades: {} };

/** What the breakers allow; all where there are none. */
export function levelOf({ watch }: Pick<EngineState, 'watch'>): Level {
  return watch?.breakers.ladder.level ?? 'normal';
}

function folded(breakers: Breakers, readings: readonly BreakerReading[], at: Millis): Breakers {
  let next = breakers;
  for (const reading of readings) next = foldBreakers(next, reading);
  return tickBreakers(next, at);
}

/** `state` after the breakers have seen `snapshot`. */
export function watchMarket(state: EngineState, snapshot: MarketSnapshot): EngineState {
  const { watch } = state;
  if (watch === undefined) return state;
  return {
    ...state,
    watch: { ...watch, breakers: folded(watch.breakers, readingsOf(state, snapshot), snapshot.at) },
  };
}

/** `state` after `bars` have ended the intervals that orders of ours began. `greeks` are the book's. */
export function watchBars(
  state: EngineState,
  bars: readonly Bar[],
  at: Millis,
  greeks: Readonly<Record<string, { readonly gamma: number }>>,
): EngineState {
  const { watch } = state;
  if (watch === undefined) return state;
  const breakers = folded(watch.breakers, endedBy(state, watch.trades, bars, at, greeks), at);
  return { ...state, watch: { breakers, trades: {} } };
}

/** `state` as orders in `underlyings` are about to leave. */
export function watchOrders(state: EngineState, underlyings: readonly string[], marks: Marks): EngineState {
  const { watch } = state;
  if (watch === undefined) return state;
  const trades = underlyings.reduce((all, underlying) => begunAt(all, underlying, marks), watch.trades);
  return { ...state, watch: { ...watch, trades } };
}

/** What `event` says of the venue and of our orders. */
function answersIn(state: EngineState, event: AccountEvent, at: Millis): BreakerReading[] {
  const venue =
    'venue' in event ? event.venue : 'order' in event ? state.orders[event.order]?.request.venue : undefined;
  if (venue === undefined) return [];
  const isError = event.kind === 'unknown' || event.kind === 'suspect';
  const readings: BreakerReading[] = [{ signal: 'venueErrors', subject: venue, reading: { at, isError } }];
  const isRejected = event.kind === 'closed' && event.reason === 'rejected';
  if (isRejected || event.kind === 'ack' || event.kind === 'fill')
    readings.push({ signal: 'ownRejects', subject: venue, reading: { at, isRejected } });
  return readings;
}

/** What a fill of ours was done at, in the reporting currency; undefined where that is not known. */
function fillReading(state: EngineState, event: AccountEvent, at: Millis): BreakerReading | undefined {
  if (event.kind !== 'fill') return undefined;
  const instrument = state.instruments[event.instrument];
  const rate = state.ledger.marks?.rates[instrument?.quote ?? ''];
  if (instrument === undefined || instrument.kind === 'option' || rate === undefined) return undefined;
  return {
    signal: 'fillBand',
    subject: instrument.base,
    reading: { kind: 'fill', at, price: event.price * rate },
  };
}

/** `state`, which has booked `event`, after the breakers have seen it. */
export function watchAccount(state: EngineState, event: AccountEvent, at: Millis): EngineState {
  const { watch } = state;
  if (watch === undefined) return state;
  const fill = fillReading(state, event, at);
  const readings = [...answersIn(state, event, at), ...(fill === undefined ? [] : [fill])];
  // What rested was filled because the price came: that tells nothing of what we do to it.
  const isTaken = event.kind === 'fill' && state.orders[event.order]?.request.postOnly !== true;
  const trades = isTaken
    ? tradedIn(state, watch.trades, event.instrument, event.lots, event.price)
    : watch.trades;
  return { ...state, watch: { breakers: folded(watch.breakers, readings, at), trades } };
}

/** `state` after the host has said since when the disk is behind, or that it is not. */
export function watchLag(state: EngineState, waitingSince: Millis | null, at: Millis): EngineState {
  const { watch, config } = state;
  if (watch === undefined) return state;
  const { staleAfterMs } = config;
  const lag: BreakerReading = {
    ...{ signal: 'journalLag', subject: 'journal' },
    reading: { at, waitingSince, staleAfterMs },
  };
  return { ...state, watch: { ...watch, breakers: folded(watch.breakers, [lag], at) } };
}

/** `state` after an operator has said that a halt is over. */
export function rearmed(state: EngineState, at: Millis): EngineState {
  const { watch } = state;
  return watch === undefined
    ? state
    : { ...state, watch: { ...watch, breakers: rearmBreakers(watch.breakers, at) } };
}

/** Tells the operator of a change of level, and why. */
export function levelAlarm(before: EngineState | null, after: EngineState): Pick<Outcome, 'alarms'> {
  const [from, to] = [before?.watch?.breakers.ladder, after.watch?.breakers.ladder];
  if (to === undefined || to.level === (from?.level ?? 'normal')) return {};
  const { level } = to;
  const severity = level === 'normal' ? 'info' : level === 'cautious' ? 'warning' : 'critical';
  return {
    alarms: [{ key: 'breaker', severity, text: explain(to), state: level === 'normal' ? null : level }],
  };
}
