import { describe, expect, it } from 'vitest';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { walk } from './frontier-fixture.ts';
import { lifeReader } from './life.ts';

const PATH = walk('BTC', 10, 1);

describe('lifeReader', () => {
  it('gives the delta and gamma of a call and a put, with prices as multiples of the strike', () => {
    const life = lifeReader(typescriptKernel(), 168).read(PATH, 24, 24 + 168);
    expect(life.bars).toBe(168);
    for (const i of [0, 1, 80, 167]) {
      const spot = (PATH.close[24 + i] as number) / (PATH.close[24] as number);
      const years = (168 - i) / (365 * 24);
      const terms = { spot, strike: 1, years, vol: 0.6, rate: 0, carryYield: 0 };
      const [call, put] = (['call', 'put'] as const).map((type) => blackScholes({ ...terms, type }));
      if (call === undefined || put === undefined || 'kind' in call || 'kind' in put)
        throw new Error('refused');
      expect(life.price[i]).toBeCloseTo(spot, 14);
      expect(life.delta[i]).toBeCloseTo(call.delta + put.delta, 10);
      expect(life.gamma[i]).toBeCloseTo(call.gamma + put.gamma, 9);
    }
    expect(life.years[168]).toBe(0);
  });

  it('refuses more bars than it has room for', () => {
    expect(() => lifeReader(typescriptKernel(), 10).read(PATH, 0, 11)).toThrow('no room for 11 bars');
  });
});
