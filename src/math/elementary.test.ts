import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, log, logOnePlus, shortMillsRatio } from './elementary.ts';
import { normalCdf, normalPdf } from './normal.ts';

type Values = readonly (readonly [x: number, value: number])[];

/** All by mpmath 1.3.0 at 60 digits, of the float64 that x stands for. */
const EXP: Values = [
  [-745, 5e-324],
  [-740.5, 2.5e-322],
  [-708, 3.307553003638408e-308],
  [-700.25, 7.678723813110872e-305],
  [-20.25, 1.6052280551856116e-9],
  [-1, 0.36787944117144233],
  [-1e-9, 0.999999999],
  [0, 1],
  [1e-300, 1],
  [0.34657, 1.4142084849595797],
  [0.3466, 1.4142509118505286],
  [1, Math.E],
  [10.5, 36315.502674246636],
  [88.75, 3.4965139792603976e38],
  [700.5, 1.6721859620674984e304],
  [709.75, 1.7398368732641605e308],
];
const LOG: Values = [
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [2.2250738585072014e-308, -708.3964185322641],
  [1e-60, -138.15510557964274],
  [0.1, -Math.LN10],
  [0.706, -0.34814004148889505],
  [0.7072, -0.3464417676587033],
  [0.9999999, -1.0000000494736474e-7],
  [1, 0],
  [1.0000001, 9.999999505838704e-8],
  [1.413, 0.3457151037023904],
  [1.4143, 0.34663470904431704],
  [2, Math.LN2],
  [10, Math.LN10],
  [98765.4321, 11.500502944984172],
  [1e60, 138.15510557964274],
  [1.7976931348623157e308, 709.782712893384],
];
const LOG_ONE_PLUS: Values = [
  [-0.29, -0.3424903089467759],
  [-0.01, -0.010050335853501442],
  [-1e-10, -1.00000000005e-10],
  [0, 0],
  [1e-16, 1e-16],
  [1e-5, 9.999950000333332e-6],
  [0.1, 0.09531017980432487],
  [0.41, 0.3435897043900769],
];
const MILLS: Values = [
  [0, 1.2533141373155003],
  [1e-9, 1.2533141363155003],
  [0.25, 1.0378245758537268],
  [0.5, 0.8763644564536923],
  [1, 0.6556795424187984],
  [2, 0.4213692292880545],
  [3.5, 0.26656776896822376],
  [5, 0.19280810471531576],
  [7.75, 0.12698323748543697],
  [10, 0.09902859647173193],
  [13, 0.0764757610162485],
];
const MILLS_FAR: Values = [
  [16, 0.0622586659950262],
  [20, 0.04987592598183679],
  [30, 0.03329641907249721],
  [38.5, 0.02595653794411066],
];

/** One unit in the last place of `value`, at most. */
function ulpOf(value: number): number {
  return Math.max(5e-324, Number.EPSILON * Math.abs(value));
}

const anyNumber = fc.double({ noNaN: true });
const numRuns = 3000;

describe('exp', () => {
  it.each(EXP)('agrees with 60 digits at %d', (x, value) => {
    expect(Math.abs(exp(x) - value)).toBeLessThanOrEqual(ulpOf(value));
  });

  it('agrees with Math.exp everywhere', () => {
    const x = fc.oneof(fc.double({ min: -750, max: 715, noNaN: true }), anyNumber);
    fc.assert(
      fc.property(x, (at) => {
        const right = Math.exp(at);
        if (Number.isFinite(right)) expect(Math.abs(exp(at) - right)).toBeLessThanOrEqual(ulpOf(right));
        else expect(exp(at)).toBe(right);
      }),
      { numRuns },
    );
  });

  it('ends where float64 ends, and passes NaN on', () => {
    expect([exp(-Infinity), exp(-746), exp(-1e300)]).toEqual([0, 0, 0]);
    expect([exp(Infinity), exp(709.79), exp(1e300)]).toEqual([Infinity, Infinity, Infinity]);
    expect(exp(Number.NaN)).toBeNaN();
  });
});

describe('log', () => {
  it.each(LOG)('agrees with 60 digits at %d', (x, value) => {
    expect(Math.abs(log(x) - value)).toBeLessThanOrEqual(ulpOf(value));
  });

  it('agrees with Math.log everywhere', () => {
    const x = fc.oneof(anyNumber, fc.double({ min: 0.5, max: 2, noNaN: true }));
    fc.assert(
      fc.property(x.map(Math.abs), (at) => {
        const right = Math.log(at);
        if (Number.isFinite(right)) expect(Math.abs(log(at) - right)).toBeLessThanOrEqual(ulpOf(right));
        else expect(log(at)).toBe(right);
      }),
      { numRuns },
    );
  });

  it('has no answer below zero', () => {
    expect([log(0), log(-0), log(Infinity)]).toEqual([-Infinity, -Infinity, Infinity]);
    for (const x of [-1, -5e-324, -Infinity, Number.NaN]) expect(log(x)).toBeNaN();
  });

  it('is what exp undoes', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(3e-16);
      }),
    );
  });
});

describe('logOnePlus', () => {
  it.each(LOG_ONE_PLUS)('agrees with 60 digits at %d', (x, value) => {
    expect(Math.abs(logOnePlus(x) - value)).toBeLessThanOrEqual(ulpOf(value));
  });

  it('agrees with Math.log1p where it is good', () => {
    const f = fc.oneof(
      fc.double({ min: -0.29, max: 0.41, noNaN: true }),
      fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
    );
    fc.assert(
      fc.property(f, (at) => {
        const right = Math.log1p(at);
        expect(Math.abs(logOnePlus(at) - right)).toBeLessThanOrEqual(2 * ulpOf(right));
      }),
      { numRuns },
    );
  });
});

describe('shortMillsRatio', () => {
  it.each(MILLS)('agrees with 60 digits at %d', (x, value) => {
    expect(Math.abs(shortMillsRatio(x) / value - 1)).toBeLessThan(1e-15);
  });

  it.each(MILLS_FAR)('agrees with 60 digits, as far as it has them, at %d', (x, value) => {
    expect(Math.abs(shortMillsRatio(x) / value - 1)).toBeLessThan(1e-10);
  });

  it('is the tail over the density', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 13, noNaN: true }), (x) => {
        expect(Math.abs((shortMillsRatio(x) * normalPdf(x)) / normalCdf(-x) - 1)).toBeLessThan(3e-15);
      }),
      { numRuns },
    );
  });
});
