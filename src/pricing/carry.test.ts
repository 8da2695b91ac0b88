import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { applyTrade, type Book, EMPTY_BOOK } from '../domain/book.ts';
import { type Future, sizeOf } from '../domain/instrument.ts';
import { fromAtoms } from '../units/rounding.ts';
import { YEAR } from '../units/time.ts';
import { atoms, lots, millis } from '../units/units.ts';
import { basisOf, fairForward, rollFuture } from './carry.ts';
import { valueDeltaOne } from './delta-one.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const bad = [Number.NaN, Infinity, -Infinity, -1];

describe('fairForward and basisOf', () => {
  it('are each other the other way round', () => {
    const terms = [between(1, 1e5), between(-0.3, 0.5), between(-0.3, 0.5), between(1e-4, 3)] as const;
    fc.assert(
      fc.property(...terms, (spot, rate, carryYield, years) => {
        const forward = fairForward(spot, rate, carryYield, years);
        if (typeof forward !== 'number') throw new Error('refused');
        const basis = basisOf(spot, forward, years);
        if ('kind' in basis) throw new Error('refused');
        expect(Math.abs(basis.impliedCarry - (rate - carryYield))).toBeLessThan(1e-15 * (1 + 1 / years));
        expect(basis.absolute).toBe(forward - spot);
        expect(Math.abs(spot * (1 + basis.relative) - forward)).toBeLessThan(1e-10);
      }),
    );
  });

  it("agree with Hull's forward on a stock index: 1,300 at 5 % with a yield of 1 % for three months", () => {
    expect(fairForward(1300, 0.05, 0.01, 0.25)).toBeCloseTo(1313.07, 2);
  });

  it('refuse by field', () => {
    for (const value of bad) {
      expect(fairForward(value, 0, 0, 1)).toMatchObject({ field: 'spot', value });
      expect(fairForward(1, 0, 0, value)).toMatchObject({ field: 'years', value });
      expect(basisOf(value, 1, 1)).toMatchObject({ field: 'spot', value });
      expect(basisOf(1, value, 1)).toMatchObject({ field: 'forward', value });
      expect(basisOf(1, 1, value)).toMatchObject({ field: 'years', value });
    }
    expect(fairForward(1, Number.NaN, 0, 1)).toMatchObject({ field: 'rate' });
    expect(fairForward(1, 0, Infinity, 1)).toMatchObject({ field: 'carryYield' });
    expect(fairForward(1, 1, 0, 1e3)).toMatchObject({ field: 'result' });
    expect(basisOf(1, 1, 0)).toMatchObject({ field: 'years' });
  });
});

const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 1, expiry: millis(0) } as const;
const linear: Future = {
  ...contract,
  ...{ id: 'near', kind: 'future', settle: 'USD', multiplier: 1e-6, inverse: false },
};
const inverse: Future = { ...linear, settle: 'BTC', multiplier: 1e-3, inverse: true };

function traded(book: Book, future: Future, size: number, price: number): Book {
  const count = lots(Math.round(size / future.multiplier));
  return applyTrade(book, future, { lots: count, price, fee: atoms(0n), feeCurrency: future.settle });
}

/** Delta of the futures and the coins of a book. */
function deltaOf(book: Book, futures: readonly Future[]): number {
  let delta = fromAtoms(book.cash.v?.BTC ?? atoms(0n));
  for (const future of futures) {
    const position = book.positions[future.id];
    if (position !== undefined) delta += valueDeltaOne(future, position, 1, 1).greeks.delta;
  }
  return delta;
}

