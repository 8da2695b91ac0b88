import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { continuousEverlasting, everlastingOption } from './everlasting.ts';

type Terms = Parameters<typeof everlastingOption>[0];
type Continuous = Parameters<typeof continuousEverlasting>[0];

function given<T extends object>(result: T | Refused): T {
  if ('kind' in result) throw new Error(`refused ${(result as Refused).field} ${(result as Refused).value}`);
  return result as T;
}

/** Five-point derivative of `f` at `x`. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);
const DAY = 1 / 365;
const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    type,
    moneyness: between(0.8, 1.25),
    spot: between(1, 1e5),
    vol: between(0.3, 1.5),
    rate: between(-0.1, 0.2),
    carryYield: between(-0.1, 0.2),
    interval: between(DAY, 30 * DAY),
    paymentsPerPeriod: between(1, 5),
    passed: between(0.2, 1),
  })
  .map(({ passed, moneyness, ...rest }) => ({
    ...rest,
    strike: moneyness * rest.spot,
    untilPayment: passed * rest.interval,
  }));

const daily: Terms = {
  ...{ type: 'call', spot: 2000, strike: 2100, vol: 0.8, rate: 0, carryYield: 0 },
  ...{ interval: DAY, paymentsPerPeriod: 1, untilPayment: DAY },
};

describe('everlastingOption', () => {
  it('halves the weight of each day where the whole gap is paid every day', () => {
    let sum = 0;
    for (let k = 60; k >= 1; k--) sum = (sum + given(blackScholes({ ...daily, years: k * DAY })).price) / 2;
    expect(given(everlastingOption(daily)).price).toBeCloseTo(sum, 10);
  });

  it('leaves out less than its bound, which is proven small', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { price, terms: count, tailBound } = given(everlastingOption(terms));
        const n = terms.paymentsPerPeriod;
        expect(tailBound).toBeLessThanOrEqual(1.001e-14 * Math.max(terms.spot, terms.strike));
        let [tail, weight] = [0, Math.exp(-count * Math.log1p(1 / n)) / (n + 1)];
        for (let k = count; k < count + 400; k++) {
          const years = terms.untilPayment + k * terms.interval;
          tail += weight * given(blackScholes({ ...terms, years })).price;
          weight *= n / (n + 1);
        }
        expect(tail).toBeLessThanOrEqual(tailBound * (1 + 1e-9));
        expect(price).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('has a bound that is reached where the option is worth all that it may be', () => {
    // A call struck at next to nothing is the base with what it yields, here less than nothing.
    const terms = { ...daily, strike: 1e-12, carryYield: -1, paymentsPerPeriod: 3, untilPayment: DAY / 2 };
    const { terms: count, tailBound } = given(everlastingOption(terms));
    let [tail, weight] = [0, Math.exp(count * Math.log(0.75)) / 4];
    for (let k = count; k < count + 400; k++) {
      tail += weight * terms.spot * Math.exp(terms.untilPayment + k * DAY);
      weight *= 0.75;
    }
    expect(Math.abs(tailBound / tail - 1)).toBeLessThan(1e-11);
  });

  it('has Greeks that are slopes, and keeps put-call parity', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, vol, untilPayment, rate, carryYield } = terms;
        const at = (change: Partial<Terms>) => given(everlastingOption({ ...terms, ...change }));
        const { delta, gamma, vega, theta, price } = at({});
        const near = (error: number, size: number) => expect(Math.abs(error) / size).toBeLessThan(1e-6);
        const width = vol * Math.sqrt(untilPayment);
        near(slope((x) => at({ spot: x }).price, spot, 0.01 * spot * width) - delta, 1);
        near(slope((x) => at({ spot: x }).delta, spot, 0.01 * spot * width) - gamma, 1 / (spot * width));
        near(slope((x) => at({ vol: x }).price, vol, 0.01 * vol) - vega, spot);
        const drift = (rate - carryYield) * spot * delta + 0.5 * vol * vol * spot * spot * gamma;
        near(theta + drift - rate * price, spot + Math.abs(drift));
        const other = at({ type: terms.type === 'call' ? 'put' : 'call' });
        const sign = terms.type === 'call' ? 1 : -1;
        // Without interest everything but the option's own type is spot less strike.
        if (rate === 0 && carryYield === 0) near(sign * (price - other.price) - spot + terms.strike, spot);
        expect(sign * (delta - other.delta)).toBeGreaterThan(0.5);
      }),
      { numRuns: 50 },
    );
    const put = given(everlastingOption({ ...daily, type: 'put' }));
    expect(given(everlastingOption(daily)).price - put.price).toBeCloseTo(-100, 9);
  });

  it('rises at a payment by what the holder pays', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const before = given(everlastingOption({ ...terms, untilPayment: 0 })).price;
        const after = given(everlastingOption({ ...terms, untilPayment: terms.interval })).price;
        const gap = terms.type === 'call' ? terms.spot - terms.strike : terms.strike - terms.spot;
        const paid = (before - Math.max(0, gap)) / terms.paymentsPerPeriod;
        expect(Math.abs(after - before - paid) / terms.spot).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('comes to its limit as payments become many, the error falling with their number', () => {
    const whole = given(continuousEverlasting({ ...daily, period: 30 * DAY }));
    const error = (n: number, output: 'price' | 'delta' | 'gamma' | 'vega') => {
      const interval = (30 * DAY) / n;
      const many = { ...daily, interval, paymentsPerPeriod: n, untilPayment: interval };
      return given(everlastingOption(many))[output] / whole[output] - 1;
    };
    for (const output of ['price', 'delta', 'vega'] as const) {
      expect(Math.abs(error(300, output))).toBeLessThan(5e-3);
      const ratio = error(150, output) / error(300, output);
      expect(ratio).toBeGreaterThan(1.7);
      expect(ratio).toBeLessThan(2.3);
      // What is left once the leading error, in 1/n, is taken off.
      expect(Math.abs(2 * error(300, output) - error(150, output))).toBeLessThan(1e-4);
    }
    expect(Math.abs(error(300, 'gamma'))).toBeLessThan(5e-3);
  });

  it('refuses by field', () => {
    const fields = ['spot', 'strike', 'vol', 'rate', 'carryYield', 'interval', 'untilPayment'] as const;
    for (const field of fields) {
      for (const value of [Number.NaN, Infinity]) {
        expect(everlastingOption({ ...daily, [field]: value })).toMatchObject({ kind: 'refused', field });
      }
    }
    expect(everlastingOption({ ...daily, paymentsPerPeriod: 0 })).toMatchObject({
      field: 'paymentsPerPeriod',
    });
    expect(everlastingOption({ ...daily, paymentsPerPeriod: 1e6 })).toMatchObject({
      field: 'paymentsPerPeriod',
    });
    const yearly = { ...daily, interval: 1, untilPayment: 1 };
    expect(everlastingOption({ ...yearly, carryYield: -0.7 })).toMatchObject({ field: 'carryYield' });
    expect(everlastingOption({ ...yearly, type: 'put', rate: -0.7 })).toMatchObject({ field: 'rate' });
  });

  it('answers with finite numbers or not at all', () => {
    const wild = fc.oneof(fc.double(), between(0, 3), fc.constantFrom(0, 1e-320, 1e308));
    const { type: _, ...numbers } = daily;
    const any = Object.fromEntries(Object.keys(numbers).map((name) => [name, wild]));
    fc.assert(
      fc.property(fc.record({ type, ...any }), (hostile) => {
        const result = everlastingOption(hostile as unknown as Terms);
        if ('kind' in result) return;
        for (const output of Object.values(result)) expect(Number.isFinite(output)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('continuousEverlasting', () => {
  const anyContinuous: fc.Arbitrary<Continuous> = fc
    .record({
      type,
      moneyness: between(0.5, 2),
      spot: between(1, 1e5),
      vol: between(0.1, 2),
      period: between(1e-2, 2),
    })
    .map(({ moneyness, ...rest }) => ({ ...rest, strike: moneyness * rest.spot }));

  it('has Greeks that are slopes, and funding that pays for its gamma', () => {
    fc.assert(
      fc.property(anyContinuous, (terms) => {
        const { spot, strike, vol, period } = terms;
        const at = (change: Partial<Continuous>) => given(continuousEverlasting({ ...terms, ...change }));
        const { price, delta, gamma, vega } = at({});
        const h = Math.min(0.003 * spot * vol * Math.sqrt(period), 0.2 * Math.abs(spot - strike));
        const near = (error: number, size: number) => expect(Math.abs(error) / size).toBeLessThan(2e-6);
        if (h > 1e-5 * spot) {
          near(slope((x) => at({ spot: x }).price, spot, h) - delta, 1);
          near(slope((x) => at({ spot: x }).delta, spot, h) - gamma, 1 / (spot * vol * Math.sqrt(period)));
        }
        near(slope((x) => at({ vol: x }).price, vol, 0.01 * vol) - vega, spot);
        const payoff = Math.max(0, terms.type === 'call' ? spot - strike : strike - spot);
        const earned = 0.5 * vol * vol * spot * spot * gamma;
        expect(Math.abs(earned - (price - payoff) / period) / (spot / period)).toBeLessThan(1e-13);
      }),
    );
  });

  it('is smooth across the strike', () => {
    const terms: Continuous = { type: 'call', spot: 100, strike: 100, vol: 0.8, period: 0.1 };
    const at = (spot: number) => given(continuousEverlasting({ ...terms, spot }));
    for (const output of ['price', 'delta', 'gamma', 'vega'] as const) {
      expect(at(100 - 1e-9)[output]).toBeCloseTo(at(100)[output], 7);
      expect(at(100 + 1e-9)[output]).toBeCloseTo(at(100)[output], 7);
    }
  });

  it('is its payoff without vol, and refuses by field', () => {
    const terms: Continuous = { type: 'put', spot: 90, strike: 100, vol: 0, period: 0.1 };
    expect(continuousEverlasting(terms)).toEqual({ price: 10, delta: -1, gamma: 0, vega: 0, theta: 0 });
    expect(continuousEverlasting({ ...terms, spot: 100 })).toMatchObject({ price: 0, delta: -0.5 });
    for (const field of ['spot', 'strike', 'vol', 'period'] as const) {
      for (const value of [Number.NaN, Infinity, -1]) {
        expect(continuousEverlasting({ ...terms, [field]: value })).toMatchObject({ kind: 'refused', field });
      }
    }
    const wild = fc.oneof(fc.double(), between(0, 3), fc.constantFrom(0, 1e-320, 1e308));
    fc.assert(
      fc.property(fc.record({ type, spot: wild, strike: wild, vol: wild, period: wild }), (hostile) => {
        const result = continuousEverlasting(hostile);
        if ('kind' in result) return;
        for (const output of Object.values(result)) expect(Number.isFinite(output)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
