import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { feeOf } from './fee.ts';
import { INVERSE, PERP } from './paper-fixture.ts';

describe('a fee', () => {
  it('is a share of notional in the settlement currency, on either side', () => {
    // 10 lots are 0.01 BTC, 160 USDT; 5 basis points of that are 0.08 USDT.
    expect(feeOf(PERP, lots(10), 16_000, 0.0005, undefined)).toBe(8_000_000n);
    expect(feeOf(PERP, lots(-10), 16_000, 0.0005, undefined)).toBe(8_000_000n);
  });

  it('is taken in coin for an inverse contract', () => {
    // 1600 lots are 16000 USD, 1 BTC at that price.
    expect(feeOf(INVERSE, lots(1_600), 16_000, 0.0005, undefined)).toBe(50_000n);
  });

  it('is nothing at a rate of nothing', () => {
    expect(feeOf(PERP, lots(10), 16_000, 0, undefined)).toBe(0n);
  });

  it('rounds a charge up and a rebate down', () => {
    // One lot at 1234.5 is 1.2345 USDT; a rate of 1e-8 makes 1.2345 atoms.
    expect(feeOf(PERP, lots(1), 1_234.5, 1e-8, undefined)).toBe(2n);
    expect(feeOf(PERP, lots(1), 1_234.5, -1e-8, undefined)).toBe(-1n);
  });

  it('never favours us', () => {
    const sizes = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const rates = fc.double({ min: -0.001, max: 0.001, noNaN: true });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1_000_000 }), rates, (count, ticks, rate) => {
        const price = ticks / 10;
        const exact = Math.abs(count) * 0.001 * price * rate * 1e8;
        const fee = Number(feeOf(PERP, lots(count), price, rate, undefined));
        expect(fee - exact).toBeGreaterThanOrEqual(-1e-6 * Math.max(1, Math.abs(exact)));
        expect(fee - exact).toBeLessThan(1 + 1e-6 * Math.max(1, Math.abs(exact)));
      }),
    );
  });
});
