import { expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR, later, MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { barPrices } from './bar-prices.ts';
import { beside } from './beside.ts';
import { COINS, randomPrices } from './random-prices.ts';

const START = millis(Date.parse('2026-01-01T00:00:00Z'));
const RECORDED = barPrices({
  bars: { ETH: [{ open: 1_000, high: 1_010, low: 990, close: 1_005 }] },
  ...{ intervalMs: MINUTE, pace: 1, vol: 0.6 },
});
const OTHERS = randomPrices({ coins: COINS, pace: 1 });

it('has one coin follow the recording, and the others move as they would without it', () => {
  const prices = beside('ETH', RECORDED, OTHERS)(createRandom(1), START);
  const alone = OTHERS(createRandom(1), START);
  expect([prices.price('ETH'), prices.vol('ETH')]).toEqual([1_000, 0.6]);
  for (const source of [prices, alone]) source.advance(later(START, HOUR));
  expect(prices.price('ETH')).toBe(1_005);
  for (const coin of ['BTC', 'SOL'])
    expect([prices.price(coin), prices.vol(coin), prices.usualVol(coin)]).toEqual([
      ...[alone.price(coin), alone.vol(coin), alone.usualVol(coin)],
    ]);
  expect(prices.price('BTC')).not.toBe(100_000);
  expect(prices.price('USDT')).toBe(1);
});

it('has each coin jump by itself', () => {
  const prices = beside('ETH', RECORDED, OTHERS)(createRandom(1), START);
  prices.jump('ETH', 2);
  expect([prices.price('ETH'), prices.price('BTC')]).toEqual([2_000, 100_000]);
  prices.jump('BTC', 0.5);
  expect([prices.price('ETH'), prices.price('BTC')]).toEqual([2_000, 50_000]);
});
