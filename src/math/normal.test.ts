import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalPdf } from './normal.ts';

/** x, Φ(x), φ(x): erfc and exp at 60 digits by mpmath 1.3.0, of the float64 that x stands for. */
const VALUES: readonly (readonly [number, number, number])[] = [
  [-37.5, 4.605353009581955e-308, 1.7282337322841054e-306],
  [-37, 5.725571222524577e-300, 2.1200065515246056e-298],
  [-30, 4.906713927148187e-198, 1.4736461348785476e-196],
  [-20, 2.7536241186062337e-89, 5.520948362159764e-88],
  [-10, 7.619853024160525e-24, 7.694598626706419e-23],
  [-8, 6.220960574271784e-16, 5.052271083536892e-15],
  [-6, 9.86587645037698e-10, 6.075882849823285e-9],
  [-5.7, 5.990371401063528e-9, 3.5139550948204334e-8],
  [-5.6, 1.071759025831093e-8, 6.182620500165856e-8],
  [-3, 0.0013498980316300946, 0.0044318484119380075],
  [-2, 0.02275013194817921, 0.05399096651318805],
  [-1.5, 0.06680720126885807, 0.12951759566589172],
  [-1, 0.15865525393145705, 0.24197072451914334],
  [-0.7, 0.24196365222307303, 0.31225393336676127],
  [-0.6, 0.2742531177500736, 0.3332246028917996],
  [-0.25, 0.4012936743170763, 0.3866681168028492],
  [-0.001, 0.49960105778608893, 0.39894208093034234],
  [0, 0.5, 0.3989422804014327],
  [1e-9, 0.5000000003989423, 0.3989422804014327],
  [0.5, 0.6914624612740131, 0.35206532676429947],
  [1, 0.8413447460685429, 0.24197072451914334],
  [2, 0.9772498680518208, 0.05399096651318805],
  [4, 0.9999683287581669, 0.00013383022576488534],
  [8, 0.9999999999999993, 5.052271083536892e-15],
];

/** As many units in the last place as Cody's approximations and one exp may be off together. */
const RELATIVE = 1e-15;

const anywhere = fc.double({ min: -37, max: 37, noNaN: true });

describe('the normal distribution', () => {
  it.each(VALUES)('agrees with 60 digits at %d', (x, cdf, pdf) => {
    expect(Math.abs(normalCdf(x) / cdf - 1)).toBeLessThan(RELATIVE);
    expect(Math.abs(normalPdf(x) / pdf - 1)).toBeLessThan(RELATIVE);
  });

  it('ends where float64 ends, and passes NaN on', () => {
    expect([normalCdf(-Infinity), normalCdf(-1e300), normalCdf(40), normalCdf(Infinity)]).toEqual([
      0, 0, 1, 1,
    ]);
    expect([normalPdf(-Infinity), normalPdf(1e300), normalPdf(Infinity)]).toEqual([0, 0, 0]);
    expect([normalCdf(Number.NaN), normalPdf(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
    expect(normalCdf(-38)).toBeGreaterThan(0);
  });

  it('is symmetric', () => {
    fc.assert(
      fc.property(anywhere, (x) => {
        expect(normalPdf(-x)).toBe(normalPdf(x));
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThanOrEqual(Number.EPSILON);
      }),
    );
  });

  it('rises, across the seams between approximations too', () => {
    fc.assert(
      fc.property(fc.oneof(anywhere, fc.constantFrom(-5.656854249492381, -0.67448975, 0.67448975)), (x) => {
        const step = 1e-14 * Math.max(1, Math.abs(x));
        const before = normalCdf(x - step);
        const after = normalCdf(x + step);
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('has the density as its slope', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
        const h = 1e-3;
        const near = normalCdf(x + h) - normalCdf(x - h);
        const far = normalCdf(x + 2 * h) - normalCdf(x - 2 * h);
        expect(Math.abs((8 * near - far) / (12 * h) - normalPdf(x))).toBeLessThan(1e-12);
      }),
    );
  });
});
