/** Sums of hedging errors by coin, type, bucket and day: enough for any variance that is asked of them. */
import { DAY } from '../../units/time.ts';
import { bucketOf } from './buckets.ts';
import { METHODS, type Method, type Move } from './learner.ts';

/** Of hedging errors, each a share of the underlying's price. */
export interface Sums {
  n: number;
  readonly sum: Record<Method, number>;
  readonly squares: Record<Method, number>;
}

export interface Cell extends Sums {
  readonly ccy: string;
  readonly type: 'call' | 'put';
  readonly bucket: number;
  /** Days since the epoch, of when its moves ended. */
  readonly day: number;
}

const zeros = (): Record<Method, number> => ({
  blackScholes: 0,
  stickyMoneyness: 0,
  hullWhite: 0,
  untrusted: 0,
  minimumVariance: 0,
});

export function emptySums(): Sums {
  return { n: 0, sum: zeros(), squares: zeros() };
}

export interface Tally {
  add(at: number, move: Move): void;
  cells(): readonly Cell[];
}

export function createTally(): Tally {
  const cells = new Map<string, Cell>();
  return {
    add(at, { start, deltas, priceChange, spotChange }) {
      const { ccy, type } = start.terms;
      const [bucket, day] = [bucketOf(start.delta, start.years), Math.floor(at / DAY)];
      const key = `${day} ${ccy} ${type} ${bucket}`;
      const cell = cells.get(key) ?? { ccy, type, bucket, day, ...emptySums() };
      cells.set(key, cell);
      cell.n += 1;
      for (const method of METHODS) {
        const error = (priceChange - deltas[method] * spotChange) / start.spot;
        cell.sum[method] += error;
        cell.squares[method] += error * error;
      }
    },
    cells: () => [...cells.values()],
  };
}

/** Adds `part` to `total`. */
export function addSums(total: Sums, part: Sums): void {
  total.n += part.n;
  for (const method of METHODS) {
    total.sum[method] += part.sum[method];
    total.squares[method] += part.squares[method];
  }
}

export function totalOf(parts: readonly Sums[]): Sums {
  const total = emptySums();
  for (const part of parts) addSums(total, part);
  return total;
}

/** About its mean: what passing time earns or costs is known before, and no delta hedges it. */
export function varianceOf({ n, sum, squares }: Sums, method: Method): number {
  if (n < 2) return 0;
  return Math.max(0, squares[method] - (sum[method] * sum[method]) / n) / (n - 1);
}

/** 1 − variance / variance by Black-Scholes; null where there is none to compare with. */
export function gainOf(sums: Sums, method: Method): number | null {
  const plain = varianceOf(sums, 'blackScholes');
  return plain > 0 ? 1 - varianceOf(sums, method) / plain : null;
}

/** Cells by what `keyOf` says of them, summed, in order of first appearance. */
export function groupedBy(cells: readonly Cell[], keyOf: (cell: Cell) => string): ReadonlyMap<string, Sums> {
  const groups = new Map<string, Sums>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key) ?? emptySums();
    groups.set(key, group);
    addSums(group, cell);
  }
  return groups;
}
