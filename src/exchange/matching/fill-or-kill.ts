import type { AccountId, ExchangeOrder } from '../exchange.ts';
import type { Book, Floor } from './floor.ts';
import { limitOf } from './ready.ts';
import { reducible } from './reducible.ts';

/**
 * Whether the book would fill all that is left of an order at once. Resting reduce-only orders count only as far as
 * what their owners would then still hold, and behind an order of the taker's own there is nothing to be had.
 */
export function canFillAll(floor: Floor, book: Book, order: ExchangeOrder): boolean {
  const { ladder } = book;
  const reduced = new Map<AccountId, number>();
  let wanted = order.ticket.lots - order.filled;
  ladder.walk(order.ticket.side === 'buy', limitOf(floor, book, order.ticket), (ref, lots) => {
    const maker = floor.orders.byNumber(ref)?.order;
    if (maker === undefined || maker.account === order.account) return false;
    const used = reduced.get(maker.account) ?? 0;
    const most = maker.ticket.reduceOnly
      ? Math.min(lots, Math.max(0, reducible(floor, maker.account, maker.ticket) - used))
      : lots;
    const size = Math.min(most, wanted);
    reduced.set(maker.account, used + size);
    wanted -= size;
    return wanted > 0;
  });
  return wanted === 0;
}
