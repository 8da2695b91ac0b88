import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millsRatio } from './mills-ratio.ts';
import { normalCdf, normalPdf } from './normal.ts';

/** y, Φ(−y) / φ(y): erfc and exp, or the asymptotic series beyond 100, at 60 digits by mpmath 1.3.0. */
const VALUES: readonly (readonly [number, number])[] = [
  [0, 1.2533141373155003],
  [1e-9, 1.2533141363155003],
  [0.01, 1.2433764712490347],
  [0.3, 1.0018374009921558],
  [0.6744, 0.7867583978984318],
  [1, 0.6556795424187984],
  [1.5, 0.5158156382179634],
  [2, 0.4213692292880545],
  [3, 0.3045902987101033],
  [4.2, 0.2264176182860044],
  [5.7, 0.17047376074592785],
  [8, 0.1231319632579323],
  [12.5, 0.07949752916111721],
  [20, 0.04987592598183679],
  [37, 0.027007327965128336],
  [55, 0.018175813614425766],
  [150, 0.006666370409867767],
  [1e4, 9.999999900000004e-5],
  [1e9, 1e-9],
  [1e19, 1e-19],
  [1e21, 1e-21],
  [1e300, 1e-300],
];

describe("Mills' ratio", () => {
  it.each(VALUES)('agrees with 60 digits at %d', (y, ratio) => {
    expect(Math.abs(millsRatio(y) / ratio - 1)).toBeLessThan(1e-15);
  });

  it('is the tail over the density, by other approximations', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 37, noNaN: true }), (y) => {
        expect(Math.abs((millsRatio(y) * normalPdf(y)) / normalCdf(-y) - 1)).toBeLessThan(3e-15);
      }),
    );
  });

  it('is 0 at infinity, and passes NaN on', () => {
    expect(millsRatio(Infinity)).toBe(0);
    expect(millsRatio(Number.NaN)).toBeNaN();
  });
});
