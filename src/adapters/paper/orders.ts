/** The life of an order: it rests, is filled bit by bit, and ends once. */
import { applyTrade, positionLots } from '../../domain/book.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { ClosedReason } from '../../domain/order.ts';
import { roundInteger } from '../../units/rounding.ts';
import { DAY } from '../../units/time.ts';
import { atoms, type Lots, lots } from '../../units/units.ts';
import { feeOf } from './fee.ts';
import { baseOfLot, type Take } from './fill.ts';
import { indexPriceOf } from './index-price.ts';
import type { PaperOrder, State } from './state.ts';
import { seenOf } from './view.ts';

/** How long an order may be asked after once it has ended: a week, as venues keep them for days. */
const KEPT_MS = 7 * DAY;

/** Forgets orders, from the first sent on, that ended long ago: memory must not grow with time. */
function forget({ orders, now }: State): void {
  for (const [id, { end: ended }] of orders) {
    if (ended === undefined || now - ended.at < KEPT_MS) return;
    orders.delete(id);
  }
}

/** Ends an open order and tells so. */
export function end(state: State, order: PaperOrder, reason: ClosedReason, detail?: string): void {
  state.open.delete(order);
  const told = { kind: 'closed', order: order.request.id, reason, filled: order.filled } as const;
  order.end = { at: state.now, event: detail === undefined ? told : { ...told, detail } };
  state.tell(order.end.event);
  forget(state);
}

/** The most lots, without sign, by which an order of `wanted` (signed) may make the position smaller. */
export function reducible(state: State, instrument: InstrumentId, wanted: Lots): number {
  const held = positionLots(state.book, instrument);
  return held > 0 === wanted < 0 ? Math.abs(held) : 0;
}

/** Lots, without sign, that `order` may fill now: what is left, what reduces, what its share allows. */
export function room(state: State, order: PaperOrder, instrument: Instrument, price: number): Lots {
  const { request, filled } = order;
  const left = Math.abs(request.lots) - filled;
  const mayReduce = request.reduceOnly ? reducible(state, instrument.id, request.lots) : left;
  const { allowance } = seenOf(state.view, instrument.id);
  const share =
    allowance === Infinity ? left : roundInteger(allowance / baseOfLot(instrument, price), 'down');
  return lots(Math.max(0, Math.min(left, mayReduce, share)));
}

/** Fills `take` of an open order, charging `rate` of notional, and ends what that leaves without purpose. */
export function fill(
  state: State,
  order: PaperOrder,
  instrument: Instrument,
  take: Take,
  rate: number,
): void {
  const { request } = order;
  const signed = lots(Math.sign(request.lots) * take.lots);
  const index = instrument.kind === 'option' ? indexPriceOf(state, instrument) : undefined;
  const trade = {
    // Made from the order's id, so that a restarted venue never reuses one.
    fill: `${request.id}/${order.fills.length + 1}`,
    lots: signed,
    price: take.price,
    fee: feeOf(instrument, signed, take.price, rate, index),
    feeCurrency: instrument.settle,
  };
  state.book = applyTrade(state.book, instrument, trade);
  seenOf(state.view, instrument.id).allowance -= take.lots * baseOfLot(instrument, take.price);
  order.fills.push(trade);
  order.filled = lots(order.filled + take.lots);
  state.tell({ kind: 'fill', order: request.id, instrument: instrument.id, ...trade });
  if (order.filled === Math.abs(request.lots)) end(state, order, 'filled');
  endUseless(state, instrument.id);
}

/** Trades `count` lots with us that we have not ordered, at `price` and without a fee, and tells of it. */
export function dealUnordered(
  state: State,
  id: string,
  instrument: Instrument,
  count: Lots,
  price: number,
): void {
  const trade = { lots: count, price, fee: atoms(0n), feeCurrency: instrument.settle };
  state.book = applyTrade(state.book, instrument, trade);
  state.tell({ kind: 'deal', id, instrument, ...trade });
  endUseless(state, instrument.id);
}

/** Cancels reduce-only orders that can no longer reduce anything, after the position has changed. */
export function endUseless(state: State, instrument: InstrumentId): void {
  for (const order of state.open) {
    const { request } = order;
    if (request.instrument !== instrument || !request.reduceOnly) continue;
    if (reducible(state, instrument, request.lots) === 0)
      end(state, order, 'cancelled', 'reduceOnly: no position is left to reduce');
  }
}
