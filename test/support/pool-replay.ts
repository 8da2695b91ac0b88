/** Replays a day of a pool with our own arithmetic, as far as its events tell what happened. */

import { type SwapStep, swapStep } from '../../src/pricing/uniswap-v3/swap-step.ts';
import { MAX_SQRT_PRICE, MIN_SQRT_PRICE, sqrtPriceAtTick } from '../../src/pricing/uniswap-v3/ticks.ts';
import { type PoolEvent, poolEvents } from './pool-events.ts';

export interface PoolState {
  readonly sqrtPrice: bigint;
  readonly tick: number;
  /** In range. */
  readonly liquidity: bigint;
}

/** A piece of a swap at one liquidity, and the tick that it crossed at its end. */
export interface Step extends SwapStep {
  readonly liquidity: bigint;
  readonly crossed?: number;
}

/** What led to an event: `steps` is undefined for a swap across ticks whose liquidity no event tells. */
export interface Replayed {
  readonly event: PoolEvent;
  readonly before: PoolState;
  readonly how: 'exact-in' | 'exact-out' | 'to-price' | 'unknown' | 'no-swap';
  readonly steps: readonly Step[];
}

export const POOLS = {
  '005': { spacing: 10, feePips: 500 },
  '030': { spacing: 60, feePips: 3_000 },
} as const;

function stepOf(terms: Parameters<typeof swapStep>[0]): SwapStep {
  const step = swapStep(terms);
  if ('kind' in step) throw new Error(`refused ${step.field} ${step.value}`);
  return step;
}

export function rootAt(tick: number): bigint {
  const root = sqrtPriceAtTick(tick);
  if (typeof root !== 'bigint') throw new Error(`no tick ${tick}`);
  return root;
}

interface Order {
  readonly how: Replayed['how'];
  readonly amount: bigint;
  readonly limit: bigint;
}

/**
 * `order` from `from`, crossing `crossings` to the liquidity that each leads to; undefined if it does not get
 * there.
 */
function traded(
  from: PoolState,
  order: Order,
  crossings: readonly (readonly [tick: number, liquidity: bigint])[],
  feePips: number,
): readonly Step[] | undefined {
  let { sqrtPrice, liquidity } = from;
  let remaining = order.amount;
  const steps: Step[] = [];
  for (const [tick, next] of crossings) {
    const target = rootAt(tick);
    const step = stepOf({ sqrtPrice, target, liquidity, remaining, feePips });
    if (step.sqrtPrice !== target) return undefined;
    steps.push({ ...step, liquidity, crossed: tick });
    remaining += remaining >= 0n ? -step.amountIn - step.fee : step.amountOut;
    sqrtPrice = target;
    liquidity = next;
  }
  const last = stepOf({ sqrtPrice, target: order.limit, liquidity, remaining, feePips });
  return [...steps, { ...last, liquidity }];
}

/** Ticks of the pool's spacing that the price passed on its way, in the order that it met them. */
function passed(from: PoolState, to: PoolEvent, spacing: number): readonly number[] {
  const isDown = to.sqrtPrice < from.sqrtPrice;
  const [low, high] = isDown ? [to.tick, from.tick] : [from.tick, to.tick];
  const ticks: number[] = [];
  for (let tick = Math.floor(low / spacing) * spacing + spacing; tick <= high; tick += spacing)
    ticks.push(tick);
  return isDown ? ticks.reverse() : ticks;
}

function matches(steps: readonly Step[], event: PoolEvent, paid: bigint, given: bigint): boolean {
  const sum = (of: (step: Step) => bigint): bigint => steps.reduce((total, step) => total + of(step), 0n);
  return (
    steps.at(-1)?.sqrtPrice === event.sqrtPrice &&
    sum(({ amountIn, fee }) => amountIn + fee) === paid &&
    sum(({ amountOut }) => amountOut) === given
  );
}

