import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { YEAR } from '../../units/time.ts';
import { pinRisk } from './pin-risk.ts';
import { optionInSettlement, SETTLEMENT_WINDOW_MS, type SettlementOption } from './settlement.ts';

const HALF_HOUR = SETTLEMENT_WINDOW_MS / YEAR;
const near: SettlementOption = {
  ...{ type: 'call', strike: 100, averaged: 0.5, averageSoFar: 100.02, index: 99.99, vol: 0.8 },
  ...{ untilWindow: 0, windowLeft: HALF_HOUR / 2, carry: 0, rate: 0 },
};

function given(terms: SettlementOption, band: number) {
  const result = pinRisk(terms, band);
  if (result.kind === 'refused') throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

describe('pinRisk', () => {
  it('counts the paths that end above the strike and within the band', () => {
    const random = createRandom('pin');
    const [paths, steps] = [20_000, 32];
    const step = near.vol * Math.sqrt(near.windowLeft / steps);
    let [above, within] = [0, 0];
    for (let n = 0; n < paths; n++) {
      let [log, total] = [0, 0.5];
      for (let i = 1; i <= steps; i++) {
        log += step * random.normal() - 0.5 * step * step;
        total += (i === steps ? 0.5 : 1) * Math.exp(log);
      }
      const settled = 0.5 * near.averageSoFar + (0.5 * near.index * total) / steps;
      if (settled > near.strike) above += 1 / paths;
      if (Math.abs(settled - near.strike) <= 0.1) within += 1 / paths;
    }
    const risk = given(near, 0.1);
    // Four standard errors of a share of so many paths.
    expect(Math.abs(risk.above - above)).toBeLessThan(2 / Math.sqrt(paths));
    expect(Math.abs(risk.within - within)).toBeLessThan(2 / Math.sqrt(paths));
    expect(risk.within).toBeGreaterThan(0.3);
  });

  it('is the slope of the call in its strike, and has the deltas of the moved index', () => {
    fc.assert(
      fc.property(fc.double({ min: 99.8, max: 100.2, noNaN: true }), (strike) => {
        const terms = { ...near, strike };
        const risk = given(terms, 0.05);
        const price = (k: number) => {
          const value = optionInSettlement({ ...terms, strike: k });
          return 'kind' in value ? Number.NaN : value.price;
        };
        const slope = (price(strike + 1e-4) - price(strike - 1e-4)) / 2e-4;
        expect(Math.abs(risk.above + slope)).toBeLessThan(1e-6);
        const moved = optionInSettlement({ ...terms, index: 99.99 + 0.05 });
        expect(risk.deltaAbove).toBe('kind' in moved ? Number.NaN : moved.delta);
        expect(risk.deltaBelow).toBeLessThan(risk.deltaAbove);
        expect(given({ ...terms, type: 'put' }, 0.05).above).toBe(risk.above);
      }),
    );
  });

  it('has less to swing between, the more is averaged', () => {
    const swing = (averaged: number) => {
      const windowLeft = (1 - averaged) * HALF_HOUR;
      const { deltaAbove, deltaBelow } = given(
        { ...near, averaged, windowLeft, averageSoFar: 100, index: 100 },
        1,
      );
      return deltaAbove - deltaBelow;
    };
    expect(swing(0)).toBeGreaterThan(0.9);
    expect(swing(0.9)).toBeCloseTo(0.1, 6);
    expect(swing(0.99)).toBeLessThan(0.0101);
  });

  it('is certain at expiry and without vol', () => {
    const expired = { ...near, averaged: 1, windowLeft: 0 };
    expect(given(expired, 0.1)).toEqual({
      ...{ kind: 'pin-risk', above: 1, within: 1, deltaBelow: 0, deltaAbove: 0 },
    });
    expect(given({ ...expired, averageSoFar: 100 }, 0)).toMatchObject({ above: 0.5, within: 1 });
    expect(given({ ...expired, averageSoFar: 99 }, 0.5)).toMatchObject({ above: 0, within: 0 });
    expect(given({ ...near, vol: 0 }, 0.001)).toMatchObject({ above: 1, within: 0 });
  });

  it('refuses a band as wide as the index, and what the option refuses', () => {
    for (const value of [Number.NaN, -1, Infinity, 99.99]) {
      expect(pinRisk(near, value)).toMatchObject({ kind: 'refused', field: 'band', value });
    }
    expect(pinRisk({ ...near, vol: Number.NaN }, 1)).toMatchObject({ field: 'vol' });
    expect(pinRisk({ ...near, index: -1 }, 1)).toMatchObject({ field: 'index' });
  });
});
