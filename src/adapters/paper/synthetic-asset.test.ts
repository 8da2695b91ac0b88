import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
import type { Regime } from './regime.ts';
import type { SyntheticAsset } from './settings.ts';
import { createAssetPath, type Step, type Tick } from './synthetic-asset.ts';

const BTC: SyntheticAsset = {
  underlying: 'BTC',
  price: 60_000,
  quotes: [
    { instrument: 'spot', tick: 0.01, halfSpread: 0.0001 },
    { instrument: 'perp', tick: 0.1, halfSpread: 0 },
  ],
  perps: ['perp'],
  calmVol: 0.4,
  stressVol: 1.2,
};

/** `count` steps of `ms` in one regime, with jumps where told. */
function walk(count: number, regime: Regime, options: { ms?: number; jump?: number; seed?: number } = {}) {
  const { ms = MINUTE, jump, seed = 1 } = options;
  const common = createRandom(`common ${seed}`);
  const path = createAssetPath(BTC, createRandom(seed));
  const steps: Step[] = Array.from({ length: count }, () => ({
    ...{ ms, regime, move: common.normal() },
    jump: jump === undefined ? undefined : { size: jump, move: common.normal() },
  }));
  return { path, steps, ticks: steps.map((step) => path.step(step)) };
}

function mids(ticks: readonly (readonly Tick[])[], place: number): number[] {
  return ticks.map((step) => ((step[place]?.bid ?? NaN) + (step[place]?.ask ?? NaN)) / 2);
}

function returns(prices: readonly number[]): number[] {
  return prices.slice(1).map((price, i) => Math.log(price / (prices[i] ?? NaN)));
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe('an asset under way', () => {
  it.each<[Regime, number]>([
    ['calm', 0.4],
    ['stress', 1.2],
  ])('has the vol of its regime: %s', (regime, vol) => {
    const { ticks } = walk(20_000, regime);
    expect(deviation(returns(mids(ticks, 0))) * Math.sqrt(YEAR / MINUTE)).toBeCloseTo(vol, 1);
  });

  it('goes neither up nor down on average', () => {
    // The log returns of a martingale lose half the variance. Without the common move less noise hides it.
    const step: Step = { ms: DAY, regime: 'stress', move: 0, jump: undefined };
    const logs = Array.from({ length: 400 }, (_, seed) => {
      const path = createAssetPath(BTC, createRandom(seed));
      const ticks = Array.from({ length: 20 }, () => path.step(step));
      return Math.log((mids(ticks, 0).at(-1) ?? NaN) / BTC.price) / 20;
    });
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const variance = (1.2 * 1.2 * DAY) / YEAR;
    expect(Math.abs(mean + 0.5 * variance)).toBeLessThan(4 * Math.sqrt((0.2 * variance) / 8_000));
  });

  it('jumps by the stated size', () => {
    const { ticks } = walk(4_000, 'calm', { ms: 1, jump: 0.02 });
    expect(deviation(returns(mids(ticks, 0)))).toBeCloseTo(0.02, 2);
  });

  it('moves with the market at the root of the correlation', () => {
    const { ticks, steps } = walk(20_000, 'calm');
    const moves = returns(mids(ticks, 0));
    const products = moves.map((move, i) => move * (steps[i + 1]?.move ?? NaN));
    const covariance = products.reduce((sum, product) => sum + product, 0) / moves.length;
    expect(covariance / deviation(moves)).toBeCloseTo(Math.sqrt(0.8), 1);
  });

  it('quotes on the tick, never crossed and never at one price', () => {
    const { ticks } = walk(2_000, 'stress', { jump: 0.02 });
    for (const [place, tick] of [0.01, 0.1].entries()) {
      for (const step of ticks) {
        const { bid, ask, bidSize, askSize } = step[place] ?? expect.fail('no quote');
        expect(ask).toBeGreaterThan(bid);
        for (const price of [bid, ask]) expect(price / tick).toBeCloseTo(Math.round(price / tick), 4);
        expect(Math.min(bidSize, askSize)).toBeGreaterThan(0);
      }
    }
  });

  it('has wider spreads, thinner tops and more volume in stress', () => {
    const mean = (regime: Regime, of: (tick: Tick) => number) => {
      const { ticks } = walk(2_000, regime);
      const values = ticks.map((step) => of(step[0] ?? expect.fail('no quote')));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const ratio = (of: (tick: Tick) => number) => mean('stress', of) / mean('calm', of);
    expect(ratio(({ bid, ask }) => (ask - bid) / bid)).toBeCloseTo(3, 1);
    expect(ratio(({ bidSize, bid }) => bidSize * bid)).toBeCloseTo(0.3, 1);
    expect(ratio(({ volume, bid }) => volume * bid)).toBeCloseTo(3, 0);
  });

  it('trades in proportion to time', () => {
    const volume = (ms: number) =>
      walk(DAY / ms, 'calm', { ms }).ticks.reduce((sum, step) => sum + (step[0]?.volume ?? NaN), 0);
    expect(volume(MINUTE) / volume(10 * MINUTE)).toBeCloseTo(1, 0);
  });
});

describe('implied vol', () => {
  it('starts at the calm vol and goes to that of the regime', () => {
    expect(createAssetPath(BTC, createRandom(1)).vol()).toBe(0.4);
    expect(Math.abs(walk(60, 'stress').path.vol() - 0.4)).toBeGreaterThan(0.1);
    expect(walk(24 * 60, 'stress').path.vol()).toBeCloseTo(1.2, 0);
    expect(walk(24 * 60, 'calm').path.vol()).toBeCloseTo(0.4, 1);
  });

  it('wavers around it', () => {
    const { path } = walk(10, 'calm');
    const values = Array.from({ length: 2_000 }, () => {
      path.step({ ms: MINUTE, regime: 'calm', move: 0, jump: undefined });
      return Math.log(path.vol() / 0.4);
    });
    expect(deviation(values)).toBeGreaterThan(0.005);
    expect(deviation(values)).toBeLessThan(0.1);
  });
});

describe('funding', () => {
  it('is small, of a positive mean, and remembers', () => {
    const path = createAssetPath(BTC, createRandom(4));
    const rates = Array.from({ length: 20_000 }, () => path.funding('perp'));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(mean).toBeCloseTo(1e-4, 5);
    const off = rates.map((rate) => rate - mean);
    const next = off.slice(1).reduce((sum, rate, i) => sum + rate * (off[i] ?? NaN), 0) / (off.length - 1);
    expect(next / (deviation(off) * deviation(off))).toBeCloseTo(0.8, 1);
    expect(Math.max(...rates.map(Math.abs))).toBeLessThan(0.001);
  });

  it('leaves the price where it was', () => {
    const [one, other] = [createAssetPath(BTC, createRandom(4)), createAssetPath(BTC, createRandom(4))];
    one.funding('perp');
    const step: Step = { ms: MINUTE, regime: 'calm', move: 1, jump: undefined };
    expect(one.step(step)).toEqual(other.step(step));
  });
});
