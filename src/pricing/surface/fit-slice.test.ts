import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { butterflyViolation } from './arbitrage.ts';
import { fitSlice, type SliceFit } from './fit-slice.ts';
import type { SmileQuote } from './smile-quotes.ts';
import { largestPhi, type Ssvi, ssviAsSvi } from './ssvi.ts';
import { type Svi, sviVariance } from './svi.ts';

const YEARS = 0.25;

function fitted(quotes: readonly SmileQuote[], years = YEARS): SliceFit {
  const fit = fitSlice({ years, measure: 'vol', quotes });
  if (fit.kind === 'refused') throw new Error(`refused ${fit.field} ${fit.value}`);
  return fit;
}

const volAt = (svi: Svi, k: number) => Math.sqrt(sviVariance(svi, k) / YEARS);

/** Quotes of a smile, `width` of vol from bid to ask. */
function quotesOf(svi: Svi, count = 25, reach = 0.8, width = 0.01): SmileQuote[] {
  return Array.from({ length: count }, (_, i) => {
    const logMoneyness = reach * ((2 * i) / (count - 1) - 1);
    const mark = volAt(svi, logMoneyness);
    return { logMoneyness, bid: mark - width / 2, ask: mark + width / 2, mark };
  });
}

function worstGap(fit: Svi, truth: Svi, reach = 0.8): number {
  let worst = 0;
  for (let k = -reach; k <= reach; k += 0.01) {
    worst = Math.max(worst, Math.abs(volAt(fit, k) - volAt(truth, k)));
  }
  return worst;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Vols of some 40 to 150 %, bent enough within ±0.8 to tell their parameters. */
const anySvi: fc.Arbitrary<Svi> = fc
  .record({
    lift: between(0.04, 0.4),
    b: between(0.1, 0.5),
    rho: between(-0.8, 0.8),
    m: between(-0.2, 0.2),
    s: between(0.05, 0.4),
  })
  .map(({ lift, b, rho, m, s }) => ({ a: lift - b * s * Math.sqrt(1 - rho * rho), b, rho, m, s }))
  .filter((svi) => butterflyViolation(svi) === undefined);
const anySsvi: fc.Arbitrary<Ssvi> = fc
  .record({ theta: between(0.02, 0.4), rho: between(-0.8, 0.8), share: between(0.2, 0.9) })
  .map(({ theta, rho, share }) => ({ theta, rho, phi: share * largestPhi(theta, rho) }));

describe('fitSlice', () => {
  it('recovers the parameters of noiseless quotes', () => {
    fc.assert(
      fc.property(anySvi, (truth) => {
        const fit = fitted(quotesOf(truth));
        expect(fit.kind).toBe('svi');
        for (const name of ['a', 'b', 'rho', 'm', 's'] as const) {
          expect(Math.abs(fit.svi[name] - truth[name])).toBeLessThan(1e-6);
        }
        expect(fit.worstVolPoints).toBeLessThan(1e-5);
        expect(fit.insideShare).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('takes total variance as it takes vol', () => {
    const truth = { a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 };
    const quotes = quotesOf(truth);
    const squared = quotes.map(({ logMoneyness, bid = 0, ask = 0, mark = 0 }) => ({
      logMoneyness,
      bid: bid * bid * YEARS,
      ask: ask * ask * YEARS,
      mark: mark * mark * YEARS,
    }));
    const fit = fitSlice({ years: YEARS, measure: 'totalVariance', quotes: squared });
    expect(fit.kind).toBe('svi');
    if (fit.kind !== 'refused') expect(worstGap(fit.svi, truth)).toBeLessThan(1e-7);
  });

  it('does not care about the order of quotes', () => {
    const quotes = quotesOf({ a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 });
    expect(fitted([...quotes].reverse())).toEqual(fitted(quotes));
  });

  it('never answers a smile with butterfly arbitrage, whatever the quotes', () => {
    const quote = fc.record({ logMoneyness: between(-1.5, 1.5), mark: between(0.05, 4) });
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.array(quote, { minLength: 1, maxLength: 20 }), between(0.002, 2), (quotes, years) => {
        const fit = fitted(quotes, years);
        kinds.add(fit.kind);
        expect(butterflyViolation(fit.svi)).toBeUndefined();
        for (const value of [...Object.values(fit.svi), fit.rmsVolPoints, fit.worstVolPoints]) {
          expect(Number.isFinite(value)).toBe(true);
        }
      }),
      { numRuns: 120 },
    );
    expect(kinds).toEqual(new Set(['svi', 'ssvi', 'flat']));
  });

  it("answers Vogt's arbitrage with a smile near it that has none, and says so", () => {
    const vogt = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, s: 0.4153 };
    const fit = fitted(quotesOf(vogt, 41, 1.5));
    expect(fit.kind).toBe('svi');
    expect(fit.because).toMatch(/the best SVI has butterfly arbitrage, its density is off by .* penalty/);
    expect(butterflyViolation(fit.svi)).toBeUndefined();
    // The better of the two repairs in the paper's example 5.1, as raw SVI.
    const printed = { a: -0.03051991, b: 0.10271678, rho: 0.10071761, m: 0.27234419, s: 0.41239815 };
    const misses = quotesOf(vogt, 41, 1.5).map(
      ({ logMoneyness, mark = 0 }) => 100 * (volAt(printed, logMoneyness) - mark),
    );
    const theirs = Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length);
    expect(theirs).toBeCloseTo(5.4465, 3);
    // The least that any raw SVI without arbitrage misses by is 1.25771, by sequential quadratic programming.
    expect(fit.rmsVolPoints).toBeGreaterThan(1.2577);
    expect(fit.rmsVolPoints).toBeLessThan(1.4);
  });

  it('is little moved by a few wild quotes', () => {
    const truth = { a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 };
    const place = fc.integer({ min: 0, max: 24 });
    fc.assert(
      fc.property(place, place, between(0.2, 4), between(0.2, 0.8), (first, second, up, down) => {
        const quotes = quotesOf(truth).map((quote, i) => {
          const factor = (i === first ? 1 + up : 1) * (i === second ? down : 1);
          const { logMoneyness, mark = 0 } = quote;
          const wild = mark * factor;
          return { logMoneyness, mark: wild, bid: wild - 0.005, ask: wild + 0.005 };
        });
        expect(worstGap(fitted(quotes).svi, truth, 0.6)).toBeLessThan(0.005);
      }),
      { numRuns: 60 },
    );
  });

  it('follows the quotes of narrow width rather than those of wide', () => {
    const truth = { a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 };
    const mixed = quotesOf(truth).map((quote, i) => {
      const mark = (quote.mark ?? 0) + (i % 2 === 0 ? 0 : 0.02);
      const half = i % 2 === 0 ? 0.005 : 0.05;
      return { logMoneyness: quote.logMoneyness, bid: mark - half, ask: mark + half };
    });
    expect(worstGap(fitted(mixed).svi, truth)).toBeLessThan(0.002);
  });

  it('keeps to a bound where one side alone is known', () => {
    const truth = { a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 };
    const quotes = quotesOf(truth).filter(({ logMoneyness }) => Math.abs(logMoneyness) < 0.35);
    const wing = [0.5, 0.6, 0.7, 0.8].map((logMoneyness) => ({
      logMoneyness,
      ask: volAt(truth, logMoneyness) - 0.015,
    }));
    const [free, bound] = [fitted(quotes), fitted([...quotes, ...wing])];
    expect(worstGap(free.svi, truth)).toBeLessThan(1e-6);
    const above = (fit: SliceFit) => volAt(fit.svi, 0.7) - (volAt(truth, 0.7) - 0.015);
    expect(above(free)).toBeCloseTo(0.015, 6);
    // Softly: such an ask is worth less than a quote with both sides.
    expect(above(bound)).toBeLessThan(0.012);
    // A bound that is kept changes nothing.
    const slack = wing.map((quote) => ({ ...quote, ask: 2 }));
    expect(worstGap(fitted([...quotes, ...slack]).svi, free.svi)).toBeLessThan(1e-6);
  });

  it('falls back on fewer parameters where there are fewer strikes', () => {
    fc.assert(
      fc.property(anySsvi, (truth) => {
        const quotes = quotesOf(ssviAsSvi(truth), 3, 0.4);
        const fit = fitted(quotes);
        expect(fit).toMatchObject({ kind: 'ssvi', targets: 3 });
        expect(fit.because).toBe('3 strikes with a vol, and SVI needs 5');
        expect(fit.worstVolPoints).toBeLessThan(0.01);
      }),
      { numRuns: 40 },
    );
    const two = [
      { logMoneyness: 0.1, mark: 0.6 },
      { logMoneyness: -0.3, mark: 0.9 },
    ];
    const flat = fitted(two);
    expect(flat.kind).toBe('flat');
    expect(flat.because).toMatch(/SSVI needs 3 strikes: the vol of the quote nearest the money, 0.100 away/);
    expect(volAt(flat.svi, 2)).toBeCloseTo(0.6, 14);
    expect(flat.worstVolPoints).toBeCloseTo(30, 12);
    expect(fitted([{ logMoneyness: 0, bid: 0.5, ask: 0.52, mark: 0.9 }])).toMatchObject({
      insideShare: 1,
      rmsVolPoints: expect.closeTo(0, 12),
    });
  });

  it('refuses what is no smile, naming the field', () => {
    const good = quotesOf({ a: 0.02, b: 0.2, rho: -0.3, m: 0.05, s: 0.2 }, 6);
    const refusal = (change: Partial<SmileQuote>, years = YEARS) =>
      fitSlice({ years, measure: 'vol', quotes: [...good.slice(0, 3), { ...good[3]!, ...change }] });
    for (const years of [0, -1, Number.NaN, Infinity]) {
      expect(refusal({}, years)).toMatchObject({ kind: 'refused', field: 'years', value: years });
    }
    for (const side of ['bid', 'ask', 'mark'] as const) {
      for (const value of [Number.NaN, 0, -0.5, Infinity, 80]) {
        expect(refusal({ [side]: value })).toMatchObject({ field: `quotes[3].${side}`, value });
      }
    }
    for (const value of [Number.NaN, Infinity, -21]) {
      expect(refusal({ logMoneyness: value })).toMatchObject({ field: 'quotes[3].logMoneyness', value });
    }
    expect(refusal({ bid: 0.9, ask: 0.8 })).toMatchObject({ field: 'quotes[3].bid', value: 0.9 });
    const empty = { field: 'quotes', kind: 'refused' };
    expect(fitSlice({ years: 1, measure: 'vol', quotes: [] })).toMatchObject({ ...empty, value: 0 });
    const oneSided = [{ logMoneyness: 0, bid: 0.5 }];
    expect(fitSlice({ years: 1, measure: 'vol', quotes: oneSided })).toMatchObject({ ...empty, value: 1 });
  });
});
