import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTrade, EMPTY_BOOK, type Position } from '../domain/book.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import { type Future, type Perp, type Spot, sizeOf } from '../domain/instrument.ts';
import { atoms, lots, millis } from '../units/units.ts';
import { valueDeltaOne } from './delta-one.ts';

const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 1 } as const;
const spot: Spot = { ...contract, id: 's', kind: 'spot', settle: 'USD', multiplier: 1e-4, inverse: false };
const linear: Perp = { ...contract, id: 'l', kind: 'perp', settle: 'USD', multiplier: 1e-3, inverse: false };
const inverse: Perp = { ...contract, id: 'i', kind: 'perp', settle: 'BTC', multiplier: 10, inverse: true };
const dated: Future = { ...inverse, id: 'd', kind: 'future', expiry: millis(0) };

function bought(instrument: Spot | Perp | Future, count: number, price: number): Position {
  const trade = { lots: lots(count), price, fee: atoms(0n), feeCurrency: 'USD' };
  const position = applyTrade(EMPTY_BOOK, instrument, trade).positions[instrument.id];
  if (position === undefined) throw new Error('a trade of no lots');
  return position;
}

const price = fc.double({ min: 100, max: 1e5, noNaN: true });
const count = fc.integer({ min: -1e6, max: 1e6 }).filter((n) => n !== 0);
/** Costs are kept to the atom. */
const ATOM = 1e-8;

describe('valueDeltaOne', () => {
  it('has deltas that are its slope at a basis that stays, and no gamma', () => {
    const basis = fc.double({ min: 0.9, max: 1.1, noNaN: true });
    const instruments = fc.constantFrom<Spot | Perp | Future>(spot, linear, inverse, dated);
    fc.assert(
      fc.property(instruments, count, price, price, basis, (instrument, n, entry, index, k) => {
        const position = bought(instrument, n, entry);
        const mark = (s: number) => (instrument.inverse ? k * s : s + (k - 1) * index);
        const value = (s: number) => valueDeltaOne(instrument, position, mark(s), s).value;
        const { greeks } = valueDeltaOne(instrument, position, mark(index), index);
        const { delta } = greeks;
        const h = 0.1 * index;
        const notional =
          Math.abs(sizeOf(instrument, position.lots)) * (instrument.inverse ? 1 : index + entry);
        const scale = notional + Math.abs(delta) * index;
        expect(Math.abs(value(index + h) - value(index - h) - 2 * h * delta) / scale).toBeLessThan(1e-13);
        expect(greeks).toEqual({ ...ZERO_GREEKS, delta });
      }),
    );
  });

  it('gains what linear and inverse contracts pay', () => {
    fc.assert(
      fc.property(count, price, price, (n, entry, now) => {
        const size = n * 1e-3;
        const gain = valueDeltaOne(linear, bought(linear, n, entry), now, now);
        expect(Math.abs(gain.value - size * (now - entry))).toBeLessThan(ATOM + 1e-14 * Math.abs(size) * 1e5);
        const quote = 10 * n;
        const coins = quote * (1 / entry - 1 / now);
        const held = valueDeltaOne(inverse, bought(inverse, n, entry), now, now);
        expect(Math.abs(held.value - coins * now)).toBeLessThan(ATOM * now + 1e-14 * Math.abs(quote) * 1e3);
        expect(Math.abs(held.greeks.delta - quote / entry)).toBeLessThan(ATOM);
      }),
    );
  });

  it('is worth its price where it was paid for', () => {
    expect(valueDeltaOne(spot, bought(spot, 20_000, 50_000), 60_000, 60_000)).toMatchObject({
      value: 120_000,
      greeks: { delta: 2 },
    });
  });

  it('makes one coin and a short of its price a constant', () => {
    fc.assert(
      fc.property(price, (now) => {
        const short = valueDeltaOne(inverse, bought(inverse, -5_000, 50_000), now, now);
        expect(Math.abs(now + short.value - 50_000)).toBeLessThan(1e-9);
        expect(short.greeks.delta).toBe(-1);
      }),
    );
  });
});
