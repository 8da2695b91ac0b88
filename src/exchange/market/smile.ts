import { largestPhi, ssviAsSvi } from '../../pricing/surface/ssvi.ts';
import { type Svi, sviVariance } from '../../pricing/surface/svi.ts';

/** How fast the market expects a vol to come back, per year: half of it in six weeks. */
const REVERSION = 6;
/** Puts away from the money cost more vol than calls, as they do in most weeks. */
const LEAN = -0.2;
/** Curvature: φ = CURVATURE / √θ, which leaves no calendar arbitrage where θ rises (Gatheral & Jacquier, 4.1). */
const CURVATURE = 1;

/**
 * The smile of an expiry `years` off (above 0) where volatility is `vol` now and `usualVol` as a rule: SSVI, with
 * the variance at the money what a mean-reverting variance comes to on average until then. Free of arbitrage.
 */
export function smileOf(vol: number, usualVol: number, years: number): Svi {
  const weight = -Math.expm1(-REVERSION * years) / (REVERSION * years);
  const usual = usualVol * usualVol;
  const theta = (usual + (vol * vol - usual) * weight) * years;
  const phi = Math.min(CURVATURE / Math.sqrt(theta), largestPhi(theta, LEAN));
  return ssviAsSvi({ theta, phi, rho: LEAN });
}

/** The implied volatility of a strike. */
export function smileVol(smile: Svi, strike: number, forward: number, years: number): number {
  return Math.sqrt(sviVariance(smile, Math.log(strike / forward)) / years);
}
