import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { swapStep } from '../../pricing/uniswap-v3/swap-step.ts';
import { Q96, sqrtPriceAtTick } from '../../pricing/uniswap-v3/ticks.ts';
import { type PoolLiquidity, type PoolState, rangesOfPool, rangesOfReserves } from './pool-ranges.ts';
import { walkPool } from './walk.ts';

/** A token of 18 decimals priced in one of 6 at about 2,000: tick −200,311 of 1e-12 · 2,000. */
const STATE: PoolState = {
  sqrtPrice: root(-200_311) + 12_345n,
  liquidity: 3_000_000_000_000_000_000n,
  ticks: [
    { tick: -201_000, net: 1_000_000_000_000_000_000n },
    { tick: -200_400, net: 2_000_000_000_000_000_000n },
    { tick: -200_280, net: -2_500_000_000_000_000_000n },
    { tick: -200_100, net: 4_000_000_000_000_000_000n },
    { tick: -199_000, net: -4_500_000_000_000_000_000n },
  ],
  ...{ decimals0: 18, decimals1: 6, baseIsToken0: true },
};

function root(tick: number): bigint {
  const found = sqrtPriceAtTick(tick);
  if (typeof found !== 'bigint') throw new Error(found.field);
  return found;
}

function ranges(state: PoolState): PoolLiquidity {
  const found = rangesOfPool(state);
  if ('kind' in found) throw new Error(`refused ${found.field} ${found.value}`);
  return found;
}

/** The contract's own swap without a fee, tick after tick: what is paid in (or given out) of token1 for token0. */
function swapped(state: PoolState, units: bigint, isBought: boolean): bigint {
  let { sqrtPrice, liquidity } = state;
  let remaining = isBought ? -units : units;
  let token1 = 0n;
  const ahead = state.ticks.filter(({ tick }) =>
    isBought ? root(tick) > sqrtPrice : root(tick) < sqrtPrice,
  );
  for (const { tick, net } of isBought ? ahead : ahead.toReversed()) {
    const step = swapStep({ sqrtPrice, target: root(tick), liquidity, remaining, feePips: 0 });
    if ('kind' in step) throw new Error(step.field);
    token1 += isBought ? step.amountIn : step.amountOut;
    remaining += isBought ? step.amountOut : -step.amountIn;
    if (remaining === 0n || step.sqrtPrice !== root(tick)) return token1;
    sqrtPrice = step.sqrtPrice;
    liquidity += isBought ? net : -net;
  }
  throw new Error('the pool is at its end');
}

describe('the ranges of a pool', () => {
  it('are walked as the contract swaps, to a billionth and its last unit', () => {
    const pool = ranges(STATE);
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 900, noNaN: true }), fc.boolean(), (size, isBought) => {
        const units = BigInt(Math.round(size * 1e6)) * 1_000_000_000_000n;
        const exact = Number(swapped(STATE, units, isBought)) / 1e6;
        const { paid } = walkPool(pool, Number(units) / 1e18, isBought ? 1 : -1);
        // A unit for each of at most four steps.
        expect(Math.abs(paid - exact)).toBeLessThan(1e-9 * exact + 4e-6);
      }),
    );
  });

  it('are the same where base is the other token', () => {
    const pool = ranges(STATE);
    const mirrored = ranges({
      ...STATE,
      sqrtPrice: (Q96 * Q96) / STATE.sqrtPrice,
      ticks: STATE.ticks.map(({ tick, net }) => ({ tick: -tick, net: -net })).toReversed(),
      ...{ decimals0: 6, decimals1: 18, baseIsToken0: false },
    });
    expect(mirrored.root / pool.root).toBeCloseTo(1, 9);
    expect(mirrored.ranges.length).toBe(pool.ranges.length);
    for (const [i, { lower, upper, liquidity }] of mirrored.ranges.entries()) {
      const same = pool.ranges[i]!;
      expect(lower / same.lower).toBeCloseTo(1, 9);
      expect(upper / same.upper).toBeCloseTo(1, 9);
      expect(liquidity / same.liquidity).toBeCloseTo(1, 9);
    }
  });

  it('stand at a price of whole tokens, with liquidity between the ticks', () => {
    const { root: at, ranges: found } = ranges(STATE);
    expect(at * at).toBeCloseTo(Math.exp(-200_311 * Math.log1p(1e-4)) * 1e12, 4);
    expect(found.map(({ liquidity }) => Math.round(liquidity * 1e4) / 1e4)).toEqual([1e6, 3e6, 5e5, 4.5e6]);
  });

  it('are refused for what no pool tells', () => {
    expect(rangesOfPool({ ...STATE, sqrtPrice: 0n })).toMatchObject({ kind: 'refused', field: 'sqrtPrice' });
    expect(rangesOfPool({ ...STATE, decimals0: 1.5 })).toMatchObject({ field: 'decimals0', value: 1.5 });
    expect(rangesOfPool({ ...STATE, decimals1: Number.NaN })).toMatchObject({ field: 'decimals1' });
    expect(rangesOfPool({ ...STATE, ticks: STATE.ticks.toReversed() })).toMatchObject({ field: 'tick' });
    expect(rangesOfPool({ ...STATE, ticks: [{ tick: 0.5, net: 0n }] })).toMatchObject({ field: 'tick' });
    expect(rangesOfPool({ ...STATE, liquidity: 1n })).toMatchObject({ field: 'liquidity' });
  });
});

describe('a constant product', () => {
  it('keeps x·y', () => {
    const found = rangesOfReserves(100, 200_000);
    if ('kind' in found) throw new Error(found.field);
    expect(found.root * found.root).toBeCloseTo(2_000, 9);
    expect(walkPool(found, 3, 1).paid).toBeCloseTo(600_000 / 97, 8);
    expect(walkPool(found, 3, -1).paid).toBeCloseTo(600_000 / 103, 8);
  });

  it('is refused without reserves', () => {
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(rangesOfReserves(bad, 1)).toMatchObject({ kind: 'refused', field: 'base' });
      expect(rangesOfReserves(1, bad)).toMatchObject({ kind: 'refused', field: 'quote' });
    }
  });
});
