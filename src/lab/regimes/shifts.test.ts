import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR, YEAR } from '../../units/time.ts';
import { PARAMETERS } from './regimes.ts';
import { shiftRows } from './shifts.ts';
import { nextHour, WALK_START, type Walk } from './synthetic.ts';

const { model } = PARAMETERS;

describe('nextHour', () => {
  it('has the volatility that it says, at any ratio, and bars that can be', () => {
    for (const ratio of [1, 2]) {
      const random = createRandom(1);
      let walk: Walk = WALK_START;
      let squares = 0;
      const hours = 24 * 365;
      for (let i = 0; i < hours; i++) {
        const next = nextHour(walk, ratio, random);
        const { bar } = next;
        expect(bar.low <= Math.min(bar.open, bar.close)).toBe(true);
        expect(bar.high >= Math.max(bar.open, bar.close)).toBe(true);
        expect([bar.start, next.walk.at]).toEqual([i * HOUR, (i + 1) * HOUR]);
        squares += Math.log(bar.close / bar.open) * Math.log(bar.close / bar.open);
        walk = next.walk;
      }
      // A log-normal waver of deviation 0.25 adds e^(0.25²) to the level.
      const vol = Math.sqrt((squares * YEAR) / (hours * HOUR));
      expect(vol / (ratio * 0.6 * Math.exp(0.0625))).toBeGreaterThan(0.95);
      expect(vol / (ratio * 0.6 * Math.exp(0.0625))).toBeLessThan(1.05);
    }
  });
});

describe('shiftRows', () => {
  const plan = { years: 0.5, branches: 20, ratios: [1.5, 3], alarmsPerYear: 12, seed: 5 };
  const rows = shiftRows(model, plan, () => undefined);

  it('gives every detector but the one that keeps its own at most the alarms that were asked for', () => {
    expect(rows).toHaveLength(12);
    for (const { detector, falseAlarmsPerYear, hazard } of rows) {
      if (detector !== 'held') expect(falseAlarmsPerYear).toBeLessThanOrEqual(12);
      expect(hazard).toBe(1 / model.change.length);
    }
  });

  it('sees a greater shift sooner, and nearly always', () => {
    const of = (ratio: number) => rows.filter((row) => row.ratio === ratio);
    of(3).forEach((row, i) => {
      expect(row.missed).toBeLessThan(0.1);
      expect(row.medianHours!).toBeLessThanOrEqual(of(1.5)[i]!.medianHours ?? Infinity);
      expect(row.medianHours!).toBeGreaterThanOrEqual(1);
      expect(row.slowHours!).toBeGreaterThanOrEqual(row.medianHours!);
      expect(row.shifts).toBeGreaterThan(15);
    });
  });

  it('is the same every time, and another with another seed', () => {
    const short = { ...plan, years: 0.2, branches: 5, ratios: [2] };
    const again = () => shiftRows(model, short, () => undefined);
    expect(again()).toEqual(again());
    expect(shiftRows(model, { ...short, seed: 6 }, () => undefined)).not.toEqual(again());
  });
});
