import { describe, expect, it } from 'vitest';
import { doubleExponential, gaussLegendre, type Rule } from './quadrature.ts';

function integral(rule: Rule, f: (x: number, complement: number) => number): number {
  return rule.points.reduce(
    (sum, x, i) => sum + (rule.weights[i] as number) * f(x, rule.complements[i] as number),
    0,
  );
}

describe('gaussLegendre', () => {
  it('is exact for polynomials up to degree 2n − 1, and no further', () => {
    const power = (n: number) => (x: number) => Array.from({ length: n }, () => x).reduce((a, b) => a * b, 1);
    expect(integral(gaussLegendre(5), power(9))).toBeCloseTo(1 / 10, 15);
    expect(Math.abs(integral(gaussLegendre(5), power(10)) - 1 / 11)).toBeGreaterThan(1e-7);
    expect(integral(gaussLegendre(16), Math.exp)).toBeCloseTo(Math.E - 1, 14);
  });
});

describe('doubleExponential', () => {
  it('integrates what is sharp at an end, and what is infinite there', () => {
    const rule = doubleExponential(1 / 16, 3);
    expect(integral(rule, Math.log)).toBeCloseTo(-1, 12);
    expect(integral(rule, (_, complement) => Math.sqrt(complement))).toBeCloseTo(2 / 3, 13);
    // e^(−a) − √(π·a)·erfc(√a) at a = 1e−6.
    expect(integral(rule, (x) => Math.exp(-1e-6 / (x * x)))).toBeCloseTo(0.9982285461489278, 7);
  });
});
