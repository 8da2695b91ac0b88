import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayed, rootAt } from '../../../test/support/pool-replay.ts';
import { describeWithShared } from '../../../test/support/shared-data.ts';
import type { Refused } from '../refused.ts';
import { type Amounts, amount0Between, amount1Between, amountsOf, liquidityFor } from './amounts.ts';
import { MAX_SQRT_PRICE, MAX_TICK, MIN_SQRT_PRICE, MIN_TICK, Q96 } from './ticks.ts';

function amountsAt(...terms: Parameters<typeof amountsOf>): Amounts {
  const amounts = amountsOf(...terms);
  if ('kind' in amounts) throw new Error(`refused ${amounts.field} ${amounts.value}`);
  return amounts;
}

function whole(amount: bigint | Refused): bigint {
  if (typeof amount !== 'bigint') throw new Error(`refused ${amount.field} ${amount.value}`);
  return amount;
}

const liquidity = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
const root = fc.bigInt({ min: MIN_SQRT_PRICE, max: MAX_SQRT_PRICE });
const tick = fc.integer({ min: MIN_TICK, max: MAX_TICK - 1 });
const range = fc
  .uniqueArray(fc.integer({ min: MIN_TICK, max: MAX_TICK }), { minLength: 2, maxLength: 2 })
  .map((edges) => edges.sort((a, b) => a - b) as [number, number]);

describe('amounts between two roots', () => {
  it('are the exact quotient, rounded down or up', () => {
    fc.assert(
      fc.property(root, root, liquidity, (a, b, held) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        // L·2^96(√b − √a)/(√a√b), whose two divisions may each go up by one, the first by a 1/√a part.
        const [top, bottom] = [held * Q96 * (high - low), low * high];
        const down = whole(amount0Between(a, b, held, 'down'));
        const up = whole(amount0Between(a, b, held, 'up'));
        expect(down).toBe(top / bottom);
        expect(up * bottom >= top && (up - 2n) * bottom < top).toBe(true);
        const [down1, up1] = [
          whole(amount1Between(a, b, held, 'down')),
          whole(amount1Between(a, b, held, 'up')),
        ];
        expect(down1).toBe((held * (high - low)) / Q96);
        expect(up1).toBe(down1 + ((held * (high - low)) % Q96 === 0n ? 0n : 1n));
      }),
    );
  });

  it('are the same in either order, and nothing of nothing', () => {
    fc.assert(
      fc.property(root, root, liquidity, (a, b, held) => {
        for (const of of [amount0Between, amount1Between])
          for (const direction of ['up', 'down'] as const) {
            expect(of(a, b, held, direction)).toBe(of(b, a, held, direction));
            expect(of(a, a, held, direction)).toBe(0n);
            expect(of(a, b, 0n, direction)).toBe(0n);
          }
      }),
    );
  });

  it('are refused for what the contract has no word for', () => {
    for (const of of [amount0Between, amount1Between]) {
      for (const bad of [-1n, 0n, 1n << 160n]) {
        expect(of(bad, Q96, 1n, 'up')).toMatchObject({ field: 'sqrtPrice', value: Number(bad) });
        expect(of(Q96, bad, 1n, 'up')).toMatchObject({ field: 'sqrtPrice', value: Number(bad) });
      }
      for (const bad of [-1n, 1n << 128n])
        expect(of(Q96, Q96 + 1n, bad, 'up')).toMatchObject({ field: 'liquidity', value: Number(bad) });
    }
  });
});

