import { describe, expect, it } from 'vitest';
import { gaussHermite, type NormalRule } from './gauss-hermite.ts';

function expectation({ points, weights }: NormalRule, f: (z: number) => number): number {
  return points.reduce((sum, z, k) => sum + (weights[k] ?? 0) * f(z), 0);
}

describe('gaussHermite', () => {
  it('is the known rule of three points', () => {
    const { points, weights } = gaussHermite(3);
    expect(Array.from(points)).toEqual([-Math.sqrt(3), 0, Math.sqrt(3)].map((x) => expect.closeTo(x, 14)));
    expect(Array.from(weights)).toEqual([1 / 6, 2 / 3, 1 / 6].map((w) => expect.closeTo(w, 14)));
  });

  it.each([2, 5, 10, 41])('of %d points has the moments of the normal distribution', (n) => {
    const rule = gaussHermite(n);
    expect(rule.points.length).toBe(n);
    // (2k − 1)!! for even powers, nothing for odd ones.
    let moment = 1;
    for (let k = 0; k < Math.min(n, 12); k++) {
      const even = expectation(rule, (z) => Math.exp(2 * k * Math.log(Math.abs(z) + Number.MIN_VALUE)));
      expect(Math.abs(even / moment - 1)).toBeLessThan(1e-11);
      expect(Math.abs(expectation(rule, (z) => z * Math.cos(z)))).toBeLessThan(1e-14);
      moment *= 2 * k + 1;
    }
  });

  it('knows E e^(aZ) = e^(a²/2), also without the weights that are nothing', () => {
    const all = gaussHermite(41);
    const kept = gaussHermite(41, 1e-18);
    expect(kept.points.length).toBeLessThan(all.points.length);
    const gap = (rule: NormalRule, a: number): number =>
      Math.abs(expectation(rule, (z) => Math.exp(a * z)) / Math.exp((a * a) / 2) - 1);
    for (const a of [0.1, 1, 2, 3]) expect(gap(all, a)).toBeLessThan(1e-12);
    for (const a of [0.1, 0.5, 1]) expect(gap(kept, a)).toBeLessThan(1e-12);
  });
});
