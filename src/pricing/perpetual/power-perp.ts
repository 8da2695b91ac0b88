/**
 * Power perps: D. White, S. Bankman-Fried, "Everlasting Options" (Paradigm, 2021), and D. White, D. Robinson,
 * Z. Koticha et al., "Power Perpetuals" (Paradigm, 2021), whose power of 2 trades as Squeeth.
 *
 * The holder pays a share 1/n of (mark − Sᵖ) every interval Δ, at the mark that stands just before. So
 * before = after + (Sᵖ − before)/n, or before = (n·after + Sᵖ)/(n + 1): the position is a basket of claims on
 * Sᵖ at the k-th payment with the weights (1/(n+1))·(n/(n+1))ᵏ⁻¹, each worth Sᵖ·e^(g·Tₖ) with
 * g = p(r − y) − r + p(p − 1)σ²/2. The geometric series is Sᵖ·e^(gτ) / (1 − n(e^(gΔ) − 1)), τ being the time to
 * the next payment: at p = 2, n = 1, r = y = 0 just after a payment, S² / (2e^(−σ²Δ) − 1).
 */
import { finiteOnly, refusedField } from '../field-rules.ts';
import type { Priced } from '../priced.ts';
import { type Refused, refused } from '../refused.ts';

/** When what is owed of the gap between mark and payoff is paid, in years. */
export interface FundingSchedule {
  /** Between two payments; above 0. */
  readonly interval: number;
  /** n: each payment is a share 1/n of the gap. 1 or more; 3 where a day's gap is paid every 8 hours. */
  readonly paymentsPerPeriod: number;
  /** To the next payment, 0 to `interval`; `interval` just after one. */
  readonly untilPayment: number;
}

interface PowerTerms extends FundingSchedule {
  /** p: any finite number. */
  readonly power: number;
  /** In quote currency per base unit, above 0. */
  readonly spot: number;
  readonly vol: number;
  /** Continuously compounded per year, as in `blackScholes`. */
  readonly rate: number;
  readonly carryYield: number;
}

/** The refusal of a schedule that is none. */
export function refusedSchedule(schedule: FundingSchedule): Refused | undefined {
  const { interval, paymentsPerPeriod, untilPayment } = schedule;
  const bad = refusedField([
    ['interval', interval, 'positive'],
    ['paymentsPerPeriod', paymentsPerPeriod, 'positive'],
    ['untilPayment', untilPayment, 'plain'],
  ]);
  if (bad !== undefined) return bad;
  if (paymentsPerPeriod < 1) return refused('paymentsPerPeriod', paymentsPerPeriod, '1 or more');
  if (untilPayment > interval) return refused('untilPayment', untilPayment, 'at most the interval');
  return undefined;
}

/**
 * Mark of a power perp, in units of quote currency to the power (scale it as the venue does), with its Greeks
 * against spot. Theta is that of an instant between payments, −g·mark. At each payment the mark rises again by
 * what the holder pays, to a level that depends on spot and vol alone: its own theta from one payment to the
 * next is 0, and the decay is paid as funding. Refuses by field, also a
 * `vol` at which the next payment is too far off for the series to converge: n(e^(gΔ) − 1) must be below 1.
 */
export function powerPerp(terms: PowerTerms): Priced | Refused {
  const { power, spot, vol, rate, carryYield, interval, paymentsPerPeriod: n, untilPayment } = terms;
  const bad =
    refusedField([
      ['power', power, 'finite'],
      ['spot', spot, 'positive'],
      ['vol', vol, 'plain'],
      ['rate', rate, 'finite'],
      ['carryYield', carryYield, 'finite'],
    ]) ?? refusedSchedule(terms);
  if (bad !== undefined) return bad;
  const convexity = power * (power - 1);
  const growth = power * (rate - carryYield) - rate + 0.5 * convexity * vol * vol;
  const left = 1 - n * Math.expm1(growth * interval);
  if (!(left > 0)) return refused('vol', vol, 'a vol at which n(e^(gΔ) − 1) is below 1: pay more often');
  // The square, the one that trades, without the rounding of a logarithm.
  const payoff = power === 2 ? spot * spot : Math.exp(power * Math.log(spot));
  const price = (payoff * Math.exp(growth * untilPayment)) / left;
  // Price times this is its slope in the growth: the mean time to the payments that it is made of.
  const meanTime = untilPayment + (n * interval * Math.exp(growth * interval)) / left;
  return finiteOnly({
    price,
    delta: (power * price) / spot,
    gamma: (convexity * price) / spot / spot,
    vega: convexity * vol * meanTime * price,
    theta: -growth * price,
  });
}
