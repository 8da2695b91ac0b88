/** Cost read off a frontier at a stated hedging error. */

/** One way of hedging: how far off it was, and what it cost. Basis points of notional. */
export interface FrontierPoint {
  readonly error: number;
  readonly cost: number;
}

interface Pool extends FrontierPoint {
  readonly count: number;
}

/**
 * `points` in order of error with costs that never rise: neighbours out of order are averaged until none is
 * (Ayer, Brunk, Ewing, Reid & Silverman, Annals of Mathematical Statistics 26 (1955) 641–647). Errors of 0 are left
 * out.
 */
export function falling(points: readonly FrontierPoint[]): readonly FrontierPoint[] {
  const sorted = points.filter(({ error }) => error > 0).toSorted((a, b) => a.error - b.error);
  const pools: Pool[] = [];
  for (const { error, cost } of sorted) {
    let pool: Pool = { error, cost, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.cost < pool.cost; last = pools.at(-1)) {
      const count = last.count + pool.count;
      const mixed = (key: 'error' | 'cost'): number =>
        (last[key] * last.count + pool[key] * pool.count) / count;
      pool = { error: mixed('error'), cost: mixed('cost'), count };
      pools.pop();
    }
    pools.push(pool);
  }
  return pools;
}

/**
 * The cost at `error`, between the two points of the falling frontier beside it: straight in the logarithms of both.
 * Null where the frontier does not reach as far, on either side.
 */
export function costAt(points: readonly FrontierPoint[], error: number): number | null {
  const frontier = falling(points);
  const after = frontier.findIndex((point) => point.error >= error);
  const right = frontier[after];
  if (right === undefined) return null;
  if (right.error === error) return right.cost;
  const left = frontier[after - 1];
  if (left === undefined) return null;
  const share = Math.log(error / left.error) / Math.log(right.error / left.error);
  return left.cost * Math.exp(share * Math.log(right.cost / left.cost));
}
