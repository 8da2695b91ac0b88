/** Why the optimiser's trades are what they are. */
import { objectiveOf } from './objective.ts';
import type { LimitName } from './outcome.ts';
import type { Programme } from './programme.ts';
import type { Workspace } from './workspace.ts';

/** One instrument's part, for a unit more of it in the direction in which it lowers risk. */
export interface InstrumentBecause {
  readonly trade: number;
  /** What that would save in risk: |[GᵀWy]ᵢ|. */
  readonly saving: number;
  /** What it would cost: half-spread, fees, and the impact at this trade. */
  readonly cost: number;
  /** What it would use up of limits that bind, at their prices; below 0 if it gives them room. */
  readonly limits: number;
  readonly reason:
    | 'traded to where saving and cost are equal'
    | 'not worth its cost'
    | 'at its lower'
    | 'at its upper';
}

/** A limit that binds, and what a unit more of it would save. */
export interface ActiveLimit extends LimitName {
  readonly price: number;
}

export interface OptimiserBecause {
  readonly instruments: readonly InstrumentBecause[];
  readonly limits: readonly ActiveLimit[];
  /** Exposures before and after. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Half of yᵀWy before and after, and what the trades cost. */
  readonly riskBefore: number;
  readonly riskAfter: number;
  readonly cost: number;
}

/** W y, by the lower half of W. */
function slopesAt(risk: ArrayLike<number>, y: readonly number[]): number[] {
  const k = y.length;
  return y.map((_, j) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += (risk[j > l ? j * k + l : l * k + j] as number) * (y[l] as number);
    return sum;
  });
}

function columnDot(effects: ArrayLike<number>, i: number, values: readonly number[]): number {
  let sum = 0;
  for (const [j, value] of values.entries()) sum += (effects[i * values.length + j] as number) * value;
  return sum;
}

function reasonOf({ lower, upper }: Programme, i: number, trade: number): InstrumentBecause['reason'] {
  if (trade === 0) return 'not worth its cost';
  if (trade >= (upper[i] as number)) return 'at its upper';
  if (trade <= (lower[i] as number)) return 'at its lower';
  return 'traded to where saving and cost are equal';
}

/** Why `workspace` holds the trades that it has found for `programme`. For a journal: it allocates. */
export function becauseOf(workspace: Workspace, programme: Programme): OptimiserBecause {
  const { trades, multipliers, size, links } = workspace;
  const { effects, rows, margins, costs, impacts } = programme;
  const k = size.exposures;
  const before = Array.from(programme.exposures);
  const after = before.slice();
  for (let i = 0; i < trades.length; i++)
    for (let j = 0; j < k; j++)
      after[j] = (after[j] as number) + (effects[i * k + j] as number) * (trades[i] as number);
  const prices = Array.from(multipliers);
  const slopes = slopesAt(programme.risk, after);
  const instruments = Array.from(trades, (trade, i): InstrumentBecause => {
    const slope = columnDot(effects, i, slopes);
    const way = trade === 0 ? -Math.sign(slope) : Math.sign(trade);
    const used = columnDot(effects, i, prices.slice(0, k)) + columnDot(rows, i, prices.slice(k, links - 1));
    return {
      trade,
      saving: -way * slope,
      cost: (costs[i] as number) + 1.5 * (impacts[i] as number) * Math.sqrt(Math.abs(trade)),
      limits: way * used + (margins[i] as number) * (prices[links - 1] as number),
      reason: reasonOf(programme, i, trade),
    };
  });
  const limits = prices.flatMap((price, j): ActiveLimit[] => {
    if (price === 0) return [];
    const side = price > 0 ? 'upper' : 'lower';
    const [kind, index] = j < k ? ['exposure' as const, j] : ['row' as const, j - k];
    return [
      { ...(j < links - 1 ? { kind, index } : { kind: 'margin', index: 0 }), side, price: Math.abs(price) },
    ];
  });
  const riskOf = (y: readonly number[]): number =>
    0.5 * slopesAt(programme.risk, y).reduce((sum, slope, j) => sum + slope * (y[j] as number), 0);
  const [riskBefore, riskAfter] = [riskOf(before), riskOf(after)];
  return {
    instruments,
    limits,
    before,
    after,
    riskBefore,
    riskAfter,
    cost: objectiveOf(programme, trades) - riskAfter,
  };
}
