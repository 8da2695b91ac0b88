import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAtoms } from '../units/rounding.ts';
import { type Atoms, atoms, lots, millis } from '../units/units.ts';
import {
  addCash,
  applySettlement,
  applyTrade,
  averageEntry,
  type Book,
  cashOf,
  EMPTY_BOOK,
  type Position,
  positionLots,
  type Trade,
} from './book.ts';
import { type Instrument, isMargined, settleValue, sizeOf } from './instrument.ts';

const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 1 } as const;
const linear: Instrument = {
  ...contract,
  id: 'l',
  kind: 'perp',
  settle: 'USD',
  multiplier: 1e-3,
  inverse: false,
};
const inverse: Instrument = {
  ...contract,
  id: 'i',
  kind: 'perp',
  settle: 'BTC',
  multiplier: 10,
  inverse: true,
};
const spot: Instrument = {
  ...contract,
  id: 's',
  kind: 'spot',
  settle: 'USD',
  multiplier: 1e-4,
  inverse: false,
};
const option: Instrument = {
  ...contract,
  id: 'o',
  kind: 'option',
  type: 'call',
  strike: 50_000,
  expiry: millis(0),
  settle: 'BTC',
  multiplier: 0.01,
  inverse: true,
};

const margined = fc.constantFrom(linear, inverse);
const paidFor = fc.constantFrom(spot, option);
/** With `count`, no more than 1e15 atoms change hands: float64 still tells halves of them apart. */
const price = fc.double({ min: 0.01, max: 1e5, noNaN: true });
const count = fc.integer({ min: -1e4, max: 1e4 }).filter((n) => n !== 0);
const trades = fc.array(
  fc.record({ n: count, price, fee: fc.bigInt({ min: -100n, max: 1_000_000n }) }).map(({ n, ...rest }) => ({
    lots: lots(n),
    price: rest.price,
    fee: atoms(rest.fee),
    feeCurrency: 'FEE',
  })),
  { minLength: 1, maxLength: 20 },
);

function trade(n: number, at: number): Trade {
  return { lots: lots(n), price: at, fee: atoms(0n), feeCurrency: 'FEE' };
}

function traded(instrument: Instrument, all: readonly Trade[], from: Book = EMPTY_BOOK): Book {
  return all.reduce((book, one) => applyTrade(book, instrument, one), from);
}

function held(book: Book, instrument: Instrument): Position {
  const position = book.positions[instrument.id];
  if (position === undefined) throw new Error(`no position in ${instrument.id}`);
  return position;
}

