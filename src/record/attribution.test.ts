import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  books,
  CALL,
  COIN,
  DATED,
  ETH_PERP,
  intervalOf,
  type Market,
  markets,
  marksAt,
  money,
  NOW,
  PERP,
  POOL,
  SPOT,
} from '../../test/support/books.ts';
import type { Book } from '../domain/book.ts';
import { HOUR, later } from '../units/time.ts';
import type { Marks } from '../value/marks.ts';
import { type Attribution, addAttribution, explainInterval, NO_ATTRIBUTION, totalOf } from './attribution.ts';

/** What holding `book` from one market to another is explained by, and how much its equity changed. */
function explained(book: Book, from: Partial<Market>, to: Partial<Market>) {
  const interval = intervalOf(book, marksAt(from), marksAt(to));
  const change = interval.after.equity - interval.before.equity;
  const gross = [...interval.before.value, ...interval.after.value].reduce(
    (sum, value) => sum + Math.abs(value),
    1,
  );
  return { parts: explainInterval(interval), change, gross };
}

/** A later market: minutes or weeks on, also beyond the expiry. */
const next = fc
  .tuple(markets, fc.integer({ min: 1, max: 40 * 24 }))
  .map(([market, hours]): Market => ({ ...market, at: later(NOW, hours * HOUR) }));

describe('the parts', () => {
  it('sum to the change of equity, whatever is held and however the market moves', () => {
    fc.assert(
      fc.property(books, markets, next, (book, from, to) => {
        const { parts, change, gross } = explained(book, from, to);
        expect(Math.abs(totalOf(parts) - change)).toBeLessThan(
          1e-9 * Math.max(Math.abs(change), 1e-3 * gross),
        );
      }),
    );
  });

  it('cancel out on the way back', () => {
    fc.assert(
      fc.property(books, markets, next, (book, from, to) => {
        const { parts, gross } = explained(book, from, to);
        const turned = explained(book, to, from).parts;
        expect(Math.abs(totalOf(addAttribution(parts, turned)))).toBeLessThan(1e-9 * gross);
      }),
    );
  });

  it('are nothing where nothing moved, and only holding has parts', () => {
    fc.assert(
      fc.property(books, markets, next, (book, from, to) => {
        expect(explained(book, from, from).parts).toEqual(NO_ATTRIBUTION);
        const { funding, fees, slippage, gas } = explained(book, from, to).parts;
        expect([funding, fees, slippage, gas]).toEqual([0, 0, 0, 0]);
      }),
    );
  });
});

describe('what is linear', () => {
  const straight = bookOf(
    [
      [SPOT, 100, 5e4],
      [PERP, -200, 6e4],
      [COIN, 500, 5e4],
      [DATED, -700, 7e4],
      [ETH_PERP, 30, 3e3],
    ],
    { BTC: money(2), USDT: money(1e5) },
  );

  it('has neither gamma, theta, vega nor residual', () => {
    fc.assert(
      fc.property(markets, next, (from, to) => {
        const { gamma, theta, vega, residual } = explained(straight, from, to).parts;
        expect([gamma, theta, vega, residual]).toEqual([0, 0, 0, 0]);
      }),
    );
  });

  it('earns its delta times the move, at the later worth of its quote', () => {
    const { parts } = explained(bookOf([[PERP, 200, 6e4]]), { usdt: 0.99 }, { spot: 61_000, usdt: 0.98 });
    expect(parts.delta).toBeCloseTo(2 * 1_000 * 0.98, 8);
    expect(parts.basis).toBeCloseTo(0, 8);
  });

  it('has in its basis what its own price did and the index did not', () => {
    const { parts, change } = explained(bookOf([[PERP, 200, 6e4]]), { basis: 25 }, { basis: -5 });
    expect(parts).toEqual({ ...NO_ATTRIBUTION, basis: expect.closeTo(2 * -30 * 0.99, 8) });
    expect(totalOf(parts)).toBeCloseTo(change, 8);
  });

  it('and inverse moves with the index by delta alone while its ratio to it stays', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.5, max: 2, noNaN: true }), (from, factor) => {
        const { parts, gross } = explained(bookOf([[COIN, 5_000, 5e4]]), from, {
          ...from,
          spot: from.spot * factor,
        });
        expect(Math.abs(parts.basis)).toBeLessThan(1e-10 * (gross + from.spot));
        // 50,000 USD bought at 50,000 is one coin.
        expect(parts.delta).toBeCloseTo(from.usdt * from.spot * (factor - 1), 6);
      }),
    );
  });
});

