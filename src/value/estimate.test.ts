import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, bookOf, books, CALM, INSTRUMENTS } from '../../test/support/books.ts';
import { anyMove, estimated, expanded, moved } from '../../test/support/expanded-books.ts';
import {
  type Held,
  holding,
  listOf,
  lpOf,
  optionBooks,
  optionOf,
  summed,
} from '../../test/support/option-books.ts';
import { EMPTY_BOOK } from '../domain/book.ts';
import type { BookTable } from './book-table.ts';
import { type Estimate, estimate, type Move, noEstimate } from './estimate.ts';
import type { Expansion } from './taylor.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const runs = isLong ? 60_000 : 1_200;

function expectWithin(from: Expansion, truth: BookTable, move: Move): Estimate {
  const told = estimated(from, move);
  if (told.status !== 'known') return told;
  const [value, delta, gamma] = truth.sums;
  for (const [name, exact] of Object.entries({ value, delta, gamma })) {
    const [low, high] = [told[`${name}Low` as 'valueLow'], told[`${name}High` as 'valueHigh']];
    if (!(low <= (exact ?? 0) && (exact ?? 0) <= high)) {
      throw new Error(`${name} is ${exact}, not in [${low}, ${high}] after ${JSON.stringify(move)}`);
    }
  }
  return told;
}

