import { expiryOf, type Instrument } from '../../domain/instrument.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { reducible } from './orders.ts';
import type { State } from './state.ts';

/** The instrument of an order that the venue takes, or the field for which it does not. */
export type Admission =
  | { readonly kind: 'admitted'; readonly instrument: Instrument }
  | { readonly kind: 'refused'; readonly detail: string };

/** How far off its grid a price may be, in ticks: float division's error, and no more. */
const TICK_TOLERANCE = 1e-6;

function isOnGrid(price: number, tick: number): boolean {
  const ticks = price / tick;
  return Math.abs(ticks - Math.round(ticks)) <= TICK_TOLERANCE;
}

/** What is wrong with `order` on `instrument`; undefined when nothing is. */
function faultOf(state: State, order: OrderRequest, instrument: Instrument): string | undefined {
  const { lots, limit, deadline, reduceOnly } = order;
  const expiry = expiryOf(instrument);
  if (expiry !== undefined && expiry <= state.now)
    return `instrument: ${instrument.id} expired at ${expiry}, it is ${state.now}`;
  if (!Number.isSafeInteger(lots) || lots === 0) return `lots: ${lots} is not a whole number other than 0`;
  if (!(limit > 0 && limit < Infinity)) return `limit: ${limit} is not a price above 0`;
  if (!isOnGrid(limit, instrument.tick)) return `limit: ${limit} is not a multiple of ${instrument.tick}`;
  if (!(deadline > state.now)) return `deadline: ${deadline} has passed, it is ${state.now}`;
  if (reduceOnly && reducible(state, instrument.id, lots) === 0)
    return `reduceOnly: ${lots} lots would not reduce the position`;
  return undefined;
}

/** Judges an order on its arrival. */
export function admit(state: State, order: OrderRequest): Admission {
  const instrument = state.instruments.get(order.instrument);
  if (instrument === undefined || instrument.kind === 'lp' || instrument.venue !== state.settings.venue)
    return { kind: 'refused', detail: `instrument: ${order.instrument} does not trade here` };
  const fault = faultOf(state, order, instrument);
  return fault === undefined ? { kind: 'admitted', instrument } : { kind: 'refused', detail: fault };
}
