/**
 * What the delta of an option should be when its vol moves with the underlying: real option chains, each option
 * hedged from one snapshot to the next, by Black-Scholes, by a smile that keeps its moneyness, and by deltas of
 * least variance learned from the past alone. `walk.ts` goes through the chains, `learner.ts` holds what is known,
 * `measures.ts` what is asked.
 */
import { DAY } from '../../units/time.ts';
import type { Goal, Study } from '../experiment.ts';
import { readChains } from './chain-file.ts';
import { chartsOf, rowsOf } from './findings.ts';
import { METHODS } from './learner.ts';
import { type Interval, type Intervals, intervalsOf, LEAST_MOVES, measure, worstBucket } from './measures.ts';
import settings from './smile.json' with { type: 'json' };
import { type Cell, createTally } from './tally.ts';
import { walk } from './walk.ts';

/** Of the files' time, in which the deltas are learned and nothing counts. */
const WARM_UP = 30 * DAY;

const VARIANCE =
  'variance about the mean of (change of option - delta x change of underlying) / underlying from snapshot ' +
  'to snapshot';

function goal(id: string, target: number, isLower: boolean, reached: number | null, what: string): Goal {
  const met = reached !== null && (isLower ? reached <= target : reached >= target);
  return { id, target, reached, met, what };
}

/** How far a number ranges where days are drawn again, in words. */
function ranging(interval: Interval | undefined): string {
  if (interval === undefined) return '';
  return `; 90 % of draws of days give ${interval.lower.toFixed(3)} to ${interval.upper.toFixed(3)}`;
}

function goalsOf(cells: readonly Cell[], intervals: Intervals | null): readonly Goal[] {
  const { all, otmcalls, worst } = measure(cells, 'minimumVariance');
  const where = worstBucket(cells, 'minimumVariance');
  return [
    goal(
      'smile.all',
      0.05,
      false,
      all,
      `1 - ${VARIANCE}, over that by Black-Scholes, at least${ranging(intervals?.all)}`,
    ),
    goal(
      'smile.otmcalls',
      0.2,
      false,
      otmcalls,
      `the same, of calls with a delta of 0.05 to 0.2, at least${ranging(intervals?.otmcalls)}`,
    ),
    goal(
      'smile.worst',
      0.01,
      true,
      worst,
      `variance over that by Black-Scholes - 1, at most, in the worst bucket of type x delta x expiry with ` +
        `${LEAST_MOVES} moves${where === null ? '' : `: ${where}`}${ranging(intervals?.worst)}`,
    ),
  ];
}

function warningsOf(cells: readonly Cell[], days: number): readonly string[] {
  if (cells.length > 0) return [];
  return [
    `no move counts: the chains span ${days.toFixed(1)} days, of which the first ${WARM_UP / DAY} only warm up`,
  ];
}

/** The study `smile`: goals `smile.all`, `smile.otmcalls`, `smile.worst`. Needs more than 30 days of chains. */
export const smile: Study = async ({ chains: paths, onProgress }) => {
  const { chains, files } = await readChains(paths, (done) => onProgress((0.5 * done) / paths.length));
  let [first, last] = [Infinity, -Infinity];
  for (const at of chains.at) [first, last] = [Math.min(first, at), Math.max(last, at)];
  const tally = createTally();
  walk(chains, settings, {
    onMoves: (at, moves) => {
      for (const move of moves) if (move.start.at >= first + WARM_UP) tally.add(at, move);
    },
    onProgress: (share) => onProgress(0.5 + 0.5 * share),
  });
  const cells = tally.cells();
  const intervals = intervalsOf(cells, 'minimumVariance');
  const others = METHODS.filter((method) => method !== 'blackScholes' && method !== 'minimumVariance');
  return {
    goals: goalsOf(cells, intervals),
    peers: others.flatMap((method) => {
      const { all, otmcalls, worst } = measure(cells, method);
      return [
        { name: `smile.all by ${method}`, reached: all },
        { name: `smile.otmcalls by ${method}`, reached: otmcalls },
        { name: `smile.worst by ${method}`, reached: worst },
      ];
    }),
    rows: rowsOf(cells, intervals),
    charts: chartsOf(cells),
    files,
    warnings: warningsOf(cells, (last - first) / DAY),
  };
};
