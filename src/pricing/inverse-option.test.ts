import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76 } from './black-scholes.ts';
import { coinAccount, type InverseOptionValue, inverseOption } from './inverse-option.ts';
import type { Priced } from './priced.ts';
import type { Refused } from './refused.ts';

type Terms = Parameters<typeof inverseOption>[0];

function priced(result: InverseOptionValue | Refused): InverseOptionValue {
  if (result.kind === 'refused') throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** Five-point derivative of `f` at `x`. */
function slope(f: (x: number) => number, x: number, h: number): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    type: fc.constantFrom('call' as const, 'put' as const),
    distance: between(-3, 3),
    index: between(1, 1e5),
    ratio: between(0.8, 1.25),
    years: between(1e-3, 2),
    vol: between(0.1, 2),
  })
  .map(({ distance, ratio, ...rest }) => ({
    ...rest,
    forward: ratio * rest.index,
    strike: ratio * rest.index * Math.exp(distance * rest.vol * Math.sqrt(rest.years)),
  }));

describe('inverseOption', () => {
  it('has Greeks that are the slopes of both its values, the forward moving with the index', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { index, forward, vol, years } = terms;
        const value = priced(inverseOption(terms));
        const root = Math.sqrt(years);
        const h = 0.01 * index * Math.min(1, vol * root);
        const at = (change: Partial<Terms>, unit: 'quote' | 'coin', output: keyof Priced) =>
          priced(inverseOption({ ...terms, ...change }))[unit][output];
        for (const unit of ['quote', 'coin'] as const) {
          const one = (unit === 'quote' ? index : 1) * Math.max(1, terms.strike / forward);
          const near = (error: number, size: number) =>
            expect(Math.abs(error) / (one * size)).toBeLessThan(1e-6);
          const moved = (output: keyof Priced) => (x: number) =>
            at({ index: x, forward: (forward / index) * x }, unit, output);
          const { delta, gamma, vega, theta } = value[unit];
          near(slope(moved('price'), index, h) - delta, 1 / index);
          near(slope(moved('delta'), index, h) - gamma, 1 / (index * index * vol * root));
          near(slope((x) => at({ vol: x }, unit, 'price'), vol, 0.01 * vol) - vega, root);
          near(slope((x) => at({ years: x }, unit, 'price'), years, 0.01 * years) + theta, vol / root);
        }
        const lifted = (r: number) => at({ forward: forward * Math.exp(r * years) }, 'quote', 'price');
        expect(Math.abs(slope(lifted, 0, 1e-3) - value.quote.rho) / (index + terms.strike)).toBeLessThan(
          1e-8,
        );
      }),
    );
  });

  it('is the Black value counted in coins, and its premium-adjusted delta what the coin paid leaves', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { quote, coin, premiumAdjustedDelta } = priced(inverseOption(terms));
        const black = black76({ ...terms, rate: 0 });
        if ('kind' in black) throw new Error('refused');
        expect(coin.price).toBe(black.price / terms.forward);
        expect(quote.delta).toBe(black.delta);
        expect(premiumAdjustedDelta).toBe(quote.delta - coin.price);
        // Put-call parity in coins: one coin less K/F of them, whose delta is that of a short inverse perp.
        const other = priced(inverseOption({ ...terms, type: terms.type === 'call' ? 'put' : 'call' }));
        const sign = terms.type === 'call' ? 1 : -1;
        const parity = sign * (coin.price - other.coin.price) - (1 - terms.strike / terms.forward);
        expect(Math.abs(parity)).toBeLessThan(1e-13 * Math.max(1, terms.strike / terms.forward));
        const flat =
          sign * (premiumAdjustedDelta - other.premiumAdjustedDelta) - terms.strike / terms.forward;
        expect(Math.abs(flat)).toBeLessThan(1e-12 * Math.max(1, terms.strike / terms.forward));
      }),
    );
  });

  it('pays max(S − K, 0) / S coins at expiry', () => {
    const expired = { strike: 80, forward: 100, index: 100, years: 0, vol: 0.5 };
    expect(priced(inverseOption({ ...expired, type: 'call' })).coin.price).toBe(0.2);
    expect(priced(inverseOption({ ...expired, type: 'put' })).coin.price).toBe(0);
    const put = priced(inverseOption({ ...expired, type: 'put', strike: 300, years: -1 }));
    expect(put.coin.price).toBe(2);
    expect(put.quote).toEqual({ price: 200, delta: -1, gamma: 0, vega: 0, theta: 0, rho: 0 });
  });

  it('refuses what has no answer, naming the field, and never answers with NaN', () => {
    const terms: Terms = { type: 'call', strike: 80, forward: 100, index: 99, years: 1, vol: 0.5 };
    for (const field of ['strike', 'forward', 'index', 'years', 'vol'] as const) {
      const floor = field === 'strike' || field === 'years' || field === 'vol' ? [] : [0];
      const negative = field === 'years' ? [] : [-1];
      for (const value of [Number.NaN, Infinity, -Infinity, ...floor, ...negative]) {
        expect(inverseOption({ ...terms, [field]: value })).toMatchObject({ kind: 'refused', field, value });
      }
    }
    const wild = fc.oneof(fc.double(), between(0, 3), fc.constantFrom(0, 1e-320, 5e-324, 1e308));
    const any = { strike: wild, forward: wild, index: wild, years: wild, vol: wild };
    fc.assert(
      fc.property(
        fc.record({ type: fc.constantFrom('call' as const, 'put' as const), ...any }),
        (hostile) => {
          const result = inverseOption(hostile);
          if (result.kind === 'refused') return;
          const numbers = [...Object.values(result.quote), ...Object.values(result.coin)];
          for (const x of [...numbers, result.premiumAdjustedDelta]) expect(Number.isFinite(x)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('coinAccount', () => {
  const terms: Terms = { type: 'put', strike: 95, forward: 101, index: 100, years: 0.2, vol: 0.7 };

  it('moves as its deltas and gammas say, in both units of account', () => {
    fc.assert(
      fc.property(between(-50, 50), between(-20, 20), (count, coins) => {
        const account = (x: number) => {
          const option = priced(inverseOption({ ...terms, index: x, forward: 1.01 * x }));
          const result = coinAccount(option, count, coins, x);
          if ('kind' in result) throw new Error('refused');
          return result;
        };
        const now = account(100);
        const size = 1 + Math.abs(count) + Math.abs(coins);
        const near = (error: number) => expect(Math.abs(error) / size).toBeLessThan(1e-8);
        near(slope((x) => account(x).quoteValue, 100, 0.05) - now.quoteDelta);
        near(slope((x) => account(x).coinValue, 100, 0.05) - now.coinDelta);
        near(slope((x) => account(x).quoteDelta, 100, 0.05) - now.quoteGamma);
        near(slope((x) => account(x).coinDelta, 100, 0.05) - now.coinGamma);
        near((now.quoteValue - 100 * now.coinValue) / 100);
        // Counted in coin, a unit of quote value less the coins that it is worth at this price.
        near(100 * now.coinDelta - (now.quoteDelta - now.coinValue));
      }),
    );
  });

  it('gains the premium-adjusted delta when an option is bought with coins', () => {
    const option = priced(inverseOption(terms));
    const before = coinAccount(option, 0, 10, 100);
    const after = coinAccount(option, 3, 10 - 3 * option.coin.price, 100);
    if ('kind' in before || 'kind' in after) throw new Error('refused');
    expect(after.quoteDelta - before.quoteDelta).toBeCloseTo(3 * option.premiumAdjustedDelta, 12);
    expect(after.quoteValue).toBeCloseTo(before.quoteValue, 10);
  });

  it('refuses hostile sizes', () => {
    const option = priced(inverseOption(terms));
    expect(coinAccount(option, Number.NaN, 1, 100)).toMatchObject({ field: 'count' });
    expect(coinAccount(option, 1, Infinity, 100)).toMatchObject({ field: 'coins' });
    expect(coinAccount(option, 1, 1, 0)).toMatchObject({ field: 'index' });
    expect(coinAccount(option, 1e308, 1e308, 1e3)).toMatchObject({ field: 'result' });
  });
});
