import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { SECOND } from '../../units/time.ts';
import { listingOf, restingHost } from './market-fixture.ts';
import { noise } from './takers.ts';

describe('noise', () => {
  it('comes at its rate, both ways, at the market, of sizes that are allowed', () => {
    const listing = listingOf('BTCUSDT');
    const host = restingHost([listing]);
    const random = createRandom(5);
    for (let i = 0; i < 5_000; i++) noise(host, random, listing, 100_000, SECOND);
    // 0.8 a second, at most one at a call: 1 − e^−0.8 of the calls.
    expect(host.placed.length / 5_000).toBeGreaterThan(0.53);
    expect(host.placed.length / 5_000).toBeLessThan(0.57);
    const buys = host.placed.filter(({ side }) => side === 'buy').length / host.placed.length;
    expect(Math.abs(buys - 0.5)).toBeLessThan(0.04);
    const mean = host.placed.reduce((sum, { lots }) => sum + lots, 0) / host.placed.length;
    expect(mean).toBeGreaterThan(75);
    expect(mean).toBeLessThan(85);
    for (const { ticks, timeInForce, lots } of host.placed) {
      expect([ticks, timeInForce]).toEqual([null, 'ioc']);
      expect(lots * 100).toBeGreaterThanOrEqual(100);
    }
  });

  it('does not come to a market that is not open', () => {
    const listing = listingOf('BTC-PERPETUAL');
    const host = restingHost([listing]);
    host.state = () => 'halted';
    for (let i = 0; i < 100; i++) noise(host, createRandom(i), listing, 100_000, 60 * SECOND);
    expect(host.placed).toEqual([]);
  });
});
