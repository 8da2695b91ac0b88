/** The conditions of an optimum: what they say of trades and multipliers, and how far these are from them. */
import { clamp, settle } from './settle.ts';
import { RESIDUAL, type Workspace } from './workspace.ts';

/** Of the largest price, in parts of the tolerance: the rounding of float64 in what it pulls. */
const ROUNDED = 1e-5;
/** How much better limits are kept than the rest: rounding does not add up in them. */
const STRICT = 100;

/** Sums over instruments after the trade `x`, the links' prices there, and the pull of both on instruments. */
export function look(workspace: Workspace): void {
  const { x, shadow, reached, price, pull, start, effects, risk, links, size } = workspace;
  const k = size.exposures;
  const last = links - 1;
  reached.set(start);
  for (let i = 0; i < x.length; i++) {
    const trade = x[i] as number;
    if (trade === 0) continue;
    const own = i * links;
    for (let j = 0; j < last; j++) reached[j] = (reached[j] as number) + (effects[own + j] as number) * trade;
    reached[last] = (reached[last] as number) + (effects[own + last] as number) * Math.abs(trade);
  }
  for (let j = 0; j < links; j++) {
    let slope = shadow[j] as number;
    if (j < k) {
      const row = j * k;
      for (let l = 0; l < k; l++) slope += (risk[row + l] as number) * (reached[l] as number);
    }
    price[j] = slope;
  }
  for (let i = 0; i < x.length; i++) {
    const own = i * links;
    let sum = 0;
    for (let j = 0; j < last; j++) sum += (effects[own + j] as number) * (price[j] as number);
    pull[i] = sum;
  }
}

/** What an instrument costs to trade by a unit more, the margin's price included, impact not. */
export function costOf({ costs, effects, price, links }: Workspace, i: number): number {
  return (costs[i] as number) + (effects[i * links + links - 1] as number) * (price[links - 1] as number);
}

/**
 * What is missing of balance between saving and cost. Distances in trades alone would not do: beside an impact's
 * square root a saving too small to be worth its cost makes a trade that is far smaller still.
 */
function imbalance(workspace: Workspace, i: number, sign: number): number {
  const { x, pull, impacts } = workspace;
  const now = x[i] as number;
  if (sign === 0 || sign * now <= 0) return 0;
  const impact = 1.5 * (impacts[i] as number) * Math.sqrt(Math.abs(now));
  return Math.abs((pull[i] as number) + sign * (costOf(workspace, i) + impact));
}

/**
 * Reads off which instruments move freely and which links are held at a limit, and where all others belong, into
 * `trial`. Leaves the residual: how far trades and sums are from where the conditions of an optimum put them.
 * Answers whether what moves or is held has changed.
 */
export function sort(workspace: Workspace): boolean {
  const { x, pull, impacts, lower, upper, trial, moves, holds, shadow, reached, linkLower, linkUpper } =
    workspace;
  const { price } = workspace;
  let changed = false;
  let residual = 0;
  for (let i = 0; i < x.length; i++) {
    const now = x[i] as number;
    const from = lower[i] as number;
    const to = upper[i] as number;
    const wish = now - (pull[i] as number);
    const target = settle(wish, Math.max(0, costOf(workspace, i)), 1.5 * (impacts[i] as number), from, to);
    const sign = target === 0 || target <= from || target >= to ? 0 : target > 0 ? 1 : -1;
    if (sign !== moves[i] || (sign === 0 && target !== now)) changed = true;
    moves[i] = sign;
    trial[i] = target;
    residual = Math.max(residual, Math.abs(target - now), imbalance(workspace, i, sign));
  }
  let most = 0;
  for (let j = 0; j < price.length; j++) most = Math.max(most, Math.abs(price[j] as number));
  residual /= 1 + ROUNDED * most;
  for (let j = 0; j < shadow.length; j++) {
    const from = linkLower[j] as number;
    const to = linkUpper[j] as number;
    const aim = (reached[j] as number) + (shadow[j] as number);
    const target = clamp(aim, from, to);
    const side = from === to || aim > to ? 1 : aim < from ? -1 : 0;
    if (side !== holds[j]) changed = true;
    holds[j] = side;
    residual = Math.max(residual, STRICT * Math.abs(target - (reached[j] as number)));
  }
  workspace.gauges[RESIDUAL] = residual;
  return changed;
}

/** The effect of a free instrument on link `j`; on the margin it is that of trading further the same way. */
export function effectOn({ effects, moves, links }: Workspace, i: number, j: number): number {
  const effect = effects[i * links + j] as number;
  return j === links - 1 ? effect * (moves[i] as number) : effect;
}
