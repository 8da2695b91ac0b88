import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookOf,
  CALL,
  CALM,
  EXPIRY,
  intervalOf,
  type Market,
  markets,
  marksAt,
  NOW,
  PUT,
  unitOf,
} from '../../test/support/books.ts';
import type { Book } from '../domain/book.ts';
import { HOUR, later, yearsBetween } from '../units/time.ts';
import { millis } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import { explainInterval, NO_ATTRIBUTION } from './attribution.ts';

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

describe('what is curved', () => {
  const held = [CALL, PUT] as const;
  const counts = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }));
  const bookOfOptions = ([calls, puts]: readonly [number, number]) =>
    bookOf([
      [CALL, calls, 3_000],
      [PUT, puts, 0.05],
    ]);

  it('leaves as residual what its Greeks, taken midway, do not explain of its value', () => {
    fc.assert(
      fc.property(counts, markets, next, (lots, from, to) => {
        const { parts, gross } = explained(bookOfOptions(lots), from, to);
        let residual = 0;
        held.forEach((option, i) => {
          const size = 0.01 * (lots[i] as number);
          const moved = unitOf(option, { ...from, spot: to.spot, usdt: to.usdt });
          const end = unitOf(option, to);
          const until = Math.min(to.at, EXPIRY);
          const halfway = {
            ...from,
            at: millis(Math.floor((from.at + until) / 2)),
            spot: to.spot,
            usdt: to.usdt,
            vol: (from.vol + to.vol) / 2,
            interest: (from.interest + to.interest) / 2,
          };
          const midway = unitOf(option, halfway);
          const theta = midway.theta * yearsBetween(from.at, millis(until));
          const vega = midway.vega * (to.vol - from.vol);
          residual +=
            size * (end.price - moved.price - theta - vega) * (option.quote === 'USDT' ? to.usdt : 1);
        });
        expect(Math.abs(parts.residual - residual)).toBeLessThan(1e-9 * gross);
        expect(Math.abs(parts.basis)).toBe(0);
      }),
    );
  });

  it('has for small moves a gamma of half Γ times the move squared', () => {
    const small = fc.double({ min: -1e-3, max: 1e-3, noNaN: true }).filter((move) => Math.abs(move) > 1e-5);
    fc.assert(
      fc.property(markets, small, fc.constantFrom(...held), (from, move, option) => {
        const book = bookOf([[option, 100, 1]]);
        const { parts } = explained(book, from, { ...from, spot: from.spot * (1 + move) });
        const { gamma } = unitOf(option, from);
        const dollars = option.quote === 'USD';
        const price = from.spot * (dollars ? from.usdt : 1);
        const expected = 0.5 * gamma * (price * move) * (price * move) * (dollars ? 1 : from.usdt);
        // The third order is within a thousandth of a base unit's price times the move cubed, and then some.
        const third = 10 * price * Math.abs(move * move * move);
        expect(Math.abs(parts.gamma - expected)).toBeLessThan(third + 1e-9);
      }),
    );
  });

  it('leaves little unexplained over five minutes', () => {
    const minutes = (n: number) => ({ at: later(NOW, n * 60_000) });
    const { parts } = explained(
      bookOf([[CALL, -100, 3_000]]),
      {},
      { ...minutes(5), spot: 60_120, vol: 0.601 },
    );
    const { delta, gamma, theta, vega } = unitOf(CALL, CALM);
    const usdt = 0.99;
    expect(parts.delta).toBeCloseTo(-delta * 120 * usdt, 6);
    expect(parts.gamma / (-0.5 * gamma * 120 * 120 * usdt)).toBeCloseTo(1, 2);
    expect(parts.theta / ((-theta * usdt * 5) / (365 * 24 * 60))).toBeCloseTo(1, 2);
    expect(parts.vega / (-vega * 0.001 * usdt)).toBeCloseTo(1, 2);
    expect(Math.abs(parts.residual)).toBeLessThan(
      0.01 * (Math.abs(parts.gamma) + Math.abs(parts.theta) + Math.abs(parts.vega)),
    );
  });
});

describe('an option with a vol of its own', () => {
  const book = bookOf([
    [CALL, 100, 3_000],
    [PUT, 50, 0.05],
  ]);
  const quoted = (vol: number): Partial<Marks> => {
    const mark = { underlying: 'BTC', from: 'quote', why: null } as const;
    return { optionVols: { CALL: vol }, optionMarks: { CALL: mark } };
  };
  const vegaOf = (from: Partial<Marks>, to: Partial<Marks>) =>
    explainInterval(intervalOf(book, { ...marksAt(), ...from }, { ...marksAt(), ...to })).vega;

  it('has the vega of its own move, and another that of their underlying', () => {
    const own = quoted(0.6);
    const call = unitOf(CALL, { ...CALM, vol: 0.65 }).vega * 0.99;
    expect(vegaOf(own, quoted(0.7))).toBeCloseTo(call * 0.1, 6);
    const put = 0.5 * unitOf(PUT, { ...CALM, vol: 0.605 }).vega;
    expect(vegaOf(own, { ...own, vols: { BTC: 0.61 } })).toBeCloseTo(put * 0.01, 6);
  });

  it('goes on from the vol of its underlying when it is first told, and back to it', () => {
    const call = unitOf(CALL, { ...CALM, vol: 0.65 }).vega * 0.99;
    expect(vegaOf({}, quoted(0.7))).toBeCloseTo(call * 0.1, 6);
    expect(vegaOf(quoted(0.7), {})).toBeCloseTo(-call * 0.1, 6);
  });
});

describe('at expiry', () => {
  const book = bookOf([[CALL, 100, 3_000]]);

  it('theta stops, however long the interval goes on', () => {
    const from = { at: later(EXPIRY, -HOUR) };
    const { theta } = explained(book, from, { at: EXPIRY }).parts;
    expect(theta).toBeCloseTo(
      unitOf(CALL, { ...CALM, at: later(EXPIRY, -HOUR / 2) }).theta * yearsBetween(from.at, EXPIRY) * 0.99,
      9,
    );
    expect(theta).toBeLessThan(0);
    expect(explained(book, from, { at: later(EXPIRY, 99 * HOUR) }).parts.theta).toBe(theta);
  });

  it('and after it no time passes: the payoff may still move, as gamma', () => {
    const [from, to] = [
      { at: EXPIRY, spot: 62_000 },
      { at: later(EXPIRY, HOUR), spot: 62_500, vol: 0.9 },
    ];
    const { parts } = explained(book, from, to);
    expect(parts).toEqual({ ...NO_ATTRIBUTION, gamma: expect.closeTo(500 * 0.99, 8) });
  });
});
