import { describe, expect, it } from 'vitest';
import { toAtoms } from '../../units/rounding.ts';
import { HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { barPrices } from './bar-prices.ts';
import { buy, exchangeWith, heard } from './living-fixture.ts';
import { MAKER, TAKER } from './market.ts';
import { START } from './market-fixture.ts';

describe('the market', () => {
  it('is the same again from the same seed', () => {
    const run = (seed: number) => {
      const exchange = exchangeWith({ seed });
      const events = heard(exchange);
      exchange.advance(millis(START + 10 * SECOND));
      return events;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run(1).some(({ kind }) => kind === 'trade')).toBe(true);
  });

  it('has books about its marks, not crossed, which follow the index', () => {
    const exchange = exchangeWith({});
    for (let i = 1; i <= 120; i++) {
      exchange.advance(millis(START + i * SECOND));
      for (const [symbol, { instrument }] of exchange.listings) {
        const { bids, asks } = exchange.depth(symbol, 20);
        expect(bids.length).toBeGreaterThan(8);
        expect(asks.length).toBeGreaterThan(8);
        const [bid, ask] = [bids[0]?.ticks ?? 0, asks[0]?.ticks ?? 0];
        expect(ask).toBeGreaterThan(bid);
        const mid = ((bid + ask) / 2) * instrument.tick;
        const { mark, index } = exchange.ticker(symbol);
        expect(Math.abs(mid / index - 1)).toBeLessThan(0.003);
        expect(Math.abs(mark / index - 1)).toBeLessThan(0.003);
      }
    }
  });

  it('puts back what was taken, and moves few orders while prices stand', () => {
    const exchange = exchangeWith({ takers: false, only: (id) => id === 'BTCUSDT', stepMs: SECOND });
    exchange.advance(millis(START + SECOND));
    const before = exchange.depth('BTCUSDT', 50);
    const events = heard(exchange);
    const taken = before.asks[0]?.lots ?? 0;
    exchange.place('ann', buy('BTCUSDT', taken));
    exchange.advance(millis(START + 20 * SECOND));
    expect(exchange.depth('BTCUSDT', 50).asks.length).toBeGreaterThanOrEqual(before.asks.length - 1);
    // Twenty steps of an index that moves by half a basis point a second: far from a ladder of 26 each.
    const changes = events.filter(({ kind }) => kind === 'book').length;
    expect(changes).toBeGreaterThan(0);
    expect(changes).toBeLessThan(20 * 26);
  });

  it('jumps with its quotes and marks at once', () => {
    const exchange = exchangeWith({ takers: false });
    exchange.advance(millis(START + MINUTE));
    const before = exchange.ticker('BTCUSDT');
    exchange.control.jump('BTC', 0.9);
    const after = exchange.ticker('BTCUSDT');
    expect(after.index / before.index).toBeCloseTo(0.9, 12);
    expect(after.mark / before.mark).toBeCloseTo(0.9, 12);
    expect(((after.bid?.ticks ?? 0) * 0.1) / after.mark).toBeCloseTo(1, 2);
    expect(exchange.ticker('ETHUSDT').index).toBeGreaterThan(3_900);
  });

  it('takes quotes away and brings them back', () => {
    const exchange = exchangeWith({ takers: false });
    exchange.control.maker('BTCUSDT', false);
    exchange.advance(millis(START + 10 * SECOND));
    expect(exchange.depth('BTCUSDT', 5)).toMatchObject({ bids: [], asks: [] });
    expect(exchange.depth('ETHUSDT', 5).bids).toHaveLength(5);
    exchange.control.maker('BTCUSDT', true);
    expect(exchange.depth('BTCUSDT', 5).bids).toHaveLength(5);
  });

  it('pays funding on the hour at the rate that it showed', () => {
    const exchange = exchangeWith({ stepMs: MINUTE, takers: false });
    exchange.place('ann', buy('BTCUSDT', 100));
    exchange.advance(millis(START + 4 * HOUR - MINUTE));
    const shown = exchange.ticker('BTCUSDT').funding;
    expect(shown?.nextAt).toBe(Date.parse('2025-11-19T16:00:00Z'));
    expect(exchange.funding('ann')).toEqual([]);
    exchange.advance(millis(START + 4 * HOUR));
    const [payment] = exchange.funding('ann');
    expect(payment?.rate).toBeCloseTo(shown?.rate ?? 1, 5);
    expect(payment?.at).toBe(START + 4 * HOUR);
    expect(exchange.fundingRates('BTCUSDT')).toHaveLength(1);
    expect(Number(payment?.amount) / 1e8).toBeCloseTo(
      -0.1 * exchange.ticker('BTCUSDT').mark * (payment?.rate ?? 0),
      4,
    );
    expect(exchange.ticker('BTCUSDT').funding?.nextAt).toBe(Date.parse('2025-11-20T00:00:00Z'));
  });
});

describe('the house', () => {
  it('lets no customer see what the house does', () => {
    const exchange = exchangeWith({});
    const events = heard(exchange);
    exchange.advance(millis(START + 10 * SECOND));
    for (const event of events) if ('account' in event) expect([MAKER, TAKER]).not.toContain(event.account);
    expect(exchange.accounts().map(({ id }) => id)).toEqual(['ann']);
  });

  it('is back with one ladder after maintenance', () => {
    const exchange = exchangeWith({ takers: false, stepMs: SECOND, only: (id) => id === 'BTCUSDT' });
    exchange.control.maintenance(true);
    exchange.advance(millis(START + 20 * SECOND));
    exchange.control.jump('BTC', 1.02);
    exchange.control.maintenance(false);
    exchange.advance(millis(START + 25 * SECOND));
    const { bids, asks } = exchange.depth('BTCUSDT', 100);
    expect([bids.length, asks.length]).toEqual([13, 13]);
    expect(((bids[0]?.ticks ?? 0) * 0.1) / exchange.index('BTC')).toBeCloseTo(1, 2);
  });
});

describe('funding', () => {
  it('is made of the premium at which customers trade, interval by interval', () => {
    const flat = { open: 100_000, high: 100_000, low: 100_000, close: 100_000 };
    const exchange = exchangeWith({
      ...{ protocol: 'hyperliquid', stepMs: MINUTE, takers: false, quotes: () => false },
      only: (id) => id === 'BTC',
      prices: barPrices({ bars: { BTC: [flat] }, intervalMs: HOUR, pace: 1, vol: 0.5 }),
    });
    const around = (mid: number) => {
      exchange.cancelAll('ann', 'BTC');
      for (const [side, ticks] of [
        ['buy', mid - 50],
        ['sell', mid + 50],
      ] as const)
        exchange.place('ann', { ...buy('BTC', 100), side, ticks, timeInForce: 'gtc' });
    };
    exchange.deposit('ann', 'USDC', toAtoms(1e6, 'nearest'));
    around(100_300);
    exchange.advance(millis(START + HOUR));
    around(99_700);
    exchange.advance(millis(START + 2 * HOUR));
    const [first, second] = exchange.fundingRates('BTC').map(({ rate }) => rate * 8);
    // Of the first hour's samples one was taken before anybody quoted, and of the second one from before.
    expect(first).toBeGreaterThan(0.003 * (58 / 60) - 0.0005);
    expect(first).toBeLessThan(0.0025 + 1e-9);
    expect(second).toBeLessThan(-0.003 * (57 / 60) + 0.0005);
    expect(second).toBeGreaterThan(-0.0025 - 1e-9);
  });
});
