import { settleValue } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type Lots, lots } from '../../units/units.ts';
import type { MarginAccount, MarginHolding, MarginOrder } from './account.ts';
import { positionMargin } from './margin.ts';

/** A symbol's position, if there is one, and its open orders. */
export interface HeldAndOrdered {
  readonly holding: MarginHolding | undefined;
  readonly orders: readonly MarginOrder[];
}

/** Positions with their orders, and orders without a position. */
export function bySymbol({ holdings, orders = [] }: MarginAccount): readonly HeldAndOrdered[] {
  const found = holdings.map((holding): HeldAndOrdered => {
    return { holding, orders: orders.filter((order) => order.instrument.id === holding.instrument.id) };
  });
  const held = new Set(holdings.map(({ instrument }) => instrument.id));
  for (const id of new Set(orders.map(({ instrument }) => instrument.id)))
    if (!held.has(id))
      found.push({ holding: undefined, orders: orders.filter(({ instrument }) => instrument.id === id) });
  return found;
}

/** Lots of all purchases, or without sign of all sales. */
export function ordered(orders: readonly MarginOrder[], isBuying: boolean): number {
  return orders.reduce((sum, each) => (each.lots > 0 === isBuying ? sum + Math.abs(each.lots) : sum), 0);
}

/** Settle units that purchases of an option cost beyond those that buy a short position back: the dearest do not. */
function premium(held: Lots, orders: readonly MarginOrder[]): number {
  let back = Math.max(0, -held);
  let sum = 0;
  const buys = orders.filter((each) => each.lots > 0).toSorted((a, b) => a.price - b.price);
  for (const { instrument, lots: count, price } of buys) {
    const closing = Math.min(back, count);
    back -= closing;
    sum += settleValue(instrument, lots(count - closing), price);
  }
  return sum;
}

/**
 * Initial margin of a symbol in the account's unit: the most of what the position wants, and what it would want with
 * all purchases or all sales filled; an option's purchases want their price. Orders that only lower it want nothing.
 */
export function symbolInitial(terms: AccountTerms, { holding, orders }: HeldAndOrdered): number {
  const priced = holding ?? orders[0];
  if (priced === undefined) return 0;
  const held = holding?.lots ?? lots(0);
  const wanted = (count: number): number =>
    positionMargin(terms, { ...priced, lots: lots(count) }).initial * priced.rate;
  const now = wanted(held);
  if (orders.length === 0) return now;
  const long = Math.max(0, held + ordered(orders, true));
  const short = Math.min(0, held - ordered(orders, false));
  const worst = Math.max(now, wanted(long), wanted(short));
  return priced.instrument.kind === 'option' ? worst + premium(held, orders) * priced.rate : worst;
}
