import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../math/normal.ts';
import { createRandom } from '../../math/random.ts';
import { impliedDeviation, NO_DEVIATION } from './implied-deviation.ts';

const { input, tooLow, tooHigh } = NO_DEVIATION;

/** Sign, forward, strike and price as float64, and the deviation by mpmath at 50 digits. */
const VALUES: readonly (readonly [number, number, number, number, number])[] = [
  [-1, 207.94485, 284.26175097897345, 79.43945237252007, 0.2515206814302493],
  [-1, 0.18119502, 0.00018358297705686345, 0.0001654535070786328, 5.494703568024226],
  [1, 4.710005, 4.7099801438400615, 2.4267047656659324, 1.3972772962396063],
  [1, 30.950109, 24.11309167820969, 6.837287182510887, 0.07579083271046505],
  [1, 2203.111, 2203.1129542616823, 243.00370969826136, 0.27736930022901096],
  [-1, 54874.89, 33750.367032600836, 52.66559390328492, 0.22499256266569495],
  [1, 0.0046155645, 0.44852648810690915, 1.6568134294352714e-44, 0.34018497658413765],
  [1, 279.01925, 279.05190323930753, 2.8972894678817315e-5, 4.735988657645604e-5],
  [-1, 10423.417, 10423.419114675922, 0.002132826853916738, 1.1434762028220341e-7],
  [1, 0.0037947623, 0.004925959344887335, 2.351451285292414e-5, 0.17663800735354063],
  [1, 2.1731758, 1.45202883005622, 0.7211484961945759, 0.1017748912779423],
  [-1, 7.5753185, 7.57531850002936, 8.585165708141711e-7, 2.8407321916435494e-7],
  [-1, 21.10026, 1.0862836322495131e-129, 1.0463854508428998e-276, 9.773362241957502],
  [-1, 0.0064177142, 0.006417407625016998, 0.006417407595808625, 11.725595836429838],
  [-1, 4.5936095, 4.174464488904732, 2.6931647755225725e-261, 0.0027910619147575315],
  // The price in units of the forward, or the price itself, is below the least normal float64.
  [1, 1e200, 1.1e200, 1e-290, 0.0020196816206589583],
  [-1, 1e5, 1e-3, 1e-320, 0.4820372097190237],
  // The intrinsic value is no float64.
  [1, 3.3, 1.1, 2.2000000001, 0.1860436571254752],
  [1, 7.7, 0.1, 7.6000001, 0.9014012317614182],
  // The intrinsic value rounds up: what that adds is all there is of time value.
  [1, 7.7, 0.1, 7.6000000000000005, 0.56302462155607826],
  [-1, 5.6, 123.4, 117.80000000000001, 0.39839664132243513],
  // Just below the maximum, where nothing but what is missing to it says anything.
  [1, 100, 100, 99.99999999999, 14.881686989143014],
  [1, 1e-5, 1e5, 9.999999e-6, 13.892958020118598],
  [1, 100, 100.0000000001, 1e-9, 2.630060989623263e-11],
];

/** Evenly spread, which fc.double is not: it favours what is near 0. */
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 0xffffffff }).map((part) => min + ((max - min) * part) / 0xffffffff);
const sign = fc.constantFrom(1, -1);
/** An option out of the money whose price is spread evenly over all orders of magnitude down to 1e-280. */
const outside = fc.record({
  forward: between(0.01, 1e6),
  strikes: between(-3, 3),
  decades: between(-280, 0),
});

/** The least of forward and strike times 10^`decades`, for the option out of the money. */
function quote({ forward, strikes, decades }: { forward: number; strikes: number; decades: number }) {
  const strike = forward * Math.exp(strikes * Math.abs(strikes) * strikes);
  const price = Math.min(forward, strike) * Math.min(0.99, Math.exp(decades * Math.LN10));
  return { outward: strike > forward ? 1 : -1, forward, strike, price };
}

