import { describe, expect, it } from 'vitest';
import type { Perp } from '../domain/instrument.ts';
import { lots } from '../units/units.ts';
import { amountOf, atomsOf, lotsOf, priceOf, symbolsOf } from './symbols.ts';

const PERP: Perp = {
  ...{ kind: 'perp', id: 'ours', venue: 'v', base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false },
  ...{ tick: 0.1, lot: 0.001, multiplier: 3 },
};
const SYMBOLS = symbolsOf([PERP], { ours: 'BTCUSDT' });
const [traded] = SYMBOLS.all;
if (traded === undefined) throw new Error('one is listed');

describe('symbolsOf', () => {
  it('finds an instrument by either name', () => {
    expect(SYMBOLS.byId('ours')).toBe(traded);
    expect(SYMBOLS.bySymbol('BTCUSDT')).toBe(traded);
    expect(SYMBOLS.bySymbol('ours')).toBeUndefined();
    expect(symbolsOf([PERP], {}).bySymbol('ours')).toBeDefined();
  });

  it('makes lots of amounts and amounts of lots, exactly', () => {
    // 0.001 × 3 is 0.003 and not 0.0030000000000000001.
    expect(lotsOf(traded, '0.021')).toBe(7);
    expect(lotsOf(traded, 0.021)).toBe(7);
    expect(lotsOf(traded, '0.02')).toBeUndefined();
    expect(amountOf(traded, lots(-7))).toBe(0.021);
    expect(priceOf(traded, 60_000.04)).toBe(60_000);
  });
});

describe('atomsOf', () => {
  it('is exact as far as atoms go, and to the nearest beyond', () => {
    expect(atomsOf('0.00000007')).toBe(7n);
    expect(atomsOf(7e-8)).toBe(7n);
    expect(atomsOf('-1.000000005')).toBe(-100000001n);
    expect(atomsOf('1.0000000049999999999')).toBe(100000000n);
    expect(atomsOf('12345678901.5')).toBe(1234567890150000000n);
  });

  it('has no answer to what is no amount', () => {
    for (const wrong of ['', ' ', 'much', Number.NaN, Infinity, undefined])
      expect(atomsOf(wrong), String(wrong)).toBeUndefined();
  });
});
