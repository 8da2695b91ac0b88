/**
 * What a regression of volatility may look at: lags and means as in Corsi, J. Fin. Econometrics 7 (2009)
 * 174–196, with 7 and 30 days for a market that never closes, and what improved on them since. One term is
 * one column or more.
 */
import { DAY, HOUR } from '../units/time.ts';
import type { Measure, Reading } from './reading.ts';

export type Term =
  | { readonly kind: 'one' }
  /** Mean of the logs of a measure over the last `periods`. */
  | { readonly kind: 'mean'; readonly of: Measure; readonly periods: number }
  /** The same less the mean of log variance: what the measure adds. */
  | { readonly kind: 'excess'; readonly of: Measure; readonly periods: number }
  /** Log variance on the weekday that is forecast, a week before it, less the week's mean. */
  | { readonly kind: 'sameWeekday' }
  /** The last return where it is a fall, times ten: the leverage effect. */
  | { readonly kind: 'fall' }
  /**
   * Share of falls in the variance, −1 to 1 (Patton & Sheppard, Rev. Economics & Statistics 97 (2015)
   * 683–697).
   */
  | { readonly kind: 'falls' }
  /** Season of the first period that is forecast: six columns, 23, and 23 that are only for weekends. */
  | { readonly kind: 'weekday' }
  | { readonly kind: 'hour' }
  | { readonly kind: 'weekendHour' }
  /** Mean variance itself over the last `periods`, in squared percent, or of falls or rises alone. */
  | { readonly kind: 'level'; readonly of: 'variance' | 'down' | 'up'; readonly periods: number }
  /** √quarticity · variance: HARQ (Bollerslev, Patton & Quaedvlieg, J. Econometrics 192 (2016) 1–18). */
  | { readonly kind: 'quarticity' };

/** Squared log price to squared percent: sums of squares of these stay near 1. */
export const PERCENT_SQUARED: number = 1e4;

const WEEK = 7;
/** Days from the epoch, a Thursday, to the Sunday before it. */
const EPOCH_WEEKDAY = 4;

function meanOf(history: readonly Reading[], periods: number, value: (reading: Reading) => number): number {
  const from = Math.max(0, history.length - periods);
  let sum = 0;
  for (let i = from; i < history.length; i++) sum += value(history[i] as Reading);
  return sum / (history.length - from);
}

function logMean(history: readonly Reading[], of: Measure, periods: number): number {
  return meanOf(history, periods, ({ logs }) => logs[of]);
}

function weekdayOf(at: number): number {
  return (Math.floor(at / DAY) + EPOCH_WEEKDAY) % WEEK;
}

function isWeekend(at: number): boolean {
  return weekdayOf(at) % 6 === 0;
}

/** Ones where `value` is `i`, for i below `count`. */
function dummies(value: number, count: number, height: number = 1): number[] {
  return Array.from({ length: count }, (_, i) => (i === value ? height : 0));
}

function levelOf(of: 'variance' | 'down' | 'up'): (reading: Reading) => number {
  if (of === 'up') return ({ variance, down }) => variance - down;
  return (reading) => reading[of];
}

function columns(term: Term, history: readonly Reading[], at: number): readonly number[] {
  const last = history.at(-1) as Reading;
  switch (term.kind) {
    case 'one':
      return [1];
    case 'mean':
      return [logMean(history, term.of, term.periods)];
    case 'excess':
      return [logMean(history, term.of, term.periods) - logMean(history, 'variance', term.periods)];
    case 'sameWeekday': {
      const then = history.at(-WEEK) ?? (history[0] as Reading);
      return [then.logs.variance - logMean(history, 'variance', WEEK)];
    }
    case 'fall':
      return [10 * Math.min(0, last.move)];
    case 'falls':
      return [last.variance > 0 ? (2 * last.down) / last.variance - 1 : 0];
    case 'weekday':
      return dummies(weekdayOf(at), 6);
    case 'hour':
      return dummies(Math.floor((at % DAY) / HOUR), 23);
    case 'weekendHour':
      return dummies(Math.floor((at % DAY) / HOUR), 23, isWeekend(at) ? 1 : 0);
    case 'level':
      return [PERCENT_SQUARED * meanOf(history, term.periods, levelOf(term.of))];
    case 'quarticity':
      return [PERCENT_SQUARED * PERCENT_SQUARED * Math.sqrt(last.quarticity) * last.variance];
  }
}

/** The columns of `terms` for what begins at `at`, after a `history` of one reading or more. */
export function featuresOf(terms: readonly Term[], history: readonly Reading[], at: number): number[] {
  return terms.flatMap((term) => columns(term, history, at));
}

const COUNTS: Readonly<Partial<Record<Term['kind'], number>>> = { weekday: 6, hour: 23, weekendHour: 23 };

/** A name for each column, the same whatever other terms stand beside it. */
export function columnNames(terms: readonly Term[]): string[] {
  return terms.flatMap((term) => {
    const name = Object.values(term).join(' ');
    const count = COUNTS[term.kind];
    return count === undefined ? [name] : Array.from({ length: count }, (_, i) => `${name} ${i}`);
  });
}

/** How many readings back `terms` look. */
export function reachOf(terms: readonly Term[]): number {
  return terms.reduce((most, term) => {
    if ('periods' in term) return Math.max(most, term.periods);
    return term.kind === 'sameWeekday' ? Math.max(most, WEEK) : most;
  }, 1);
}
