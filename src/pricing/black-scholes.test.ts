import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, blackScholes, type OptionValue } from './black-scholes.ts';
import type { Refused } from './refused.ts';

type Terms = Parameters<typeof blackScholes>[0];

function priced(result: OptionValue | Refused): OptionValue {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** One output at `terms` with some of them changed. */
function at(terms: Terms, change: Partial<Terms>, output: keyof OptionValue = 'price'): number {
  return priced(blackScholes({ ...terms, ...change }))[output];
}

/** Five-point derivative of `f` at `x`. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);
/** Up to four standard deviations from the money, so that every Greek is felt. */
const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    type,
    distance: between(-4, 4),
    spot: between(0.01, 1e5),
    years: between(1e-3, 3),
    vol: between(0.02, 2),
    rate: between(-0.1, 0.2),
    carryYield: between(-0.1, 0.2),
  })
  .map(({ distance, ...rest }) => ({
    ...rest,
    strike: rest.spot * Math.exp(distance * rest.vol * Math.sqrt(rest.years)),
  }));

describe('blackScholes', () => {
  it('keeps put-call parity', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, strike, years, rate, carryYield } = terms;
        const parity = spot * Math.exp(-carryYield * years) - strike * Math.exp(-rate * years);
        const gap = at(terms, { type: 'call' }) - at(terms, { type: 'put' }) - parity;
        expect(Math.abs(gap) / (spot + strike)).toBeLessThan(1e-14);
        const deltas = at(terms, { type: 'call' }, 'delta') - at(terms, { type: 'put' }, 'delta');
        expect(Math.abs(deltas - Math.exp(-carryYield * years))).toBeLessThan(1e-14);
      }),
    );
  });

  it('has Greeks that are the slopes of its price', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, vol, years } = terms;
        const root = Math.sqrt(years);
        const value = priced(blackScholes(terms));
        const h = 0.01 * spot * Math.min(1, vol * root);
        const scale = Math.max(1, terms.strike / spot);
        const near = (error: number) => expect(Math.abs(error) / scale).toBeLessThan(1e-6);
        near(slope((x) => at(terms, { spot: x }), spot, h) - value.delta);
        near((slope((x) => at(terms, { spot: x }, 'delta'), spot, h) - value.gamma) * spot * vol * root);
        near((slope((x) => at(terms, { vol: x }), vol, 0.01 * vol) - value.vega) / (spot * root));
        // Calendar time runs down what is left to expiry.
        const decay = -slope((x) => at(terms, { years: x }), years, 0.01 * years);
        near((decay - value.theta) / ((spot * vol) / root));
        near((slope((x) => at(terms, { rate: x }), terms.rate, 1e-3) - value.rho) / (spot * years));
        // Of vega and delta, that were found right above; in units of what moves them by their own size.
        const bend = (output: 'delta' | 'vega') =>
          slope((x) => at(terms, { vol: x }, output), vol, 0.01 * vol);
        near((bend('delta') - value.vanna) * vol * 0.1);
        near(((bend('vega') - value.volga) * vol * 0.1) / (spot * root));
        const fade = -slope((x) => at(terms, { years: x }, 'delta'), years, 0.01 * years);
        near((fade - value.charm) * years * 0.1);
      }),
    );
  });

  it('solves the Black-Scholes equation', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, strike, vol, rate, carryYield } = terms;
        const { price, delta, gamma, theta } = priced(blackScholes(terms));
        const drift = (rate - carryYield) * spot * delta;
        const right = rate * price - drift - 0.5 * vol * vol * spot * spot * gamma;
        expect(Math.abs(theta - right) / (spot + strike + Math.abs(theta))).toBeLessThan(1e-13);
      }),
    );
  });

  it('never falls with vol, and moves with spot as its type says', () => {
    fc.assert(
      fc.property(anyTerms, between(0, 1), (terms, more) => {
        const slack = 1e-14 * (terms.spot + terms.strike);
        const base = at(terms, {});
        expect(at(terms, { vol: terms.vol * (1 + more) })).toBeGreaterThanOrEqual(base - slack);
        const moved = at(terms, { spot: terms.spot * (1 + more) }) - base;
        expect(terms.type === 'call' ? moved : -moved).toBeGreaterThanOrEqual(-slack);
      }),
    );
  });

  it('stays between the forward intrinsic value and the price of what it may deliver', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { spot, strike, years, rate, carryYield } = terms;
        const floor = at(terms, { vol: 0 });
        const most =
          terms.type === 'call' ? spot * Math.exp(-carryYield * years) : strike * Math.exp(-rate * years);
        const slack = 1e-14 * (spot + strike);
        expect(at(terms, {})).toBeGreaterThanOrEqual(floor - slack);
        expect(at(terms, {})).toBeLessThanOrEqual(most + slack);
      }),
    );
  });

  it('has the vol-0 and expiry values as its limits', () => {
    fc.assert(
      fc.property(anyTerms, between(0.01, 0.5), fc.boolean(), (terms, away, above) => {
        const forward = terms.spot * Math.exp((terms.rate - terms.carryYield) * terms.years);
        const strike = above ? forward * (1 + away) : forward / (1 + away);
        const still = priced(blackScholes({ ...terms, strike, vol: 0 }));
        const nearly = priced(blackScholes({ ...terms, strike, vol: 1e-6 }));
        for (const output of ['price', 'delta', 'gamma', 'vega', 'theta', 'rho', 'vanna', 'charm'] as const) {
          expect(Math.abs(nearly[output] - still[output]) / (terms.spot + strike)).toBeLessThan(1e-12);
        }
      }),
    );
  });
});

