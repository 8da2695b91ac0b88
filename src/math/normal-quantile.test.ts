import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { normalQuantile } from './normal-quantile.ts';

describe('normalQuantile', () => {
  it.each([
    // Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477–484, his three test values.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167813],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
  ])('of %d is %d', (p, x) => {
    expect(Math.abs(normalQuantile(p) / x - 1)).toBeLessThan(1e-14);
  });

  it('undoes the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-11);
      }),
    );
  });

  it('has ends, a middle and no values outside', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
    expect(normalQuantile(0.9)).toBe(-normalQuantile(1 - 0.9));
  });
});
