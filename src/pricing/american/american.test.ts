import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { american } from './american.ts';
import { leisenReimer } from './tree.ts';
import type { AmericanValue, Engine, Terms } from './value.ts';

function answered(result: AmericanValue | Refused): AmericanValue {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

function at(
  terms: Terms,
  change: Partial<Terms> = {},
  output: keyof Omit<AmericanValue, 'engine'> = 'price',
) {
  return answered(american({ ...terms, ...change }))[output];
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);

/** Up to three standard deviations from the money. */
function termsWith(rate: fc.Arbitrary<number>, leastVol: number): fc.Arbitrary<Terms> {
  return fc
    .record({
      type,
      distance: between(-3, 3),
      spot: between(0.01, 1e5),
      years: between(1e-3, 3),
      vol: between(leastVol, 2),
      rate,
      carryYield: rate,
    })
    .map(({ distance, ...rest }) => ({
      ...rest,
      strike: rest.spot * Math.exp(distance * rest.vol * Math.sqrt(rest.years)),
    }));
}

/** Rates and yields of either sign, so that every engine answers; drift enough to blur a coarse tree is not. */
const anyTerms = termsWith(between(-0.1, 0.2), 0.15);
/** No more drift than the boundary is found at. */
const atRates = termsWith(between(0, 0.15), 0.1);
const scaleOf = ({ spot, vol, years }: Terms) => spot * vol * Math.sqrt(years);
const intrinsicOf = (terms: Terms) =>
  Math.max(0, (terms.type === 'call' ? 1 : -1) * (terms.spot - terms.strike));

function answeredBy(terms: Terms, engine: Engine): AmericanValue {
  const value = answered(american(terms));
  expect(value.engine).toBe(engine);
  return value;
}

describe('american', () => {
  it('is worth no less than the European option, nor than exercise', () => {
    fc.assert(
      fc.property(atRates, (terms) => {
        const value = blackScholes(terms);
        const price = at(terms);
        // What is due on exercise is one rounding of spot and strike.
        const slack = 1e-13 * (terms.spot + terms.strike);
        expect(price).toBeGreaterThanOrEqual(('kind' in value ? Infinity : value.price) - slack);
        expect(price).toBeGreaterThanOrEqual(intrinsicOf(terms) - slack);
      }),
    );
  });

  it('never falls with vol or time', () => {
    fc.assert(
      fc.property(atRates, between(0, 0.5), (terms, more) => {
        const slack = 1e-6 * scaleOf(terms);
        const base = at(terms);
        expect(at(terms, { vol: terms.vol * (1 + more) })).toBeGreaterThanOrEqual(base - slack);
        expect(at(terms, { years: terms.years * (1 + more) })).toBeGreaterThanOrEqual(base - slack);
      }),
    );
  });

  it('moves with the strike by no more than the strike moves, and one way', () => {
    fc.assert(
      fc.property(atRates, between(0, 0.5), (terms, more) => {
        const slack = 1e-6 * scaleOf(terms);
        const strike = terms.strike * (1 + more);
        const moved = (terms.type === 'put' ? 1 : -1) * (at(terms, { strike }) - at(terms));
        expect(moved).toBeGreaterThanOrEqual(-slack);
        expect(moved).toBeLessThanOrEqual(strike - terms.strike + slack);
      }),
    );
  });

  it('is a put where it is a call with everything changed over', () => {
    fc.assert(
      fc.property(atRates, (terms) => {
        const { spot, strike, rate, carryYield } = terms;
        const other = terms.type === 'call' ? 'put' : 'call';
        const mirror: Terms = { ...terms, type: other, spot: strike, strike: spot, rate: carryYield };
        const mirrored = answered(american({ ...mirror, carryYield: rate }));
        const value = answered(american(terms));
        expect(value.engine).not.toBe('tree');
        expect(Math.abs(value.price - mirrored.price) / (spot + strike)).toBeLessThan(1e-13);
        // Homogeneous of degree one: price = spot · delta + strike · (the mirror's delta).
        const parts = spot * value.delta + strike * mirrored.delta;
        expect(Math.abs(value.price - parts) / (spot + strike)).toBeLessThan(1e-10);
      }),
    );
  });

  it('has Greeks that are the slopes of its price', () => {
    fc.assert(
      fc.property(atRates, (terms) => {
        const value = answered(american(terms));
        const { spot, vol, years } = terms;
        const scale = scaleOf(terms);
        const h = 1e-3 * scale * Math.min(1, spot / scale);
        const apart = american({ ...terms, spot: spot + h });
        const below = american({ ...terms, spot: spot - h });
        const all = [value, answered(apart), answered(below)];
        // Across the boundary gamma jumps, and stencils with it.
        if (new Set(all.map(({ engine }) => engine)).size > 1) return;
        const slope = (at(terms, { spot: spot + h }) - at(terms, { spot: spot - h })) / (2 * h);
        expect(Math.abs(slope - value.delta)).toBeLessThan(1e-4);
        const k = 1e-3 * years;
        const decay = (at(terms, { years: years - k }) - at(terms, { years: years + k })) / (2 * k);
        const natural = (Math.max(spot, terms.strike) * vol) / Math.sqrt(years);
        expect(Math.abs(decay - value.theta) / natural).toBeLessThan(1e-3);
      }),
    );
  });

  it('agrees with a tree at rates of either sign', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const value = answered(american(terms));
        const tree = answered(leisenReimer(terms, 301));
        expect(Math.abs(value.price - tree.price) / (scaleOf(terms) + terms.strike)).toBeLessThan(1e-3);
        expect(Math.abs(value.delta - tree.delta)).toBeLessThan(0.05);
      }),
      { numRuns: 200 },
    );
  });

  it('answers with finite numbers or refuses, whatever it is given', () => {
    const wild = fc.oneof(fc.double(), between(-1, 3), fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308));
    const any = { spot: wild, strike: wild, years: wild, vol: wild, rate: wild, carryYield: wild };
    fc.assert(
      fc.property(fc.record({ type, ...any }), (terms) => {
        const result = american(terms);
        if ('kind' in result) return;
        const { engine: _, ...outputs } = result;
        for (const output of Object.values(outputs)) expect(Number.isFinite(output)).toBe(true);
        expect(result.price).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('at the edges', () => {
  const put: Terms = {
    type: 'put',
    spot: 100,
    strike: 100,
    years: 1,
    vol: 0.3,
    rate: 0.05,
    carryYield: 0.02,
  };

  it('is the European option where waiting costs nothing', () => {
    for (const rates of [
      { rate: 0, carryYield: 0.03 },
      { rate: 0, carryYield: 0 },
      { rate: -0.02, carryYield: 0.01 },
    ]) {
      const terms = { ...put, ...rates };
      expect(blackScholes(terms)).toMatchObject({ price: answeredBy(terms, 'european').price });
    }
    answeredBy({ ...put, type: 'call', carryYield: 0 }, 'european');
  });

  it('has its rho also where lower rates are another problem', () => {
    const low = { ...put, rate: 5e-5, carryYield: 0 };
    const slope = (at(low, { rate: 5.1e-5 }) - at(low, { rate: 4.9e-5 })) / 2e-6;
    expect(answeredBy(low, 'boundary').rho / slope).toBeCloseTo(1, 4);
    const none = { ...put, rate: 0, carryYield: -0.03 };
    const above = (at(none, { rate: 1e-5 }) - at(none)) / 1e-5;
    expect(answeredBy(none, 'boundary').rho / above).toBeCloseTo(1, 3);
  });

  it('is what exercise brings, where exercise is due', () => {
    expect(american({ ...put, spot: 40 })).toEqual({
      price: 60,
      delta: -1,
      gamma: 0,
      vega: 0,
      theta: 0,
      rho: 0,
      engine: 'exercise',
    });
    const call = answeredBy({ ...put, type: 'call', spot: 500, carryYield: 0.1 }, 'exercise');
    expect(call).toMatchObject({ price: 400, delta: 1, gamma: 0 });
  });

  it('is a tree where exercise is right in a band only', () => {
    const terms = { ...put, rate: -0.01, carryYield: -0.04 };
    const value = answeredBy(terms, 'tree');
    expect(Math.abs(value.price - answered(leisenReimer(terms, 2001)).price)).toBeLessThan(1e-3);
  });

  it('has the values at no vol and at expiry as its limits', () => {
    for (const spot of [70, 95, 105, 130]) {
      for (const each of ['call', 'put'] as const) {
        const terms = { ...put, spot, type: each };
        expect(Math.abs(at(terms, { vol: 1e-7 }) - at(terms, { vol: 0 }))).toBeLessThan(1e-5);
        expect(Math.abs(at(terms, { vol: 1e-3 }) - at(terms, { vol: 0 }))).toBeLessThan(0.05);
        expect(Math.abs(at(terms, { years: 1e-12 }) - at(terms, { years: 0 }))).toBeLessThan(1e-4);
        expect(at(terms, { years: -1 })).toBe(intrinsicOf(terms));
      }
    }
  });

  it('is worth at most the strike, or the spot, at any vol', () => {
    for (const vol of [5, 20, 100]) {
      expect(at(put, { vol })).toBeLessThanOrEqual(100 + 1e-9);
      expect(at(put, { vol, type: 'call' })).toBeLessThanOrEqual(100 + 1e-9);
      expect(at(put, { vol })).toBeGreaterThan(90);
    }
  });

  it('refuses what has no answer, naming the field', () => {
    const bad = [Number.NaN, Infinity, -Infinity, -1];
    for (const field of ['spot', 'strike', 'vol'] as const) {
      for (const value of bad) {
        expect(american({ ...put, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
    for (const field of ['years', 'rate', 'carryYield'] as const) {
      for (const value of bad.slice(0, 3)) {
        expect(american({ ...put, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
  });
});
