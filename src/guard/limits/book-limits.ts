/** The limits on the whole book that one order more may break. */
import type { Limits } from '../../domain/config.ts';
import type { VenueId } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import type { Exceeded } from './exceeded.ts';
import { checkGross } from './gross.ts';
import { checkSlippage, type SlippageSpent } from './slippage-budget.ts';
import { checkConcentration } from './venue-concentration.ts';

/** The worst that each venue may come to hold of what hedges are traded in, without sign, in the reporting currency. */
export type Gross = Readonly<Record<VenueId, number>>;

function sumOf(gross: Gross): number {
  return Object.values(gross).reduce((sum, amount) => sum + amount, 0);
}

/** What an order at `venue` would break; null where nothing. `before` and `after` are without and with it. */
export function checkGrosses(limits: Limits, venue: VenueId, before: Gross, after: Gross): Exceeded | null {
  const { maxGrossNotional, maxVenueShare } = limits;
  const gross =
    maxGrossNotional === undefined ? null : checkGross(sumOf(before), sumOf(after), maxGrossNotional);
  if (gross !== null || maxVenueShare === undefined) return gross;
  // What no single position may be is never too much at one venue: something has to be the first.
  const rule = { share: maxVenueShare, from: limits.maxPositionNotional };
  return checkConcentration(after, venue, before[venue] ?? 0, rule);
}

/** Whether an order that is expected to slip by `expected` (reporting currency) has room left. */
export function checkSpent(
  { slippage }: Limits,
  spent: SlippageSpent | undefined,
  at: Millis,
  expected: number,
): Exceeded | null {
  return slippage === undefined ? null : checkSlippage(spent, slippage, at, expected);
}
