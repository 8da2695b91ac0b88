/** Both legs of a pair or none, and what is done where they did not both fill. */
import type { Alarm } from '../../domain/alarm.ts';
import { cashOf } from '../../domain/book.ts';
import { type Currency, type InstrumentId, isMargined, lotDelta } from '../../domain/instrument.ts';
import { mid } from '../../domain/market.ts';
import { answerLegs } from '../../execute/legs/legs.ts';
import type { Part } from '../../execute/legs/part.ts';
import { liveOrders } from '../../execute/order.ts';
import { route } from '../../route/route.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { type Placed, type PlacingRules, placeOrders, requestsOf } from '../placing.ts';
import type { Order } from '../requests.ts';
import type { EngineState } from '../state.ts';
import { unitsOf } from './facts.ts';

type Seen = Parameters<typeof placeOrders>[2];

/** Base units in a lot; 0 where that is not known. */
function lotOf(state: EngineState, id: InstrumentId, { snapshot }: Seen): number {
  const [instrument, quote] = [state.instruments[id], snapshot.quotes[id]];
  return instrument === undefined || quote === undefined ? 0 : lotDelta(instrument, mid(quote));
}

/** An order of `units` (signed) that takes at once; `isBack`: it gives back what is held. */
function orderOf(
  state: EngineState,
  underlying: Currency,
  instrument: InstrumentId,
  units: number,
  isBack: boolean,
): Order {
  const listed = state.instruments[instrument];
  // Spot knows no orders that only reduce.
  const kind = isBack && listed !== undefined && isMargined(listed) ? 'halt' : 'hedge';
  return { kind, underlying, instrument, trade: units, outside: Number.MAX_VALUE };
}

export interface Trade {
  readonly instrument: InstrumentId;
  /** Base units, signed. */
  readonly units: number;
}

/** What is left over for fees where spot is paid for with all the cash that there is. */
const WITH_FEES = 1.01;

/** Share of `order` that there is cash for: only spot is paid for in full, and nothing here borrows. */
function paidShare(state: EngineState, { trade, instrument = '' }: Order, { snapshot }: Seen): number {
  const [listed, quote] = [state.instruments[instrument], snapshot.quotes[instrument]];
  if (listed?.kind !== 'spot' || quote === undefined || trade <= 0) return 1;
  const cash = fromAtoms(cashOf(state.book, listed.venue, listed.settle));
  return Math.max(0, cash / (trade * quote.ask * WITH_FEES));
}

/** Share of every trade that all of them can be made of now; 0 where one cannot be made at all. */
function reachOf(
  state: EngineState,
  orders: readonly Order[],
  seen: Seen,
  { margin, maxSlippage }: PlacingRules,
): number {
  const { requests, dropped } = requestsOf(state, orders, seen, margin);
  if (dropped.length > 0) return 0;
  const { legs } = route(requests, seen.snapshot, { ...state.config.execution, maxSlippage });
  if (legs.length < orders.length) return 0;
  const shares = orders.map((order) => {
    const { trade, instrument = '' } = order;
    const found = legs.find((leg) => leg.instrument === instrument);
    if (found === undefined) return 0;
    const made = (Math.abs(found.lots) * lotOf(state, instrument, seen)) / Math.abs(trade);
    return Math.min(made, paidShare(state, order, seen));
  });
  return Math.min(1, ...shares);
}

/** `trades` of the same size, as far as all of them can be made, in whole lots of the coarsest; null where none can. */
function evened(
  state: EngineState,
  underlying: Currency,
  trades: readonly Trade[],
  seen: Seen,
  rules: PlacingRules,
): readonly Order[] | null {
  const coarsest = Math.max(...trades.map(({ instrument }) => lotOf(state, instrument, seen)));
  const orders = trades.map(({ instrument, units }) => orderOf(state, underlying, instrument, units, false));
  const most = Math.min(...trades.map(({ units }) => Math.abs(units))) * reachOf(state, orders, seen, rules);
  // What a product of floats falls short of a whole lot by is no lot less.
  const count = Math.floor(most / coarsest + 1e-9);
  if (!(coarsest > 0 && count > 0)) return null;
  // A little more than whole lots, so that none is lost to rounding.
  const even = orders.map((order) => ({
    ...order,
    trade: Math.sign(order.trade) * (count + 0.01) * coarsest,
  }));
  return reachOf(state, even, seen, rules) > 0 ? even : null;
}

function partOf(state: EngineState, seen: Seen, order: Placed['commands'][number]): readonly Part[] {
  if (order.kind !== 'place') return [];
  const { id, instrument, venue, lots } = order.order;
  const perLot = lotOf(state, instrument, seen);
  return [{ wanted: lots * perLot, legs: [{ instrument, venue, perLot, orders: [id] }] }];
}

