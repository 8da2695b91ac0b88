import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { BINANCE_BTC, BTC_CALL, BTC_PERP } from './account-fixture.ts';
import { feeOf } from './fees.ts';

describe('feeOf', () => {
  it('is a share of notional, in coins where the contract is inverse', () => {
    expect(feeOf(BINANCE_BTC, lots(-500), 100_000, 0, false)).toBeCloseTo(25, 10);
    expect(feeOf(BINANCE_BTC, lots(500), 100_000, 0, true)).toBeCloseTo(10, 10);
    expect(feeOf(BTC_PERP, lots(10_000), 50_000, 0, false)).toBeCloseTo(0.001, 12);
    expect(feeOf(BTC_PERP, lots(10_000), 50_000, 0, true)).toBe(0);
  });

  it('is a share of the underlying for an option, up to a share of its price', () => {
    expect(feeOf(BTC_CALL, lots(-10), 0.05, 0, false)).toBeCloseTo(0.0003, 12);
    expect(feeOf(BTC_CALL, lots(10), 0.0008, 0, false)).toBeCloseTo(0.0001, 12);
    const instrument = { ...BTC_CALL.instrument, inverse: false } as typeof BTC_CALL.instrument;
    expect(feeOf({ ...BTC_CALL, instrument }, lots(10), 5_000, 90_000, false)).toBeCloseTo(27, 10);
  });
});