describe('estimates', () => {
  it('hold the truth within their limits for any options and any move in the box', () => {
    let known = 0;
    fc.assert(
      fc.property(optionBooks, anyMove, (held, move) => {
        const [book, list] = [holding(held), listOf(held)];
        if (expectWithin(expanded(book, list), moved(book, list, move), move).status === 'known') known += 1;
      }),
      { numRuns: runs },
    );
    expect(known).toBeGreaterThan(0.7 * runs);
  });

  it('do so in books that nearly cancel', () => {
    fc.assert(
      fc.property(optionBooks, anyMove, between(0.99, 1.01), (held, move, by) => {
        const against = held.map(({ instrument, lots }) => {
          if (instrument.kind !== 'option') throw new Error('no option');
          return {
            instrument: { ...instrument, id: `${instrument.id}x`, strike: instrument.strike * by },
            lots: -lots,
          };
        });
        const all = [...held, ...against];
        expectWithin(expanded(holding(all), listOf(all)), moved(holding(all), listOf(all), move), move);
      }),
      { numRuns: runs / 3 },
    );
  });

  it('do so near expiry, at the strike and far from it, until there are no limits', () => {
    const seen = { known: 0, beyond: 0, unbounded: 0 };
    const row = fc.record({
      type: fc.constantFrom<'call' | 'put'>('call', 'put'),
      strike: fc.oneof(fc.constant(60_000), between(59_000, 61_000), between(6_000, 600_000)),
      minutes: fc.integer({ min: -5, max: 2_000 }),
      lots: fc.constantFrom(-3, 1, 7),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), anyMove, (rows, move) => {
        const held: Held[] = rows.map(({ type, strike, minutes, lots }, i) => {
          return { instrument: optionOf(`o${i}`, type, strike, minutes / 1_440), lots };
        });
        const [book, list] = [holding(held), listOf(held)];
        seen[expectWithin(expanded(book, list), moved(book, list, move), move).status] += 1;
      }),
      { numRuns: runs / 2 },
    );
    expect(seen.known).toBeGreaterThan(runs / 50);
    expect(seen.unbounded).toBeGreaterThan(runs / 50);
  });

  it('do so where an option is so far out that a kernel takes its gamma for nothing', () => {
    const held = [{ instrument: optionOf('o', 'call', 96_269.51024173308, 232 / 1_440), lots: -3 }];
    const [book, list] = [holding(held), listOf(held)];
    const move = { spot: 60_000, years: 0.000008698186199898528, vol: 0 };
    expect(expectWithin(expanded(book, list), moved(book, list, move), move).status).toBe('known');
  });

  it('do so for what has expired and is not settled, whose payoff still moves', () => {
    fc.assert(
      fc.property(between(55_000, 65_000), fc.constantFrom(-2, 3), anyMove, (strike, count, move) => {
        const held = (['call', 'put'] as const).map((type) => {
          return { instrument: optionOf(type, type, strike, 0), lots: type === 'call' ? count : 1 };
        });
        const [book, list] = [holding(held), listOf(held)];
        const told = expectWithin(expanded(book, list), moved(book, list, move), move);
        expect(told).toMatchObject({ status: 'known', delta: 0, gamma: 0 });
      }),
    );
  });

  it('do so for ranges of liquidity, whose edges a move may cross', () => {
    const range = fc.record({
      lower: between(55_000, 62_000),
      width: between(1.001, 1.2),
      lots: fc.constantFrom(-2, 5),
    });
    const full = { instrument: lpOf('full', 0, 1e30), lots: 3 };
    fc.assert(
      fc.property(fc.array(range, { maxLength: 4 }), anyMove, (rows, move) => {
        const held: Held[] = rows.map(({ lower, width, lots }, i) => {
          return { instrument: lpOf(`lp${i}`, lower, lower * width), lots };
        });
        const all = [...held, full];
        const told = expectWithin(
          expanded(holding(all), listOf(all)),
          moved(holding(all), listOf(all), move),
          move,
        );
        expect(told.status).toBe('known');
      }),
      { numRuns: runs / 3 },
    );
  });

  it('do so for spot, linear, inverse and coins together with options', () => {
    fc.assert(
      fc.property(books, anyMove, (book, move) => {
        const told = expectWithin(expanded(book, INSTRUMENTS), moved(book, INSTRUMENTS, move), move);
        expect(told.status).toBe('known');
      }),
      { numRuns: runs / 3 },
    );
  });

  it('are the sums themselves where nothing has moved, and close around them', () => {
    fc.assert(
      fc.property(optionBooks, (held) => {
        const [book, list] = [holding(held), listOf(held)];
        const { sums } = summed(book, list);
        const told = estimated(expanded(book, list), { spot: CALM.spot, years: 0, vol: 0 });
        if (told.status !== 'known') return;
        expect([told.value, told.delta, told.gamma]).toEqual([...sums.slice(0, 3)]);
        const gross = held.reduce((sum, one) => sum + Math.abs(one.lots), 0);
        expect(told.deltaHigh - told.deltaLow).toBeLessThan(1e-9 * gross + 1e-300);
        expect(told.valueHigh - told.valueLow).toBeLessThan(1e-8 * gross + 1e-300);
      }),
    );
  });

  it('of straight lines are exact but for rounding, at any distance in the box', () => {
    const book = bookOf([
      [INSTRUMENTS.PERP ?? lpOf('', 1, 2), 100, 60_000],
      [INSTRUMENTS.COIN ?? lpOf('', 1, 2), -6_000, 50_000],
    ]);
    const told = estimated(expanded(book, INSTRUMENTS), { spot: 62_000, years: 0, vol: 0 });
    expect(told.deltaHigh - told.deltaLow).toBeLessThan(1e-11);
    expect(told.valueHigh - told.valueLow).toBeLessThan(1e-6);
  });

  it('say when a move lies beyond, or too near an expiry for limits', () => {
    const held = [{ instrument: optionOf('o', 'call', 60_000, 30), lots: 1 }];
    const from = expanded(holding(held), listOf(held));
    const still = { spot: CALM.spot, years: 0, vol: 0 };
    expect(estimated(from, still).status).toBe('known');
    const beyond: Partial<Move>[] = [
      ...[{ spot: 63_001 }, { spot: 56_999 }, { spot: Number.NaN }, { spot: Infinity }],
      ...[{ years: 0.0021 }, { years: -1e-9 }, { years: Number.NaN }],
      ...[{ vol: 0.051 }, { vol: -0.051 }, { vol: Number.NaN }],
    ];
    for (const move of beyond) expect(estimated(from, { ...still, ...move }).status).toBe('beyond');
    const into = noEstimate();
    estimate(from, 5, still, into);
    expect(into.status).toBe('beyond');
    const near = [{ instrument: optionOf('o', 'call', 60_000, 0.5), lots: 1 }];
    const soon = expanded(holding(near), listOf(near));
    expect(estimated(soon, { ...still, spot: 60_300 }).status).toBe('known');
    expect(estimated(soon, { ...still, spot: 61_000 }).status).toBe('unbounded');
  });

  it('of an empty book are nothing, exactly', () => {
    const told = estimated(expanded(EMPTY_BOOK, {}), { spot: 61_000, years: 0, vol: 0 });
    expect(told).toEqual({ ...noEstimate(), status: 'known' });
  });

  it('leave out what has no value, as the sums do', () => {
    const held = [{ instrument: optionOf('K', 'call', Number.NaN, 30), lots: 1 }];
    const told = estimated(expanded(holding(held), listOf(held)), { spot: 61_000, years: 0, vol: 0 });
    expect(told).toMatchObject({ status: 'known', value: 0, valueLow: 0, valueHigh: 0 });
  });
});
