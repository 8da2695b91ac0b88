import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { type Evidence, NO_EVIDENCE, type Outcome, trustOf, withOutcome } from './bucket-trust.ts';

function answered<T>(result: T): Exclude<T, { kind: 'refused' }> {
  if (typeof result === 'object' && result !== null && 'kind' in result)
    throw new Error(JSON.stringify(result));
  return result as Exclude<T, { kind: 'refused' }>;
}

function fold(outcomes: readonly Outcome[], decay = 1): Evidence {
  return outcomes.reduce<Evidence>((sums, each) => answered(withOutcome(sums, each, decay)), NO_EVIDENCE);
}

const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 9999 }).map((step) => min + ((max - min) * step) / 9999);
const outcomes = fc.array(fc.record({ right: between(-1, 2), size: between(0.01, 1) }), {
  minLength: 1,
  maxLength: 30,
});

/** Snapshots in which the best share of an adjustment is `share`, give or take `noise`. */
function drawn(count: number, share: number, noise: number): readonly Outcome[] {
  const random = createRandom(`${count} ${share} ${noise}`);
  return Array.from({ length: count }, () => {
    const size = 0.5 + random.next();
    return { size, right: size * (share + noise * random.normal()) };
  });
}

describe('trustOf', () => {
  it('is the share that would have been best, where nothing speaks against it', () => {
    const rule = { prior: 0, deviations: 0 };
    expect(trustOf(fold(drawn(20, 0.6, 0)), rule)).toBeCloseTo(0.6, 12);
    fc.assert(
      fc.property(outcomes, between(0.3, 1), between(-0.2, 0.2), (all, decay, nudge) => {
        const share = answered(trustOf(fold(all, decay), rule));
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        // Squares left by a share s are squares − 2 s Σae + s² Σa², old snapshots less.
        const left = (s: number) =>
          all.reduce((sum, { right, size }) => decay * sum - 2 * s * right + s * s * size, 0);
        const other = Math.min(1, Math.max(0, share + nudge));
        expect(left(other)).toBeGreaterThanOrEqual(left(share) - 1e-9);
      }),
    );
  });

  it('equals the rule written out over all snapshots', () => {
    fc.assert(
      fc.property(
        outcomes,
        between(0.3, 1),
        between(0, 20),
        between(0, 3),
        (all, decay, prior, deviations) => {
          const weights = all.map((_, i) => Math.exp(Math.log(decay) * (all.length - 1 - i)));
          const sum = (of: (outcome: Outcome) => number) =>
            all.reduce((total, outcome, i) => total + (weights[i] as number) * of(outcome), 0);
          const slope = sum(({ right }) => right) / sum(({ size }) => size);
          const error2 =
            sum(({ right, size }) => (right - slope * size) * (right - slope * size)) /
            (sum(({ size }) => size) * sum(({ size }) => size));
          const kept = Math.max(0, 1 - (deviations * deviations * error2) / (slope * slope));
          const shrunk = (slope * kept) / (1 + prior / sum(() => 1));
          const expected = slope > 0 ? Math.min(1, shrunk) : 0;
          expect(trustOf(fold(all, decay), { prior, deviations })).toBeCloseTo(expected, 7);
        },
      ),
    );
  });

  it('is nothing where the evidence is chance, thin or against', () => {
    const rule = { prior: 10, deviations: 1 };
    expect(trustOf(NO_EVIDENCE, rule)).toBe(0);
    expect(trustOf(fold(drawn(200, -0.5, 0.5)), rule)).toBe(0);
    expect(trustOf(fold([{ right: 0, size: 0 }]), rule)).toBe(0);
    const noise = drawn(12, 0.2, 4);
    expect(trustOf(fold(noise), { prior: 0, deviations: 3 })).toBe(0);
    // One snapshot has no scatter, and the prior alone must hold it back.
    expect(trustOf(fold([{ right: 1, size: 1 }]), rule)).toBeCloseTo(1 / 11, 12);
  });

  it('grows with evidence, and never above what was learned', () => {
    const rule = { prior: 10, deviations: 1 };
    const few = answered(trustOf(fold(drawn(20, 0.9, 0.5)), rule));
    const many = answered(trustOf(fold(drawn(2000, 0.9, 0.5)), rule));
    expect(few).toBeGreaterThan(0.3);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeCloseTo(0.9, 1);
    expect(trustOf(fold(drawn(2000, 1.8, 0.5)), rule)).toBe(1);
  });

  it('refuses a rule that is none', () => {
    expect(trustOf(NO_EVIDENCE, { prior: -1, deviations: 1 })).toMatchObject({ field: 'prior', value: -1 });
    expect(trustOf(NO_EVIDENCE, { prior: 1, deviations: Number.NaN })).toMatchObject({ field: 'deviations' });
  });
});

describe('withOutcome', () => {
  it('counts snapshots that had moves, and forgets by all', () => {
    const one = answered(withOutcome(NO_EVIDENCE, { right: 0.5, size: 2 }, 0.5));
    const empty = answered(withOutcome(one, { right: 0, size: 0 }, 0.5));
    expect(empty).toEqual({
      snapshots: 0.5,
      right: 0.25,
      size: 1,
      rightSquares: 0.125,
      cross: 0.5,
      sizeSquares: 2,
    });
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  });

  it('refuses what is no outcome', () => {
    expect(withOutcome(NO_EVIDENCE, { right: 1, size: -1 }, 1)).toMatchObject({ field: 'size' });
    expect(withOutcome(NO_EVIDENCE, { right: Number.NaN, size: 1 }, 1)).toMatchObject({ field: 'right' });
    expect(withOutcome(NO_EVIDENCE, { right: 1e200, size: 1 }, 1)).toMatchObject({ field: 'right' });
    expect(withOutcome(NO_EVIDENCE, { right: 1, size: 1 }, 0)).toMatchObject({ field: 'decay' });
  });
});
