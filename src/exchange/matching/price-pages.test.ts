import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ASK, NO_BID, PricePages } from './price-pages.ts';

/** Prices near each other, at the edges of words and pages, and far away. */
const ticks = fc.oneof(
  fc.integer({ min: 1, max: 600 }),
  fc.constantFrom(1, 31, 32, 255, 256, 257, 511, 512, 65_536, 1_000_000, NO_ASK - 1),
  fc.integer({ min: 1, max: NO_ASK - 1 }),
);

describe('prices in use', () => {
  it('finds the next price either way, as a sorted list does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ticks, fc.boolean()), { maxLength: 120 }), (steps) => {
        const pages = new PricePages();
        const used = new Set<number>();
        for (const [price, tidies] of steps) {
          const level = pages.levelFor(price);
          expect(level).toBeLessThan(pages.capacity);
          expect(pages.ticksOf(level)).toBe(price);
          const sorted = [...used].sort((a, b) => a - b);
          expect(pages.below(price)).toBe(sorted.findLast((each) => each < price) ?? NO_BID);
          expect(pages.above(price)).toBe(sorted.find((each) => each > price) ?? NO_ASK);
          if (used.delete(price)) pages.clear(level);
          else {
            used.add(price);
            pages.mark(level);
          }
          if (tidies) pages.tidy();
        }
        for (const price of used) expect(pages.ticksOf(pages.levelAt(price))).toBe(price);
        const levels = [...used].map((price) => pages.levelAt(price));
        expect(new Set(levels).size).toBe(used.size);
      }),
      { numRuns: 300 },
    );
  });

  it('needs memory for the prices in use and not for the way between or those that were', () => {
    const pages = new PricePages();
    for (let price = 1; price < 1_000_000_000; price += 1_000_003) {
      const level = pages.levelFor(price);
      pages.mark(level);
      pages.clear(level);
      pages.tidy();
    }
    expect(pages.capacity).toBeLessThanOrEqual(64 * 256);
    for (let price = 1; price < 1_000_000_000; price += 10_000_019) pages.mark(pages.levelFor(price));
    expect(pages.capacity).toBe(128 * 256);
  });

  it('has no level for a page that is not in use', () => {
    const pages = new PricePages();
    expect(pages.levelAt(7)).toBe(-1);
    pages.levelFor(300);
    expect(pages.levelAt(7)).toBe(-1);
    expect(pages.levelAt(301)).toBeGreaterThanOrEqual(0);
  });
});
