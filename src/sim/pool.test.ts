import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolAt, swapIn } from './pool.ts';

const price = fc.double({ min: 100, max: 100_000, noNaN: true });
const reserve = fc.double({ min: 10, max: 100_000, noNaN: true });
const share = fc.double({ min: 1e-5, max: 0.05, noNaN: true });

describe('a pool', () => {
  it('trades along x · y = k', () => {
    fc.assert(
      fc.property(price, reserve, share, fc.boolean(), (at, held, part, isBuying) => {
        const base = isBuying ? part * held : -part * held;
        const swapped = swapIn(poolAt(at, held), base, isBuying ? 2 * at : at / 2);
        // Of y = x · P: y·Δ/(x − Δ) is paid for Δ, which is P/(1 − Δ/x) each.
        expect((swapped?.price ?? 0) / (at / (1 - base / held))).toBeCloseTo(1, 6);
      }),
    );
  });

  it('reverts where all of it does not go within the limit, by the price after it', () => {
    fc.assert(
      fc.property(price, reserve, share, fc.boolean(), (at, held, part, isBuying) => {
        const base = isBuying ? part * held : -part * held;
        const left = 1 - base / held;
        const after = at / (left * left);
        const [within, beyond] = isBuying ? [1 + 1e-6, 1 - 1e-6] : [1 - 1e-6, 1 + 1e-6];
        expect(swapIn(poolAt(at, held), base, after * within)).not.toBeNull();
        expect(swapIn(poolAt(at, held), base, after * beyond)).toBeNull();
        expect(swapIn(poolAt(at, held), base, at)).toBeNull();
      }),
    );
  });

  it('is dearer for the second swap of a block', () => {
    const first = swapIn(poolAt(60_000, 100), 1, 70_000);
    const second = first === null ? null : swapIn(first.pool, 1, 70_000);
    expect(second?.price ?? 0).toBeGreaterThan((first?.price ?? 0) * 1.02);
  });
});
