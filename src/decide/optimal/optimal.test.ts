import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jointMisses } from '../../lab/frontier/joint.ts';
import { encode } from '../../record/canonical.ts';
import { type Because, decide } from '../decide.ts';
import { regionOf } from '../region.ts';
import { deskFor } from './desk.ts';
import type { Member } from './member.ts';
import {
  alone,
  because,
  memberLike,
  profileLike,
  SOLD,
  situationLike,
  together,
  tradeOf,
} from './member-fixture.ts';
import type { Found } from './optimal.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const ETH = profileLike({}, { underlying: 'ETH', hedge: 'ETH-PERP' });

/** Two underlyings that are `miss` away from flat. */
function pair(one: number, other: number): readonly Member[] {
  const eth = { ...SOLD, gamma: -3e-3, vol: 0.8 };
  return [
    memberLike(situationLike(one)),
    memberLike(situationLike(other, { price: 3_000, curve: eth }), ETH),
  ];
}

describe('one instrument on one exposure', () => {
  it('is traded by the programme as the region by itself has it, for either objective and any regime', () => {
    const objectives = fc.constantFrom('tracking' as const, 'utility' as const);
    fc.assert(
      fc.property(
        objectives,
        between(-20, 20),
        between(-5, 5),
        between(1e-5, 1e-3),
        between(0.3, 3),
        between(1e-4, 2e-3),
        (objective, delta, targetDelta, gamma, factor, costRate) => {
          const scale = { factor, probabilities: null };
          const situation = situationLike(delta, { curve: { ...SOLD, gamma: -gamma, scale }, costRate });
          const profile = profileLike({ objective }, { targetDelta });
          const own = decide(profile, situation, { clockAt: null }, 'running').decision;
          const found = alone(memberLike(situation, profile));
          const trade = own.kind === 'hold' ? 0 : own.trade;
          expect(Math.abs(tradeOf(found) - trade)).toBeLessThan(1e-9 * (1 + Math.abs(delta)));
          const told = because(found);
          const { lower, upper } = own.because as Because;
          expect([told.lower, told.upper, told.target]).toEqual([lower, upper, targetDelta]);
          expect(told.horizonYears).toBe((own.because as Because).horizonYears);
          expect(found.isShort).toBe(false);
        },
      ),
    );
  });

  it('has all of a straight book traded away', () => {
    const situation = situationLike(2.5, { curve: { ...SOLD, gamma: 0, side: 'mixed' } });
    expect(tradeOf(alone(memberLike(situation)))).toBeCloseTo(-2.5, 4);
  });
});

