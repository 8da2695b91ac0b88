import { describe, expect, it } from 'vitest';
import { addCash, applySettlement, applyTrade, type Book } from '../domain/book.ts';
import type { Instrument, Option } from '../domain/instrument.ts';
import { createRandom } from '../math/random.ts';
import { fromAtoms, toAtoms } from '../units/rounding.ts';
import { later } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import type { Scenario } from './scenario.ts';
import { plainScenario } from './sim-fixture.ts';
import { createTally } from './tally.ts';

const base = plainScenario();
const [asset] = base.assets;
if (asset === undefined) throw new Error('a plain scenario has one asset');
const listed = asset.quotes.map(({ instrument }) => instrument);
const perp = listed.find(({ id }) => id === 'BTC-PERP') as Instrument;
const inverse: Instrument = {
  ...perp,
  ...{ kind: 'perp', id: 'BTC-USD', quote: 'USD', settle: 'BTC', inverse: true, lot: 1, multiplier: 10 },
};
const option: Option = {
  ...perp,
  ...{
    kind: 'option',
    id: 'O',
    inverse: false,
    type: 'call',
    strike: 50_000,
    expiry: later(base.start, 1_000),
  },
};

/** One venue with cash and nothing held. */
const empty: Scenario = {
  ...base,
  venues: base.venues.map((venue) => ({
    ...venue,
    instruments: [perp, inverse, option],
    opening: { cash: { USDT: atoms(1_000_00000000n), BTC: atoms(5_00000000n) }, positions: [] },
  })),
};

function fill(instrument: Instrument, count: number, price: number, fee = 0n) {
  const trade = { lots: lots(count), price, fee: atoms(fee), feeCurrency: instrument.settle };
  return { kind: 'fill', order: 'o', instrument: instrument.id, fill: 'f', ...trade } as const;
}

describe('a tally', () => {
  it('keeps the gain of a linear round trip, less fees', () => {
    const tally = createTally(empty);
    tally.book('alpha', fill(perp, 1_000, 50_000, 5_00000000n));
    expect(tally.cash('alpha', 'USDT')).toBeCloseTo(995, 8);
    expect(tally.flow('alpha', 'USDT')).toBeCloseTo(1_000 - 50_000 - 5, 8);
    tally.book('alpha', fill(perp, -1_000, 51_000));
    expect(tally.cash('alpha', 'USDT')).toBeCloseTo(1_995, 8);
    expect(tally.flow('alpha', 'USDT')).toBeCloseTo(1_995, 8);
    expect(tally.position(perp.id)).toBe(0);
    expect([tally.trades, tally.turnover]).toEqual([2, 101_000]);
  });

  it('keeps an inverse gain in coin: N (1/P₀ − 1/P)', () => {
    const tally = createTally(empty);
    tally.book('alpha', fill(inverse, 5_000, 50_000));
    expect(tally.flow('alpha', 'BTC')).toBeCloseTo(6, 8);
    tally.book('alpha', fill(inverse, -5_000, 62_500));
    expect(tally.cash('alpha', 'BTC')).toBeCloseTo(5 + 50_000 * (1 / 50_000 - 1 / 62_500), 8);
  });

  it('settles what is held, once it is, and pays funding', () => {
    const tally = createTally(empty);
    const sold = { lots: lots(-100), price: 900, fee: atoms(0n), feeCurrency: 'USDT' };
    tally.book('alpha', { kind: 'deal', id: 'd', instrument: option, ...sold });
    tally.book('alpha', { kind: 'settled', id: 's', instrument: 'O', price: 2_000 });
    tally.book('alpha', { kind: 'settled', id: 's', instrument: 'O', price: 2_000 });
    expect(tally.position('O')).toBe(0);
    const size = 100 * option.lot * option.multiplier;
    expect(tally.cash('alpha', 'USDT')).toBeCloseTo(1_000 + size * (900 - 2_000), 6);
    const paid = {
      kind: 'funding',
      id: 'f',
      instrument: perp.id,
      amount: atoms(-3_00000000n),
      currency: 'USDT',
    } as const;
    tally.book('alpha', paid);
    expect(tally.flow('alpha', 'USDT')).toBeCloseTo(1_000 + size * (900 - 2_000) - 3, 6);
  });

  it('is what the ledger comes to, to the atom, after any trades', () => {
    const random = createRandom('trades');
    const tally = createTally(empty);
    const opening = empty.venues[0]?.opening.cash ?? {};
    let book: Book = { positions: {}, cash: { alpha: opening } };
    for (let i = 0; i < 400; i += 1) {
      const instrument = [perp, inverse, option][random.int(3)] ?? perp;
      const count = lots((1 + random.int(500)) * (random.next() < 0.5 ? 1 : -1));
      const price = 50_000 * (0.8 + 0.4 * random.next());
      const fee = toAtoms(random.next(), 'nearest');
      const trade = { lots: count, price, fee, feeCurrency: instrument.settle };
      book = applyTrade(book, instrument, trade);
      tally.book('alpha', { kind: 'fill', order: 'o', instrument: instrument.id, fill: `${i}`, ...trade });
    }
    book = applySettlement(book, option, 1_234.5);
    tally.book('alpha', { kind: 'settled', id: 's', instrument: 'O', price: 1_234.5 });
    book = addCash(book, 'alpha', 'USDT', atoms(77n));
    tally.book('alpha', {
      kind: 'funding',
      id: 'f',
      instrument: perp.id,
      amount: atoms(77n),
      currency: 'USDT',
    });
    for (const currency of ['USDT', 'BTC']) {
      const ledger = fromAtoms(book.cash.alpha?.[currency] ?? atoms(0n));
      expect(Math.abs(tally.cash('alpha', currency) - ledger)).toBeLessThan(1e-8 * tally.trades);
    }
    for (const { id } of [perp, inverse, option])
      expect(tally.position(id)).toBe(book.positions[id]?.lots ?? 0);
  });

  it('takes over what a venue says', () => {
    const tally = createTally(empty);
    tally.book('alpha', fill(perp, 1_000, 50_000));
    tally.adopt('alpha', { positions: { [inverse.id]: 7 }, cash: { USDT: atoms(42_00000000n) } });
    expect([tally.position(perp.id), tally.position(inverse.id), tally.cash('alpha', 'USDT')]).toEqual([
      0, 7, 42,
    ]);
  });

  it('knows what closing an adopted position comes to where its entry was told', () => {
    const tally = createTally(empty);
    const cash = { USDT: atoms(0n) };
    tally.adopt('alpha', { positions: { [perp.id]: 1_000 }, cash, entries: { [perp.id]: 50_000 } });
    const size = 1_000 * perp.lot * perp.multiplier;
    tally.book('alpha', fill(perp, -1_000, 51_000));
    expect(tally.cash('alpha', 'USDT')).toBeCloseTo(1_000 * size, 6);
    tally.adopt('alpha', { positions: { [perp.id]: 1_000 }, cash });
    tally.book('alpha', fill(perp, -1_000, 51_000));
    expect(tally.cash('alpha', 'USDT')).toBeNaN();
  });

  it('refuses a trade in what nobody has listed', () => {
    expect(() => createTally(empty).book('alpha', fill({ ...perp, id: 'X' }, 1, 1))).toThrow(
      'nobody has listed',
    );
  });
});
