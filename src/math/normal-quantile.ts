import { normalCdf, normalPdf } from './normal.ts';

/**
 * The x below which a standard normal variable lies with probability `p`; −Infinity at 0, Infinity at 1, NaN
 * outside [0, 1]. Within 1e-14 of itself: the approximation 26.2.23 of Abramowitz & Stegun (1964), good to
 * 4.5e-4, put right by Halley's method on the distribution itself, which triples the digits at each step.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  // In the lower tail a probability keeps its digits.
  const tail = p < 0.5 ? p : 1 - p;
  if (tail === 0) return p === 0 ? -Infinity : Infinity;
  const t = Math.sqrt(-2 * Math.log(tail));
  const top = (0.010328 * t + 0.802853) * t + 2.515517;
  const bottom = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1;
  let x = top / bottom - t;
  for (let step = 0; step < 3; step++) {
    const density = normalPdf(x);
    // Below the smallest normal number the density has no digits to divide by.
    if (density === 0) break;
    const error = (normalCdf(x) - tail) / density;
    x -= error / (1 + 0.5 * x * error);
  }
  return p < 0.5 ? x : -x;
}
