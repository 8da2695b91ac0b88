/** The numbers that the goals are about, and how sure they are. */
import { createRandom } from '../../math/random.ts';
import { quantile } from '../../math/statistics.ts';
import { BUCKETS, bucketName, DAY_EDGES } from './buckets.ts';
import type { Method } from './learner.ts';
import { addSums, type Cell, emptySums, gainOf, groupedBy, totalOf } from './tally.ts';

/** A bucket with fewer moves says nothing. */
export const LEAST_MOVES = 100;
const DRAWS = 1000;
/** Days that are drawn together: a week's turmoil is one event. */
const BLOCK = 7;

/** Null where there is nothing to measure. */
export interface Measures {
  readonly all: number | null;
  readonly otmcalls: number | null;
  /** Variance over that of Black-Scholes, less 1, in the bucket where it is largest. */
  readonly worst: number | null;
}

/** Calls with a delta below 0.2. */
export function isOtmCall({ type, bucket }: Cell): boolean {
  return type === 'call' && bucket < DAY_EDGES.length;
}

/** Signed delta and days to expiry, both coins together. */
function bucketKey({ type, bucket }: Cell): string {
  const { delta, days } = bucketName(bucket);
  return `${type} ${delta} ${days}d`;
}

function excesses(
  cells: readonly Cell[],
  method: Method,
): readonly (readonly [key: string, excess: number])[] {
  const groups = [...groupedBy(cells, bucketKey)].filter(([, { n }]) => n >= LEAST_MOVES);
  return groups.flatMap(([key, sums]) => {
    const gain = gainOf(sums, method);
    return gain === null ? [] : [[key, -gain] as const];
  });
}

/** The bucket in which `method` does worst, by name. */
export function worstBucket(cells: readonly Cell[], method: Method): string | null {
  const all = excesses(cells, method);
  const most = Math.max(...all.map(([, excess]) => excess));
  return all.find(([, excess]) => excess === most)?.[0] ?? null;
}

export function measure(cells: readonly Cell[], method: Method): Measures {
  const all = excesses(cells, method);
  return {
    all: gainOf(totalOf(cells), method),
    otmcalls: gainOf(totalOf(cells.filter(isOtmCall)), method),
    worst: all.length === 0 ? null : Math.max(...all.map(([, excess]) => excess)),
  };
}

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export type Intervals = Readonly<Record<keyof Measures, Interval>>;

/** One cell a bucket, both coins together: all that `measure` needs, whatever days went in. */
function createPool(): { readonly cells: readonly Cell[]; add(part: Cell): void } {
  const cells = (['call', 'put'] as const).flatMap((type) =>
    Array.from({ length: BUCKETS }, (_, bucket): Cell => ({ ccy: '', type, bucket, day: 0, ...emptySums() })),
  );
  return {
    cells,
    add: (part) => addSums(cells[(part.type === 'call' ? 0 : BUCKETS) + part.bucket] as Cell, part),
  };
}

/** The middle 90 % of `measure` over days drawn again, in weeks that may wrap around; null under 14 days. */
export function intervalsOf(cells: readonly Cell[], method: Method): Intervals | null {
  const byDay = new Map<number, ReturnType<typeof createPool>>();
  for (const cell of cells.toSorted((x, y) => x.day - y.day)) {
    const pool = byDay.get(cell.day) ?? createPool();
    byDay.set(cell.day, pool);
    pool.add(cell);
  }
  const days = [...byDay.values()];
  if (days.length < 2 * BLOCK) return null;
  const random = createRandom('smile');
  const drawn = { all: [] as number[], otmcalls: [] as number[], worst: [] as number[] };
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const sample = createPool();
    for (let i = 0; i < days.length; i += BLOCK) {
      const from = random.int(days.length);
      for (let j = 0; j < Math.min(BLOCK, days.length - i); j += 1) {
        for (const cell of days[(from + j) % days.length]?.cells ?? []) sample.add(cell);
      }
    }
    const found = measure(sample.cells, method);
    for (const name of ['all', 'otmcalls', 'worst'] as const) drawn[name].push(found[name] ?? 0);
  }
  const middle = (values: readonly number[]): Interval => ({
    lower: quantile(values, 0.05),
    upper: quantile(values, 0.95),
  });
  return { all: middle(drawn.all), otmcalls: middle(drawn.otmcalls), worst: middle(drawn.worst) };
}
