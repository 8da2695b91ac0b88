import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../units/units.ts';
import type { Option } from './instrument.ts';
import { optionFee, optionSlippage } from './option-terms.ts';

const COIN: Option = {
  ...{ id: 'o', kind: 'option', venue: 'v', base: 'BTC', quote: 'USD', settle: 'BTC', inverse: true },
  ...{ tick: 0.0001, lot: 1, multiplier: 1, type: 'call', strike: 60_000, expiry: millis(1) },
};
const LINEAR: Option = { ...COIN, settle: 'USD', inverse: false, tick: 5 };

describe('optionFee', () => {
  it('is a share of the underlying, as Deribit charges', () => {
    // 0.03 % of one coin.
    expect(optionFee(COIN, 0.05, 60_000, 0.0003)).toBe(0.0003);
    expect(optionFee(LINEAR, 3_000, 60_000, 0.0003)).toBeCloseTo(18, 12);
  });

  it('is an eighth of the price of an option that is cheap', () => {
    expect(optionFee(COIN, 0.0008, 60_000, 0.0003)).toBe(0.0001);
    expect(optionFee(LINEAR, 48, 60_000, 0.0003)).toBe(6);
  });

  it('may be a rebate', () => {
    expect(optionFee(COIN, 0.0008, 60_000, -0.0001)).toBe(-0.0001);
  });
});

describe('optionSlippage', () => {
  it('is a share of the underlying, as for what hedges it', () => {
    expect(optionSlippage(COIN, 0.05, 60_000, 0.002)).toBe(0.002);
    expect(optionSlippage(LINEAR, 3_000, 60_000, 0.002)).toBe(120);
  });

  it('is a tenth of its own price where that is less, and a tick where that is still less', () => {
    expect(optionSlippage(COIN, 0.01, 60_000, 0.002)).toBeCloseTo(0.001, 15);
    expect(optionSlippage(COIN, 0.0005, 60_000, 0.002)).toBe(0.0001);
    expect(optionSlippage(LINEAR, 20, 60_000, 0.002)).toBe(5);
  });

  it('is the same of an option in coin as of one in dollars', () => {
    const prices = fc.double({ min: 0.0001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(prices, fc.double({ min: 0, max: 0.05, noNaN: true }), (price, most) => {
        const inCoin = optionSlippage(COIN, price, 50_000, most);
        const inDollars = optionSlippage(LINEAR, price * 50_000, 50_000, most);
        expect(Math.abs(inDollars / 50_000 - inCoin)).toBeLessThan(1e-12);
      }),
    );
  });
});