describe('at the edges', () => {
  const call: Terms = {
    type: 'call',
    spot: 100,
    strike: 90,
    years: 0,
    vol: 0.5,
    rate: 0.1,
    carryYield: 0.02,
  };
  const flat = { gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 };

  it('is worth its payoff at and after expiry', () => {
    expect(blackScholes(call)).toEqual({ price: 10, delta: 1, ...flat });
    expect(blackScholes({ ...call, years: -1 })).toEqual({ price: 10, delta: 1, ...flat });
    expect(blackScholes({ ...call, spot: 80 })).toEqual({ price: 0, delta: 0, ...flat });
    expect(blackScholes({ ...call, type: 'put', spot: 80 })).toEqual({ price: 10, delta: -1, ...flat });
    expect(blackScholes({ ...call, type: 'put' })).toEqual({ price: 0, delta: 0, ...flat });
  });

  it('is half a share at the strike', () => {
    expect(blackScholes({ ...call, spot: 90 })).toEqual({ price: 0, delta: 0.5, ...flat });
    expect(blackScholes({ ...call, type: 'put', spot: 90 })).toEqual({ price: 0, delta: -0.5, ...flat });
  });

  it('is a forward or nothing where spot or strike is zero', () => {
    expect(at(call, { years: 1, strike: 0 })).toBeCloseTo(100 * Math.exp(-0.02), 12);
    expect(at(call, { years: 1, spot: 0 })).toBe(0);
    expect(at(call, { years: 1, spot: 0, type: 'put' })).toBeCloseTo(90 * Math.exp(-0.1), 12);
  });

  it('refuses what has no answer, naming the field', () => {
    const bad = [Number.NaN, Infinity, -Infinity, -1];
    for (const field of ['spot', 'strike', 'vol'] as const) {
      for (const value of bad) {
        expect(blackScholes({ ...call, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
    for (const field of ['years', 'rate', 'carryYield'] as const) {
      for (const value of bad.slice(0, 3)) {
        expect(blackScholes({ ...call, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
    const { spot: _, carryYield: __, ...rest } = call;
    expect(black76({ ...rest, forward: -1 })).toMatchObject({ kind: 'refused', field: 'forward', value: -1 });
    expect(black76({ ...rest, forward: 1, vol: -1 })).toMatchObject({ field: 'vol' });
  });

  it('answers with finite numbers or refuses, whatever it is given', () => {
    const wild = fc.oneof(fc.double(), between(-1, 3), fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308));
    const any = { spot: wild, strike: wild, years: wild, vol: wild, rate: wild, carryYield: wild };
    fc.assert(
      fc.property(fc.record({ type, ...any }), (terms) => {
        const result = blackScholes(terms);
        if ('kind' in result) return;
        for (const output of Object.values(result)) expect(Number.isFinite(output)).toBe(true);
        expect(result.price).toBeGreaterThanOrEqual(0);
        expect(result.gamma).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('black76', () => {
  it('prices on the forward as blackScholes does on the spot that carries to it', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const carry = Math.exp((terms.rate - terms.carryYield) * terms.years);
        const onSpot = priced(blackScholes(terms));
        const onForward = priced(black76({ ...terms, forward: terms.spot * carry }));
        const scale = terms.spot + terms.strike;
        expect(Math.abs(onForward.price - onSpot.price) / scale).toBeLessThan(1e-14);
        expect(Math.abs(onForward.delta * carry - onSpot.delta)).toBeLessThan(1e-12);
        expect(Math.abs(onForward.vega - onSpot.vega) / scale).toBeLessThan(1e-12);
      }),
    );
  });

  it('has theta, rho and charm that hold the forward still', () => {
    fc.assert(
      fc.property(anyTerms, ({ spot, carryYield: _, ...rest }) => {
        const terms = { ...rest, forward: spot };
        const of = (change: Partial<typeof terms>) => priced(black76({ ...terms, ...change }));
        const value = of({});
        const { years, rate, vol } = terms;
        const scale = Math.max(1, terms.strike / spot);
        const near = (error: number) => expect(Math.abs(error) / scale).toBeLessThan(1e-6);
        const rho = slope((x) => of({ rate: x }).price, rate, 1e-3);
        near((rho - value.rho) / (spot * years));
        const decay = -slope((x) => of({ years: x }).price, years, 0.01 * years);
        near((decay - value.theta) / ((spot * vol) / Math.sqrt(years)));
        const fade = -slope((x) => of({ years: x }).delta, years, 0.01 * years);
        near((fade - value.charm) * years * 0.1);
      }),
    );
  });

  it('lets value grow at the rate while the forward stands still and the vol is nothing', () => {
    const terms = { type: 'call', forward: 110, strike: 100, years: 2, vol: 0, rate: 0.05 } as const;
    const { price, theta } = priced(black76(terms));
    expect(price).toBeCloseTo(10 * Math.exp(-0.1), 12);
    expect(theta).toBeCloseTo(0.05 * price, 12);
  });
});
