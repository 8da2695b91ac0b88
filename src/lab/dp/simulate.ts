import type { Random } from '../../math/random.ts';
import { type Market, STRIKE } from './cases.ts';
import type { Regions } from './regions.ts';

/**
 * Paths of the price in pairs, the second half mirroring the first, and what each policy holds and has lost.
 */
export interface Block {
  readonly pairs: number;
  /** Logarithms of the price. */
  readonly logs: Float64Array;
  readonly prices: Float64Array;
  /** Place of the price on the policies' grid. */
  readonly cells: Int32Array;
  readonly shares: Float64Array;
  readonly holdings: readonly Float64Array[];
  /** What selling the call for nothing and hedging it has cost so far. */
  readonly losses: readonly Float64Array[];
}

export function createBlock(pairs: number, policies: number): Block {
  const paths = (): Float64Array => new Float64Array(2 * pairs);
  const each = (): readonly Float64Array[] => Array.from({ length: policies }, paths);
  const place = { cells: new Int32Array(2 * pairs), shares: paths() };
  return { pairs, logs: paths(), prices: paths(), ...place, holdings: each(), losses: each() };
}

function locate({ logs, prices, cells, shares }: Block, { grid }: Regions): void {
  const last = grid.size - 2;
  for (let k = 0; k < logs.length; k++) {
    const log = logs[k] ?? 0;
    const place = (log - grid.start) / grid.spacing;
    const cell = Math.min(last, Math.max(0, Math.floor(place)));
    prices[k] = Math.exp(log);
    cells[k] = cell;
    shares[k] = Math.min(1, Math.max(0, place - cell));
  }
}

/** Brings every holding to the nearest edge of its region. */
function rebalance(block: Block, policy: number, regions: Regions, step: number, costRate: number): void {
  const { prices, cells, shares } = block;
  const { lower, upper, grid } = regions;
  const held = block.holdings[policy] as Float64Array;
  const losses = block.losses[policy] as Float64Array;
  const row = step * grid.size;
  for (let k = 0; k < prices.length; k++) {
    const at = row + (cells[k] ?? 0);
    const share = shares[k] ?? 0;
    const least = (lower[at] ?? 0) + share * ((lower[at + 1] ?? 0) - (lower[at] ?? 0));
    const most = (upper[at] ?? 0) + share * ((upper[at + 1] ?? 0) - (upper[at] ?? 0));
    const before = held[k] ?? 0;
    const after = Math.min(most, Math.max(least, before));
    const trade = after - before;
    held[k] = after;
    losses[k] = (losses[k] ?? 0) + (prices[k] ?? 0) * (trade + costRate * Math.abs(trade));
  }
}

/** A step of a price without drift, with the mirror image of its shocks for the second half. */
function move({ pairs, logs }: Block, { vol, step }: Market, random: Random): void {
  const deviation = vol * Math.sqrt(step);
  const drift = -0.5 * deviation * deviation;
  for (let k = 0; k < pairs; k++) {
    const shock = deviation * random.normal();
    logs[k] = (logs[k] ?? 0) + drift + shock;
    logs[pairs + k] = (logs[pairs + k] ?? 0) + drift - shock;
  }
}

/**
 * Fills `block` with new paths, and what each of `policies`, all on one grid, has lost on them after the call
 * is paid. `watch` sees the block after the trades of each step.
 */
export function simulate(
  market: Market,
  policies: readonly Regions[],
  random: Random,
  block: Block,
  watch: (step: number) => void = () => undefined,
): void {
  const { logs, prices, holdings, losses } = block;
  for (const array of [logs, ...holdings, ...losses]) array.fill(0);
  const grid = policies[0];
  if (grid === undefined) return;
  for (let step = 0; step < market.steps; step++) {
    locate(block, grid);
    for (const [p, regions] of policies.entries()) rebalance(block, p, regions, step, market.costRate);
    watch(step);
    move(block, market, random);
  }
  locate(block, grid);
  for (const [p, held] of holdings.entries()) {
    const lost = losses[p] as Float64Array;
    for (let k = 0; k < held.length; k++) {
      const price = prices[k] ?? 0;
      lost[k] = (lost[k] ?? 0) + Math.max(0, price - STRIKE) - (held[k] ?? 0) * price;
    }
  }
}
