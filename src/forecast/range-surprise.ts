/**
 * How much wider or narrower than expected a bar was. The logarithm of a bar's range is nearly normal and tells
 * its volatility several times better than its return does (Alizadeh, Brandt & Diebold, Journal of Finance 57
 * (2002) 1047–1091). What is expected is learnt as bars come: a level that follows slowly, and what the hour of
 * the day (UTC) and the day of the week add to it.
 */
import type { Bar } from '../domain/market.ts';
import { DAY, HOUR, later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

/** Plain data. */
export interface SurpriseState {
  readonly at: Millis;
  readonly close: number;
  /** Bars learnt from, and how long they lasted together. */
  readonly count: number;
  readonly spanMs: number;
  /** Expected log-range, and what each hour and weekday (0 is Thursday, as the epoch began) adds to it. */
  readonly level: number;
  readonly hours: readonly number[];
  readonly weekdays: readonly number[];
  /** Log-range of the last bar less what was expected of it; null where there was nothing to tell. */
  readonly surprise: number | null;
}

/** A surprise teaches no more than this: one crash is not what to expect from then on. */
const LESSON_MAX = 1.5;

/** ln of the range of log-price over the bar, the step from the close before included; null where it is nothing. */
function logRange({ high, low }: Bar, before: number | undefined): number | null {
  const top = before === undefined ? high : Math.max(high, before);
  const bottom = before === undefined ? low : Math.min(low, before);
  const range = Math.log(top / bottom);
  return range > 0 && range < Infinity ? Math.log(range) : null;
}

/** Whether a bar says anything: prices above nothing and in order. */
function isSound({ high, low, close }: Bar): boolean {
  return low > 0 && low <= close && close <= high && high < Infinity;
}

/** Moves one part by `lesson` against the mean of all, which stays nothing: a change of all is the level's. */
function learnt(values: readonly number[], at: number, lesson: number): readonly number[] {
  const mean = lesson / values.length;
  return values.map((value, i) => value + (i === at ? lesson - mean : -mean));
}

/**
 * `state` after one bar of `intervalMs` more; undefined is that before the first. Half of what is expected comes
 * from the last `halfLifeMs`. Bars that are not sound or go back in time are ignored.
 */
export function foldSurprise(
  state: SurpriseState | undefined,
  bar: Bar,
  intervalMs: number,
  halfLifeMs: number,
): SurpriseState | undefined {
  const at = later(bar.start, intervalMs);
  if (!isSound(bar) || (state !== undefined && at <= state.at)) return state;
  const isNext = state !== undefined && bar.start - state.at < intervalMs;
  const value = logRange(bar, isNext ? state.close : undefined);
  const hour = Math.floor(bar.start / HOUR) % 24;
  const weekday = Math.floor(bar.start / DAY) % 7;
  const before = state ?? {
    count: 0,
    spanMs: 0,
    level: value ?? 0,
    hours: Array<number>(24).fill(0),
    weekdays: Array<number>(7).fill(0),
  };
  const { count, spanMs, level, hours, weekdays } = before;
  if (value === null) return { ...before, at, close: bar.close, surprise: null };
  const base = count === 0 ? value : level;
  const surprise = value - (base + (hours[hour] as number) + (weekdays[weekday] as number));
  const lesson = Math.max(-LESSON_MAX, Math.min(LESSON_MAX, surprise));
  // At first all bars so far count alike. An hour's bars are one in 24, a weekday's one in 7.
  const rate = -Math.expm1((-Math.LN2 * intervalMs) / halfLifeMs);
  const gain = (parts: number, lengthMs: number): number => {
    const rounds = spanMs / (parts * lengthMs);
    return Math.min(1, Math.max(parts * rate, Math.min(1, intervalMs / lengthMs) / (2 + rounds)));
  };
  return {
    at,
    close: bar.close,
    count: count + 1,
    spanMs: spanMs + intervalMs,
    level: base + Math.max(rate, 1 / (count + 1)) * lesson,
    hours: learnt(hours, hour, gain(24, HOUR) * lesson),
    weekdays: learnt(weekdays, weekday, gain(7, DAY) * lesson),
    surprise,
  };
}
