import type { Limits } from '../domain/config.ts';
import { DAY } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

/**
 * Whether hedging is allowed. `halted`: a limit was broken, only reducing orders pass. `killed`: an operator's
 * word, nothing passes. Both last until re-armed, across restarts; `paused` until resumed.
 */
export interface Standing {
  readonly mode: 'running' | 'paused' | 'halted' | 'killed';
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
  if (standing.mode === 'halted' || standing.mode === 'killed' || loss <= limits.maxDailyLoss) return today;
  const why = `lost ${loss.toFixed(2)} today, maxDailyLoss is ${limits.maxDailyLoss}`;
  return { ...today, mode: 'halted', why };
}

/**
 * `standing` after an operator's word. A re-arm ends a halt or a kill, nothing else, and starts the day's loss
 * afresh, or it would halt again at once.
 */
export function operated(standing: Standing, action: 'pause' | 'resume' | 'kill' | 'rearm'): Standing {
  switch (action) {
    case 'pause':
      return standing.mode === 'running' ? { ...standing, mode: 'paused', why: 'operator' } : standing;
    case 'resume':
      return standing.mode === 'paused' ? { ...standing, mode: 'running', why: 'operator' } : standing;
    case 'kill':
      return { ...standing, mode: 'killed', why: 'operator' };
    case 'rearm':
      if (standing.mode !== 'halted' && standing.mode !== 'killed') return standing;
      return { ...standing, mode: 'running', why: 're-armed by the operator', dayEquity: null };
  }
}
