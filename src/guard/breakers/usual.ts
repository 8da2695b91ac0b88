/**
 * What a quantity usually is: an average that forgets, by time and not by count of readings. A reading
 * teaches no more than `lessonMax`, so that a minute of crash is not soon what is usual.
 */
import type { Millis } from '../../units/units.ts';

/** Share of a half-life in which every reading teaches all it has: the first of all may have been an odd one. */
const FIRST_SHARE = 0.1;

/** Plain data. */
export interface Usual {
  readonly at: Millis;
  readonly level: number;
  /** The last reading, which `level` has learnt from, and what was usual before it. */
  readonly last: number;
  readonly before: number;
  /** How long it has learnt. */
  readonly spanMs: number;
}

/**
 * `state` after `value` at `at`. Half of the level comes from the last `halfLifeMs`; at first all the time so
 * far counts alike.
 */
export function foldUsual(
  state: Usual | undefined,
  at: Millis,
  value: number,
  halfLifeMs: number,
  lessonMax: number,
): Usual {
  if (state === undefined) return { at, level: value, last: value, before: value, spanMs: 0 };
  const elapsed = Math.min(halfLifeMs, Math.max(0, at - state.at));
  const spanMs = state.spanMs + elapsed;
  const steady = -Math.expm1((-Math.LN2 * elapsed) / halfLifeMs);
  const rate = spanMs === 0 ? 0 : Math.max(steady, Math.min(0.5, elapsed / spanMs));
  const most = state.spanMs < FIRST_SHARE * halfLifeMs ? Infinity : lessonMax;
  const lesson = Math.max(-most, Math.min(most, value - state.level));
  return { at, level: state.level + rate * lesson, last: value, before: state.level, spanMs };
}
