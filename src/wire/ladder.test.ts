import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLadder } from './ladder.ts';

const changes = fc.array(
  fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    price: fc.integer({ min: 1, max: 700 }).map((tick) => tick / 10),
    size: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 1_500 },
);

describe('createLadder', () => {
  it('holds what a map of levels holds, best first', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const ladder = createLadder();
        const plain = { bid: new Map<number, number>(), ask: new Map<number, number>() };
        for (const { side, price, size } of list) {
          const isThere = plain[side].has(price);
          expect(ladder.set(side, price, size)).toBe(size > 0 || isThere);
          if (size === 0) plain[side].delete(price);
          else plain[side].set(price, size);
        }
        const sorted = (side: 'bid' | 'ask', sign: number) =>
          [...plain[side]]
            .map(([price, size]) => ({ price, size }))
            .sort((a, b) => sign * (a.price - b.price));
        const [bids, asks] = [sorted('bid', -1), sorted('ask', 1)];
        expect(ladder.depth(Infinity)).toEqual({ bids, asks });
        expect(ladder.depth(2)).toEqual({ bids: bids.slice(0, 2), asks: asks.slice(0, 2) });
        expect(ladder.levels).toBe(bids.length + asks.length);
        expect([ladder.bid, ladder.bidSize]).toEqual([
          bids[0]?.price ?? Number.NaN,
          bids[0]?.size ?? Number.NaN,
        ]);
        expect([ladder.ask, ladder.askSize]).toEqual([
          asks[0]?.price ?? Number.NaN,
          asks[0]?.size ?? Number.NaN,
        ]);
        expect(ladder.isCrossed()).toBe((bids[0]?.price ?? -1) >= (asks[0]?.price ?? Infinity));
      }),
      { numRuns: 60 },
    );
  });

  it('takes many levels at once as it takes one after the other, and tells the top', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const [one, many] = [createLadder(), createLadder()];
        for (const side of ['bid', 'ask'] as const) {
          const rows = list.filter((change) => change.side === side);
          for (const { price, size } of rows) one.set(side, price, size);
          const data = Float64Array.from([...rows.flatMap(({ price, size }) => [price, size]), 1, 1]);
          many.setAll(side, data, rows.length);
        }
        expect(many.depth(Infinity)).toEqual(one.depth(Infinity));
        const none = { bid: 0, ask: 0, bidSize: 0, askSize: 0 };
        const top = { ...none };
        const { bid, ask, bidSize, askSize } = one;
        const isWhole = bid > 0 && ask > 0;
        expect(many.readTop(top)).toBe(isWhole);
        expect(top).toEqual(isWhole ? { bid, ask, bidSize, askSize } : none);
      }),
      { numRuns: 60 },
    );
  });

  it('grows beyond its first size, and is empty once cleared', () => {
    const ladder = createLadder();
    for (let i = 1; i <= 2_000; i += 1) ladder.set('ask', i, i);
    expect(ladder.levels).toBe(2_000);
    expect(ladder.depth(3).asks.map(({ price }) => price)).toEqual([1, 2, 3]);
    ladder.clear();
    expect(ladder.levels).toBe(0);
    expect(ladder.ask).toBeNaN();
    expect(ladder.isCrossed()).toBe(false);
  });
});
