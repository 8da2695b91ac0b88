/** What trades lead to: exposures, and the objective. */
import type { Programme } from './programme.ts';

/** What the trades add to the `count` sums whose columns stand in `effects`, and to their sizes. */
export function addUp(
  effects: ArrayLike<number>,
  trades: Float64Array,
  sums: Float64Array,
  sizes: Float64Array,
): void {
  const count = sums.length;
  for (let i = 0; i < trades.length; i++)
    for (let j = 0; j < count; j++) {
      const part = (effects[i * count + j] as number) * (trades[i] as number);
      sums[j] = (sums[j] as number) + part;
      sizes[j] = (sizes[j] as number) + Math.abs(part);
    }
}

/** The exposures that `trades` leave, and the size of what they are made of. */
export function exposuresAfter(
  programme: Programme,
  trades: Float64Array,
): { sums: Float64Array; sizes: Float64Array } {
  const sums = Float64Array.from(programme.exposures);
  const sizes = sums.map(Math.abs);
  addUp(programme.effects, trades, sums, sizes);
  return { sums, sizes };
}

/** What the optimiser makes least: the risk that `trades` leave and what they cost, in money. */
export function objectiveOf(programme: Programme, trades: Float64Array): number {
  const { risk, costs, impacts } = programme;
  const { sums } = exposuresAfter(programme, trades);
  const k = sums.length;
  let value = 0;
  for (let j = 0; j < k; j++) {
    const own = sums[j] as number;
    let slope = 0.5 * (risk[j * k + j] as number) * own;
    for (let l = 0; l < j; l++) slope += (risk[j * k + l] as number) * (sums[l] as number);
    value += own * slope;
  }
  for (let i = 0; i < trades.length; i++) {
    const size = Math.abs(trades[i] as number);
    value += size * ((costs[i] as number) + (impacts[i] as number) * Math.sqrt(size));
  }
  return value;
}
