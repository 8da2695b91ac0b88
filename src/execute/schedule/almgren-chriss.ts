/**
 * The trajectory of R. Almgren & N. Chriss, "Optimal execution of portfolio transactions", Journal of Risk 3 (2000)
 * 5–39, in continuous time: what is left is x(t) = X · sinh(κ(T − t)) / sinh(κT), which makes E + γV least for the
 * expected cost E = ∫ η ẋ² dt and the variance V = ∫ σ² x² dt of what is not yet done.
 */
import { exp } from '../../math/elementary.ts';
import { isPlain } from '../../pricing/refused.ts';

/** What the market and the trader's fear of it come to. */
interface Haste {
  /** γ: what a unit of variance is worth, per unit of quote currency. */
  readonly riskAversion: number;
  /** Annualised, as a fraction, and the price in quote units: together σ. */
  readonly vol: number;
  readonly price: number;
  /** η: quote units that the price gives way by, for each base unit per year that is traded. */
  readonly impact: number;
}

/**
 * κ = √(γσ²/η), per year: how fast what is left decays while the end is far. 0 (an even pace) where there is nothing
 * to fear, or where one of the four makes no sense; at most the largest float where trading has no impact.
 */
export function urgencyOf({ riskAversion, vol, price, impact }: Haste): number {
  const sigma = vol * price;
  const square = (riskAversion * sigma * sigma) / impact;
  const isKnown = [riskAversion, vol, price, impact].every(isPlain);
  return isKnown && square > 0 ? Math.min(Math.sqrt(square), Number.MAX_VALUE) : 0;
}

/** Below it the trajectory is a straight line to the last bit of a float: it bends by κ²T²/6. */
const STRAIGHT = 1e-8;
/** Above it nothing is left after any time that can be told from none, and twice it might not be a float any more. */
const AT_ONCE = 1e300;

/**
 * The share done at `elapsed` (a share of T, from 0 to 1), with `haste` = κT ≥ 0: 0 is an even pace, and Infinity all
 * at once. As e^(−ab) · (1 − e^(−2a(1−b))) / (1 − e^(−2a)), which neither overflows nor loses digits.
 */
export function almgrenChriss(elapsed: number, haste: number): number {
  if (haste < STRAIGHT) return elapsed;
  if (haste > AT_ONCE) return 1;
  const left = exp(-haste * elapsed) * (Math.expm1(-2 * haste * (1 - elapsed)) / Math.expm1(-2 * haste));
  return 1 - left;
}
