import type { InstrumentId } from '../../domain/instrument.ts';
import { type Lots, lots } from '../../units/units.ts';
import { type Orders, remaining } from '../order.ts';

/** What orders of one instrument have come to. */
export interface Progress {
  /** Signed lots filled. */
  readonly done: Lots;
  /** Lots that may still fill, without sign, by side: orders in doubt are among them. */
  readonly buys: Lots;
  readonly sells: Lots;
  /** All that was filled or may still be, without sign. */
  readonly gross: Lots;
}

/**
 * What the orders of `instrument` that were decided on in entry `since` or later have come to. Ended orders are
 * remembered for an hour: of what began before that, only the last hour is known.
 */
export function progressOf(orders: Orders, instrument: InstrumentId, since: number): Progress {
  let done = 0;
  let buys = 0;
  let sells = 0;
  let gross = 0;
  for (const order of Object.values(orders)) {
    if (order.request.instrument !== instrument || order.decision < since) continue;
    const left = remaining(order);
    done += order.filled;
    if (left > 0) buys += left;
    else sells -= left;
    gross += Math.abs(order.filled) + Math.abs(left);
  }
  return { done: lots(done), buys: lots(buys), sells: lots(sells), gross: lots(gross) };
}
