/** Points and weights of an expectation over a standard normal variable. */
export interface NormalRule {
  readonly points: Float64Array;
  /** Add up to 1. */
  readonly weights: Float64Array;
}

/**
 * Hermite's polynomial of degree `n` for the weight e^(−x²/2), normed, and the one of degree n − 1, at `x`.
 */
function hermite(n: number, x: number): readonly [number, number] {
  let before = 0;
  let value = 1;
  for (let k = 1; k <= n; k++) {
    const next = (x * value - Math.sqrt(k - 1) * before) / Math.sqrt(k);
    before = value;
    value = next;
  }
  return [value, before];
}

/**
 * The zeros of the polynomial of degree n that lie above 0, by bisection of a scan: it has no close pairs.
 */
function positiveZeros(n: number): readonly number[] {
  const zeros: number[] = [];
  const step = 0.5 / Math.sqrt(n);
  const reach = 2 * Math.sqrt(n) + 1;
  for (let from = 0.25 * step; from < reach; from += step) {
    let [low, high] = [from, from + step];
    const sign = Math.sign(hermite(n, low)[0]);
    if (sign === Math.sign(hermite(n, high)[0])) continue;
    for (let turn = 0; turn < 60; turn++) {
      const middle = 0.5 * (low + high);
      if (Math.sign(hermite(n, middle)[0]) === sign) low = middle;
      else high = middle;
    }
    zeros.push(0.5 * (low + high));
  }
  return zeros;
}

/**
 * The Gauss–Hermite rule of `n` points for a standard normal variable: exact for polynomials up to degree 2n
 * − 1. Points of a weight below `least` are left out.
 */
export function gaussHermite(n: number, least = 0): NormalRule {
  const above = positiveZeros(n);
  const all = [...above.map((x) => -x).reverse(), ...(n % 2 === 1 ? [0] : []), ...above];
  const found = all.map((x) => {
    const before = hermite(n, x)[1];
    return { x, weight: 1 / (n * before * before) };
  });
  const kept = found.filter(({ weight }) => weight > least);
  return {
    points: Float64Array.from(kept, ({ x }) => x),
    weights: Float64Array.from(kept, ({ weight }) => weight),
  };
}