describe('amountsOf', () => {
  it('is all token0 below the range and all token1 above it', () => {
    fc.assert(
      fc.property(range, tick, liquidity, (edges, at, held) => {
        const { amount0, amount1 } = amountsAt(held, edges, rootAt(at), 'up');
        if (at < edges[0]) expect(amount1).toBe(0n);
        if (at >= edges[1]) expect(amount0).toBe(0n);
      }),
    );
  });

  it('asks for more than it gives back, by a unit of rounding or two', () => {
    fc.assert(
      fc.property(range, tick, liquidity, (edges, at, held) => {
        const price = rootAt(at);
        const [asked, given] = [amountsAt(held, edges, price, 'up'), amountsAt(held, edges, price, 'down')];
        for (const token of ['amount0', 'amount1'] as const) {
          expect(asked[token] - given[token]).toBeGreaterThanOrEqual(0n);
          expect(asked[token] - given[token]).toBeLessThanOrEqual(2n);
        }
      }),
    );
  });

  it('is a single token where the price stands at an edge', () => {
    expect(amountsAt(1_000_000n, [60, 120], rootAt(60), 'up').amount1).toBe(0n);
    expect(amountsAt(1_000_000n, [0, 60], rootAt(60), 'up')).toEqual({ amount0: 0n, amount1: 3005n });
  });

  it('refuses an empty range, and what is no tick', () => {
    for (const edges of [
      [5, 5],
      [6, 5],
    ] as const)
      expect(amountsOf(1n, edges, Q96, 'up')).toMatchObject({ kind: 'refused', field: 'upper', value: 5 });
    expect(amountsOf(1n, [MIN_TICK - 1, 0], Q96, 'up')).toMatchObject({ field: 'tick' });
    expect(amountsOf(1n, [0, Number.NaN], Q96, 'up')).toMatchObject({ field: 'tick' });
    expect(amountsOf(1n, [-1, 1], 0n, 'up')).toMatchObject({ field: 'sqrtPrice' });
    expect(amountsOf(-1n, [-1, 1], Q96, 'up')).toMatchObject({ field: 'liquidity' });
  });
});

describe('liquidityFor', () => {
  const wei = fc.bigInt({ min: 0n, max: 1n << 90n });

  it('needs no more of either token than there is, and one part in a billion more of it does', () => {
    fc.assert(
      fc.property(range, tick, wei, wei, (edges, at, amount0, amount1) => {
        const price = rootAt(at);
        const most = liquidityFor({ amount0, amount1 }, edges, price);
        if (typeof most !== 'bigint') {
          expect(most.field).toBe('liquidity');
          return;
        }
        const needed = amountsAt(most, edges, price, 'up');
        expect(needed.amount0 <= amount0 && needed.amount1 <= amount1).toBe(true);
      }),
      { numRuns: 300 },
    );
    const amounts = { amount0: 1_000_000_000_000_000_000n, amount1: 1_000_000_000_000_000_000n };
    const most = whole(liquidityFor(amounts, [-600, 600], Q96));
    const more = amountsAt(most + most / 1_000_000_000n, [-600, 600], Q96, 'up');
    expect(more.amount0 > amounts.amount0 || more.amount1 > amounts.amount1).toBe(true);
  });

  it('refuses as amountsOf does', () => {
    const amounts = { amount0: 1n, amount1: 1n };
    expect(liquidityFor(amounts, [1, 1], Q96)).toMatchObject({ field: 'upper' });
    expect(liquidityFor({ ...amounts, amount0: -1n }, [0, 1], Q96)).toMatchObject({ field: 'amount0' });
    expect(liquidityFor({ ...amounts, amount1: 1n << 256n }, [0, 1], Q96)).toMatchObject({
      field: 'amount1',
    });
    expect(liquidityFor(amounts, [0, 1], 0n)).toMatchObject({ field: 'sqrtPrice' });
    expect(liquidityFor({ ...amounts, amount0: 1n << 140n }, [0, 1], Q96)).toMatchObject({
      field: 'liquidity',
    });
  });
});

describeWithShared('the amounts of real pools', () => {
  it.each([
    ['005', 54, 69],
    ['030', 4, 17],
  ] as const)('are ours to the last unit for every mint and burn in the %s pool', (pool, mints, burns) => {
    const rows = replayed(pool).filter(({ event }) => event.kind === 'MINT' || event.kind === 'BURN');
    const counted = { MINT: 0, BURN: 0 };
    for (const { event, before } of rows) {
      const { kind, range: edges, amount0, amount1 } = event;
      const isMint = kind === 'MINT';
      counted[isMint ? 'MINT' : 'BURN'] += 1;
      const ours = amountsAt(event.liquidity, edges, before.sqrtPrice, isMint ? 'up' : 'down');
      expect(ours).toEqual({ amount0, amount1 });
      if (!isMint) continue;
      // What was paid suffices for the liquidity that it bought, but for the roundings of finding it.
      const bought = whole(liquidityFor({ amount0, amount1 }, edges, before.sqrtPrice));
      const again = amountsAt(bought, edges, before.sqrtPrice, 'up');
      expect(again.amount0 <= amount0 && again.amount1 <= amount1).toBe(true);
    }
    expect(counted).toEqual({ MINT: mints, BURN: burns });
  });
});
