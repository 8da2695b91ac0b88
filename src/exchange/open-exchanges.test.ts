import { expect, it } from 'vitest';
import { later } from '../units/time.ts';
import { millis } from '../units/units.ts';
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
