import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { impliedDeviation } from './implied-deviation.ts';
import { solveDeviation } from './solve-deviation.ts';

/** Evenly spread, which fc.double is not: it favours what is near 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 0xffffffff }).map((part) => min + ((max - min) * part) / 0xffffffff);

describe('solveDeviation', () => {
  it('finds the same from any guess', () => {
    fc.assert(
      fc.property(between(-4, 2.1), between(0, 1), between(-12, 12), (size, part, off) => {
        const distance = Math.exp(3 * size);
        const price = part < 0.5 ? Math.exp(-1200 * (0.5 - part)) : part;
        fc.pre(price > 1e-280 && price < 0.999999);
        const strike = Math.exp(distance);
        const truth = impliedDeviation(1, 1, strike, price);
        const guess = truth * Math.exp(off);
        const found = solveDeviation(price, 1 - price, Math.log(strike), guess, 0);
        expect(Math.abs(found / truth - 1)).toBeLessThan(2e-14 * Math.max(1, 1 / (1 - price)));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not follow the noise of derivatives that cancel', () => {
    // Eight decades too small: Householder's refinement of the step is noise there.
    const found = solveDeviation(0.2, 0.8, 0.25, 2.56e-9, 0);
    expect(Math.abs(found / solveDeviation(0.2, 0.8, 0.25, 0.7, 0) - 1)).toBeLessThan(1e-15);
  });

  it('takes a price that is scaled', () => {
    const plain = solveDeviation(1e-5, 1 - 1e-5, 0.3, 0.1, 0);
    const scaled = solveDeviation(1e-5 * Math.exp(20), 1 - 1e-5, 0.3, 0.1, 20);
    expect(Math.abs(scaled / plain - 1)).toBeLessThan(1e-14);
  });
});
