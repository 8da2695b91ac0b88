import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POOLS, replayed } from '../../../test/support/pool-replay.ts';
import { describeWithShared } from '../../../test/support/shared-data.ts';
import { type SwapStep, swapStep } from './swap-step.ts';
import { MAX_SQRT_PRICE, MIN_SQRT_PRICE, Q96 } from './ticks.ts';

const WAD = 1_000_000_000_000_000_000n;

type Terms = Parameters<typeof swapStep>[0];

function stepped(terms: Terms): SwapStep {
  const step = swapStep(terms);
  if ('kind' in step) throw new Error(`refused ${step.field} ${step.value}`);
  return step;
}

const root = fc.bigInt({ min: MIN_SQRT_PRICE, max: MAX_SQRT_PRICE });
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  sqrtPrice: root,
  target: root,
  liquidity: fc.oneof(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.bigInt({ min: 0n, max: 10n })),
  remaining: fc.oneof(
    fc.bigInt({ min: -(1n << 255n) + 1n, max: (1n << 255n) - 1n }),
    fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }),
  ),
  feePips: fc.integer({ min: 0, max: 999_999 }),
});

describe('swapStep', () => {
  it('stays between where it was and its target, and takes no more than it was given', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { sqrtPrice, amountIn, amountOut, fee } = stepped(terms);
        const { target, remaining } = terms;
        const [low, high] = terms.sqrtPrice < target ? [terms.sqrtPrice, target] : [target, terms.sqrtPrice];
        expect(sqrtPrice >= low && sqrtPrice <= high).toBe(true);
        expect(amountIn >= 0n && amountOut >= 0n && fee >= 0n).toBe(true);
        if (remaining < 0n) expect(amountOut <= -remaining).toBe(true);
        else expect(amountIn + fee <= remaining).toBe(true);
        // Short of the target, all is used.
        if (sqrtPrice !== target) {
          if (remaining < 0n) expect(amountOut).toBe(-remaining);
          else expect(amountIn + fee).toBe(remaining);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never loses on the way there and back', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const there = stepped({ ...terms, feePips: 0 });
        const back = stepped({
          ...{ sqrtPrice: there.sqrtPrice, target: terms.sqrtPrice, liquidity: terms.liquidity },
          ...{ remaining: there.amountOut, feePips: 0 },
        });
        expect(back.amountOut <= there.amountIn).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is what the contracts publish for prices of 1 to 1.01 and on to 10', () => {
    const terms = { sqrtPrice: Q96, liquidity: 2n * WAD, feePips: 600 };
    // ⌊√1.01 · 2^96⌋ and ⌊√10 · 2^96⌋.
    const [near, far] = [79_623_317_895_830_914_510_639_640_423n, 250_541_448_375_047_931_186_413_801_569n];
    const capped = {
      ...{ sqrtPrice: near, amountIn: 9_975_124_224_178_055n },
      ...{ amountOut: 9_925_619_580_021_728n, fee: 5_988_667_735_148n },
    };
    expect(stepped({ ...terms, target: near, remaining: WAD })).toEqual(capped);
    expect(stepped({ ...terms, target: near, remaining: -WAD })).toEqual(capped);
    expect(stepped({ ...terms, target: far, remaining: WAD })).toMatchObject({
      ...{
        amountIn: 999_400_000_000_000_000n,
        amountOut: 666_399_946_655_997_866n,
        fee: 600_000_000_000_000n,
      },
    });
    // 0.1 of either token into a liquidity of 1 at a price of 1.
    const plain = { sqrtPrice: Q96, liquidity: WAD, feePips: 0, remaining: WAD / 10n };
    expect(stepped({ ...plain, target: MAX_SQRT_PRICE }).sqrtPrice).toBe(
      87_150_978_765_690_771_352_898_345_369n,
    );
    expect(stepped({ ...plain, target: MIN_SQRT_PRICE }).sqrtPrice).toBe(
      72_025_602_285_694_852_357_767_227_579n,
    );
  });

  it('charges its fee on what is paid in, rounded up', () => {
    const terms = { sqrtPrice: Q96, target: MAX_SQRT_PRICE, liquidity: 1_000_000n * WAD, feePips: 3_000 };
    const paid = stepped({ ...terms, remaining: WAD });
    expect(paid.fee).toBe(3_000_000_000_000_000n);
    const taken = stepped({ ...terms, remaining: -WAD });
    const exact = taken.amountIn * 3_000n;
    expect(taken.fee).toBe(exact / 997_000n + (exact % 997_000n === 0n ? 0n : 1n));
  });

  it('refuses what no pool can have', () => {
    const terms = { sqrtPrice: Q96, target: Q96, liquidity: 1n, remaining: 1n, feePips: 500 };
    for (const field of ['sqrtPrice', 'target'] as const)
      for (const bad of [0n, -1n, MIN_SQRT_PRICE - 1n, MAX_SQRT_PRICE + 1n])
        expect(swapStep({ ...terms, [field]: bad })).toMatchObject({ kind: 'refused', field });
    for (const bad of [-1n, 1n << 128n])
      expect(swapStep({ ...terms, liquidity: bad })).toMatchObject({ field: 'liquidity' });
    for (const bad of [1n << 255n, -(1n << 255n)])
      expect(swapStep({ ...terms, remaining: bad })).toMatchObject({ field: 'remaining' });
    for (const bad of [-1, 1e6, 0.5, Number.NaN, Infinity])
      expect(swapStep({ ...terms, feePips: bad })).toMatchObject({ field: 'feePips' });
  });
});

describeWithShared('the swaps of real pools', () => {
  it.each([
    ['005', 5_372, 653, 20],
    ['030', 244, 22, 0],
  ] as const)('come out to the last unit in the %s pool', (pool, within, across, unknown) => {
    const { spacing } = POOLS[pool];
    const counted = { within: 0, across: 0, unknown: 0 };
    for (const { event, before, how } of replayed(pool)) {
      if (event.kind !== 'SWAP') continue;
      const isWithin = Math.floor(before.tick / spacing) === Math.floor(event.tick / spacing);
      // A swap across several ticks may meet liquidity that nothing that day has told; no other may differ.
      if (isWithin) {
        expect(how).not.toBe('unknown');
        expect(before.liquidity).toBe(event.poolLiquidity);
      }
      counted[how === 'unknown' ? 'unknown' : isWithin ? 'within' : 'across'] += 1;
    }
    expect(counted).toEqual({ within, across, unknown });
  });
});
