/**
 * Funding of perps: the payment from longs to shorts (where the rate is positive) that ties a perp to its
 * index, and what holding one is expected to cost.
 */
import type { Millis } from '../../units/units.ts';
import { finiteOnly, refusedField } from '../field-rules.ts';
import type { Refused } from '../refused.ts';

interface FundedPosition {
  /** Signed: base units of a linear perp, quote units of an inverse one. */
  readonly size: number;
  readonly inverse: boolean;
  /** In quote currency per base unit, above 0. */
  readonly mark: number;
}

function refusedPosition(position: FundedPosition): Refused | undefined {
  return refusedField([
    ['size', position.size, 'finite'],
    ['mark', position.mark, 'positive'],
  ]);
}

/**
 * What the holder receives at one payment, in the settlement currency, negative where it is paid:
 * −q·P·rate where linear, −(N/P)·rate coins where inverse. `rate` is that of the interval, as a fraction.
 * (Binance, "Introduction to funding rates"; BitMEX, "Funding".) Refuses by field.
 */
export function fundingCash(position: FundedPosition, rate: number): number | Refused {
  const bad = refusedPosition(position) ?? refusedField([['rate', rate, 'finite']]);
  if (bad !== undefined) return bad;
  const { size, inverse, mark } = position;
  const answer = finiteOnly({ cash: -(inverse ? size / mark : size * mark) * rate + 0 });
  return 'kind' in answer ? answer : answer.cash;
}

/**
 * Payments due in (from, to], where they fall on every multiple of `intervalMs` since the epoch, as they do on
 * the venues that pay every 1, 4 or 8 hours of UTC. 0 where `to` is not later. Refuses an interval that is
 * not above 0.
 */
export function fundingsDue(from: Millis, to: Millis, intervalMs: number): number | Refused {
  const bad = refusedField([
    ['from', from, 'finite'],
    ['to', to, 'finite'],
    ['intervalMs', intervalMs, 'positive'],
  ]);
  if (bad !== undefined) return bad;
  return Math.max(0, Math.floor(to / intervalMs) - Math.floor(from / intervalMs));
}

/** How funding is expected to go on: the next rate is known, later ones return to `longRun`. */
interface FundingOutlook {
  /** Of the next payment, as a fraction per interval. */
  readonly next: number;
  /** What the rate returns to, per interval. */
  readonly longRun: number;
  /** Share of the gap to it that is left after an interval, 0 to 1; 1 keeps the next rate for ever. */
  readonly persistence: number;
}

/**
 * Expected cost, in quote currency, of holding a perp over `payments` of its payments at a mark that stays:
 * positive is paid, negative received, so that it can stand beside fees and spread in the cost of a hedge.
 * The k-th rate is longRun + persistenceᵏ⁻¹ · (next − longRun), an autoregression of the first order, whose
 * sum over n is n · longRun + (next − longRun) · (1 − persistenceⁿ) / (1 − persistence). Refuses by field.
 */
export function expectedFundingCost(
  position: FundedPosition,
  outlook: FundingOutlook,
  payments: number,
): number | Refused {
  const { next, longRun, persistence } = outlook;
  const bad =
    refusedPosition(position) ??
    refusedField([
      ['next', next, 'finite'],
      ['longRun', longRun, 'finite'],
      ['persistence', persistence, 'share'],
      ['payments', payments, 'plain'],
    ]);
  if (bad !== undefined) return bad;
  const { size, inverse, mark } = position;
  const answer = finiteOnly({
    cost:
      (inverse ? size : size * mark) *
      (payments * longRun + (next - longRun) * fading(persistence, payments)),
  });
  return 'kind' in answer ? answer : answer.cost;
}

/** Σ over n of persistenceᵏ⁻¹, also where n is no whole number: funding that accrues without a break. */
function fading(persistence: number, n: number): number {
  if (persistence === 1) return n;
  if (persistence === 0) return Math.min(1, n);
  return Math.expm1(n * Math.log(persistence)) / (persistence - 1);
}
