import { isLive } from '../../execute/order.ts';
import type { Checker, Witness } from './witness.ts';

/**
 * No order is thought to have ended of which more may come: it is at its venue, or on its way there and not too late.
 * Whoever thinks so hedges again, and is hedged twice when it fills.
 */
export function createEnded(witness: Witness): Checker {
  return {
    name: 'ended',
    ticked() {
      const { state, truth, now } = witness;
      for (const [id, order] of Object.entries(state?.orders ?? {})) {
        if (isLive(order)) continue;
        const known = truth.orders.get(id);
        const isComing = known?.state === 'open' || (known?.state === 'sent' && known.request.deadline > now);
        if (isComing) return `${id} is thought to be ${order.state}, and is ${known.state}`;
      }
      return null;
    },
  };
}
