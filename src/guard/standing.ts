import type { Limits } from '../domain/config.ts';
import { DAY } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

/**
 * Whether hedging is allowed. `halted`: a limit was broken, only reducing orders pass. `killed`: an operator's
 * word, nothing passes. `flattening`: an operator's too, everything is being closed; `flat`: the venues agree that it
 * is, and it is kept so. All four last until re-armed, across restarts; `paused` until resumed.
 */
export interface Standing {
  readonly mode: 'running' | 'paused' | 'halted' | 'killed' | 'flattening' | 'flat';
  readonly why: string;
  /** UTC day that the loss is counted over, and the equity it began with. */
  readonly day: number;
  readonly dayEquity: number | null;
}

export const RUNNING: Standing = { mode: 'running', why: 'started', day: 0, dayEquity: null };

/** The equity that `day` began with, valued now at `equity` and last at `before`. */
function openingOf(standing: Standing, day: number, equity: number, before: number | null): number {
  if (standing.dayEquity === null) return equity;
  if (day === standing.day) return standing.dayEquity;
  // What a gap across midnight costs must count on one of its days; a longer absence is no day of trading.
  return day === standing.day + 1 ? (before ?? equity) : equity;
}

/**
 * `standing` after the book was valued at `equity` (reporting currency), and last at `before`: halted when the
 * day's loss is too large. A halt outlasts its day.
 */
export function watchLoss(
  standing: Standing,
  at: Millis,
  equity: number,
  limits: Limits,
  before: number | null,
): Standing {
  const day = Math.floor(at / DAY);
  const dayEquity = openingOf(standing, day, equity, before);
  const today = { ...standing, day, dayEquity };
  const loss = dayEquity - equity;
  if (isRearmed(standing) || loss <= limits.maxDailyLoss) return today;
  const why = `lost ${loss.toFixed(2)} today, maxDailyLoss is ${limits.maxDailyLoss}`;
  return { ...today, mode: 'halted', why };
}

/** Whether only a re-arm ends it. */
function isRearmed({ mode }: Standing): boolean {
  return mode !== 'running' && mode !== 'paused';
}

/**
 * `standing` after an operator's word. A re-arm ends a halt, a kill or a flatten, nothing else, and starts the day's
 * loss afresh, or it would halt again at once. Of a kill and a flatten the last word counts.
 */
export function operated(
  standing: Standing,
  action: 'pause' | 'resume' | 'kill' | 'rearm' | 'flatten',
): Standing {
  switch (action) {
    case 'pause':
      return standing.mode === 'running' ? { ...standing, mode: 'paused', why: 'operator' } : standing;
    case 'resume':
      return standing.mode === 'paused' ? { ...standing, mode: 'running', why: 'operator' } : standing;
    case 'kill':
      return { ...standing, mode: 'killed', why: 'operator' };
    case 'flatten':
      return { ...standing, mode: 'flattening', why: 'operator' };
    case 'rearm':
      if (!isRearmed(standing)) return standing;
      return { ...standing, mode: 'running', why: 're-armed by the operator', dayEquity: null };
  }
}