describe('liquidity', () => {
  it('is explained by delta and gamma alone, and gains by no move beyond its delta', () => {
    fc.assert(
      fc.property(markets, next, fc.integer({ min: 1, max: 500 }), (from, to, count) => {
        const { parts, change, gross } = explained(bookOf([[POOL, count, 40]]), from, to);
        const { delta, gamma, quote, ...rest } = parts;
        expect(Math.abs(delta + gamma + quote - change)).toBeLessThan(1e-12 * gross);
        expect(gamma).toBeLessThan(1e-12 * gross);
        for (const part of Object.values(rest)) expect(Math.abs(part)).toBeLessThan(1e-12 * gross);
      }),
    );
  });
});

describe('the quote part', () => {
  it('is what was held in each currency times the move of its worth', () => {
    fc.assert(
      fc.property(books, markets, next, (book, from, to) => {
        const interval = intervalOf(book, marksAt(from), marksAt(to));
        const { pairs, layout, value } = interval.before;
        const inUsdt = value.filter((_, row) => pairs[layout.pair[row] ?? 0]?.quote === 'USDT');
        const expected = inUsdt.reduce((sum, held) => sum + held * (to.usdt - from.usdt), 0);
        const gross = inUsdt.reduce((sum, held) => sum + Math.abs(held), 1);
        expect(Math.abs(explainInterval(interval).quote - expected)).toBeLessThan(1e-12 * gross);
      }),
    );
  });

  it('is all that cash in a stablecoin earns', () => {
    const { parts } = explained(
      bookOf([], { USDT: money(1_000), USD: money(500) }),
      {},
      { usdt: 1.01, spot: 1 },
    );
    expect(parts).toEqual({ ...NO_ATTRIBUTION, quote: expect.closeTo(1_000 * 0.02, 9) });
  });

  it('takes the whole change of a coin balance whose index a reload has quoted in another currency', () => {
    const from = marksAt();
    const to: Marks = {
      ...from,
      index: { ...from.index, BTC: 61_000 },
      indexQuote: { BTC: 'USD', ETH: 'USDT' },
    };
    const parts = explainInterval(intervalOf(bookOf([], { BTC: money(1) }), from, to));
    expect(parts).toEqual({ ...NO_ATTRIBUTION, quote: expect.closeTo(61_000 - 60_000 * 0.99, 8) });
  });
});

describe('rows that do not match', () => {
  const interval = intervalOf(
    bookOf([
      [CALL, 1, 1],
      [PERP, 1, 1],
    ]),
    marksAt(),
    marksAt({ spot: 61_000 }),
  );
  const beginning = (book: Book) => intervalOf(book, marksAt(), marksAt()).before;
  const other = beginning(bookOf([[CALL, 1, 1]]));
  const more = beginning(
    bookOf([
      [CALL, 1, 1],
      [PERP, 1, 1],
      [SPOT, 1, 1],
    ]),
  );

  it.each(['before', 'moved', 'midway', 'after'] as const)('throw when %s is of another book', (which) => {
    expect(() => explainInterval({ ...interval, [which]: other })).toThrow('are not of one book');
    expect(() => explainInterval({ ...interval, [which]: more })).toThrow('are not of one book');
  });

  it('of one book do not throw', () => {
    expect(totalOf(explainInterval(interval))).not.toBe(0);
  });
});

describe('sums', () => {
  const part = fc.integer({ min: -1e6, max: 1e6 });
  const parts = Object.keys(NO_ATTRIBUTION) as (keyof Attribution)[];
  const attributions = fc.record(
    Object.fromEntries(parts.map((name) => [name, part])),
  ) as fc.Arbitrary<Attribution>;

  it('of attributions are part by part, and add up', () => {
    fc.assert(
      fc.property(attributions, attributions, (a, b) => {
        const sum = addAttribution(a, b);
        for (const name of parts) expect(sum[name]).toBe(a[name] + b[name]);
        expect(totalOf(sum)).toBe(totalOf(a) + totalOf(b));
      }),
    );
  });

  it('take what is left out for nothing', () => {
    const some = addAttribution(NO_ATTRIBUTION, { fees: -3, slippage: 1 });
    expect(some).toEqual({ ...NO_ATTRIBUTION, fees: -3, slippage: 1 });
    expect(totalOf(some)).toBe(-2);
  });

  it('do not depend on the order of the keys', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 11, maxLength: 11 }),
        (values) => {
          const entries = parts.map((name, i) => [name, values[i]] as const);
          const [straight, sorted] = [entries, entries.toSorted()].map((all) =>
            Object.fromEntries(all),
          ) as never as [Attribution, Attribution];
          expect(totalOf(sorted)).toBe(totalOf(straight));
        },
      ),
    );
  });
});
