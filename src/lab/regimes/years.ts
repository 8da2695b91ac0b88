/** What the alarms of a whole year were worth: how many there were, and how many of them for nothing. */
import { DAY, YEAR } from '../../units/time.ts';
import { alarmsOf } from './alarms.ts';
import { coveredShare } from './crashes.ts';
import type { Trace } from './trace.ts';
import type { Detector } from './watch.ts';

export interface YearRow {
  readonly study: 'year';
  readonly asset: string;
  readonly year: number;
  /** Whether some of it may have had a part in the parameters. */
  readonly isFitted: boolean;
  readonly detector: Detector;
  readonly threshold: number;
  readonly days: number;
  readonly alarmsPerYear: number;
  /** Share of alarms, and of all bars, after which the next day was no wilder than the month before. */
  readonly idle: number | null;
  readonly idleBars: number | null;
  /** Share of bars that began under the alarm, and of all squared moves that fell in them. */
  readonly time: number;
  readonly covered: number;
  /** How often the regime held changed, per year: whatever the detector. */
  readonly switchesPerYear: number;
}

/** The day after is wilder than the month before where its realised volatility is so many times as high. */
const WILD = 1.5;

/** Sums of squared moves before each bar, so that any span is a difference. */
function cumulated({ moves }: Trace): Float64Array {
  const sums = new Float64Array(moves.length + 1);
  for (let i = 0; i < moves.length; i += 1) {
    const move = moves[i] as number;
    sums[i + 1] = (sums[i] as number) + (Number.isFinite(move) ? move * move : 0);
  }
  return sums;
}

/** A row for each calendar year (UTC) and each detector of `thresholds`, of the bars that are warmed up. */
export function yearRows(trace: Trace, thresholds: ReadonlyMap<Detector, number>): readonly YearRow[] {
  const { starts, intervalMs, stress, regimes } = trace;
  const sums = cumulated(trace);
  const [day, month] = [Math.round(DAY / intervalMs), Math.round((30 * DAY) / intervalMs)];
  const years = new Map<number, { from: number; to: number }>();
  for (let i = 0; i < starts.length; i += 1) {
    if (Number.isNaN(stress[i])) continue;
    const year = new Date(starts[i] as number).getUTCFullYear();
    const span = years.get(year);
    if (span === undefined) years.set(year, { from: i, to: i + 1 });
    else span.to = i + 1;
  }
  const isIdle = (i: number): boolean | undefined => {
    if (i + 1 + day > starts.length || i + 1 < month) return undefined;
    const after = ((sums[i + 1 + day] as number) - (sums[i + 1] as number)) / day;
    const before = ((sums[i + 1] as number) - (sums[i + 1 - month] as number)) / month;
    return after < WILD * WILD * before;
  };
  const shareIdle = (places: readonly number[]): number | null => {
    const told = places.map(isIdle).filter((idle) => idle !== undefined);
    return told.length === 0 ? null : told.filter(Boolean).length / told.length;
  };
  return [...years].flatMap(([year, { from, to }]) => {
    const bars = Array.from({ length: to - from }, (_, i) => from + i);
    const span = ((to - from) * intervalMs) / YEAR;
    const idleBars = shareIdle(bars);
    const switches = bars.slice(1).filter((i) => regimes[i] !== regimes[i - 1]).length;
    return [...thresholds].map(([detector, threshold]): YearRow => {
      const scores = trace.scores[detector];
      // The year before stays in sight, so that an alarm on at midnight is not counted twice.
      const alarms = alarmsOf(scores.subarray(0, to), threshold).filter((i) => i >= from);
      return {
        study: 'year',
        asset: trace.name,
        year,
        isFitted: (starts[from] as number) < trace.fittedTo,
        detector,
        threshold,
        days: (span * YEAR) / DAY,
        alarmsPerYear: alarms.length / span,
        idle: shareIdle(alarms),
        idleBars,
        time: bars.filter((i) => (scores[i - 1] as number) >= threshold).length / bars.length,
        covered: coveredShare(trace, scores, threshold, from, to),
        switchesPerYear: switches / span,
      };
    });
  });
}
