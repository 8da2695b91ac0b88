import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Priced } from '../priced.ts';
import type { Refused } from '../refused.ts';
import { powerPerp } from './power-perp.ts';

type Terms = Parameters<typeof powerPerp>[0];

function priced(result: Priced | Refused): Priced {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** Five-point derivative of `f` at `x`. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const DAY = 1 / 365;
const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    power: between(-2, 3),
    spot: between(0.5, 5000),
    vol: between(0.1, 1.5),
    rate: between(-0.1, 0.2),
    carryYield: between(-0.1, 0.2),
    interval: between(1 / 8760, 4 * DAY),
    paymentsPerPeriod: between(1, 4),
    passed: between(0, 1),
  })
  .map(({ passed, ...rest }) => ({ ...rest, untilPayment: passed * rest.interval }));

const squeeth: Terms = {
  ...{ power: 2, spot: 3000, vol: 0.9, rate: 0, carryYield: 0 },
  ...{ interval: 17.5 * DAY, paymentsPerPeriod: 1, untilPayment: 17.5 * DAY },
};

describe('powerPerp', () => {
  it('is S² / (2e^(−fσ²) − 1) at a power of 2, no interest and one payment a period', () => {
    fc.assert(
      fc.property(between(1, 1e4), between(0.1, 2), between(1e-3, 0.05), (spot, vol, f) => {
        const terms = { ...squeeth, spot, vol, interval: f, untilPayment: f };
        const { price, delta, gamma } = priced(powerPerp(terms));
        const mark = (spot * spot) / (2 * Math.exp(-f * vol * vol) - 1);
        expect(Math.abs(price / mark - 1)).toBeLessThan(1e-13);
        expect(Math.abs((delta * spot) / (2 * mark) - 1)).toBeLessThan(1e-13);
        expect(Math.abs((gamma * spot * spot) / (2 * mark) - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  it('is the sum of the claims at its payments', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { power: p, spot, vol, rate, carryYield, interval, paymentsPerPeriod: n, untilPayment } = terms;
        let [sum, weight] = [0, 1 / (n + 1)];
        const payoff = Math.exp(p * Math.log(spot));
        for (let k = 0; weight > 1e-18; k++) {
          const years = untilPayment + k * interval;
          // E[Sᵖ] of a lognormal, discounted.
          const mean = p * (rate - carryYield - 0.5 * vol * vol) * years;
          sum += weight * payoff * Math.exp(mean + 0.5 * p * p * vol * vol * years - rate * years);
          weight *= n / (n + 1);
        }
        expect(Math.abs(priced(powerPerp(terms)).price / sum - 1)).toBeLessThan(1e-11);
      }),
    );
  });

  it('has Greeks that are slopes, and solves the Black-Scholes equation between payments', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, vol, rate, carryYield, untilPayment } = terms;
        const at = (change: Partial<Terms>) => priced(powerPerp({ ...terms, ...change }));
        const { price, delta, gamma, vega, theta } = at({});
        const near = (error: number, size: number) => expect(Math.abs(error) / size).toBeLessThan(1e-8);
        near(slope((x) => at({ spot: x }).price, spot, 1e-3 * spot) - delta, price / spot);
        near(slope((x) => at({ spot: x }).delta, spot, 1e-3 * spot) - gamma, price / spot / spot);
        near(slope((x) => at({ vol: x }).price, vol, 1e-3 * vol) - vega, price);
        const drift = (rate - carryYield) * spot * delta + 0.5 * vol * vol * spot * spot * gamma;
        expect(Math.abs(theta + drift - rate * price) / (price + Math.abs(drift))).toBeLessThan(1e-12);
        if (untilPayment < 1e-6) return;
        const midway = 0.5 * untilPayment;
        const decay = -slope((t) => at({ untilPayment: t }).price, midway, 0.1 * midway);
        near((decay - at({ untilPayment: midway }).theta) * midway, price);
      }),
    );
  });

  it('rises at a payment by what the holder pays', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const before = priced(powerPerp({ ...terms, untilPayment: 0 })).price;
        const after = priced(powerPerp({ ...terms, untilPayment: terms.interval })).price;
        const payoff = Math.exp(terms.power * Math.log(terms.spot));
        const paid = (before - payoff) / terms.paymentsPerPeriod;
        expect(Math.abs((after - before - paid) / after)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is spot at a power of 1, and one at a power of 0, without interest', () => {
    expect(priced(powerPerp({ ...squeeth, power: 1 }))).toMatchObject({
      price: expect.closeTo(3000, 9),
      delta: expect.closeTo(1, 12),
      gamma: 0,
      vega: 0,
    });
    expect(priced(powerPerp({ ...squeeth, power: 0 })).price).toBe(1);
  });

  it('refuses by field, also funding too rare for the vol', () => {
    for (const field of ['power', 'spot', 'vol', 'rate', 'carryYield', 'interval'] as const) {
      const refusal = { kind: 'refused', field };
      expect(powerPerp({ ...squeeth, [field]: Number.NaN })).toMatchObject(refusal);
      expect(powerPerp({ ...squeeth, [field]: Infinity })).toMatchObject(refusal);
    }
    expect(powerPerp({ ...squeeth, spot: 0 })).toMatchObject({ field: 'spot' });
    expect(powerPerp({ ...squeeth, paymentsPerPeriod: 0.5 })).toMatchObject({ field: 'paymentsPerPeriod' });
    expect(powerPerp({ ...squeeth, untilPayment: 1 })).toMatchObject({ field: 'untilPayment' });
    // 2e^(−fσ²) = 1 at f σ² = ln 2.
    const limit = Math.sqrt(Math.LN2 / squeeth.interval);
    expect(powerPerp({ ...squeeth, vol: 1.001 * limit })).toMatchObject({ field: 'vol' });
    expect(priced(powerPerp({ ...squeeth, vol: 0.999 * limit })).price).toBeGreaterThan(100 * 9e6);
    const wild = fc.oneof(fc.double(), between(0, 3), fc.constantFrom(0, 1e-320, 1e308));
    const names = [
      'power',
      'spot',
      'vol',
      'rate',
      'carryYield',
      'interval',
      'paymentsPerPeriod',
      'untilPayment',
    ];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, wild]))), (hostile) => {
        const result = powerPerp(hostile as unknown as Terms);
        if ('kind' in result) return;
        for (const output of Object.values(result)) expect(Number.isFinite(output)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
