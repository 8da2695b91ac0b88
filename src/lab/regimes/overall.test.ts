import { describe, expect, it } from 'vitest';
import { overallRows } from './overall.ts';
import type { YearRow } from './years.ts';

const ROW: YearRow = {
  study: 'year',
  asset: 'X',
  year: 2021,
  isFitted: false,
  detector: 'held',
  threshold: 1,
  days: 100,
  alarmsPerYear: 10,
  idle: 0.5,
  idleBars: 0.9,
  time: 0.1,
  covered: 0.3,
  switchesPerYear: 50,
};

describe('overallRows', () => {
  it('weighs years by their days, and idle alarms by how many there were', () => {
    const rows: YearRow[] = [
      ROW,
      { ...ROW, year: 2022, days: 300, alarmsPerYear: 30, idle: 0.7, covered: 0.5, time: 0.3 },
      { ...ROW, year: 2023, days: 400, alarmsPerYear: 0, idle: null, covered: 0, time: 0 },
      { ...ROW, year: 2019, isFitted: true, covered: 1 },
      { ...ROW, detector: 'cusum', covered: 0.2 },
    ];
    const [held, cusum] = overallRows(rows, ['held', 'cusum']);
    expect(held).toMatchObject({ study: 'overall', detector: 'held', days: 800, switchesPerYear: 50 });
    expect(held!.alarmsPerYear).toBeCloseTo((10 * 100 + 30 * 300) / 800, 12);
    expect(held!.idle).toBeCloseTo((0.5 * 1_000 + 0.7 * 9_000) / 10_000, 12);
    expect(held!.covered).toBeCloseTo((0.3 * 100 + 0.5 * 300) / 800, 12);
    expect(held!.time).toBeCloseTo((0.1 * 100 + 0.3 * 300) / 800, 12);
    expect(cusum).toMatchObject({ days: 100, covered: 0.2, idle: 0.5 });
  });

  it('tells nothing where all years had a part in the parameters', () => {
    expect(overallRows([{ ...ROW, isFitted: true }], ['held'])).toEqual([]);
  });
});
