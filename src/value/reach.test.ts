import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, CALM } from '../../test/support/books.ts';
import { anyMove, estimated, expanded, moved } from '../../test/support/expanded-books.ts';
import { holding, listOf, optionBooks, optionOf } from '../../test/support/option-books.ts';
import { EMPTY_BOOK } from '../domain/book.ts';
import { reach } from './reach.ts';

const runs = process.env.EVENKEEL_LONG === '1' ? 10_000 : 400;

describe('reach', () => {
  it('is a distance within which delta errs no more than said', () => {
    fc.assert(
      fc.property(optionBooks, between(1e-4, 1), anyMove, (held, error, { years, vol, spot }) => {
        const [book, list] = [holding(held), listOf(held)];
        const from = expanded(book, list);
        const distance = reach(from, 0, error, { years, vol });
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(0.05 * CALM.spot);
        if (distance === 0) return;
        const direction = spot >= CALM.spot ? 1 : -1;
        for (const share of [0.2, 1]) {
          const move = { years, vol, spot: CALM.spot + direction * share * distance * (1 - 1e-12) };
          const truth = moved(book, list, move).sums[1] ?? 0;
          expect(Math.abs(estimated(from, move).delta - truth)).toBeLessThanOrEqual(error);
        }
      }),
      { numRuns: runs },
    );
  });

  it('is nothing without limits, and all of the box where nothing bends', () => {
    const still = { years: 0, vol: 0 };
    expect(reach(expanded(EMPTY_BOOK, {}), 0, 1e-9, still)).toBe(0.05 * 60_000);
    expect(reach(expanded(EMPTY_BOOK, {}), 0, -1e-9, still)).toBe(0);
    expect(reach(expanded(EMPTY_BOOK, {}), 0, 1, { years: 1, vol: 0 })).toBe(0);
    const held = [{ instrument: optionOf('o', 'call', 60_000, 1e-3), lots: 1 }];
    expect(reach(expanded(holding(held), listOf(held)), 0, 1, still)).toBe(0);
  });

  it('is not far from the distance at which the error is that large', () => {
    const held = [{ instrument: optionOf('o', 'call', 66_000, 30), lots: 1 }];
    const [book, list] = [holding(held), listOf(held)];
    const boxes = [5, 10, 15, 20, 25, 30, 40].map((spot) => ({ spot: spot / 1_000, years: 0, vol: 0 }));
    const from = expanded(book, list, boxes);
    const distance = reach(from, 0, 1e-3, { years: 0, vol: 0 });
    const errors = [-distance, distance].map((by) => {
      const move = { spot: CALM.spot + by, years: 0, vol: 0 };
      return Math.abs(estimated(from, move).delta - (moved(book, list, move).sums[1] ?? 0));
    });
    expect(distance).toBeLessThan(0.039 * CALM.spot);
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-3);
    expect(Math.max(...errors)).toBeGreaterThan(0.7e-3);
  });
});
