import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { Maker } from './maker.ts';
import { listingOf, restingHost } from './market-fixture.ts';

const PERP = listingOf('BTC-PERPETUAL');
const BINANCE = listingOf('SOLUSDT');

function maker() {
  const host = restingHost([PERP, BINANCE]);
  return { host, maker: new Maker(host, createRandom(3)) };
}

describe('a market maker', () => {
  it('quotes a ladder on both sides, of whole lots above the least', () => {
    const { host, maker: house } = maker();
    house.quote(PERP, 100_000);
    house.quote(BINANCE, 200);
    expect(host.placed.filter(({ side }) => side === 'buy')).toHaveLength(26);
    for (const { side, ticks, lots, symbol } of host.placed) {
      const fair = symbol === 'SOLUSDT' ? 200 / 0.01 : 100_000 / 0.5;
      expect((ticks ?? 0) < fair).toBe(side === 'buy');
      const notional = symbol === 'SOLUSDT' ? lots * 0.01 * 200 : lots * 10;
      expect(notional).toBeGreaterThan(5_000);
      expect(Number.isSafeInteger(lots)).toBe(true);
    }
  });

  it('does nothing while its idea of the price stays, and little when it moves little', () => {
    const { host, maker: house } = maker();
    house.quote(PERP, 100_000);
    const before = host.placed.length;
    house.quote(PERP, 100_000);
    expect([host.placed.length, host.cancelled.length]).toEqual([before, 0]);
    // A step of the fine grid: 5 ticks of half a dollar.
    house.quote(PERP, 100_002.5);
    expect(host.cancelled.length).toBeLessThanOrEqual(6);
    expect(host.cancelled.length).toBeGreaterThan(0);
    expect(host.placed.length - before).toBe(host.cancelled.length);
  });

  it('puts back what was filled, and nothing twice at a price', () => {
    const { host, maker: house } = maker();
    house.quote(PERP, 100_000);
    const [order] = host.orders.values();
    if (order === undefined) return expect.fail('no order');
    host.orders.set(order.id, { ...order, status: 'filled' });
    const before = host.placed.length;
    house.quote(PERP, 100_000);
    expect(host.placed.slice(before).map(({ ticks }) => ticks)).toEqual([order.ticket.ticks]);
    const open = [...host.orders.values()].filter(({ status }) => status === 'open');
    expect(new Set(open.map(({ ticket }) => ticket.ticks)).size).toBe(open.length);
  });

  it('remembers what it could not cancel', () => {
    const { host, maker: house } = maker();
    house.quote(PERP, 100_000);
    const { cancel, place } = host;
    const refuse = () => ({ kind: 'rejected', code: 'maintenance', message: '' }) as const;
    Object.assign(host, { cancel: refuse, place: refuse });
    house.quote(PERP, 90_000);
    house.setOn('BTC-PERPETUAL', false);
    expect(host.cancelled).toEqual([]);
    Object.assign(host, { cancel, place });
    house.quote(PERP, 90_000);
    expect(host.cancelled).toHaveLength(26);
    house.setOn('BTC-PERPETUAL', true);
    house.quote(PERP, 90_000);
    expect([...host.orders.values()].filter(({ status }) => status === 'open')).toHaveLength(26);
  });

  it('stays away while it is off or the market is not open', () => {
    const { host, maker: house } = maker();
    house.quote(PERP, 100_000);
    house.setOn('BTC-PERPETUAL', false);
    expect(host.cancelled).toHaveLength(26);
    house.quote(PERP, 100_000);
    expect(host.placed).toHaveLength(26);
    house.setOn('BTC-PERPETUAL', true);
    host.state = () => 'halted';
    house.quote(PERP, 100_000);
    expect(host.placed).toHaveLength(26);
    host.state = () => 'open';
    house.quote(PERP, Number.NaN);
    expect(host.placed).toHaveLength(26);
    house.quote(PERP, 100_000);
    expect(host.placed).toHaveLength(52);
  });
});
