import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/instrument.ts';
import { DAY, HOUR, later, MINUTE } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { PERP, START } from './lab-fixture.ts';
import { type Explained, explainOptions, type Held, type MarkPoint, NOTHING, sumOf } from './recompute.ts';

const { kind: _perp, ...contract } = PERP;
const CALL: Option = {
  ...contract,
  ...{
    kind: 'option',
    id: 'call',
    type: 'call',
    strike: 20_000,
    expiry: later(START, 7 * DAY),
    inverse: false,
  },
};
const PUT: Option = { ...CALL, id: 'put', type: 'put' };
const STRADDLE: readonly Held[] = [CALL, PUT].map((option) => ({ option, lots: lots(-1_000) }));

function mark(price: number, ms: number): MarkPoint {
  return { at: later(START, ms), price, vol: 0.5, rate: 0 };
}

describe('explainOptions', () => {
  it('finds nothing where nothing moves or nothing is held', () => {
    expect(explainOptions(STRADDLE, mark(20_000, 0), mark(20_000, 0)).change).toBe(0);
    expect(explainOptions([], mark(20_000, 0), mark(25_000, DAY))).toEqual(NOTHING);
  });

  it('gives a move in an instant to gamma, all of it', () => {
    const { change, gamma, theta, residual } = explainOptions(STRADDLE, mark(20_000, 0), mark(24_000, 0));
    expect([theta, Math.abs(residual) < 1e-9]).toEqual([0, true]);
    expect(gamma).toBeLessThan(0);
    // Delta of a straddle at the money is next to nothing.
    expect(Math.abs(change - gamma)).toBeLessThan(0.04 * Math.abs(gamma));
  });

  it('gives time alone to theta, but for what theta changes by', () => {
    const { gamma, theta, residual, change } = explainOptions(STRADDLE, mark(20_000, 0), mark(20_000, HOUR));
    expect(gamma).toBe(0);
    expect(theta).toBeGreaterThan(0);
    expect(theta + residual).toBeCloseTo(change, 9);
    expect(Math.abs(residual)).toBeLessThan(0.01 * theta);
  });

  it('adds up to the change of value, whatever happens', () => {
    const price = fc.double({ min: 5_000, max: 60_000, noNaN: true });
    const ms = fc.integer({ min: 0, max: 8 * DAY });
    fc.assert(
      fc.property(price, price, ms, ms, (a, b, t, u) => {
        const [from, to] = [mark(a, Math.min(t, u)), mark(b, Math.max(t, u))];
        const { change, gamma, theta, residual, taylor } = explainOptions(STRADDLE, from, to);
        const delta = change - gamma - theta - residual;
        // Delta is at most one a leg.
        expect(Math.abs(delta)).toBeLessThanOrEqual(2 * Math.abs(b - a) + 1e-6);
        expect(Number.isFinite(taylor)).toBe(true);
      }),
    );
  });

  it('explains five minutes better than a Taylor expansion does', () => {
    const [from, to] = [mark(20_000, 7 * DAY - HOUR), mark(20_100, 7 * DAY - HOUR + 5 * MINUTE)];
    const { residual, taylor } = explainOptions(STRADDLE, from, to);
    expect(Math.abs(residual)).toBeLessThan(Math.abs(taylor));
  });

  it('has theta end at expiry and nothing move after it', () => {
    const [before, after] = [mark(20_500, 7 * DAY), mark(21_000, 8 * DAY)];
    expect(explainOptions(STRADDLE, before, after).theta).toBe(0);
    const last = explainOptions(STRADDLE, mark(20_500, 7 * DAY - 1), mark(20_500, 9 * DAY));
    expect(last.theta).toBeGreaterThanOrEqual(0);
    expect(last.theta).toBeLessThan(1e-3);
  });

  it('is twice as much for twice the lots', () => {
    const twice = STRADDLE.map(({ option, lots: held }) => ({ option, lots: lots(2 * held) }));
    const [from, to] = [mark(20_000, DAY), mark(20_300, 2 * DAY)];
    expect(explainOptions(twice, from, to).gamma).toBeCloseTo(
      2 * explainOptions(STRADDLE, from, to).gamma,
      9,
    );
  });

  it('refuses what cannot be valued', () => {
    expect(() => explainOptions(STRADDLE, mark(Number.NaN, 0), mark(1, 1))).toThrow('spot is NaN');
  });
});

describe('sumOf', () => {
  it('adds part by part', () => {
    const one: Explained = { change: 1, gamma: 2, theta: 3, residual: 4, taylor: 5, startTheta: 6 };
    expect(sumOf(one, one)).toEqual({
      change: 2,
      gamma: 4,
      theta: 6,
      residual: 8,
      taylor: 10,
      startTheta: 12,
    });
    expect(sumOf(NOTHING, one)).toEqual(one);
  });
});
