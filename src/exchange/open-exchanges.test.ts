import { expect, it } from 'vitest';
import { later } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { barPrices } from './market/bar-prices.ts';
import { beside } from './market/beside.ts';
import { COINS, randomPrices } from './market/random-prices.ts';
import { openExchanges, PROTOCOLS } from './open-exchanges.ts';

const START = millis(1_795_000_000_000);

it('opens an exchange for each protocol, on one market', () => {
  const hosted = openExchanges({ protocols: PROTOCOLS, seed: 3, start: START, pace: 60 });
  for (const { exchange } of hosted) exchange.advance(later(START, 5_000));
  expect(hosted.map(({ gateway }) => gateway.name)).toEqual(['deribit', 'binance', 'hyperliquid']);
  const indices = hosted.map(({ exchange }) => exchange.index('BTC'));
  expect(new Set(indices).size).toBe(1);
  expect(indices[0]).not.toBe(100_000);
  const [deribit, binance, hyperliquid] = hosted.map(({ exchange }) => exchange);
  expect(deribit?.depth('BTC-PERPETUAL', 5).bids).toHaveLength(5);
  expect(binance?.depth('ETHUSDT', 5).asks).toHaveLength(5);
  expect(hyperliquid?.balances('demo')).toMatchObject([{ currency: 'USDC' }]);
});

it('lists options about where a recording begins', () => {
  const bar = { open: 16_500, high: 16_500, low: 16_500, close: 16_500 };
  const played = barPrices({ bars: { BTC: [bar] }, intervalMs: 60_000, pace: 1, vol: 0.6 });
  const prices = beside('BTC', played, randomPrices({ coins: COINS, pace: 1 }));
  const [hosted] = openExchanges({
    ...{ protocols: ['deribit'], seed: 3, start: START, pace: 1 },
    recorded: { prices },
  });
  const listed = [...(hosted?.exchange.listings.values() ?? [])];
  const strikes = (base: string): number[] =>
    listed.flatMap(({ instrument: one }) => (one.kind === 'option' && one.base === base ? [one.strike] : []));
  for (const [base, spot] of [
    ['BTC', 16_500],
    ['ETH', 4_000],
  ] as const) {
    expect(Math.min(...strikes(base))).toBeLessThan(spot);
    expect(Math.max(...strikes(base))).toBeGreaterThan(spot);
    expect(Math.max(...strikes(base))).toBeLessThan(3 * spot);
  }
});
