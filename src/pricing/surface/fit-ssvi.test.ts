import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { butterflyViolation, calendarViolation } from './arbitrage.ts';
import { fitSsvi, type SsviSurface } from './fit-ssvi.ts';
import type { SmileQuotes } from './smile-quotes.ts';
import { largestPhi, ssviAsSvi } from './ssvi.ts';
import { sviVariance } from './svi.ts';

interface Truth {
  readonly rho: number;
  readonly eta: number;
  readonly gamma: number;
  readonly thetas: readonly number[];
}

const phiAt = ({ eta, gamma }: Truth, theta: number) => eta * Math.exp(-gamma * Math.log(theta));

function smilesOf(truth: Truth, count = 13): SmileQuotes[] {
  return truth.thetas.map((theta, i) => {
    const svi = ssviAsSvi({ theta, phi: phiAt(truth, theta), rho: truth.rho });
    const years = 0.05 * (i + 1) * (i + 1);
    const quotes = Array.from({ length: count }, (_, j) => {
      const logMoneyness = 2 * Math.sqrt(theta) * ((2 * j) / (count - 1) - 1);
      const mark = Math.sqrt(sviVariance(svi, logMoneyness) / years);
      return { logMoneyness, bid: 0.98 * mark, ask: 1.02 * mark, mark };
    });
    return { years, measure: 'vol' as const, quotes };
  });
}

function fitted(smiles: readonly SmileQuotes[]): SsviSurface {
  const fit = fitSsvi(smiles);
  if ('kind' in fit) throw new Error(`refused ${fit.field} ${fit.value}`);
  return fit;
}

function expectSound({ expiries }: SsviSurface): void {
  for (const [i, { svi, theta }] of expiries.entries()) {
    expect(butterflyViolation(svi)).toBeUndefined();
    const before = expiries[i - 1];
    if (before === undefined) continue;
    expect(theta).toBeGreaterThanOrEqual(before.theta);
    expect(calendarViolation(before.svi, svi, 5)).toBeUndefined();
  }
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyTruth: fc.Arbitrary<Truth> = fc
  .record({
    rho: between(-0.8, 0.8),
    gamma: between(0.1, 0.9),
    share: between(0.2, 0.9),
    thetas: fc.array(between(0.01, 0.3), { minLength: 2, maxLength: 5 }),
  })
  .map(({ rho, gamma, share, thetas }) => {
    const rising = [...thetas].sort((x, y) => x - y);
    const most = rising.map((theta) => largestPhi(theta, rho) * Math.exp(gamma * Math.log(theta)));
    return { rho, gamma, eta: share * Math.min(...most), thetas: rising };
  })
  .filter(({ thetas }) => thetas.every((theta, i) => theta > 1.3 * (thetas[i - 1] ?? 0)));

describe('fitSsvi', () => {
  it('recovers the parameters of noiseless quotes', () => {
    fc.assert(
      fc.property(anyTruth, (truth) => {
        const fit = fitted(smilesOf(truth));
        expect(Math.abs(fit.rho - truth.rho)).toBeLessThan(1e-6);
        expect(Math.abs(fit.gamma - truth.gamma)).toBeLessThan(1e-5);
        for (const [i, theta] of truth.thetas.entries()) {
          expect(Math.abs(fit.expiries[i]!.theta / theta - 1)).toBeLessThan(1e-7);
          const phi = fit.eta * Math.exp(-fit.gamma * Math.log(theta));
          expect(Math.abs(phi / phiAt(truth, theta) - 1)).toBeLessThan(1e-6);
        }
        expect(Math.max(...fit.expiries.map((each) => each.worstVolPoints))).toBeLessThan(1e-4);
        expectSound(fit);
      }),
      { numRuns: 25 },
    );
  });

  it('is free of arbitrage whatever the quotes', () => {
    const quote = fc.record({ logMoneyness: between(-1, 1), mark: between(0.1, 3) });
    const smile = fc.array(quote, { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(smile, { minLength: 1, maxLength: 4 }), (all) => {
        const smiles = all.map((quotes, i) => ({ years: 0.1 + 0.2 * i, measure: 'vol' as const, quotes }));
        expectSound(fitted(smiles));
      }),
      { numRuns: 25 },
    );
  });

  it('levels total variance that falls with time, and sorts expiries', () => {
    const truth = { rho: -0.3, eta: 0.8, gamma: 0.4, thetas: [0.04, 0.03, 0.08] };
    const smiles = smilesOf(truth);
    const fit = fitted([smiles[2]!, smiles[0]!, smiles[1]!]);
    expect(fit).toEqual(fitted(smiles));
    expectSound(fit);
    const [first, second, third] = fit.expiries;
    expect(second!.theta).toBe(first!.theta);
    expect(first!.theta).toBeGreaterThan(0.03);
    expect(first!.theta).toBeLessThan(0.04);
    expect(third!.theta).toBeGreaterThan(0.075);
  });

  it('refuses what is no surface, naming the field', () => {
    const [first, second] = smilesOf({ rho: -0.3, eta: 0.8, gamma: 0.4, thetas: [0.04, 0.08] });
    expect(fitSsvi([])).toMatchObject({ kind: 'refused', field: 'smiles', value: 0 });
    expect(fitSsvi([first!, { ...second!, years: 0 }])).toMatchObject({ field: 'smiles[1].years', value: 0 });
    expect(fitSsvi([first!, { ...second!, quotes: [] }])).toMatchObject({ field: 'smiles[1].quotes' });
    expect(fitSsvi([first!, second!, first!])).toMatchObject({ field: 'years', value: first!.years });
  });
});
