import { describe, expect, it } from 'vitest';
import type { Bar } from '../../domain/market.ts';
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { stressCharts } from './charts.ts';
import { type CrashRow, crashRows } from './crashes.ts';
import { PARAMETERS } from './regimes.ts';
import { nextHour, WALK_START } from './synthetic.ts';
import { type Trace, traceOf } from './trace.ts';
import { DETECTORS, type Detector } from './watch.ts';
import { yearRows } from './years.ts';

const { model, thresholds } = PARAMETERS;
const THRESHOLDS = new Map(DETECTORS.map((detector) => [detector, thresholds[detector]]));

/** Quiet from New Year 2021; a storm from noon of 19 May to midnight; and quiet again until the end of June. */
const YEAR_START = Date.UTC(2021, 0, 1);
const STORM = (Date.UTC(2021, 4, 19, 12) - YEAR_START) / HOUR;
const LENGTH = (Date.UTC(2021, 6, 1) - YEAR_START) / HOUR;

function market(seed: number): Bar[] {
  const random = createRandom(seed);
  let walk = { ...WALK_START, at: YEAR_START };
  return Array.from({ length: LENGTH }, (_, i) => {
    const next = nextHour(walk, i >= STORM && i < STORM + 12 ? 4 : 1, random);
    walk = next.walk;
    return next.bar;
  });
}

const BARS = market(3);
const TRACE = traceOf(model, 'X', BARS);

function held(trace: Trace, field: keyof CrashRow): unknown {
  return crashRows(trace, THRESHOLDS).find(({ detector }) => detector === 'held')?.[field];
}

describe('traceOf', () => {
  it('says nothing for a month, and then something at every bar', () => {
    const first = TRACE.stress.findIndex((share) => !Number.isNaN(share));
    expect(first).toBe(30 * 24 - 1);
    for (const detector of DETECTORS) {
      const scores = TRACE.scores[detector];
      expect(scores.findIndex((score) => !Number.isNaN(score))).toBe(first);
      expect(scores.subarray(first).every(Number.isFinite)).toBe(true);
    }
    expect(TRACE.moves[5]).toBe(Math.log(BARS[5]!.close / BARS[4]!.close));
  });

  it('is not changed by anything that comes later', () => {
    const cut = STORM + 3;
    const random = createRandom('corrupted');
    const corrupted = BARS.map((bar, i) => {
      if (i < cut) return bar;
      const price = 1e4 * random.next() + 1;
      return { ...bar, open: price, high: 3 * price, low: 0.1 * price, close: price };
    });
    const other = traceOf(model, 'X', corrupted);
    for (const detector of DETECTORS) {
      expect(other.scores[detector].subarray(0, cut)).toEqual(TRACE.scores[detector].subarray(0, cut));
      if (detector !== 'held')
        expect(other.scores[detector][cut + 1]).not.toBe(TRACE.scores[detector][cut + 1]);
    }
    expect(other.regimes.subarray(0, cut)).toEqual(TRACE.regimes.subarray(0, cut));
  });
});

describe('crashRows', () => {
  it('tells when each detector spoke, against the worst bar of the day', () => {
    const rows = crashRows(TRACE, THRESHOLDS);
    expect(rows.map(({ day, detector }) => [day, detector])).toEqual(
      DETECTORS.map((detector) => ['2021-05-19', detector]),
    );
    const worst = Math.max(...TRACE.moves.subarray(STORM - 12, STORM + 12).map(Math.abs));
    for (const { move, worst: at, isNamed, leadHours, covered } of rows) {
      expect(Math.abs(move)).toBe(worst);
      expect(Date.parse(at)).toBeGreaterThanOrEqual(YEAR_START + STORM * HOUR);
      expect(isNamed).toBe(true);
      expect(leadHours!).toBeLessThan(12);
      expect(covered).toBeLessThan(1);
    }
  });

  it('counts a lead from the close of the bar that spoke to the start of the worst', () => {
    const scores = new Float64Array(LENGTH);
    const worst = (Date.parse(String(held(TRACE, 'worst'))) - YEAR_START) / HOUR;
    const told = (from: number, to: number) => {
      const row = scores.slice().fill(1, from, to);
      const trace = { ...TRACE, scores: { ...TRACE.scores, held: row } };
      return [held(trace, 'leadHours'), held(trace, 'covered')];
    };
    expect(told(worst - 1, worst + 1)[0]).toBe(0);
    expect(told(worst - 6, worst + 1)[0]).toBe(5);
    expect(told(worst, worst + 1)[0]).toBe(-1);
    expect(told(worst + 5, worst + 6)[0]).toBe(-6);
    expect(told(worst - 9, worst - 5)[0]).toBe(null);
    expect(told(0, LENGTH)[1]).toBe(1);
    expect(told(worst, worst)[1]).toBe(0);
  });

  it('tells nothing of days that are not there, or that come while warming up', () => {
    expect(crashRows(traceOf(model, 'X', BARS.slice(0, STORM)), THRESHOLDS)).toEqual([]);
    expect(crashRows(traceOf(model, 'X', BARS.slice(STORM - 20 * 24)), THRESHOLDS)).toEqual([]);
    expect(crashRows(TRACE, THRESHOLDS, [{ day: '2020-03-12', isNamed: true }])).toEqual([]);
  });

  it('is drawn: a probability, the regime and the price, two days either way', () => {
    const [chart, ...others] = stressCharts(TRACE, crashRows(TRACE, THRESHOLDS));
    expect(others).toEqual([]);
    expect(chart!.series.map(({ points }) => points.length)).toEqual([97, 97, 97]);
    expect(chart!.series[2]!.points[0]![1]).toBe(1);
  });
});

describe('yearRows', () => {
  it('counts alarms, the time under them and what moved in it', () => {
    const scores = new Float64Array(LENGTH);
    const [first, second] = [60 * 24, STORM];
    scores.fill(1, first, first + 5).fill(1, second, second + 5);
    const trace = { ...TRACE, scores: { ...TRACE.scores, hmm: scores } };
    const row = yearRows(trace, new Map<Detector, number>([['hmm', 1]]))[0]!;
    const bars = LENGTH - 30 * 24 + 1;
    expect(row).toMatchObject({ asset: 'X', year: 2021, detector: 'hmm', days: (bars * HOUR) / DAY });
    expect(row.alarmsPerYear).toBeCloseTo((2 * 365 * 24) / bars, 10);
    expect(row.time).toBeCloseTo(10 / bars, 10);
    const squares = (from: number, to: number) =>
      TRACE.moves.subarray(from, to).reduce((sum, move) => sum + move * move, 0);
    const under = squares(first + 1, first + 6) + squares(second + 1, second + 6);
    expect(row.covered).toBeCloseTo(under / squares(30 * 24 - 1, LENGTH), 2);
    // Nothing followed the first; the storm followed the second.
    expect(row.idle).toBe(0.5);
    expect(row.idleBars!).toBeGreaterThan(0.9);
  });

  it('makes a row of each calendar year', () => {
    const later = BARS.map((bar) => ({ ...bar, start: millis(bar.start + 300 * DAY) }));
    const rows = yearRows(traceOf(model, 'X', later), new Map<Detector, number>([['held', 1]]));
    expect(rows.map(({ year }) => year)).toEqual([2021, 2022]);
    expect(rows.reduce((sum, { days }) => sum + days, 0)).toBeCloseTo(
      TRACE.starts.length / 24 - 30 + 1 / 24,
      9,
    );
  });
});
