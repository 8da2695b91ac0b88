/** Every policy at every number, over a straddle dealt each day. */
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { DAY } from '../../units/time.ts';
import { emptyEdges, follow } from './follow.ts';
import { lifeReader } from './life.ts';
import type { CoinPath } from './market.ts';
import { policies } from './policies.ts';

/** Outcomes of one policy at one number, one for each roll, in fractions of notional. */
export interface Column {
  readonly cost: Float64Array;
  readonly squares: Float64Array;
  readonly gain: Float64Array;
  readonly funding: Float64Array;
}

/** What became of the rolls of one coin and tenor. */
export interface Swept {
  readonly coin: string;
  readonly tenorDays: number;
  /** Deal and expiry of each roll, in epoch milliseconds, in order of the deal. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** By policy, then by its grid. */
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** Days on which nothing was dealt, as no bar closed then or at expiry. */
  readonly skipped: number;
}

/** Fee and half a spread, one way. */
export const COST_RATE = 6e-4;
/** Before the first deal the vol warms up. */
const WARM_UP = 30 * DAY;

interface Openings {
  readonly places: readonly (readonly [from: number, to: number])[];
  readonly skipped: number;
}

/** Where the straddles of `tenorDays` that are dealt at each midnight begin and end, `everyDays` apart. */
export function openingsOf(path: CoinPath, tenorDays: number): Openings {
  const midnights = new Map<number, number>();
  for (const [i, at] of path.at.entries()) if (at % DAY === 0) midnights.set(at / DAY, i);
  const first = Math.ceil(((path.at[0] as number) + WARM_UP) / DAY);
  const last = Math.floor((path.at.at(-1) as number) / DAY) - tenorDays;
  const places: (readonly [number, number])[] = [];
  for (let day = first; day <= last; day += 1) {
    const [from, to] = [midnights.get(day), midnights.get(day + tenorDays)];
    if (from === undefined || to === undefined || Number.isNaN(path.vol[from] as number)) continue;
    places.push([from, to]);
  }
  return { places, skipped: Math.max(0, last - first + 1) - places.length };
}

function emptyColumn(rolls: number): Column {
  const column = (): Float64Array => new Float64Array(rolls);
  return { cost: column(), squares: column(), gain: column(), funding: column() };
}

/** Hedges every roll of `tenorDays` with every policy; `onRoll` is told of each. */
export function sweep(path: CoinPath, tenorDays: number, onRoll: (share: number) => void): Swept {
  const { places, skipped } = openingsOf(path, tenorDays);
  const capacity = places.reduce((most, [from, to]) => Math.max(most, to - from), 1);
  const reader = lifeReader(typescriptKernel(), capacity);
  const edges = emptyEdges(capacity);
  const columns = Object.fromEntries(
    policies.map(({ name, grid }) => [name, grid.map(() => emptyColumn(places.length))]),
  );
  for (const [roll, [from, to]] of places.entries()) {
    const life = reader.read(path, from, to);
    for (const { name, grid, prepare } of policies) {
      const fill = prepare(life, COST_RATE);
      for (const [g, parameter] of grid.entries()) {
        fill(parameter, edges);
        const { cost, squares, gain, funding } = follow(life, edges, COST_RATE);
        const column = columns[name]?.[g] as Column;
        column.cost[roll] = cost;
        column.squares[roll] = squares;
        column.gain[roll] = gain;
        column.funding[roll] = funding;
      }
    }
    onRoll((roll + 1) / places.length);
  }
  return {
    coin: path.coin,
    tenorDays,
    from: Float64Array.from(places, ([from]) => path.at[from] as number),
    to: Float64Array.from(places, ([, to]) => path.at[to] as number),
    columns,
    skipped,
  };
}
