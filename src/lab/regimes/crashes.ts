/** Days that everybody remembers: how long before its worst bar did each detector speak? */
import { DAY, HOUR } from '../../units/time.ts';
import type { Trace } from './trace.ts';
import type { Detector } from './watch.ts';

interface CrashDay {
  /** UTC. */
  readonly day: string;
  /** One of those that the goal counts. */
  readonly isNamed: boolean;
}

const CRASH_DAYS: readonly CrashDay[] = [
  { day: '2018-11-14', isNamed: false },
  { day: '2019-09-24', isNamed: false },
  { day: '2020-03-12', isNamed: true },
  { day: '2020-03-13', isNamed: true },
  { day: '2021-05-19', isNamed: true },
  { day: '2022-05-11', isNamed: false },
  { day: '2022-11-09', isNamed: true },
  { day: '2023-08-17', isNamed: false },
  { day: '2024-08-05', isNamed: true },
];

export interface CrashRow {
  readonly study: 'crash';
  readonly asset: string;
  readonly day: string;
  readonly isNamed: boolean;
  readonly isFitted: boolean;
  readonly detector: Detector;
  readonly threshold: number;
  /** Start of the day's bar with the largest move, and that move. */
  readonly worst: string;
  readonly move: number;
  /** Probability of stress when that bar began. */
  readonly stress: number;
  /**
   * Hours from the detector's alarm to the start of that bar; negative where the alarm came after it began. Null
   * where there was none until a day after.
   */
  readonly leadHours: number | null;
  /** Share of the squared moves of the day in bars that began under the alarm. */
  readonly covered: number;
}

/** How far `trace` is followed beyond the worst bar for an alarm that came late. */
const LATE = DAY;

function worstBar(trace: Trace, from: number, to: number): number {
  let worst = from;
  for (let i = from; i < to; i += 1)
    if (Math.abs(trace.moves[i] as number) > Math.abs(trace.moves[worst] as number)) worst = i;
  return worst;
}

/** When the alarm that is on at the close of bar `i` began, or the next one after; undefined where none until `to`. */
function alarmAt(scores: Float64Array, threshold: number, i: number, to: number): number | undefined {
  const isOn = (j: number): boolean => (scores[j] as number) >= threshold;
  let at = i;
  if (isOn(at)) {
    while (isOn(at - 1)) at -= 1;
    return at;
  }
  while (at < to && !isOn(at)) at += 1;
  return at < to ? at : undefined;
}

/** The share of squared moves from `from` to `to` in bars at whose start the score was at `threshold` or above. */
export function coveredShare(
  { moves }: Trace,
  scores: Float64Array,
  threshold: number,
  from: number,
  to: number,
): number {
  let [covered, all] = [0, 0];
  for (let i = Math.max(1, from); i < to; i += 1) {
    const before = scores[i - 1] as number;
    const square = (moves[i] as number) * (moves[i] as number);
    if (!Number.isFinite(before + square)) continue;
    all += square;
    if (before >= threshold) covered += square;
  }
  return all === 0 ? 0 : covered / all;
}

/** A row for each day that `trace` has whole and warmed up, and each detector of `thresholds`. */
export function crashRows(
  trace: Trace,
  thresholds: ReadonlyMap<Detector, number>,
  days: readonly CrashDay[] = CRASH_DAYS,
): readonly CrashRow[] {
  return days.flatMap(({ day, isNamed }) => {
    const start = Date.parse(`${day}T00:00:00Z`);
    const from = trace.starts.findIndex((at) => at >= start);
    const end = trace.starts.findIndex((at) => at >= start + DAY);
    if (from < 1 || end < 0 || Number.isNaN(trace.stress[from - 1])) return [];
    const worst = worstBar(trace, from, end);
    const began = trace.starts[worst] as number;
    const bars = Math.round(LATE / trace.intervalMs);
    return [...thresholds].map(([detector, threshold]): CrashRow => {
      const scores = trace.scores[detector];
      const alarm = alarmAt(scores, threshold, worst - 1, Math.min(trace.starts.length, worst + bars));
      const lead = alarm === undefined ? null : began - ((trace.starts[alarm] as number) + trace.intervalMs);
      return {
        study: 'crash',
        asset: trace.name,
        day,
        isNamed,
        isFitted: began < trace.fittedTo,
        detector,
        threshold,
        worst: new Date(began).toISOString(),
        move: trace.moves[worst] as number,
        stress: trace.stress[worst - 1] as number,
        leadHours: lead === null ? null : lead / HOUR,
        covered: coveredShare(trace, scores, threshold, from, end),
      };
    });
  });
}