describe('two underlyings together', () => {
  const rho = { 'BTC/ETH': 0.8 };

  it('leave what the study of joint bands leaves', () => {
    fc.assert(
      fc.property(between(-3, 3), between(-60, 60), between(-1, 1), (one, other, correlation) => {
        const members = pair(one, other);
        const sides = members.map(({ situation: { price, curve, costRate, delta }, profile }) => {
          const { halfWidth } = regionOf(profile.policy, curve, price, costRate);
          return { miss: delta, price, halfWidth };
        });
        const left = new Float64Array(2);
        jointMisses(sides[0] as (typeof sides)[0], sides[1] as (typeof sides)[0], correlation, left);
        const { found } = together(members, { correlations: { 'BTC/ETH': correlation } });
        for (const [i, side] of sides.entries()) {
          const after = side.miss + tradeOf(found[i] as Found);
          expect(Math.abs(after - (left[i] as number))).toBeLessThan(2e-8 * (1 + Math.abs(side.miss)));
        }
      }),
    );
  });

  it('are never taken out of their own band, nor further out than they are, for what another has left', () => {
    fc.assert(
      fc.property(
        between(-3, 3),
        between(-60, 60),
        between(-1, 1),
        between(0.01, 100),
        (one, other, rho, size) => {
          const [btc, eth] = pair(one, other) as [Member, Member];
          const profile = profileLike(
            { riskAversion: 5e-4 / size },
            { underlying: 'ETH', hedge: 'ETH-PERP' },
          );
          const members = [btc, { ...eth, profile }];
          const { found } = together(members, { correlations: { 'BTC/ETH': rho } });
          for (const [i, { situation, profile: own }] of members.entries()) {
            const { delta, curve, price, costRate } = situation;
            const { halfWidth } = regionOf(own.policy, curve, price, costRate);
            const after = delta + tradeOf(found[i] as Found);
            expect(Math.abs(after)).toBeLessThan(Math.max(Math.abs(delta), halfWidth) + 1e-8);
          }
        },
      ),
    );
  });

  it('tell where their regions have moved to, and by how much they will', () => {
    const { found } = together(pair(1.5, -20), { correlations: rho });
    const [btc, eth] = found as [Found, Found];
    const width = (because(btc).upper - because(btc).lower) / 2;
    const centre = (because(btc).upper + because(btc).lower) / 2;
    const left = -20 + tradeOf(eth);
    expect(btc.joint?.shift).toBeCloseTo((btc.joint?.pull.ETH ?? 0) * left, 12);
    expect(centre).toBeCloseTo(btc.joint?.shift ?? 0, 12);
    expect(btc.joint?.shift).toBeGreaterThan(0);
    // Inside the region that has moved, though outside the one by itself.
    expect(1.5 + tradeOf(btc)).toBeLessThanOrEqual(centre + width + 1e-9);
    expect(because(btc).optimum?.correlations).toEqual({ ETH: 0.8 });
  });

  it.each([{}, { 'BTC/ETH': Number.NaN }])('have each its own band where %j is known', (correlations) => {
    const { found } = together(pair(1.5, -20), { correlations });
    for (const [i, member] of pair(1.5, -20).entries()) {
      expect(tradeOf(found[i] as Found)).toBeCloseTo(tradeOf(alone(member)), 8);
      expect(because(found[i] as Found).optimum?.notes.join()).toContain('is not known: none');
    }
  });

  it('are found from the last answer too, and the same to the bit from the same', () => {
    const { last } = together(pair(1.5, -20), { correlations: rho });
    const kept = JSON.parse(JSON.stringify(last));
    const again = [last, kept].map((from) => together(pair(1.6, -22), { correlations: rho, last: from }));
    expect(encode(again[0] as object)).toBe(encode(again[1] as object));
    const cold = together(pair(1.6, -22), { correlations: rho });
    // That is what it is remembered for.
    const systems = [undefined, last].map((from) => {
      together(pair(1.5, -20), { correlations: rho, last: from });
      return deskFor(2, 2).workspace.systems;
    });
    expect(systems[1]).toBeLessThan(systems[0] as number);
    for (const [i, found] of (again[0]?.found ?? []).entries())
      expect(tradeOf(found)).toBeCloseTo(tradeOf(cold.found[i] as Found), 7);
  });

  it('fall back where the correlations cannot all be true, and say so', () => {
    const names = ['A', 'B', 'C', 'D'];
    const members = names.map((underlying) => memberLike(situationLike(3), profileLike({}, { underlying })));
    const against: Record<string, number> = {};
    for (const one of names) for (const other of names) if (one < other) against[`${one}/${other}`] = -1;
    const { found, last } = together(members, { correlations: against });
    expect(last).toBeUndefined();
    for (const [i, each] of found.entries()) {
      expect(because(each).fallback).toMatch(/^the optimiser has no answer where risk\[\d\] is .*: Whalley/);
      expect(tradeOf(each)).toBeCloseTo(tradeOf(alone(members[i] as Member)), 8);
    }
  });

  it('do not hedge the one that has no vol with the other', () => {
    const [btc, eth] = pair(1.5, -20) as [Member, Member];
    const blind = { ...btc, situation: situationLike(1.5, { curve: { ...SOLD, vol: Number.NaN } }) };
    const [first, second] = together([blind, eth], { correlations: rho }).found as [Found, Found];
    expect(because(first).fallback).toBe('no weight for risk where vol is NaN: Whalley-Wilmott on net gamma');
    expect(tradeOf(first)).toBe(tradeOf({ ...alone(blind) }));
    expect(because(second).optimum?.correlations).toBeUndefined();
    expect(tradeOf(second)).toBeCloseTo(tradeOf(alone(eth)), 12);
  });
});

describe('because', () => {
  it('can be journaled, whatever is decided', () => {
    fc.assert(
      fc.property(between(-5, 5), between(-90, 90), between(-1, 1), (one, other, correlation) => {
        const { found, last } = together(pair(one, other), { correlations: { 'BTC/ETH': correlation } });
        expect(() => encode({ found, last: last ?? null })).not.toThrow();
        for (const each of found)
          expect(because(each)).toMatchObject({
            ...{ policy: 'optimal', objective: 'tracking', fallback: null },
            horizonYears: expect.any(Number),
            optimum: { volOfVol: 0.91 },
          });
      }),
      { numRuns: 30 },
    );
  });
});
