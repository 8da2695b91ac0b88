/** The frontiers of single straddles: what each policy costs at the same hedging error, numbers chosen on the past. */
import { mean, standardDeviation } from '../../math/statistics.ts';
import type { Chart } from '../experiment.ts';
import { costAt, type FrontierPoint, falling } from './curve.ts';
import { policies } from './policies.ts';
import type { Column, Swept } from './sweep.ts';
import { BASIS_POINTS, chooseForward, type Forward, type Frozen } from './walk-forward.ts';
import { type Interval, pointOf, resampled, type WeekSums, weekly } from './weeks.ts';

/** Hedging errors at which costs are compared, in basis points of notional. */
export const LEVELS: readonly number[] = [25, 35, 50];
/** The errors that policies are told to reach on the past: from 10 to 120 basis points. */
const TARGETS: readonly number[] = Array.from(
  { length: 16 },
  (_, i) => 10 * Math.exp((i * Math.log(12)) / 15),
);
export const DEFAULT = 'tracking';

/** Costs and errors are in basis points of notional a roll. */
export interface PolicyFrontier {
  readonly policy: string;
  /** Numbers chosen month by month on the past; one point for each error aimed at. */
  readonly forward: readonly FrontierPoint[];
  /** Each number of the grid kept throughout, with the whole period known. */
  readonly inSample: readonly FrontierPoint[];
  readonly weeks: readonly WeekSums[];
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly coin: string;
  readonly tenorDays: number;
  readonly level: number;
  readonly rival: string;
  readonly cost: number | null;
  readonly rivalCost: number | null;
  /** Cost over the rival's, and where 95 % of the resampled ratios lie. */
  readonly ratio: number | null;
  readonly interval: Interval | null;
}

export interface Cell {
  readonly coin: string;
  readonly tenorDays: number;
  readonly rows: readonly object[];
  readonly comparisons: readonly Comparison[];
  readonly chart: Chart;
}

/** A cell's frozen pasts by policy. */
export type FrozenCell = Readonly<Record<string, Frozen>>;

function rms(squares: Float64Array): number {
  return squares.length === 0 ? 0 : BASIS_POINTS * Math.sqrt(mean(squares));
}

function inSamplePoint({ cost, squares }: Column): FrontierPoint {
  return { error: rms(squares), cost: cost.length === 0 ? 0 : BASIS_POINTS * mean(cost) };
}

/**
 * The cost at `error`; where a rival's frontier ends at a larger error, what it costs there, which is less than it
 * would cost. So a clock that trades at every bar, and has no error between bars by definition, is not flattered.
 */
function rivalCostAt(points: readonly FrontierPoint[], error: number): number | null {
  const tightest = falling(points)[0];
  if (tightest !== undefined && error < tightest.error) return tightest.cost;
  return costAt(points, error);
}

function ratioAt(
  own: readonly FrontierPoint[],
  rival: readonly FrontierPoint[],
  level: number,
): number | null {
  const [cost, rivalCost] = [costAt(own, level), rivalCostAt(rival, level)];
  return cost === null || rivalCost === null ? null : cost / rivalCost;
}

/** Compares `own` with `rival` at `level`. */
export function compare(
  own: PolicyFrontier,
  rival: PolicyFrontier,
  level: number,
  block: number,
): Pick<Comparison, 'cost' | 'rivalCost' | 'ratio' | 'interval'> {
  const count = own.weeks[0]?.rolls.length ?? 0;
  const forward = ({ weeks }: PolicyFrontier, drawn: readonly number[]): FrontierPoint[] =>
    weeks.map((sums) => pointOf(sums, drawn));
  return {
    cost: costAt(own.forward, level),
    rivalCost: rivalCostAt(rival.forward, level),
    ratio: ratioAt(own.forward, rival.forward, level),
    interval: resampled(count, block, (drawn) => ratioAt(forward(own, drawn), forward(rival, drawn), level)),
  };
}

/** The frontier of one policy, whose `columns` were swept. */
export function frontierOf(
  policy: string,
  swept: Pick<Swept, 'from' | 'to'>,
  columns: readonly Column[],
  targets: readonly number[],
  frozen?: Frozen,
): PolicyFrontier & { readonly forwards: readonly Forward[] } {
  const forwards = chooseForward(swept, columns, targets, frozen);
  const weeks = forwards.map((forward) => weekly(swept.from, columns, forward));
  const forward = weeks.map((sums) => pointOf(sums, sums.rolls.keys()));
  return { policy, forwards, weeks, forward, inSample: columns.map(inSamplePoint) };
}

/** What one error aimed at came to over the rolls that had a past to choose on. */
function forwardRow(columns: readonly Column[], { target, choice }: Forward, point: FrontierPoint): object {
  const picked = (key: 'gain' | 'funding'): number[] =>
    Array.from(choice).flatMap((g, roll) =>
      g < 0 ? [] : [BASIS_POINTS * (columns[g]?.[key][roll] as number)],
    );
  const [gains, funding] = [picked('gain'), picked('funding')];
  return {
    target,
    rolls: gains.length,
    ...point,
    deviation: gains.length < 2 ? null : standardDeviation(gains),
    funding: funding.length === 0 ? null : mean(funding),
  };
}

/** The frontiers of one coin and tenor, and the default's cost beside every rival's. */
export function straddleCell(swept: Swept, frozen?: FrozenCell): Cell {
  const { coin, tenorDays } = swept;
  const frontiers = policies.map(({ name }) =>
    frontierOf(name, swept, swept.columns[name] ?? [], TARGETS, frozen?.[name]),
  );
  const own = frontiers.find(({ policy }) => policy === DEFAULT) as PolicyFrontier;
  const block = Math.ceil(tenorDays / 7) + 1;
  const comparisons = frontiers
    .filter(({ policy }) => policy !== DEFAULT)
    .flatMap((rival) =>
      LEVELS.map((level): Comparison => {
        const found = compare(own, rival, level, block);
        return { kind: 'comparison', coin, tenorDays, level, rival: rival.policy, ...found };
      }),
    );
  const rows = frontiers.flatMap(({ policy, forward, forwards, inSample }, p) => [
    ...forwards.map((one, i) => {
      const row = forwardRow(swept.columns[policy] ?? [], one, forward[i] as FrontierPoint);
      return { kind: 'walk-forward', coin, tenorDays, policy, ...row };
    }),
    ...inSample.map((point, g) => {
      const [{ parameter, grid }] = [policies[p] as (typeof policies)[number]];
      return { kind: 'in-sample', coin, tenorDays, policy, parameter, value: grid[g], ...point };
    }),
  ]);
  const drawn = (points: readonly FrontierPoint[]): [number, number][] =>
    points.filter(({ error }) => error > 5 && error < 120).map(({ error, cost }) => [error, cost]);
  const chart: Chart = {
    title: `${coin}, straddles of ${tenorDays} days`,
    kind: 'line',
    x: 'hedging error, bp of notional a roll',
    y: 'fees and slippage, bp of notional a roll',
    series: frontiers.flatMap(({ policy, forward, inSample }) => [
      { name: policy, points: drawn(falling(forward)) },
      { name: `${policy}, in sample`, points: drawn(falling(inSample)) },
    ]),
  };
  return { coin, tenorDays, rows: [...rows, ...comparisons], comparisons, chart };
}
