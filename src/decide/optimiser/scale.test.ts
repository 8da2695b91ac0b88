import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBook } from '../../../bench/qp-books.ts';
import { createRandom } from '../../math/random.ts';
import { powerOfTwo, scale } from './scale.ts';
import { workspaceFor } from './workspace.ts';

describe('powerOfTwo', () => {
  it('is the largest that is no larger', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-250, max: 1e250, noNaN: true }), fc.boolean(), (size, isNegative) => {
        const power = powerOfTwo(isNegative ? -size : size);
        expect(power).toBeLessThanOrEqual(size);
        expect(2 * power).toBeGreaterThan(size);
        expect(Number.isInteger(Math.log2(power))).toBe(true);
      }),
    );
    expect([0, 1, 2, 3, 0.75, 1024].map(powerOfTwo)).toEqual([0, 1, 2, 2, 0.5, 1024]);
  });
});

describe('scale', () => {
  it('loses no digit, and brings what is far apart near 1', () => {
    const size = { instruments: 20, exposures: 6, rows: 2 };
    const workspace = workspaceFor(size);
    for (let seed = 0; seed < 20; seed++) {
      const book = drawBook(createRandom(`scale ${seed}`), size, { margin: true, impact: false });
      scale(workspace, book);
      const { tradeUnit, linkUnit, moneyUnit, links, effects, costs, upper, start } = workspace;
      for (let i = 0; i < 20; i++) {
        const unit = tradeUnit[i]!;
        expect(costs[i]! * (moneyUnit / unit)).toBe(book.costs[i]);
        expect(upper[i]! * unit).toBe(book.upper[i]);
        for (let j = 0; j < 6; j++) {
          const effect = effects[i * links + j]!;
          expect(Math.abs(effect)).toBeLessThanOrEqual(2);
          expect(effect * (linkUnit[j]! / unit)).toBe(book.effects[i * 6 + j]);
        }
      }
      for (let j = 0; j < 6; j++) expect(start[j]! * linkUnit[j]!).toBe(book.exposures[j]);
    }
  });
});
