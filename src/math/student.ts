/**
 * The probability that a Student variable of `freedom` degrees, a whole number of 1 or more, is at least
 * |`t`| in size, either way; NaN for anything else. To 1e-13, absolutely. The finite sums 26.7.3 and 26.7.4
 * of Abramowitz & Stegun (1964), in the angle whose tangent is t / √freedom.
 */
export function studentTwoSided(t: number, freedom: number): number {
  if (!(Number.isSafeInteger(freedom) && freedom >= 1) || Number.isNaN(t)) return Number.NaN;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = freedom % 2 === 1;
  // The powers of the cosine go up by two, and so do the numbers in the coefficients.
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let i = isOdd ? 3 : 2; i < freedom; i += 2) {
    term *= ((i - 1) / i) * cosine * cosine;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.min(1, Math.max(0, 1 - within));
}
