import { fitGarch } from '../../forecast/garch.ts';
import type { Goal } from '../experiment.ts';
import { type ContestRow, DEFAULT } from './contest.ts';

/** The row of the default forecaster on `asset`, one day ahead. */
function dayOf(rows: readonly ContestRow[], asset: string): ContestRow | undefined {
  return rows.find((row) => row.asset === asset && row.horizon === 'day' && row.model === DEFAULT);
}

function stated(rows: readonly ContestRow[], of: 'againstLogHar' | 'againstWeekday'): string {
  const parts = rows.map(
    ({ asset, [of]: comparison }) => `${asset} ${comparison?.p.toPrecision(2) ?? 'none'}`,
  );
  return `Diebold-Mariano p ${parts.join(', ')}`;
}

/** How far the default forecaster lies below log-HAR, and below log-HAR with weekdays, one day ahead. */
export function forecastGoals(rows: readonly ContestRow[]): readonly Goal[] {
  const found = ['BTC', 'ETH'].flatMap((asset) => dayOf(rows, asset) ?? []);
  const ether = found.find(({ asset }) => asset === 'ETH');
  const worse = found.length === 0 ? null : Math.min(...found.map(({ belowLogHar }) => belowLogHar));
  const isNowhereAbove = found.every(({ belowWeekday }) => belowWeekday >= 0);
  const shares = found.map(({ asset, belowWeekday }) => `${asset} ${belowWeekday.toFixed(4)}`).join(', ');
  return [
    {
      id: 'forecast.lhar',
      target: 0.08,
      reached: worse,
      met: worse !== null && worse >= 0.08,
      what:
        'share of the one-day QLIKE of log-HAR that the default forecaster does not lose, the worse of BTC and ETH; ' +
        `at least the target; ${stated(found, 'againstLogHar')}`,
    },
    {
      id: 'forecast.weekday',
      target: 0.03,
      reached: ether?.belowWeekday ?? null,
      met: ether !== undefined && ether.belowWeekday >= 0.03 && isNowhereAbove,
      what:
        'the same of log-HAR with weekdays on ETH, at least the target, and not below 0 on BTC ' +
        `(${shares}); ${stated(found, 'againstWeekday')}`,
    },
  ];
}

/** As published, Fiorentini, Calzolari & Panattoni (1996), with the size of the sixth digit. */
const BENCHMARK = [
  { parameter: 'mu', published: -0.00619041, digit: 1e-8 },
  { parameter: 'omega', published: 0.0107613, digit: 1e-7 },
  { parameter: 'alpha', published: 0.153134, digit: 1e-6 },
  { parameter: 'beta', published: 0.805974, digit: 1e-6 },
  { parameter: 'logLikelihood', published: -1106.60788, digit: 1e-5 },
] as const;

export interface GarchRow {
  readonly study: 'garch.dmbp';
  readonly parameter: string;
  readonly published: number;
  readonly reached: number;
  /** How far apart, in units of the last digit published. */
  readonly digits: number;
}

/** GARCH(1,1) on the returns of the mark against the pound, against the published estimates. */
export function garchGoal(returns: readonly number[] | null): { goal: Goal; rows: readonly GarchRow[] } {
  const fit = returns === null ? null : fitGarch(returns);
  const rows =
    fit === null || 'kind' in fit
      ? []
      : BENCHMARK.map(({ parameter, published, digit }): GarchRow => {
          const reached = fit[parameter];
          const digits = Math.abs(reached - published) / digit;
          return { study: 'garch.dmbp', parameter, published, reached, digits };
        });
  const worst = rows.length === 0 ? null : Math.max(...rows.map(({ digits }) => digits));
  const goal: Goal = {
    id: 'garch.dmbp',
    target: 1,
    reached: worst,
    met: worst !== null && worst <= 1,
    what:
      'greatest distance of four parameters and the log-likelihood from the published six digits, in units of ' +
      `the last; at most the target${returns === null ? '; its file was not given' : ''}`,
  };
  return { goal, rows };
}
