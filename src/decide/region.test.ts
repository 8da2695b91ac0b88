import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../domain/config.ts';
import { HOUR, YEAR } from '../units/time.ts';
import { halfWidth } from './band.ts';
import { type Curve, isSided, regionOf, STRAIGHT } from './region.ts';
import { leland } from './rules/leland.ts';
import { zakamouline } from './rules/zakamouline.ts';

const SOLD: Curve = { gamma: -1e-4, side: 'short', years: 7 / 365, vol: 0.6, rate: 0.02 };
const [PRICE, COST] = [60_000, 6e-4];
const ALL: readonly Policy[] = [
  { kind: 'whalley-wilmott', riskAversion: 0.002 },
  { kind: 'zakamouline', riskAversion: 0.002 },
  { kind: 'fixed-band', halfWidth: 0.1 },
  { kind: 'fixed-percentage', move: 0.01 },
  { kind: 'clock', everyMs: HOUR },
  { kind: 'leland', everyMs: HOUR },
];
const [WHALLEY, ZAKAMOULINE, BAND, MOVE, CLOCK, LELAND] = ALL as [
  Policy,
  Policy,
  Policy,
  Policy,
  Policy,
  Policy,
];

describe('regionOf', () => {
  it('is the plain half-width for what knows net gamma alone', () => {
    const inputs = { gamma: SOLD.gamma, price: PRICE, costRate: COST };
    for (const policy of [WHALLEY, BAND, CLOCK]) {
      const expected = halfWidth(policy as Parameters<typeof halfWidth>[0], inputs);
      const region = { volMultiplier: 1, halfWidth: expected, fallback: null };
      expect(regionOf(policy, SOLD, PRICE, COST)).toEqual(region);
      expect(regionOf(policy, { ...STRAIGHT, gamma: SOLD.gamma }, PRICE, COST)).toEqual(region);
    }
    const move = { volMultiplier: 1, halfWidth: expect.closeTo(0.06, 12), fallback: null };
    expect(regionOf(MOVE, SOLD, PRICE, COST)).toEqual(move);
  });

  it('is the published rule for options all on one side', () => {
    const inputs = { ...SOLD, price: PRICE, costRate: COST, riskAversion: 0.002 };
    expect(regionOf(ZAKAMOULINE, SOLD, PRICE, COST)).toEqual({ ...zakamouline(inputs), fallback: null });
    expect(regionOf(LELAND, SOLD, PRICE, COST)).toEqual({ ...leland(inputs, HOUR / YEAR), fallback: null });
    expect(regionOf(LELAND, SOLD, PRICE, COST).volMultiplier).toBeGreaterThan(1);
  });

  it('is as much wider as the regime makes it, about the same centre, whatever the rule', () => {
    const mixed: Curve = { ...SOLD, side: 'mixed' };
    for (const policy of ALL) {
      for (const curve of [SOLD, mixed, STRAIGHT]) {
        const plain = regionOf(policy, curve, PRICE, COST);
        for (const factor of [0.6, 1, 1.2]) {
          const scaled = regionOf(policy, { ...curve, scale: { factor, probabilities: null } }, PRICE, COST);
          expect(scaled).toEqual({ ...plain, halfWidth: plain.halfWidth * factor });
        }
      }
    }
  });

  it('falls back aloud where a rule has no answer', () => {
    const plain = regionOf(WHALLEY, SOLD, PRICE, COST).halfWidth;
    const expired = regionOf(ZAKAMOULINE, { ...SOLD, years: 0 }, PRICE, COST);
    expect(expired).toEqual({
      volMultiplier: 1,
      halfWidth: plain,
      fallback: 'zakamouline has no answer where years is 0',
    });
    const unknown = regionOf(LELAND, { ...SOLD, vol: 0 }, PRICE, COST);
    expect(unknown).toMatchObject({
      volMultiplier: 1,
      halfWidth: 0,
      fallback: expect.stringContaining('vol is 0'),
    });
  });

  it('is finite and never refuses, whatever it is given', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -10, max: 10 }),
      fc.constantFrom(0, Number.NaN, Infinity),
    );
    const side = fc.constantFrom('short' as const, 'long' as const, 'mixed' as const);
    const curve = fc.record({ gamma: number, side, years: number, vol: number, rate: number });
    fc.assert(
      fc.property(
        fc.constantFrom(ZAKAMOULINE, MOVE, LELAND),
        curve,
        number,
        number,
        (policy, bent, price, cost) => {
          const region = regionOf(policy, bent, price, cost);
          expect(region.volMultiplier).toBeGreaterThan(0);
          expect(Number.isFinite(region.volMultiplier)).toBe(true);
          if (policy !== ZAKAMOULINE) expect(Number.isFinite(region.halfWidth)).toBe(true);
        },
      ),
    );
  });
});

describe('isSided', () => {
  it('is true of the rules that take deltas at a vol of their own', () => {
    expect(ALL.filter(isSided)).toEqual([ZAKAMOULINE, LELAND]);
  });
});
