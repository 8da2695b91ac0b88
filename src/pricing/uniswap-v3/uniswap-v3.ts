/**
 * Concentrated liquidity: a position in a Uniswap v3 pool, in two views. Here is the risk manager's, in floats:
 * what it is worth and how that moves. Its neighbours hold the pool's own, in integers, to the last unit:
 * `ticks.ts` prices, `amounts.ts` what liquidity is made of, `swap-step.ts` trades and `fees.ts` what they earn.
 */
import type { Lp } from '../../domain/instrument.ts';
import { isPlain, type Refused, refused } from '../refused.ts';

/** A position, and the price of one base unit in quote units that it is valued at. */
export interface PositionTerms extends Pick<Lp, 'lower' | 'upper'> {
  /**
   * L of the whitepaper, √(base · quote) in whole units of both: the contract's integer over 10 to the power of
   * half the sum of both tokens' decimals. Which of the two the pool calls token0 makes no difference to it.
   */
  readonly liquidity: number;
  readonly price: number;
}

/** What a position holds and is worth; fees that it has earned are apart. All finite. */
export interface PositionValue {
  /** In quote units. */
  readonly value: number;
  /** Of `value` per 1.00 of price: the base units that it holds. */
  readonly delta: number;
  /** Of `delta` per 1.00 of price, never above zero; at an edge of the range it is that of the inside. */
  readonly gamma: number;
  readonly base: number;
  readonly quote: number;
}

function refusalOf({ liquidity, lower, upper, price }: PositionTerms): Refused | undefined {
  if (!isPlain(liquidity)) return refused('liquidity', liquidity, 'a finite liquidity of 0 or more');
  if (!isPlain(lower)) return refused('lower', lower, 'a finite price of 0 or more');
  if (!(upper > lower)) return refused('upper', upper, 'a price above the lower one, or Infinity');
  if (!isPlain(price)) return refused('price', price, 'a finite price of 0 or more');
  return undefined;
}

/** 1 − √(below / above), for 0 ≤ below ≤ above ≤ ∞: what is left of a token on the way to where it runs out. */
function shareLeft(below: number, above: number): number {
  // Of the difference and not of the quotient, so that it keeps its digits where the price meets the edge.
  if (above === Infinity) return 1;
  return (above - below) / above / (1 + Math.sqrt(below / above));
}

function isInside({ lower, upper, price }: PositionTerms): boolean {
  return price >= lower && price <= upper;
}

/**
 * Value, delta and gamma of liquidity between two prices, `lower` 0 and `upper` Infinity being the full range:
 * L(2√P − √a − P/√b), L(1/√P − 1/√b) and −L/(2P√P) inside; all base below the range, all quote above it
 * (Adams et al., Uniswap v3 Core, 2021, §6.2, and derivatives). Refuses what is not finite or is negative, an
 * empty range, and results beyond float64.
 */
export function valuePosition(terms: PositionTerms): PositionValue | Refused {
  const refusal = refusalOf(terms);
  if (refusal !== undefined) return refusal;
  const { liquidity, lower, upper, price } = terms;
  const within = Math.min(Math.max(price, lower), upper);
  const root = Math.sqrt(within);
  // Nothing is held of what has run out, also where its unit price is beyond float64.
  const base = within === upper || liquidity === 0 ? 0 : (liquidity / root) * shareLeft(within, upper);
  const quote = within === lower ? 0 : liquidity * root * shareLeft(lower, within);
  const gamma = isInside(terms) && liquidity > 0 ? -liquidity / root / price / 2 : 0;
  const value = base * price + quote;
  const sum = value + base - gamma;
  return Number.isFinite(sum)
    ? { value, delta: base, gamma, base, quote }
    : refused('result', sum, 'terms whose value and Greeks fit in a float64');
}

/**
 * Loss versus rebalancing: what the pool's arbitrageurs take per year, in quote units, from a position whose
 * delta is hedged without delay, ½σ²P²|Γ| = Lσ²√P/4 inside the range and nothing outside (Milionis, Moallemi,
 * Roughgarden and Zhang, 2022); on the full range σ²/8 of the value. `vol` is annualised, as a fraction.
 */
export function lossVersusRebalancing(terms: PositionTerms, vol: number): number | Refused {
  const refusal = refusalOf(terms);
  if (refusal !== undefined) return refusal;
  if (!isPlain(vol)) return refused('vol', vol, 'a finite vol of 0 or more; 0.6 is 60 %');
  const rate = isInside(terms) ? 0.25 * terms.liquidity * Math.sqrt(terms.price) * vol * vol : 0;
  return Number.isFinite(rate) ? rate : refused('result', rate, 'terms whose loss fits in a float64');
}
