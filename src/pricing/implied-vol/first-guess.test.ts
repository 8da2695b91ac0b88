import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millsRatio } from '../../math/mills-ratio.ts';
import { normalCdf, normalPdf } from '../../math/normal.ts';
import { guessDeviation } from './first-guess.ts';

/** Evenly spread, which fc.double is not: it favours what is near 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 0xffffffff }).map((part) => min + ((max - min) * part) / 0xffffffff);

/** How far off the guess is, in logarithms, for an option `y` deviations out of the money. */
function miss(deviation: number, y: number): number {
  const d1 = 0.5 * deviation - y;
  const b = y + 0.5 * deviation;
  const ratio = Math.exp(-y * deviation);
  // By the textbook, but in terms that do not overflow.
  const second = normalPdf(d1) * millsRatio(b);
  const guess = guessDeviation(
    normalCdf(d1) - second,
    normalCdf(-d1) + second,
    y * deviation,
    Math.sqrt(ratio),
  );
  return Math.abs(Math.log(guess / deviation));
}

describe('the first guess', () => {
  it('is close up to a deviation of 1', () => {
    fc.assert(
      fc.property(between(0.02, 0.5), between(0, 8), (deviation, y) => {
        expect(miss(deviation, y)).toBeLessThan(5e-5);
      }),
    );
    fc.assert(
      fc.property(between(0.5, 1), between(0, 8), (deviation, y) => {
        expect(miss(deviation, y)).toBeLessThan(5e-4);
      }),
    );
  });

  it('is near for wide distributions', () => {
    fc.assert(
      fc.property(between(1, 15), between(0, 8), (deviation, y) => {
        expect(miss(deviation, y)).toBeLessThan(0.25);
      }),
    );
  });
});
