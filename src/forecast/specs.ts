/**
 * The models that forecast by default, and what they were given to start with. Terms, half-lives and the way
 * that forecasts are combined were chosen on hourly spot prices of 2018 to 2022, where `evidence.json` comes
 * from too; what that evidence counts for, on the first 200 days of 2023.
 */
import { DAY, HOUR } from '../units/time.ts';
import evidence from './evidence.json' with { type: 'json' };
import type { ModelSpec } from './model.ts';
import type { Term } from './terms.ts';

export type HorizonName = 'hour' | 'day' | 'week' | 'month';

export interface HorizonSpec {
  /** The period that closes before each forecast, and how many of them it spans. */
  readonly periodMs: number;
  readonly ahead: number;
  /** Their mean is the forecast. */
  readonly members: readonly ModelSpec[];
}

/** Log-HAR with a weekday season, the robust variance from roots of returns, and the last six hours. */
const LEAN: readonly Term[] = [
  { kind: 'one' },
  { kind: 'mean', of: 'variance', periods: 1 },
  { kind: 'mean', of: 'variance', periods: 7 },
  { kind: 'mean', of: 'variance', periods: 30 },
  { kind: 'weekday' },
  { kind: 'excess', of: 'power', periods: 1 },
  { kind: 'excess', of: 'last', periods: 1 },
];

/**
 * And falls, the range, other assets, the same weekday a week before, and robust variance over week and
 * month.
 */
export const RICH: readonly Term[] = [
  ...LEAN,
  { kind: 'fall' },
  { kind: 'sameWeekday' },
  { kind: 'excess', of: 'range', periods: 1 },
  { kind: 'falls' },
  { kind: 'excess', of: 'market', periods: 1 },
  { kind: 'excess', of: 'power', periods: 7 },
  { kind: 'excess', of: 'power', periods: 30 },
];

/** From the range of each bar, which at four bars an hour says much more than their closes. */
const HOURLY: readonly Term[] = [
  { kind: 'one' },
  { kind: 'mean', of: 'fine', periods: 1 },
  { kind: 'mean', of: 'fine', periods: 6 },
  { kind: 'mean', of: 'fine', periods: 24 },
  { kind: 'mean', of: 'fine', periods: 168 },
  { kind: 'mean', of: 'variance', periods: 1 },
  { kind: 'mean', of: 'variance', periods: 6 },
  { kind: 'excess', of: 'absolute', periods: 1 },
  { kind: 'excess', of: 'last', periods: 1 },
  { kind: 'excess', of: 'range', periods: 1 },
  { kind: 'hour' },
  { kind: 'weekday' },
  { kind: 'weekendHour' },
];

/** How many days of its own the evidence of 2018 to 2022 weighs as much as. */
const EVIDENCE_DAYS = 200;

function daily(terms: readonly Term[], ahead: number, means: readonly number[]): ModelSpec {
  return {
    terms,
    scale: 'log',
    ahead,
    ridge: 1e-6,
    every: 1,
    lead: 1,
    errors: { halfLife: 200 },
    evidence: { of: { columns: evidence.columns, means }, rows: EVIDENCE_DAYS },
  };
}

function days(ahead: number, means: readonly number[]): HorizonSpec {
  return { periodMs: DAY, ahead, members: [daily(LEAN, ahead, means), daily(RICH, ahead, means)] };
}

export const HORIZONS: Readonly<Record<HorizonName, HorizonSpec>> = {
  hour: {
    periodMs: HOUR,
    ahead: 1,
    members: [
      {
        terms: HOURLY,
        scale: 'log',
        ahead: 1,
        ridge: 1,
        every: 24,
        lead: 168,
        errors: { halfLife: 2_000 },
      },
    ],
  },
  day: days(1, evidence.day),
  week: days(7, evidence.week),
  month: days(30, evidence.month),
};
