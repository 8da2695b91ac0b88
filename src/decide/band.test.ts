import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from '../pricing/black-scholes.ts';
import { type BandInputs, halfWidth, tradeToEdge } from './band.ts';

function width(riskAversion: number, inputs: BandInputs): number {
  return halfWidth({ kind: 'whalley-wilmott', riskAversion }, inputs);
}

const positive = (min: number, max: number) =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);
const inputs = fc.record({
  gamma: positive(1e-9, 10),
  price: positive(1e-3, 1e6),
  costRate: positive(1e-6, 0.05),
});
const aversion = positive(1e-8, 1e3);

describe('the half-width of Whalley and Wilmott', () => {
  /** (3/2 · λ S Γ² / γ)^⅓ worked out by hand. */
  it.each([
    // 1.5 · 0.001 · 1 · 4 / 6 = 0.001
    [{ gamma: 2, price: 1, costRate: 0.001 }, 6, 0.1],
    // 1.5 · 0.0005 · 60000 · (2/30000)² / 0.002 = 1e-4
    [{ gamma: 2 / 30_000, price: 60_000, costRate: 0.0005 }, 0.002, 0.1 * Math.cbrt(0.1)],
    // 1.5 · 0.02 · 100 · 3² / 1 = 27
    [{ gamma: -3, price: 100, costRate: 0.02 }, 1, 3],
  ])('of %o at an aversion of %d is %d', (at, riskAversion, expected) => {
    expect(width(riskAversion, at)).toBeCloseTo(expected, 14);
  });

  it('solves H³ = 3/2 · λ S Γ² / γ', () => {
    fc.assert(
      fc.property(inputs, aversion, (at, riskAversion) => {
        const cubed = (1.5 * at.costRate * at.price * at.gamma * at.gamma) / riskAversion;
        const half = width(riskAversion, at);
        expect(Math.abs((half * half * half) / cubed - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('grows as cost to one third and gamma to two, and falls as aversion to one third', () => {
    fc.assert(
      fc.property(inputs, aversion, positive(0.01, 100), (at, riskAversion, k) => {
        const half = width(riskAversion, at);
        const cube = k * k * k;
        const ratio = (scaled: number) => scaled / half;
        const near = (actual: number, expected: number) =>
          expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-12);
        near(ratio(width(riskAversion, { ...at, costRate: at.costRate * cube })), k);
        near(ratio(width(riskAversion, { ...at, price: at.price * cube })), k);
        near(ratio(width(riskAversion, { ...at, gamma: at.gamma * cube })), k * k);
        near(ratio(width(riskAversion * cube, at)), 1 / k);
      }),
    );
  });

  it('does not care which side of gamma the book is on', () => {
    fc.assert(
      fc.property(inputs, aversion, (at, riskAversion) => {
        expect(width(riskAversion, { ...at, gamma: -at.gamma })).toBe(width(riskAversion, at));
      }),
    );
  });

  it('is nothing where trading is free or the book is straight', () => {
    expect(width(1, { gamma: 1, price: 100, costRate: 0 })).toBe(0);
    expect(width(1, { gamma: 0, price: 100, costRate: 0.001 })).toBe(0);
  });

  it('is 0.18 base units for a call at the money with a year to go', () => {
    // S = K = 1, r = 0, σ = 0.2, λ = 1e-3, γ = 1.
    const value = blackScholes({
      type: 'call',
      spot: 1,
      strike: 1,
      years: 1,
      vol: 0.2,
      rate: 0,
      carryYield: 0,
    });
    if ('kind' in value) throw new Error(value.field);
    // Γ = φ(0.1) / 0.2 = 1.9847627374; (1.5e-3 · Γ²)^⅓ = 0.1807879519
    expect(value.gamma).toBeCloseTo(1.9847627374, 9);
    expect(width(1, { gamma: value.gamma, price: 1, costRate: 1e-3 })).toBeCloseTo(0.1807879519, 9);
  });
});

describe('the half-width of the other policies', () => {
  it('is what is stated, or nothing for a clock', () => {
    fc.assert(
      fc.property(inputs, positive(1e-6, 1e6), (at, stated) => {
        expect(halfWidth({ kind: 'fixed-band', halfWidth: stated }, at)).toBe(stated);
        expect(halfWidth({ kind: 'clock', everyMs: stated }, at)).toBe(0);
      }),
    );
  });
});

describe('tradeToEdge', () => {
  const delta = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  const half = fc.double({ min: 0, max: 1e3, noNaN: true });
  /** Roundings of a sum of three numbers of this size. */
  const ULPS = 1e-11;

  it.each([
    [5, 0, 2, -3],
    [-5, 0, 2, 3],
    [5, 4, 2, 0],
    [5, 10, 2, 3],
    [2, 0, 2, 0],
    [-2, 0, 2, 0],
    [1, 0, 0, -1],
    [0, 0, 0, 0],
  ])('from %d, around %d ± %d, is %d', (from, target, width, trade) => {
    expect(tradeToEdge(from, target, width)).toBe(trade);
  });

  it('is nothing inside the region, and nowhere else', () => {
    fc.assert(
      fc.property(delta, delta, half, (from, target, width) => {
        const inside = from <= target + width && from >= target - width;
        expect(tradeToEdge(from, target, width) === 0).toBe(inside);
      }),
    );
  });

  it('ends at the nearest edge: never beyond it, never at the centre', () => {
    fc.assert(
      fc.property(delta, delta, half, (from, target, width) => {
        const trade = tradeToEdge(from, target, width);
        fc.pre(trade !== 0);
        expect(Math.abs(Math.abs(from + trade - target) - width)).toBeLessThan(ULPS);
        expect(Math.sign(trade)).toBe(Math.sign(target - from));
        expect(Math.abs(trade)).toBeLessThanOrEqual(Math.abs(target - from) - width + ULPS);
      }),
    );
  });

  it('shifts with the target, and mirrors', () => {
    const whole = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(whole, whole, whole, fc.nat(500), (from, target, shift, width) => {
        const trade = tradeToEdge(from, target, width);
        expect(tradeToEdge(from + shift, target + shift, width)).toBe(trade);
        expect(tradeToEdge(-from, -target, width)).toBe(0 - trade);
      }),
    );
  });
});
