import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between } from '../../test/support/books.ts';
import { KERNEL, scalarUnit } from '../../test/support/option-books.ts';
import { type Box, type OptionRow, REMAINDERS, ranges, rangesOf } from './remainders.ts';

const table = KERNEL.table(1);
const POINT: Box = { spot: 0, years: 0, vol: 0 };

function greek(
  row: OptionRow,
  name: 'price' | 'delta' | 'gamma' | 'vega' | 'theta' | 'vanna' | 'charm' | 'volga',
) {
  table.sign[0] = row.sign;
  table.strike[0] = row.strike;
  table.years[0] = row.years;
  table.rate[0] = row.rate;
  table.vol[0] = row.vol;
  const unit = scalarUnit(table, 0, row.spot, 1);
  if (typeof unit === 'string') throw new Error(unit);
  return unit[name];
}

type Of = (row: OptionRow) => number;
type Axis = 'spot' | 'years' | 'vol';

/** Derivative by central differences with Richardson's extrapolation. */
function slope(of: Of, axis: Axis): Of {
  return (row) => {
    // A price moves by deviations.
    const by = (axis === 'spot' ? 1e-2 * row.vol * Math.sqrt(row.years) : 1e-3) * row[axis];
    const at = (h: number) =>
      (of({ ...row, [axis]: row[axis] + h }) - of({ ...row, [axis]: row[axis] - h })) / (2 * h);
    return (4 * at(by / 2) - at(by)) / 3;
  };
}

const gamma: Of = (row) => greek(row, 'gamma');
/** Itself checked against gamma. */
const speed: Of = (row) => {
  const into = ranges();
  rangesOf(row, POINT, into);
  return ((into.ends[0] ?? 0) + (into.ends[1] ?? 0)) / 2;
};
/** Each of the ten from a Greek that a kernel computes; time to expiry runs against the clock. */
const DIFFERENCES: Record<(typeof REMAINDERS)[number], Of> = {
  speed: slope(gamma, 'spot'),
  fourth: slope(speed, 'spot'),
  gammaT: slope(gamma, 'years'),
  gammaVol: slope(gamma, 'vol'),
  deltaTT: (row) => -slope((one) => greek(one, 'charm'), 'years')(row),
  deltaTVol: slope((one) => greek(one, 'vanna'), 'years'),
  deltaVolVol: slope((one) => greek(one, 'vanna'), 'vol'),
  valueTT: (row) => -slope((one) => greek(one, 'theta'), 'years')(row),
  valueTVol: slope((one) => greek(one, 'vega'), 'years'),
  valueVolVolVol: slope((one) => greek(one, 'volga'), 'vol'),
};

/** Four deviations to either side at most, so that there is something to differ. */
const rows: fc.Arbitrary<OptionRow> = fc
  .record({
    sign: fc.constantFrom(1, -1),
    spot: between(0.5, 2),
    years: between(0.01, 2),
    vol: between(0.1, 2),
    rate: between(-0.2, 0.3),
    deviations: between(-2, 2),
  })
  .map(({ deviations, ...row }) => {
    return { ...row, strike: row.spot * Math.exp(deviations * row.vol * Math.sqrt(row.years)) };
  });

describe('ranges', () => {
  it.each(Object.entries(DIFFERENCES))('of %s over no box at all are the derivative', (name, exact) => {
    const i = REMAINDERS.indexOf(name as (typeof REMAINDERS)[number]);
    const into = ranges();
    fc.assert(
      fc.property(rows, (row) => {
        expect(rangesOf(row, POINT, into)).toBe(true);
        const [lo, hi] = [into.ends[2 * i] ?? 0, into.ends[2 * i + 1] ?? 0];
        // The discount's own share of the second derivative in time is bounded by all of it, and not computed.
        const owed =
          name === 'valueTT' ? row.rate * row.rate * row.strike * Math.exp(-row.rate * row.years) : 0;
        const w = row.vol * Math.sqrt(row.years);
        const unit = { spot: row.spot * w, years: row.years, vol: row.vol, one: 1 };
        const size = sizeOf(name, unit, row.spot * w);
        expect(hi - lo).toBeLessThanOrEqual(owed * (1 + 1e-9) + 1e-9 * size);
        const value = exact(row);
        expect(value).toBeGreaterThan(lo - 2e-5 * size);
        expect(value).toBeLessThan(hi + 2e-5 * size);
      }),
    );
  });

  it('over a box hold those of every point in it', () => {
    const box = fc.record({ spot: between(0, 0.2), years: between(0, 0.3), vol: between(0, 0.3) });
    const [into, point] = [ranges(), ranges()];
    fc.assert(
      fc.property(rows, box, between(-1, 1), between(0, 1), between(-1, 1), (row, share, s, t, v) => {
        const within = { spot: share.spot, years: share.years * row.years, vol: share.vol * row.vol };
        expect(rangesOf(row, within, into)).toBe(true);
        const years = row.years - t * within.years;
        const vol = row.vol + v * within.vol;
        for (const spot of [row.spot, row.spot * (1 + s * within.spot)]) {
          rangesOf({ ...row, spot, years, vol }, POINT, point);
          for (const [i, name] of REMAINDERS.entries()) {
            if (spot !== row.spot && name !== 'fourth') continue;
            const slack = 1e-9 * (Math.abs(point.ends[2 * i] ?? 0) + Math.abs(point.ends[2 * i + 1] ?? 0));
            expect(into.ends[2 * i], name).toBeLessThanOrEqual((point.ends[2 * i] ?? 0) + slack);
            expect(into.ends[2 * i + 1], name).toBeGreaterThanOrEqual((point.ends[2 * i + 1] ?? 0) - slack);
          }
        }
      }),
    );
  });

  it('are none where expiry or no vol lies in the box, or there is nothing to differentiate', () => {
    const row: OptionRow = { sign: 1, strike: 1, spot: 1, years: 0.1, vol: 0.5, rate: 0 };
    expect(rangesOf(row, { spot: 0.1, years: 0.09, vol: 0.4 }, ranges())).toBe(true);
    expect(rangesOf(row, { spot: 0.1, years: 0.1, vol: 0.4 }, ranges())).toBe(false);
    expect(rangesOf(row, { spot: 0.1, years: 0.09, vol: 0.5 }, ranges())).toBe(false);
    for (const change of [{ strike: 0 }, { spot: 0 }, { vol: 0 }, { years: 0 }, { vol: 1e-200 }]) {
      expect(rangesOf({ ...row, ...change }, POINT, ranges()), JSON.stringify(change)).toBe(false);
    }
  });
});

/** What one of the ten is of the order of: value in units of S·w, and each derivative of that. */
function sizeOf(name: string, by: { spot: number; years: number; vol: number }, value: number): number {
  const sizes: Record<string, number> = {
    speed: value / (by.spot * by.spot * by.spot),
    fourth: value / (by.spot * by.spot * (by.spot * by.spot)),
    gammaT: value / (by.spot * by.spot * by.years),
    gammaVol: value / (by.spot * by.spot * by.vol),
    deltaTT: value / (by.spot * by.years * by.years),
    deltaTVol: value / (by.spot * by.years * by.vol),
    deltaVolVol: value / (by.spot * by.vol * by.vol),
    valueTT: value / (by.years * by.years),
    valueTVol: value / (by.years * by.vol),
    valueVolVolVol: value / (by.vol * by.vol * by.vol),
  };
  return sizes[name] ?? 0;
}
