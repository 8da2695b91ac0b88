import { describe, expect, it } from 'vitest';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { fundingRate, fundingTermsOf, nextFundingAt, PremiumAverage } from './funding-rate.ts';
import { type Protocol, standardListings } from './listings.ts';

/** The rate of an interval of the exchange's first perp. */
function rateOn(protocol: Protocol, premium: number): number {
  const [listing] = standardListings(protocol, millis(1_763_553_600_000));
  if (listing === undefined) return expect.fail('no listing');
  return fundingRate(premium, fundingTermsOf(listing), listing.fundingIntervalMs);
}

describe('fundingRate', () => {
  it('is the interest on Binance until the premium leaves its band', () => {
    expect(rateOn('binance', 0)).toBeCloseTo(0.0001, 12);
    expect(rateOn('binance', 0.0006)).toBeCloseTo(0.0001, 12);
    expect(rateOn('binance', -0.0004)).toBeCloseTo(0.0001, 12);
    expect(rateOn('binance', 0.001)).toBeCloseTo(0.0005, 12);
    expect(rateOn('binance', -0.001)).toBeCloseTo(-0.0005, 12);
    expect(rateOn('binance', 0.5)).toBe(0.02);
  });

  it('is an eighth of that in an hour on Hyperliquid', () => {
    expect(rateOn('hyperliquid', 0)).toBeCloseTo(0.0001 / 8, 14);
    expect(rateOn('hyperliquid', 0.0021)).toBeCloseTo(0.0016 / 8, 12);
    expect(rateOn('hyperliquid', -1)).toBeCloseTo(-0.04, 12);
  });

  it('is max(0.025 %, P) + min(−0.025 %, P) on Deribit', () => {
    for (const premium of [-0.003, -0.0004, -0.0001, 0, 0.0002, 0.00026, 0.004]) {
      const published = Math.max(0.00025, premium) + Math.min(-0.00025, premium);
      expect(rateOn('deribit', premium)).toBeCloseTo(published, 14);
    }
    expect(rateOn('deribit', 0.1)).toBe(0.005);
  });
});

describe('the premium', () => {
  it('is averaged over time', () => {
    const average = new PremiumAverage();
    expect(average.value).toBe(0);
    average.add(0.001, 1_000);
    average.add(-0.002, 3_000);
    expect(average.value).toBeCloseTo(-0.00125, 14);
    average.reset();
    expect(average.value).toBe(0);
  });

  it('is paid for on multiples of the interval', () => {
    const noon = Date.parse('2026-01-01T12:00:00Z');
    expect(new Date(nextFundingAt(noon, 8 * HOUR)).toISOString()).toBe('2026-01-01T16:00:00.000Z');
    expect(nextFundingAt(noon + 4 * HOUR, 8 * HOUR) - noon).toBe(12 * HOUR);
    expect(nextFundingAt(noon, HOUR) - noon).toBe(HOUR);
  });
});