function settleCash(book: Book, instrument: Instrument): Atoms {
  return cashOf(book, instrument.venue, instrument.settle);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

describe('cash', () => {
  it('of what is paid for falls by every price paid, and fees come out of their own currency', () => {
    fc.assert(
      fc.property(paidFor, trades, (instrument, all) => {
        const book = traded(instrument, all);
        const paid = all.map((one) => toAtoms(settleValue(instrument, one.lots, one.price), 'nearest'));
        expect(settleCash(book, instrument)).toBe(-sum(paid));
        expect(cashOf(book, 'v', 'FEE')).toBe(-sum(all.map(({ fee }) => fee)));
      }),
    );
  });

  it('of what is margined, less the cost still held, falls by every price too: no atom is lost', () => {
    fc.assert(
      fc.property(margined, trades, (instrument, all) => {
        const book = traded(instrument, all);
        const paid = all.map((one) => toAtoms(settleValue(instrument, one.lots, one.price), 'nearest'));
        const cost = book.positions[instrument.id]?.cost ?? 0n;
        expect(settleCash(book, instrument) - cost).toBe(-sum(paid));
      }),
    );
  });

  it('after settlement is the gain that price differences make', () => {
    fc.assert(
      fc.property(fc.oneof(margined, paidFor), trades, price, (instrument, all, end) => {
        const book = applySettlement(traded(instrument, all), instrument, end);
        const coin = isMargined(instrument) && instrument.inverse;
        const gains = all.map((one) => {
          const size = sizeOf(instrument, one.lots);
          return coin ? size * (1 / one.price - 1 / end) : size * (end - one.price);
        });
        const scale = all.reduce(
          (most, one) => most + Math.abs(settleValue(instrument, one.lots, one.price)),
          0,
        );
        const rest = Math.abs(
          settleValue(instrument, positionLots(traded(instrument, all), instrument.id), end),
        );
        const expected = gains.reduce((total, gain) => total + gain, 0);
        const error = Math.abs(Number(settleCash(book, instrument)) / 1e8 - expected);
        expect(error).toBeLessThan(1e-8 * (all.length + 1) + 1e-13 * (scale + rest));
        expect(book.positions).toEqual({});
      }),
    );
  });

  it('does not move when a margined position opens', () => {
    expect(traded(linear, [trade(3, 100), trade(4, 200)]).cash).toEqual({});
  });
});

describe('a position', () => {
  it('is the sum of its trades, and gone with its cost when that is none', () => {
    fc.assert(
      fc.property(margined, trades, price, (instrument, all, end) => {
        const book = traded(instrument, all);
        const total = all.reduce((lotsHeld, one) => lotsHeld + one.lots, 0);
        expect(positionLots(book, instrument.id)).toBe(total);
        if (total === 0) expect(book.positions).toEqual({});
        else expect(applyTrade(book, instrument, trade(-total, end)).positions).toEqual({});
      }),
    );
  });

  it('keeps its average entry through partial closes, to the atom', () => {
    const opening = fc.array(fc.record({ n: fc.integer({ min: 1, max: 1e3 }), price }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    const any = fc.oneof(margined, paidFor);
    fc.assert(
      fc.property(any, opening, fc.boolean(), share, price, (instrument, fills, short, part, end) => {
        const sign = short ? -1 : 1;
        const open = traded(
          instrument,
          fills.map((fill) => trade(sign * fill.n, fill.price)),
        );
        const all = positionLots(open, instrument.id);
        const closing = Math.trunc(part * all);
        const before = held(open, instrument);
        const left = held(
          closing === 0 ? open : applyTrade(open, instrument, trade(-closing, end)),
          instrument,
        );
        // Half an atom of the cost that is left, as a fraction of it.
        const exact = (Number(before.cost) * left.lots) / before.lots;
        fc.pre(Math.abs(exact) > 10);
        const ratio = averageEntry(left, instrument) / averageEntry(before, instrument);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.6 / Math.abs(exact) + 1e-13);
      }),
    );
  });

  it('is the same within three atoms if a trade is split at one price', () => {
    fc.assert(
      fc.property(fc.oneof(margined, paidFor), trades, count, count, price, (instrument, all, a, b, at) => {
        const [one, two] = [Math.abs(a), Math.abs(b)];
        const start = traded(instrument, all);
        const whole = applyTrade(start, instrument, trade(one + two, at));
        const split = traded(instrument, [trade(one, at), trade(two, at)], start);
        expect(positionLots(split, instrument.id)).toBe(positionLots(whole, instrument.id));
        const cash = settleCash(split, instrument) - settleCash(whole, instrument);
        const cost =
          (split.positions[instrument.id]?.cost ?? 0n) - (whole.positions[instrument.id]?.cost ?? 0n);
        for (const gap of [cash, cost]) expect(gap >= -3n && gap <= 3n, `${gap} atoms`).toBe(true);
      }),
    );
  });

  it('that is traded through zero settles what it was and begins anew at the price', () => {
    const book = traded(linear, [trade(5000, 100), trade(-8000, 110)]);
    expect(book.positions).toEqual({ l: { instrument: 'l', lots: -3000, cost: -330n * 100_000_000n } });
    expect(averageEntry(held(book, linear), linear)).toBe(110);
    expect(settleCash(book, linear)).toBe(50n * 100_000_000n);

    const coin = traded(inverse, [trade(-5000, 50_000), trade(10_000, 40_000)]);
    expect(averageEntry(held(coin, inverse), inverse)).toBe(40_000);
    expect(settleCash(coin, inverse)).toBe(25_000_000n);
  });

  it('that is closed where it was opened gains nothing', () => {
    fc.assert(
      fc.property(margined, count, price, (instrument, n, at) => {
        expect(settleCash(traded(instrument, [trade(n, at), trade(-n, at)]), instrument)).toBe(0n);
      }),
    );
  });
});

describe('a book', () => {
  it('is changed by nothing that is done with it', () => {
    const book = traded(linear, [trade(5, 100)], addCash(EMPTY_BOOK, 'v', 'USD', atoms(7n)));
    const copy = structuredClone(book);
    applyTrade(book, inverse, trade(1, 100));
    applySettlement(book, linear, 1);
    addCash(book, 'w', 'USD', atoms(1n));
    expect(book).toEqual(copy);
    expect(EMPTY_BOOK).toEqual({ cash: {}, positions: {} });
  });

  it('holds nothing of what it was never given', () => {
    expect(positionLots(EMPTY_BOOK, 'l')).toBe(0);
    expect(cashOf(EMPTY_BOOK, 'v', 'USD')).toBe(0n);
    expect(applySettlement(EMPTY_BOOK, linear, 100)).toBe(EMPTY_BOOK);
  });

  it('keeps the cash of venues and currencies apart', () => {
    const one = addCash(addCash(EMPTY_BOOK, 'v', 'USD', atoms(5n)), 'v', 'BTC', atoms(2n));
    expect(addCash(one, 'w', 'USD', atoms(-1n)).cash).toEqual({ v: { USD: 5n, BTC: 2n }, w: { USD: -1n } });
  });
});
