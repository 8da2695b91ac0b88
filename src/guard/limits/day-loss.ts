import { type Grade, graded, type Thresholds } from '../breakers/signal.ts';
import type { Standing } from '../standing.ts';

/**
 * Shares of what may be lost in a day. The halt at all of it is that of `watchLoss`; before it comes, half of
 * it asks for caution, and at 80 % — where others begin to act on a limit — nothing is opened any more.
 */
const SHARES: Thresholds = [0.5, 0.8, 1];

/**
 * How much of `maxDailyLoss` is lost at `equity` (both in the reporting currency). Nothing before the day's
 * first value.
 */
export function dayLoss({ dayEquity }: Standing, equity: number, maxDailyLoss: number): Grade {
  const lost = dayEquity === null ? 0 : dayEquity - equity;
  return graded(lost <= 0 ? 0 : lost / maxDailyLoss, SHARES, 'share of the day’s allowed loss');
}
