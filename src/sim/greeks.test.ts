import { describe, expect, it } from 'vitest';
import type { Lp, Option } from '../domain/instrument.ts';
import { createRandom } from '../math/random.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { DAY, YEAR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { baseOfLot, liquidityDelta, optionDelta, optionValue } from './greeks.ts';
import { plainScenario } from './sim-fixture.ts';

const AT = 1_767_571_200_000;

function option(type: Option['type'], strike: number, years: number): Option {
  const linear = { venue: 'alpha', base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false } as const;
  const size = { tick: 0.01, lot: 1, multiplier: 1 };
  return {
    kind: 'option',
    id: 'O',
    ...linear,
    ...size,
    type,
    strike,
    expiry: millis(Math.round(AT + years * YEAR)),
  };
}

describe('an option by the second formula', () => {
  it('has the published value: Hull, Options, Futures and Other Derivatives, 42 at 40 for half a year', () => {
    const terms = { vol: 0.2, rate: 0.1, at: AT };
    expect(optionValue(option('call', 40, 0.5), 42, terms)).toBeCloseTo(4.76, 2);
    expect(optionValue(option('put', 40, 0.5), 42, terms)).toBeCloseTo(0.81, 2);
    expect(optionDelta(option('call', 40, 0.5), 42, terms)).toBeCloseTo(0.7791, 4);
  });

  it('agrees with the first, whatever the terms', () => {
    const random = createRandom('terms');
    for (let i = 0; i < 500; i += 1) {
      const [strike, years, vol] = [
        50 + 100 * random.next(),
        0.00001 + random.next(),
        0.05 + 2 * random.next(),
      ];
      const type = random.next() < 0.5 ? 'call' : 'put';
      const held = option(type, strike, years);
      const exact = (held.expiry - AT) / YEAR;
      const first = blackScholes({ type, strike, years: exact, vol, rate: 0.03, spot: 100, carryYield: 0 });
      if ('kind' in first) throw new Error(first.remedy);
      const terms = { vol, rate: 0.03, at: AT };
      expect(optionValue(held, 100, terms)).toBeCloseTo(first.price, 8);
      expect(optionDelta(held, 100, terms)).toBeCloseTo(first.delta, 4);
    }
  });

  it('is worth its payoff once expired, and has no delta', () => {
    const terms = { vol: 0.5, rate: 0, at: AT + DAY };
    expect(optionValue(option('put', 110, 0), 100, terms)).toBe(10);
    expect(optionValue(option('call', 110, 0), 100, terms)).toBe(0);
    expect(optionDelta(option('put', 110, 0), 100, terms)).toBe(0);
  });
});

describe('liquidity by the second formula', () => {
  it('holds base below its range, none above it, and what Uniswap says between (worked by hand: 10 at 1600 – 2500)', () => {
    const range = { lower: 1_600, upper: 2_500 } as Lp;
    expect(10 * liquidityDelta(range, 100)).toBeCloseTo(10 * (1 / 40 - 1 / 50), 12);
    expect(10 * liquidityDelta(range, 2_025)).toBeCloseTo(10 * (1 / 45 - 1 / 50), 12);
    expect(liquidityDelta(range, 3_000)).toBe(0);
  });
});

describe('base units in a lot', () => {
  it('depend on the price only of what is sized in dollars', () => {
    const [spot] = plainScenario().assets.flatMap(({ quotes }) => quotes.map(({ instrument }) => instrument));
    if (spot?.kind !== 'spot') throw new Error('the first instrument is the spot');
    expect(baseOfLot({ ...spot, lot: 0.001, multiplier: 1 }, 50_000)).toBe(0.001);
    const inverse = { ...spot, kind: 'perp', inverse: true, lot: 1, multiplier: 10 } as const;
    expect(baseOfLot(inverse, 50_000)).toBe(0.0002);
  });
});