describe('rollFuture', () => {
  const prices = [between(1e4, 1e5), between(1e4, 1e5), between(0.8, 1.2)] as const;

  it('keeps the delta of the book, linear and inverse', () => {
    fc.assert(
      fc.property(
        ...prices,
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.boolean(),
        (entry, near, k, n, coins) => {
          const from = coins ? inverse : linear;
          const to: Future = { ...from, id: 'far' };
          const size = sizeOf(from, lots(n));
          const far = k * near;
          const cost = { nearCost: 0, farCost: 0, years: 0.25 };
          const roll = rollFuture({ size, inverse: coins, near, far, ...cost });
          if ('kind' in roll) throw new Error('refused');
          const before = traded(EMPTY_BOOK, from, size, entry);
          const after = traded(traded(before, from, -size, near), to, roll.farSize, far);
          expect(after.positions.near).toBeUndefined();
          expect(Math.abs(deltaOf(after, [to]) - deltaOf(before, [from]))).toBeLessThan(1e-7);
        },
      ),
    );
  });

  it('costs both trades, and pays the basis between them', () => {
    const terms = { near: 60_000, far: 61_500, nearCost: 1e-4, farCost: 5e-4, years: 0.25 };
    const roll = rollFuture({ ...terms, size: -2, inverse: false });
    expect(roll).toMatchObject({ farSize: -2, carryPaid: -3000 });
    expect(roll).toHaveProperty('cost', 2 * (6 + 30.75));
    expect(roll).toHaveProperty('impliedCarry', expect.closeTo(Math.log(1.025) / 0.25, 12));
    const coins = rollFuture({ ...terms, size: 120_000, inverse: true });
    expect(coins).toMatchObject({ farSize: 123_000, carryPaid: 3000 });
    expect(coins).toHaveProperty('cost', 2 * (6 + 30.75));
  });

  it('refuses by field', () => {
    const terms = { size: 1, inverse: true, near: 1, far: 1, nearCost: 0, farCost: 0, years: 1 };
    for (const field of ['near', 'far', 'nearCost', 'farCost', 'years'] as const) {
      for (const value of bad) {
        expect(rollFuture({ ...terms, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
    expect(rollFuture({ ...terms, size: Number.NaN })).toMatchObject({ field: 'size' });
    expect(rollFuture({ ...terms, size: 1e308, near: 1e-3, far: 1e3 })).toMatchObject({ field: 'result' });
  });
});

describeWithShared('recorded futures', () => {
  it('imply less than 25 % a year from one expiry to the next, on every curve', () => {
    const path = sharedPath('data', 'options', 'deribit_term_futures_at_snapshots_2026Jan_Apr.csv.gz');
    const rows = gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1);
    const month = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
    const curves = new Map<string, { expiry: number; mark: number }[]>();
    for (const row of rows) {
      const [at = '', ccy = '', instrument = '', mark = ''] = row.split(',');
      const parts = /^[A-Z]+-(\d+)([A-Z]{3})(\d\d)$/.exec(instrument);
      if (parts === null) continue;
      const expiry = Date.UTC(2000 + Number(parts[3]), month.indexOf(parts[2] ?? ''), Number(parts[1]), 8);
      const key = `${at} ${ccy}`;
      curves.set(key, [...(curves.get(key) ?? []), { expiry, mark: Number(mark) }]);
    }
    let rolls = 0;
    for (const curve of curves.values()) {
      curve.sort((a, b) => a.expiry - b.expiry);
      for (const [i, far] of curve.entries()) {
        const near = curve[i - 1];
        if (near === undefined) continue;
        const years = (far.expiry - near.expiry) / YEAR;
        const cost = { nearCost: 5e-4, farCost: 5e-4 };
        const roll = rollFuture({ size: 1, inverse: false, near: near.mark, far: far.mark, ...cost, years });
        if ('kind' in roll) throw new Error(`refused ${roll.field}`);
        rolls++;
        expect(Math.abs(roll.impliedCarry)).toBeLessThan(0.25);
        const carried = fairForward(near.mark, roll.impliedCarry, 0, years);
        expect(Math.abs((carried as number) / far.mark - 1)).toBeLessThan(1e-14);
      }
    }
    expect(rolls).toBeGreaterThan(3000);
  });
});
