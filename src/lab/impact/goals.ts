import type { Goal, Peer } from '../experiment.ts';
import { GUARDED, NAIVE, SAMPLINGS } from './contest.ts';
import type { Interval } from './interval.ts';
import type { VerdictRow } from './verdict.ts';

const TEETH = 1.25;
const GUARDED_MOST = 1.06;

function find(rows: readonly VerdictRow[], name: string): VerdictRow {
  const row = rows.find(({ hedger }) => hedger === name);
  if (row === undefined) throw new Error(`no day of ${name}`);
  return row;
}

function told({ mean, low, high }: Interval): string {
  return `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** The settings of the sweep, of which the naive hedger itself is the first. */
function sweep(rows: readonly VerdictRow[]): readonly VerdictRow[] {
  return rows.filter(({ hedger }) => hedger !== GUARDED && hedger !== NAIVE);
}

/** The three numbers that were asked for. */
export function goalsOf(rows: readonly VerdictRow[]): readonly Goal[] {
  const [naive, guarded] = [find(rows, NAIVE), find(rows, GUARDED)];
  const ten = naive.ratios[SAMPLINGS.indexOf(10)] as Interval;
  const better = sweep(rows).filter(
    ({ worst, residual }) => worst < guarded.worst && residual < guarded.residual,
  );
  // Higher is what the seeds show to be higher; the mean itself stands beside it.
  const isNoWorse = guarded.liquidations.low <= 0 && guarded.drawdown.low <= 1;
  const beside =
    `liquidations a day more than without: ${told(guarded.liquidations)}; ` +
    `largest fall over that without: ${told(guarded.drawdown)}; both must not be shown to be higher`;
  return [
    {
      ...{ id: 'impact.teeth', target: TEETH, reached: ten.mean, met: ten.mean >= TEETH },
      what: `naive hedger: volatility of ten minutes over that without it, at least; ${told(ten)} with 95 %`,
    },
    {
      ...{ id: 'impact.guarded', target: GUARDED_MOST, reached: guarded.worstHigh },
      met: guarded.worstHigh <= GUARDED_MOST && isNoWorse,
      what: `guarded hedger: upper end of the same at the worst of 1, 10 and 60 minutes, at most; ${beside}`,
    },
    {
      ...{ id: 'impact.frontier', target: 0, reached: better.length, met: better.length === 0 },
      what: 'settings of the naive hedger that add less (worst sampling) and leave less open than the guarded, at most',
    },
  ];
}

/** What the goals leave out: what it costs to be quiet. */
export function peersOf(rows: readonly VerdictRow[]): readonly Peer[] {
  const [naive, guarded] = [find(rows, NAIVE), find(rows, GUARDED)];
  const all = sweep(rows);
  const beaten = all.filter(({ worst, residual }) => worst > guarded.worst && residual > guarded.residual);
  const asQuiet = all.filter(({ worst }) => worst <= guarded.worst).map(({ residual }) => residual);
  const asClose = all.filter(({ residual }) => residual <= guarded.residual).map(({ worst }) => worst);
  const ratios = SAMPLINGS.map((minutes, k) => ({
    name: `guarded: volatility of ${minutes} minutes over that without`,
    reached: guarded.ratios[k]?.mean ?? null,
  }));
  return [
    ...ratios,
    { name: 'guarded: residual delta over the naive one’s', reached: guarded.residual / naive.residual },
    { name: 'guarded: most changes of level within a minute', reached: guarded.mostChangesPerMinute },
    { name: 'guarded: changes of level taken back within a minute', reached: guarded.flaps },
    { name: 'settings that are beaten in both', reached: beaten.length },
    {
      name: 'least residual delta of settings as quiet, over the guarded one’s',
      reached: asQuiet.length === 0 ? null : Math.min(...asQuiet) / guarded.residual,
    },
    {
      name: 'least volatility of settings as close to their target',
      reached: asClose.length === 0 ? null : Math.min(...asClose),
    },
  ];
}
