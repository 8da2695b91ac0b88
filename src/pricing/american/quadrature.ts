/** Points and weights of integration over [0, 1]. */

export interface Rule {
  /** Ascending, within (0, 1). */
  readonly points: Float64Array;
  /** 1 − point, with all its digits where the point is close to 1. */
  readonly complements: Float64Array;
  readonly weights: Float64Array;
}

/** Legendre's polynomial of degree `n` at `x`, and its derivative. */
function legendre(n: number, x: number): readonly [number, number] {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return [value, (n * (x * value - before)) / (x * x - 1)];
}

/** Gauss-Legendre rule of `n` ≥ 2 points: exact for polynomials up to degree 2n − 1. */
export function gaussLegendre(n: number): Rule {
  const points = new Float64Array(n);
  const complements = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let turn = 0; turn < 8; turn++) {
      const [value, slope] = legendre(n, x);
      x -= value / slope;
    }
    const slope = legendre(n, x)[1];
    points[i] = 0.5 * (1 + x);
    complements[i] = 0.5 * (1 - x);
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, complements, weights };
}

/**
 * The double exponential rule of Takahasi & Mori, Publ. RIMS 9 (1974) 721–741, with points `step` apart on
 * the transformed axis out to ±`reach`: for integrands that turn sharply at an end, at any scale.
 */
export function doubleExponential(step: number, reach: number): Rule {
  const half = Math.round(reach / step);
  const points = new Float64Array(2 * half + 1);
  const complements = new Float64Array(2 * half + 1);
  const weights = new Float64Array(2 * half + 1);
  for (let i = -half; i <= half; i++) {
    const t = i * step;
    const growth = Math.exp(-Math.PI * Math.sinh(t));
    points[i + half] = 1 / (1 + growth);
    complements[i + half] = growth / (1 + growth);
    weights[i + half] = (step * Math.PI * Math.cosh(t) * growth) / ((1 + growth) * (1 + growth));
  }
  return { points, complements, weights };
}
