/** What becomes of options and futures when their time is up. */
import { applySettlement, positionLots } from '../../domain/book.ts';
import { expiryOf, type Instrument, payoff } from '../../domain/instrument.ts';
import { indexOf } from './index-price.ts';
import { end } from './orders.ts';
import type { State } from './state.ts';
import type { Price } from './view.ts';

/** Sees to it that orders on `contract` end with it. Its position waits for a price. */
export function scheduleExpiry(state: State, contract: Instrument): void {
  const expiry = expiryOf(contract);
  if (expiry === undefined) return;
  state.soonestExpiry = Math.min(state.soonestExpiry, expiry);
  state.agenda.add(expiry, () => {
    for (const order of state.open)
      if (order.request.instrument === contract.id)
        end(state, order, 'expired', 'instrument: it has expired');
  });
}

/** What `contract` is worth at expiry in the unit of its price, with its index at `index`. */
function settlementPrice(contract: Instrument, index: number): number {
  if (contract.kind !== 'option') return index;
  const value = payoff(contract, index);
  return contract.inverse ? value / index : value;
}

/**
 * Settles what has expired and is settled by this price: the first of its index at or after expiry, because
 * one from before would be known too early. While there is none, it waits.
 */
export function settleExpired(state: State, { instrument, at, price }: Price): void {
  if (at < state.soonestExpiry) return;
  state.soonestExpiry = Infinity;
  for (const contract of state.expiring) {
    const expiry = expiryOf(contract);
    if (expiry === undefined) continue;
    if (expiry > at || indexOf(state, contract) !== instrument) {
      state.soonestExpiry = Math.min(state.soonestExpiry, expiry);
      continue;
    }
    state.expiring.delete(contract);
    if (positionLots(state.book, contract.id) === 0) continue;
    const settled = settlementPrice(contract, price);
    state.book = applySettlement(state.book, contract, settled);
    state.tell({
      kind: 'settled',
      id: `${contract.id}:settled`,
      instrument: contract.id,
      price: settled,
    });
  }
}
