import { describe, expect, it } from 'vitest';
import { halfWidth } from '../../decide/band.ts';
import type { RuleInputs } from '../../decide/rules/rules.ts';
import { zakamouline } from '../../decide/rules/zakamouline.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { type Edges, emptyEdges } from './follow.ts';
import { corrupted, walk } from './frontier-fixture.ts';
import { type Life, lifeReader } from './life.ts';
import { policies, type SweptPolicy } from './policies.ts';

const COST = 6e-4;
const BARS = 168;
const PATH = walk('BTC', 12, 3);

function lifeOn(path: typeof PATH): Life {
  return lifeReader(typescriptKernel(), BARS).read(path, 24, 24 + BARS);
}

function edgesOf(name: string, parameter: number, life: Life): Edges {
  const edges = emptyEdges(BARS);
  const policy = policies.find((one) => one.name === name) as SweptPolicy;
  policy.prepare(life, COST)(parameter, edges);
  return edges;
}

function straddleDelta(life: Life, i: number, vol: number): number {
  const terms = { spot: life.price[i] as number, strike: 1, years: life.years[i] as number, vol, rate: 0 };
  const call = blackScholes({ ...terms, type: 'call', carryYield: 0 });
  if ('kind' in call) throw new Error(call.field);
  return 2 * call.delta - 1;
}

describe('policies', () => {
  const life = lifeOn(PATH);

  it('gives the default the band of Whalley and Wilmott on one instrument', () => {
    for (const aversion of [3, 100, 5_000]) {
      const [own, theirs] = [edgesOf('tracking', aversion, life), edgesOf('whalley-wilmott', aversion, life)];
      for (let i = 0; i < BARS; i += 1) {
        const [price, gamma] = [life.price[i] as number, life.gamma[i] as number];
        const width = halfWidth(
          { kind: 'whalley-wilmott', riskAversion: aversion },
          { gamma, price, costRate: COST },
        );
        expect(theirs.high[i]).toBeCloseTo((life.delta[i] as number) + width, 12);
        // The default looks thirty years ahead at most, and so has a least width.
        if (width * Math.cbrt(aversion) > 1e-4) expect(own.low[i]).toBeCloseTo(theirs.low[i] as number, 10);
      }
    }
  });

  it("keeps Zakamouline's region, where that falls back too", () => {
    for (const riskAversion of [1, 100, 1e4, 1e9]) {
      const { low, high } = edgesOf('zakamouline', riskAversion, life);
      for (let i = 0; i < BARS; i += 7) {
        const [price, vol, gamma] = [life.price[i] as number, life.vol[i] as number, life.gamma[i] as number];
        const years = life.years[i] as number;
        const inputs: RuleInputs = {
          ...{ price, gamma, vol, years, rate: 0, costRate: COST, riskAversion, side: 'short' },
        };
        const answer = zakamouline(inputs);
        if ('kind' in answer) throw new Error(answer.field);
        const centre = straddleDelta(life, i, vol * answer.volMultiplier);
        expect(low[i]).toBeCloseTo(centre - answer.halfWidth, 9);
        expect(high[i]).toBeCloseTo(centre + answer.halfWidth, 9);
      }
    }
  });

  it('hedges by the clock to the delta, and after Leland to that at a higher vol', () => {
    const [clock, leland] = [edgesOf('clock', 4, life), edgesOf('leland', 4, life)];
    const calls = Array.from(clock.low.subarray(0, BARS)).flatMap((low, i) => (low === -Infinity ? [] : [i]));
    expect(calls).toEqual(Array.from({ length: BARS / 4 }, (_, k) => 4 * k));
    const load = (Math.sqrt(2 / Math.PI) * 2 * COST) / (0.6 * Math.sqrt(4 / (365 * 24)));
    for (const i of [4, 80]) {
      expect(clock.high[i]).toBe(life.delta[i]);
      expect(leland.high[i]).toBeCloseTo(straddleDelta(life, i, 0.6 * Math.sqrt(1 + load)), 10);
    }
  });

  it('hedges once the price has moved by the percentage', () => {
    const { low, high } = edgesOf('fixed-percentage', 0.02, life);
    let last = Number.NaN;
    for (let i = 0; i < BARS; i += 1) {
      const moved = !(Math.abs((life.price[i] as number) / last - 1) < 0.02);
      expect([low[i], high[i]]).toEqual(moved ? [life.delta[i], life.delta[i]] : [-Infinity, Infinity]);
      if (moved) last = life.price[i] as number;
    }
  });

  it.each(policies.map(({ name, grid }) => [name, grid] as const))(
    '%s reads no bar to come',
    (name, grid) => {
      const known = 60;
      const other = lifeOn(corrupted(PATH, PATH.at[24 + known] as number));
      for (const parameter of [grid[2], grid.at(-2)]) {
        const [told, changed] = [life, other].map((one) => edgesOf(name, parameter as number, one));
        for (const edge of ['low', 'high'] as const)
          expect(told?.[edge].subarray(0, known + 1)).toEqual(changed?.[edge].subarray(0, known + 1));
      }
    },
  );

  it.each(policies.map(({ name, grid }) => [name, grid] as const))(
    '%s goes from tight to loose',
    (name, grid) => {
      const [tight, loose] = [grid[0], grid.at(-1)].map((parameter) =>
        edgesOf(name, parameter as number, life),
      );
      const freedom = ({ low, high }: Edges): number =>
        Array.from(low.subarray(0, BARS)).reduce(
          (sum, value, i) => sum + Math.min(2, (high[i] as number) - value),
          0,
        );
      expect(freedom(tight as Edges)).toBeLessThan(freedom(loose as Edges));
    },
  );
});
