/**
 * One smile: the raw SVI parametrisation of total variance, Gatheral & Jacquier, "Arbitrage-free SVI volatility
 * surfaces", Quantitative Finance 14 (2014) 59–71, equation (3.1). An SSVI smile and a flat one are raw SVI with
 * parameters of their own, so every smile is evaluated by the same few lines.
 */

/** w(k) = a + b{ρ(k − m) + √((k − m)² + s²)}: total variance σ²T at log-moneyness k = ln(strike / forward). */
export interface Svi {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly s: number;
}

/** Total variance and its first two derivatives in log-moneyness. */
export interface Jet {
  readonly variance: number;
  readonly slope: number;
  readonly curvature: number;
}

/** Total variance σ²T at log-moneyness `k`. */
export function sviVariance(svi: Svi, k: number): number {
  const x = k - svi.m;
  return svi.a + svi.b * (svi.rho * x + Math.sqrt(x * x + svi.s * svi.s));
}

/** Total variance σ²T at log-moneyness `k`, with its slope and curvature in k. */
export function sviJet(svi: Svi, k: number): Jet {
  const x = k - svi.m;
  const root = Math.sqrt(x * x + svi.s * svi.s);
  const isKink = root === 0;
  const lean = isKink ? 0 : svi.s / root;
  return {
    variance: svi.a + svi.b * (svi.rho * x + root),
    slope: svi.b * (svi.rho + (isKink ? 0 : x / root)),
    curvature: isKink ? 0 : (svi.b * lean * lean) / root,
  };
}

/** The smile that is the same total `variance` at every strike. */
export function flatSvi(variance: number): Svi {
  return { a: variance, b: 0, rho: 0, m: 0, s: 1 };
}

/** Where total variance is least, and how much. Where |ρ| = 1 it only falls towards it, and the vertex is named. */
export function sviMinimum(svi: Svi): { readonly k: number; readonly variance: number } {
  const root = Math.sqrt(Math.max(0, 1 - svi.rho * svi.rho));
  const k = root > 0 ? svi.m - (svi.rho * svi.s) / root : svi.m;
  return { k, variance: svi.a + svi.b * svi.s * root };
}