/** `before` with all of `trades` sent, and what they are parts of; as it was where not all can be. */
export function sendTogether(
  before: Placed,
  underlying: Currency,
  trades: readonly Trade[],
  seen: Seen,
  rules: PlacingRules,
  seq: number,
): { readonly placed: Placed; readonly parts: readonly Part[] } {
  const even = evened(before.state, underlying, trades, seen, rules);
  if (even === null) return { placed: before, parts: [] };
  const placed = placeOrders(before, even, seen, rules, seq);
  const sent = placed.commands.slice(before.commands.length);
  return { placed, parts: sent.flatMap((command) => partOf(before.state, seen, command)) };
}

export interface Answered {
  readonly placed: Placed;
  /** What is still under way; empty once it is settled. */
  readonly parts: readonly Part[];
  readonly alarms: readonly Alarm[];
}

/** What becomes of a plan under way: it is waited for, settled, or what stands alone of it is given back. */
export function followUp(
  before: Placed,
  underlying: Currency,
  parts: readonly Part[],
  seen: Seen,
  rules: PlacingRules,
  seq: number,
): Answered {
  const key = `carry/${underlying}`;
  const answer = answerLegs(parts, before.state.orders, 'unwind');
  switch (answer.kind) {
    case 'wait':
      return { placed: before, parts, alarms: [] };
    case 'settled':
      return {
        placed: before,
        parts: [],
        alarms: [{ key, severity: 'info', text: 'both legs stand', state: null }],
      };
    case 'hold':
      return {
        placed: before,
        parts: [],
        alarms: [{ key, severity: 'critical', text: answer.alarm, state: 'held' }],
      };
    case 'complete':
      throw new Error('legs of carry are given back and never completed');
    case 'unwind': {
      const reverse = answer.reverse.map(({ instrument, lots }) =>
        orderOf(
          before.state,
          underlying,
          instrument,
          (lots + 0.5 * Math.sign(lots)) * lotOf(before.state, instrument, seen),
          true,
        ),
      );
      const placed = placeOrders(before, reverse, seen, rules, seq);
      const sent = placed.commands.slice(before.commands.length);
      const text = `one leg did not fill: ${reverse.map(({ instrument }) => instrument).join(', ')} is given back`;
      return {
        placed,
        parts: parts.map((part) => withOrders(part, sent)),
        alarms: [{ key, severity: 'warning', text, state: 'unwinding' }],
      };
    }
  }
}

function withOrders(part: Part, sent: Placed['commands']): Part {
  const legs = part.legs.map((leg) => {
    const more = sent.flatMap((command) =>
      command.kind === 'place' && command.order.instrument === leg.instrument ? [command.order.id] : [],
    );
    return { ...leg, orders: [...leg.orders, ...more] };
  });
  return { ...part, legs };
}

/** Base units by which legs that should stand against each other do not, with the coarsest lot among them. */
export function outOfStep(
  state: EngineState,
  legs: readonly InstrumentId[],
  seen: Seen,
): { readonly units: number; readonly tolerance: number } {
  let [units, coarsest] = [0, 0];
  for (const id of legs) {
    const quote = seen.snapshot.quotes[id];
    if (quote !== undefined) units += unitsOf(state, id, mid(quote));
    coarsest = Math.max(coarsest, lotOf(state, id, seen));
  }
  return { units, tolerance: 1.5 * coarsest };
}

/** What stands alone is given back: the largest of the legs on the side that is too large. */
export function giveBack(
  before: Placed,
  underlying: Currency,
  legs: readonly InstrumentId[],
  excess: number,
  seen: Seen,
  rules: PlacingRules,
  seq: number,
): Answered {
  const { state } = before;
  const held = legs
    .map((id) => ({
      id,
      units: unitsOf(state, id, mid(seen.snapshot.quotes[id] ?? { bid: 0, ask: 0, bidSize: 0, askSize: 0 })),
    }))
    .filter(({ units }) => Math.sign(units) === Math.sign(excess))
    .sort((a, b) => Math.abs(b.units) - Math.abs(a.units));
  const [largest] = held;
  if (largest === undefined) return { placed: before, parts: [], alarms: [] };
  const size = Math.min(Math.abs(excess), Math.abs(largest.units));
  const order = orderOf(state, underlying, largest.id, -Math.sign(excess) * size, true);
  const placed = placeOrders(before, [order], seen, rules, seq);
  const text =
    `legs of ${underlying} are ${Math.abs(excess).toPrecision(4)} out of step: something was taken away or did not ` +
    `fill, and as much of ${largest.id} is given back`;
  return {
    placed,
    parts: placed.commands.slice(before.commands.length).flatMap((each) => partOf(state, seen, each)),
    alarms: [{ key: `carry/${underlying}`, severity: 'warning', text, state: 'out of step' }],
  };
}

/** Whether more may come of an order in one of `legs`. */
export function isMoving({ orders }: EngineState, legs: readonly InstrumentId[]): boolean {
  return liveOrders(orders).some(({ request }) => legs.includes(request.instrument));
}
