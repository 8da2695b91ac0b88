/**
 * The regressions that the default forecaster is compared with, and what it is made of, without earlier
 * evidence.
 */
import type { ModelSpec } from '../../forecast/model.ts';
import { HORIZONS, type HorizonName } from '../../forecast/specs.ts';
import type { Term } from '../../forecast/terms.ts';

const ONE: Term = { kind: 'one' };
const WEEKDAY: Term = { kind: 'weekday' };

function lags(periods: readonly number[]): readonly Term[] {
  return periods.map((n) => ({ kind: 'mean', of: 'variance', periods: n }));
}

function levels(of: 'variance' | 'down' | 'up', periods: readonly number[]): readonly Term[] {
  return periods.map((n) => ({ kind: 'level', of, periods: n }));
}

const DAILY = [1, 7, 30];
const HOURLY = [1, 6, 24, 168];
/** At every horizon but the day, where there are more. */
const PLAIN: Readonly<Record<string, readonly Term[]>> = {
  HAR: [ONE, ...levels('variance', DAILY)],
  'log-HAR': [ONE, ...lags(DAILY)],
  'log-HAR + weekday': [ONE, ...lags(DAILY), WEEKDAY],
};
const SEASON: readonly Term[] = [{ kind: 'hour' }, WEEKDAY, { kind: 'weekendHour' }];

/** Log-HAR with a weekday season and more. */
function weekdayAnd(...more: readonly Term[]): readonly Term[] {
  return [ONE, ...lags(DAILY), WEEKDAY, ...more];
}

/** Terms by name; the log of variance is regressed unless terms are levels. */
const RIVALS: Readonly<Record<HorizonName, Readonly<Record<string, readonly Term[]>>>> = {
  day: {
    ...PLAIN,
    HARQ: [ONE, ...levels('variance', DAILY), { kind: 'quarticity' }],
    'semivariance HAR': [ONE, ...levels('down', [1]), ...levels('up', [1]), ...levels('variance', [7, 30])],
    'log-HAR + weekday + falls': weekdayAnd({ kind: 'falls' }, { kind: 'fall' }),
    'log-HAR + weekday + bipower': weekdayAnd({ kind: 'excess', of: 'bipower', periods: 1 }),
    'log-HAR + weekday + power': weekdayAnd({ kind: 'excess', of: 'power', periods: 1 }),
    'log-HAR + weekday + last 6 h': weekdayAnd({ kind: 'excess', of: 'last', periods: 1 }),
    'log-HAR + weekday + range': weekdayAnd({ kind: 'excess', of: 'range', periods: 1 }),
    'log-HAR + weekday + others': weekdayAnd({ kind: 'excess', of: 'market', periods: 1 }),
    'log-HAR + weekday + implied': weekdayAnd({ kind: 'excess', of: 'implied', periods: 1 }),
  },
  week: PLAIN,
  month: PLAIN,
  hour: {
    HAR: [ONE, ...levels('variance', HOURLY)],
    'log-HAR': [ONE, ...lags(HOURLY)],
    'log-HAR + weekday': [ONE, ...lags(HOURLY), WEEKDAY],
    'log-HAR + season': [ONE, ...lags(HOURLY), ...SEASON],
  },
};

/** The regressions at one level; `lead`: readings before the first row, so that long lags are whole. */
export function rivalsAt(level: HorizonName, lead: number): Readonly<Record<string, ModelSpec>> {
  const specs = Object.entries(RIVALS[level]).map(([name, terms]): [string, ModelSpec] => [
    name,
    {
      terms,
      scale: terms.some(({ kind }) => kind === 'level') ? 'level' : 'log',
      ahead: HORIZONS[level].ahead,
      ridge: level === 'hour' ? 1 : 0,
      every: level === 'hour' ? 24 : 1,
      lead,
      errors: 'residuals',
    },
  ]);
  return Object.fromEntries(specs);
}

/** The members of the default forecaster as they would be had they begun with nothing. */
export function membersWithoutEvidence(level: HorizonName, lead: number): readonly ModelSpec[] {
  return HORIZONS[level].members.map(({ evidence: _, ...rest }) => ({ ...rest, lead }));
}
