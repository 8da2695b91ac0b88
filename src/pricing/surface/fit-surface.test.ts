import { describe, expect, it } from 'vitest';
import { butterflyViolation, calendarViolation } from './arbitrage.ts';
import { type FittedSurface, fitSurface } from './fit-surface.ts';
import type { SmileQuotes } from './smile-quotes.ts';
import { type Svi, sviVariance } from './svi.ts';

/** Quotes of a smile within ±`reach`, three per cent of vol wide. */
function smileOf(svi: Svi, years: number, reach = 0.5): SmileQuotes {
  const quotes = Array.from({ length: 15 }, (_, i) => {
    const logMoneyness = reach * (i / 7 - 1);
    const mark = Math.sqrt(sviVariance(svi, logMoneyness) / years);
    return { logMoneyness, mark, bid: 0.985 * mark, ask: 1.015 * mark };
  });
  return { years, measure: 'vol', quotes };
}

function fitted(smiles: readonly SmileQuotes[]): FittedSurface {
  const surface = fitSurface(smiles);
  if ('kind' in surface) throw new Error(`refused ${surface.field}`);
  return surface;
}

const early: Svi = { a: 0.01, b: 0.12, rho: -0.3, m: 0.02, s: 0.1 };
const late: Svi = { a: 0.05, b: 0.15, rho: -0.3, m: 0.05, s: 0.2 };

describe('fitSurface', () => {
  it('leaves smiles as they are where they do not cross', () => {
    const { slices, calendar } = fitted([smileOf(late, 0.5), smileOf(early, 0.1)]);
    expect(calendar).toBeUndefined();
    expect(slices.map(({ years }) => years)).toEqual([0.1, 0.5]);
    for (const [i, svi] of [early, late].entries()) {
      expect(slices[i]!.because).toBe('the best SVI has no arbitrage');
      for (const name of ['a', 'b', 'rho', 'm', 's'] as const) {
        expect(slices[i]!.svi[name]).toBeCloseTo(svi[name], 6);
      }
    }
  });

  it('fits a smile again where it crosses the one before, and stays with its quotes', () => {
    // Steeper before than after: they cross at k = ±1.2, beyond the quotes and within four deviations.
    const steep = { ...early, b: 0.2 };
    const shallow = { a: 0.08, b: 0.1, rho: -0.3, m: 0.05, s: 0.2 };
    expect(calendarViolation(steep, shallow)).toBeDefined();
    const { slices, calendar } = fitted([smileOf(steep, 0.2), smileOf(shallow, 0.4)]);
    expect(calendar).toBeUndefined();
    const [first, second] = slices;
    expect(first!.because).toBe('the best SVI has no arbitrage');
    expect(second!.kind).toBe('svi');
    expect(second!.because).toMatch(/the best SVI crosses the smile before it at k = .*: fitted again/);
    expect(butterflyViolation(second!.svi)).toBeUndefined();
    expect(second!.rmsVolPoints).toBeGreaterThan(0);
    expect(second!.insideShare).toBeGreaterThan(0.9);
  });

  it('answers the crossing that quotes insist on', () => {
    const { slices, calendar } = fitted([smileOf(late, 0.5), smileOf({ ...late, a: 0.03 }, 0.51)]);
    for (const { svi } of slices) expect(butterflyViolation(svi)).toBeUndefined();
    // Either it is told, or the later smile was lifted and misses its quotes.
    if (calendar === undefined) expect(slices[1]!.insideShare).toBeLessThan(0.5);
    else expect(calendar.amount).toBeGreaterThan(0.01);
  });

  it('refuses what is no surface, naming the field', () => {
    const good = smileOf(early, 0.1);
    expect(fitSurface([])).toMatchObject({ kind: 'refused', field: 'smiles', value: 0 });
    expect(fitSurface([good, { ...good, years: -1 }])).toMatchObject({ field: 'smiles[1].years', value: -1 });
    expect(fitSurface([good, good])).toMatchObject({ field: 'years', value: 0.1 });
    const crossed = [{ logMoneyness: 0, bid: 0.6, ask: 0.5 }];
    expect(fitSurface([{ ...good, quotes: crossed }])).toMatchObject({ field: 'smiles[0].quotes[0].bid' });
  });
});