/** What crossing a tick upward adds to the liquidity, as far as earlier swaps have told. */
type Nets = Map<number, bigint>;
type Path = readonly (readonly [tick: number, liquidity: bigint])[];

/** The ways in which the liquidity may have become what the event says. */
function pathsOf(before: PoolState, event: PoolEvent, ticks: readonly number[], nets: Nets): readonly Path[] {
  const sign = event.sqrtPrice < before.sqrtPrice ? -1n : 1n;
  const change = event.poolLiquidity - before.liquidity;
  const unknown = ticks.filter((tick) => !nets.has(tick));
  const told = ticks.reduce((sum, tick) => sum + sign * (nets.get(tick) ?? 0n), 0n);
  const paths: Path[] = [];
  // With at most one tick unknown, that one is the rest; else perhaps only one of them was crossed at all.
  for (const tick of unknown.length === 0 ? [Number.NaN] : unknown) {
    let { liquidity } = before;
    const path = ticks.flatMap((one) => {
      const net = one === tick ? change - told : sign * (nets.get(one) ?? 0n);
      liquidity += net;
      return net === 0n ? [] : [[one, liquidity] as const];
    });
    if (liquidity === event.poolLiquidity) paths.push(path);
  }
  return paths;
}

function learn(nets: Nets, { event, before, steps }: Replayed, ticks: readonly number[]): void {
  const sign = event.sqrtPrice < before.sqrtPrice ? -1n : 1n;
  if (steps.length === 0) return;
  for (const tick of ticks) {
    const at = steps.findIndex(({ crossed }) => crossed === tick);
    const [here, next] = [steps[at], steps[at + 1]];
    nets.set(tick, here === undefined || next === undefined ? 0n : sign * (next.liquidity - here.liquidity));
  }
}

function replaySwap(before: PoolState, event: PoolEvent, pool: keyof typeof POOLS, nets: Nets): Replayed {
  const { spacing, feePips } = POOLS[pool];
  const isDown = event.amount0 > 0n;
  const [paid, given] = isDown ? [event.amount0, -event.amount1] : [event.amount1, -event.amount0];
  const end = isDown ? MIN_SQRT_PRICE : MAX_SQRT_PRICE;
  const orders: readonly Order[] = [
    { how: 'exact-in', amount: paid, limit: end },
    { how: 'exact-out', amount: -given, limit: end },
    { how: 'to-price', amount: 1n << 200n, limit: event.sqrtPrice },
  ];
  const ticks = passed(before, event, spacing);
  const paths = pathsOf(before, event, ticks, nets);
  for (const order of orders)
    for (const path of paths) {
      const steps = traded(before, order, path, feePips);
      if (steps === undefined || !matches(steps, event, paid, given)) continue;
      const found = { event, before, how: order.how, steps };
      learn(nets, found, ticks);
      return found;
    }
  return { event, before, how: 'unknown', steps: [] };
}

/** Every event after the first swap, which only tells where the pool stands. */
export function replayed(pool: keyof typeof POOLS): readonly Replayed[] {
  const [first, ...events] = poolEvents(pool);
  if (first === undefined) return [];
  let state: PoolState = { ...first, liquidity: first.poolLiquidity };
  const nets: Nets = new Map();
  return events.map((event) => {
    const before = state;
    if (event.kind === 'SWAP') {
      state = { ...event, liquidity: event.poolLiquidity };
      return replaySwap(before, event, pool, nets);
    }
    const [lower, upper] = event.range;
    const added = event.kind === 'MINT' ? event.liquidity : event.kind === 'BURN' ? -event.liquidity : 0n;
    for (const [tick, sign] of [
      [lower, 1n],
      [upper, -1n],
    ] as const) {
      const net = nets.get(tick);
      if (net !== undefined) nets.set(tick, net + sign * added);
    }
    const isInside = before.tick >= lower && before.tick < upper;
    state = { ...before, liquidity: before.liquidity + (isInside ? added : 0n) };
    return { event, before, how: 'no-swap', steps: [] };
  });
}
