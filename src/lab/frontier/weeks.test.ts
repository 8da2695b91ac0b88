import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import type { Column } from './sweep.ts';
import { pointOf, resampled, weekly, weekOf } from './weeks.ts';

describe('weekOf', () => {
  it('changes on Mondays', () => {
    const monday = Date.UTC(2024, 0, 1);
    expect(weekOf(monday) - weekOf(monday - 1)).toBe(1);
    expect(weekOf(monday + 7 * DAY - 1)).toBe(weekOf(monday));
  });
});

describe('weekly and pointOf', () => {
  it('sum the chosen columns of the rolls that chose, and make a point of them', () => {
    const from = Float64Array.from([0, 1, 2, 7], (day) => Date.UTC(2024, 0, 1) + day * DAY);
    const column = (cost: number, squares: number): Column => ({
      ...{ cost: new Float64Array(4).fill(cost), squares: new Float64Array(4).fill(squares) },
      ...{ gain: new Float64Array(4), funding: new Float64Array(4) },
    });
    const columns = [column(0.001, 4e-6), column(0.003, 16e-6)];
    const sums = weekly(from, columns, { target: 1, choice: Int32Array.from([-1, 0, 1, 1]) });
    expect([sums.rolls, sums.cost]).toEqual([Float64Array.of(2, 1), Float64Array.of(0.004, 0.003)]);
    expect(pointOf(sums, [0])).toEqual({ error: 1e4 * Math.sqrt(10e-6), cost: 20 });
    expect(pointOf(sums, [1, 1]).cost).toBeCloseTo(30, 10);
    expect(pointOf(sums, [])).toEqual({ error: 0, cost: 0 });
  });
});

describe('resampled', () => {
  it('spreads as the mean of independent weeks does', () => {
    const count = 100;
    const values = Float64Array.from({ length: count }, (_, i) => Math.sin(i * i));
    const average = (weeks: readonly number[]): number =>
      weeks.reduce((sum, week) => sum + (values[week] as number), 0) / weeks.length;
    const interval = resampled(count, 1, average);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / count);
    const width = (interval?.high ?? 0) - (interval?.low ?? 0);
    expect(width / ((2 * 1.96 * deviation) / Math.sqrt(count))).toBeGreaterThan(0.8);
    expect(width / ((2 * 1.96 * deviation) / Math.sqrt(count))).toBeLessThan(1.2);
  });

  it('draws whole blocks, and the same ones each time', () => {
    const starts = new Set<number>();
    const look = (weeks: readonly number[]): number => {
      for (let i = 0; i + 4 <= weeks.length; i += 4) {
        starts.add(weeks[i] as number);
        expect(weeks[i + 3]).toBe((weeks[i] as number) + 3);
      }
      return weeks[0] as number;
    };
    expect(resampled(40, 4, look)).toEqual(resampled(40, 4, look));
    expect(starts.size).toBe(37);
  });

  it('says nothing of too few weeks or of figures that are mostly missing', () => {
    expect(resampled(7, 4, () => 1)).toBeNull();
    expect(resampled(40, 4, () => null)).toBeNull();
  });
});