describe('impliedDeviation', () => {
  it.each(VALUES)('of %d on %d at %d for %d agrees with 50 digits', (side, forward, strike, price, truth) => {
    const error = Math.abs(impliedDeviation(side, forward, strike, price) / truth - 1);
    expect(error).toBeLessThan(2e-15);
  });

  it('gives back the price in the textbook formula', () => {
    fc.assert(
      fc.property(outside, (drawn) => {
        const { outward, forward, strike, price } = quote(drawn);
        const s = impliedDeviation(outward, forward, strike, price);
        const d1 = Math.log(forward / strike) / s + 0.5 * s;
        const tail = forward * normalCdf(outward * d1);
        const again = outward * (tail - strike * normalCdf(outward * (d1 - s)));
        // The textbook's d1 carries the rounding of its own logarithm and terms, which the tail multiplies by d1.
        const rounding = 1 + Math.abs(d1) * (s + Math.abs(d1) + 1 / s);
        expect(Math.abs(again - price)).toBeLessThanOrEqual(2e-15 * rounding * (tail + price));
      }),
    );
  });

  it('knows a put as the call with forward and strike exchanged, to the bit', () => {
    fc.assert(
      fc.property(outside, sign, (drawn, side) => {
        const { forward, strike, price } = quote(drawn);
        expect(impliedDeviation(side, forward, strike, price)).toBe(
          impliedDeviation(-side, strike, forward, price),
        );
      }),
    );
  });

  it('does not depend on the currency, to the bit where that is a power of two', () => {
    fc.assert(
      fc.property(outside, fc.integer({ min: -30, max: 30 }), (drawn, power) => {
        const { outward, forward, strike, price } = quote({ ...drawn, decades: drawn.decades / 2 });
        const unit = power < 0 ? 1 / (1 << -power) : 1 << power;
        expect(impliedDeviation(outward, forward * unit, strike * unit, price * unit)).toBe(
          impliedDeviation(outward, forward, strike, price),
        );
      }),
    );
  });

  it('agrees on both sides of put-call parity', () => {
    fc.assert(
      fc.property(between(0.02, 1.5), between(-2, 2), (s, deviations) => {
        const strike = 100 * Math.exp(s * deviations);
        const d1 = -deviations + 0.5 * s;
        const call = 100 * normalCdf(d1) - strike * normalCdf(d1 - s);
        const put = strike * normalCdf(s - d1) - 100 * normalCdf(-d1);
        const gap = impliedDeviation(1, 100, strike, call) / impliedDeviation(-1, 100, strike, put) - 1;
        expect(Math.abs(gap)).toBeLessThan((1e-13 * (1 + strike / 100)) / s);
      }),
    );
  });

  it('rises with the price', () => {
    fc.assert(
      fc.property(outside, between(1e-12, 1), (drawn, more) => {
        const { outward, forward, strike, price } = quote(drawn);
        const dearer = price * (1 + more);
        fc.pre(dearer < Math.min(forward, strike));
        expect(impliedDeviation(outward, forward, strike, dearer)).toBeGreaterThan(
          impliedDeviation(outward, forward, strike, price) * (1 - 4e-15),
        );
      }),
    );
  });

  it.each<[string, number, number, number, number, number]>([
    ['no price at all', 1, 100, 110, 0, tooLow],
    ['a negative price', 1, 100, 110, -1, tooLow],
    ['the intrinsic value of a call', 1, 110, 100, 10, tooLow],
    ['the intrinsic value of a put', -1, 100, 110, 10, tooLow],
    ['the intrinsic value, rounded up', 1, 3.3, 1.1, 2.2 - 4.5e-16, tooLow],
    ['less than the intrinsic value', -1, 100, 110, 9.99, tooLow],
    ['a deviation below the least float64', 1, 1e282, 1e282, 1e-200, tooLow],
    ['the forward, for a call', 1, 100, 110, 100, tooHigh],
    ['more than the forward, for a call', 1, 100, 90, 101, tooHigh],
    ['the strike, for a put', -1, 100, 90, 90, tooHigh],
    ['the strike, for a put in the money', -1, 90, 100, 100, tooHigh],
    ['no forward', 1, 0, 100, 1, input],
    ['a negative strike', -1, 100, -5, 1, input],
    ['a NaN forward', 1, Number.NaN, 100, 1, input],
    ['an infinite strike', -1, 100, Infinity, 1, input],
    ['a NaN price', 1, 100, 110, Number.NaN, input],
    ['an infinite price', 1, 110, 100, Infinity, input],
  ])('has none for %s', (_why, side, forward, strike, price, answer) => {
    expect(impliedDeviation(side, forward, strike, price)).toBe(answer);
  });

  it('answers a finite deviation above 0 or a refusal for whatever it is given', () => {
    const random = createRandom('implied-deviation');
    const float = new DataView(new ArrayBuffer(8));
    const anything = (): number => {
      float.setUint32(0, random.int(0x7ff00000));
      float.setUint32(4, random.int(0x100000000));
      return float.getFloat64(0);
    };
    const runs = process.env.EVENKEEL_LONG === '1' ? 1_000_000 : 50_000;
    let solved = 0;
    let wrong = '';
    for (let i = 0; i < runs; i++) {
      const forward = anything();
      const nearby = forward * (1 + (random.next() - 0.5) * Math.exp(-36 * random.next()));
      const strike = random.int(2) === 0 ? anything() : nearby;
      const side = random.int(2) === 0 ? 1 : -1;
      const least = Math.min(forward, strike);
      const timeValue = [anything(), least * Math.exp(-740 * random.next()), least * random.next()][
        random.int(3)
      ];
      const price = (timeValue ?? 0) + (random.int(2) === 0 ? 0 : Math.max(0, side * (forward - strike)));
      const deviation = impliedDeviation(side, forward, strike, price);
      if (deviation > 0 && deviation < 70) solved += 1;
      else if (![input, tooLow, tooHigh].some((code) => code === deviation))
        wrong = `${side} ${forward} ${strike} ${price}: ${deviation}`;
    }
    expect(wrong).toBe('');
    expect(solved / runs).toBeGreaterThan(0.4);
  });
});
