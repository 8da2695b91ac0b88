import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR, MINUTE, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { COINS, randomPrices } from './random-prices.ts';

const START = millis(Date.parse('2026-01-01T00:00:00Z'));

function source(seed: number, pace = 1) {
  return randomPrices({ coins: COINS, pace })(createRandom(seed), START);
}

/** Log returns of two coins over `count` steps. */
function returns(seed: number, pace: number, stepMs: number, count: number) {
  const prices = source(seed, pace);
  const found: [number, number][] = [];
  let [btc, eth] = [prices.price('BTC'), prices.price('ETH')];
  for (let i = 1; i <= count; i++) {
    prices.advance(millis(START + i * stepMs));
    found.push([Math.log(prices.price('BTC') / btc), Math.log(prices.price('ETH') / eth)]);
    [btc, eth] = [prices.price('BTC'), prices.price('ETH')];
  }
  return found;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

describe('randomPrices', () => {
  it('are the same for the same seed, and others for another', () => {
    const at = (seed: number) => returns(seed, 1, MINUTE, 50);
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it('begin where they are told and stay when time does', () => {
    const prices = source(1);
    expect([prices.price('BTC'), prices.price('ETH'), prices.price('USDT')]).toEqual([100_000, 4_000, 1]);
    prices.advance(START);
    prices.advance(millis(START - HOUR));
    expect(prices.price('BTC')).toBe(100_000);
    expect(prices.usualVol('BTC')).toBeCloseTo(Math.sqrt(0.25 + 0.01), 12);
  });

  it('have the variance that they state, over years, and are correlated', () => {
    const all = Array.from({ length: 8 }, (_, seed) => returns(seed, 1, 2 * HOUR, 2 * 4_380)).flat();
    const perYear = YEAR / (2 * HOUR);
    const btc = meanOf(all.map(([a]) => a * a)) * perYear;
    const eth = meanOf(all.map(([, b]) => b * b)) * perYear;
    const both = meanOf(all.map(([a, b]) => a * b)) * perYear;
    // 16 years of a vol that reverts within days: the mean variance is known to about 6 %.
    expect(btc / 0.26).toBeGreaterThan(0.85);
    expect(btc / 0.26).toBeLessThan(1.15);
    expect(eth / 0.5).toBeGreaterThan(0.85);
    expect(eth / 0.5).toBeLessThan(1.15);
    expect(both / Math.sqrt(btc * eth)).toBeGreaterThan(0.6);
    expect(both / Math.sqrt(btc * eth)).toBeLessThan(0.8);
  });

  it('have no drift', () => {
    const ends = Array.from({ length: 1_500 }, (_, seed) => {
      const prices = source(seed);
      for (let i = 1; i <= 30; i++) prices.advance(millis(START + 3 * i * DAY));
      return prices.price('ETH') / 4_000;
    });
    const mean = meanOf(ends);
    const error = Math.sqrt(meanOf(ends.map((each) => (each - mean) * (each - mean))) / ends.length);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
  });

  it('move by an hour in a minute at a pace of 60', () => {
    expect(returns(3, 60, MINUTE, 40)).toEqual(returns(3, 1, HOUR, 40));
  });

  it('jump, and go on from there', () => {
    const [plain, jumped] = [source(5), source(5)];
    jumped.jump('BTC', 0.8);
    expect(jumped.price('BTC')).toBeCloseTo(80_000, 8);
    for (const prices of [plain, jumped]) prices.advance(millis(START + HOUR));
    expect(jumped.price('BTC')).toBeCloseTo(0.8 * plain.price('BTC'), 6);
    expect(jumped.price('ETH')).toBe(plain.price('ETH'));
    expect(() => jumped.jump('BTC', 0)).toThrow(RangeError);
  });
});
