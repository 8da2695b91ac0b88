import type { InstrumentId } from '../domain/instrument.ts';
import { isLive } from '../execute/order.ts';
import { HOUR } from '../units/time.ts';
import type { EngineState } from './state.ts';

/** So often something is ordered in vain before it is left alone. */
const TIMES = 3;

/**
 * Whether `id` was ordered three times in vain within the last hour: refused, or at a price at which nobody dealt, and
 * nothing of it was had since. A programme that goes on counting on it would keep delta where only that trade puts it
 * right. Ended orders are remembered for that hour. What rested is not counted: nobody came.
 */
export function isInVain({ orders, at }: EngineState, id: InstrumentId): boolean {
  let lastFilledAt = at - HOUR;
  const vain: number[] = [];
  for (const order of Object.values(orders)) {
    if (order.request.instrument !== id) continue;
    if (order.filled !== 0) lastFilledAt = Math.max(lastFilledAt, order.sentAt);
    else if (!isLive(order) && order.request.postOnly !== true) vain.push(order.sentAt);
  }
  return vain.filter((sentAt) => sentAt > lastFilledAt).length >= TIMES;
}
