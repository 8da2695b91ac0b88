import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lots, millis } from '../units/units.ts';
import {
  expiryOf,
  type Future,
  isMargined,
  lotDelta,
  notional,
  type Option,
  type Perp,
  payoff,
  type Spot,
  settleValue,
  sizeOf,
  turnover,
} from './instrument.ts';

const contract = { venue: 'v', base: 'BTC', quote: 'USD', tick: 0.5, lot: 10 } as const;
const spot: Spot = { ...contract, id: 's', kind: 'spot', settle: 'USD', multiplier: 0.001, inverse: false };
const perp: Perp = { ...contract, id: 'p', kind: 'perp', settle: 'BTC', multiplier: 10, inverse: true };
const future: Future = { ...perp, id: 'f', kind: 'future', expiry: millis(7) };
const option: Option = {
  ...contract,
  id: 'o',
  kind: 'option',
  settle: 'BTC',
  multiplier: 1,
  inverse: true,
  type: 'call',
  strike: 50_000,
  expiry: millis(8),
};

const price = fc.double({ min: 1, max: 1e6, noNaN: true });

describe('an instrument', () => {
  it('has a size of lots times contracts times multiplier', () => {
    expect(sizeOf(spot, lots(-3))).toBeCloseTo(-0.03, 15);
    expect(sizeOf(perp, lots(3))).toBe(300);
  });

  it('is worth size times price where it is linear or an option', () => {
    expect(settleValue(spot, lots(-300), 50_000)).toBeCloseTo(-150_000, 9);
    expect(settleValue(option, lots(2), 0.05)).toBeCloseTo(1, 15);
  });

  it('gains N(1/P0 - 1/P) where it is an inverse perp or future', () => {
    fc.assert(
      fc.property(price, price, (then, now) => {
        for (const inverse of [perp, future]) {
          const gain = settleValue(inverse, lots(5), now) - settleValue(inverse, lots(5), then);
          const scale = 500 / Math.min(then, now);
          expect(Math.abs(gain - 500 * (1 / then - 1 / now)) / scale).toBeLessThan(1e-15);
          expect(Math.sign(gain) * Math.sign(now - then)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('adds as much delta with a lot as that much of the underlying has', () => {
    expect(lotDelta(spot, 50_000)).toBeCloseTo(0.01, 15);
    expect(lotDelta(perp, 50_000)).toBe(0.002);
    expect(lotDelta(option, 0.05)).toBe(10);
  });

  it('has a notional in quote units, without sign', () => {
    expect(notional(spot, lots(-3), 50_000, 1)).toBeCloseTo(1_500, 9);
    expect(notional(perp, lots(-3), 50_000, 1)).toBeCloseTo(300, 9);
  });

  it('has a notional of what it is a claim on, and a turnover of its premium, if it is an option', () => {
    const linear = { ...option, inverse: false } as const;
    // Three lots are thirty coins.
    for (const one of [option, linear]) expect(notional(one, lots(-3), 0.05, 50_000)).toBe(1_500_000);
    expect(turnover(option, lots(-3), 0.05, 50_000)).toBeCloseTo(75_000, 9);
    expect(turnover(linear, lots(-3), 2_500, 50_000)).toBeCloseTo(75_000, 9);
    expect(turnover(spot, lots(-3), 50_000, 1)).toBeCloseTo(1_500, 9);
    expect(turnover(perp, lots(-3), 50_000, 1)).toBeCloseTo(300, 9);
  });

  it('is margined if perp or future, and ends if future or option', () => {
    expect([spot, perp, future, option].map(isMargined)).toEqual([false, true, true, false]);
    expect([spot, perp, future, option].map(expiryOf)).toEqual([undefined, undefined, 7, 8]);
  });
});

describe('payoff', () => {
  it('is what exercise brings, and never negative', () => {
    const put = { ...option, type: 'put' } as const;
    expect([payoff(option, 60_000), payoff(option, 40_000)]).toEqual([10_000, 0]);
    expect([payoff(put, 60_000), payoff(put, 40_000)]).toEqual([0, 10_000]);
  });

  it('of a call less that of a put is a forward', () => {
    fc.assert(
      fc.property(price, (settled) => {
        const put = payoff({ ...option, type: 'put' }, settled);
        expect(payoff(option, settled) - put).toBe(settled - option.strike);
      }),
    );
  });
});
