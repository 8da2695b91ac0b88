import { describe, expect, it } from 'vitest';
import { settleValue, sizeOf } from '../../domain/instrument.ts';
import { toTick } from '../../units/rounding.ts';
import { DAY } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { contractNotional, maintenanceLines } from '../account/margin.ts';
import type { Listing } from '../listing.ts';
import { START_PRICES, standardListings } from './listings.ts';

const NOW = millis(Date.parse('2025-11-19T12:00:00Z'));
const PROTOCOLS = ['deribit', 'binance', 'hyperliquid'] as const;

function listing(protocol: (typeof PROTOCOLS)[number], id: string): Listing {
  return (
    standardListings(protocol, NOW).find(({ instrument }) => instrument.id === id) ?? expect.fail(`no ${id}`)
  );
}

describe('standardListings', () => {
  it('have names of their own, ticks and sizes above 0, and brackets that rise', () => {
    for (const protocol of PROTOCOLS) {
      const all = standardListings(protocol, NOW);
      expect(new Set(all.map(({ instrument }) => instrument.id)).size).toBe(all.length);
      for (const { instrument, tiers, minLots } of all) {
        expect(Math.min(instrument.tick, instrument.lot, instrument.multiplier, minLots)).toBeGreaterThan(0);
        expect(instrument.venue).toBe(protocol);
        expect(tiers.length > 0).toBe(instrument.kind !== 'option');
        for (const [i, tier] of tiers.entries()) {
          const before = tiers[i - 1];
          expect(tier.maintenance).toBeLessThan(tier.initial);
          if (before === undefined) expect(tier.fromNotional).toBe(0);
          else {
            expect(tier.fromNotional).toBeGreaterThan(before.fromNotional);
            expect(tier.maintenance).toBeGreaterThan(before.maintenance);
            expect(tier.initial).toBeGreaterThan(before.initial);
          }
        }
      }
    }
  });

  it('count Deribit perps in contracts of 10 and 1 USD, and settle them in coin', () => {
    const { instrument } = listing('deribit', 'BTC-PERPETUAL');
    expect(sizeOf(instrument, lots(70))).toBe(700);
    expect(settleValue(instrument, lots(10_000), 100_000)).toBe(-1);
    expect(contractNotional(instrument, lots(-10_000), 50_000)).toBe(100_000);
    expect(sizeOf(listing('deribit', 'ETH-PERPETUAL').instrument, lots(70))).toBe(70);
  });

  it('count linear perps in the step of their exchange', () => {
    expect(sizeOf(listing('binance', 'BTCUSDT').instrument, lots(1))).toBe(0.001);
    expect(sizeOf(listing('hyperliquid', 'BTC').instrument, lots(1))).toBe(0.00001);
    expect(sizeOf(listing('hyperliquid', 'ETH').instrument, lots(1))).toBe(0.0001);
    expect(listing('hyperliquid', 'SOL').fundingIntervalMs).toBe(3_600_000);
  });

  it('name what the market has: a date, a strike and a letter', () => {
    const names = standardListings('deribit', NOW).map(({ instrument }) => instrument.id);
    for (const name of ['BTC-28NOV25', 'BTC-28NOV25-100000-C', 'ETH-26DEC25-4000-P'])
      expect(names).toContain(name);
    const option = listing('deribit', 'BTC-28NOV25-100000-P').instrument;
    expect(option).toMatchObject({ type: 'put', strike: 100_000, settle: 'BTC', inverse: true });
    expect(sizeOf(option, lots(5))).toBe(0.5);
  });

  it('keep the name of a contract that stays, and bring new ones when time and price have moved', () => {
    const before = standardListings('deribit', NOW);
    const after = standardListings('deribit', millis(NOW + 7 * DAY), { BTC: 120_000, ETH: 4_000 });
    const old = new Map(before.map((each) => [each.instrument.id, each.instrument]));
    const fresh = after.filter(({ instrument }) => !old.has(instrument.id));
    expect(fresh.length).toBeGreaterThan(0);
    expect(fresh.length).toBeLessThan(after.length);
    for (const { instrument } of after) {
      const same = old.get(instrument.id);
      if (same !== undefined) expect(instrument).toEqual(same);
    }
  });

  it('stand on Hyperliquid ticks of five figures at the price they start from', () => {
    for (const { instrument } of standardListings('hyperliquid', NOW)) {
      const price = START_PRICES[instrument.base] ?? expect.fail('no price');
      const next = toTick(price + instrument.tick, instrument.tick, 'nearest');
      expect(next === Number(next.toPrecision(5)) || Number.isInteger(next)).toBe(true);
    }
  });

  it('have the maintenance amounts that Binance prints beside its brackets of BTCUSDT', () => {
    const lines = maintenanceLines(listing('binance', 'BTCUSDT').tiers);
    const printed = [0, 300, 1_500, 12_000, 132_000, 482_000, 2_982_000];
    for (const [i, amount] of printed.entries()) expect(lines[i]?.deduction).toBeCloseTo(amount, 6);
  });
});
