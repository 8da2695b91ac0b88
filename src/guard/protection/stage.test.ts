import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Danger, gravityOf, leastDistance, PROTECTION_RULE, STAGES, stageAsked } from './stage.ts';

const LEAST = 0.3;
const at = (distance: number | null, chance = 0): Danger => ({ distance, chance, least: LEAST });
const asked = (danger: Danger) => stageAsked(PROTECTION_RULE, danger).asked;

describe('the stage that is asked for', () => {
  it.each([
    [at(null), 'calm'],
    [at(0.36), 'calm'],
    [at(0.34), 'warn'],
    [at(0.31), 'noNewRisk'],
    [at(0.3), 'moveCollateral'],
    [at(0.23), 'shift'],
    [at(0.17), 'reduce'],
    [at(0.02), 'flatten'],
    [at(0), 'flatten'],
    [at(1, 0.002), 'warn'],
    [at(1, 0.02), 'moveCollateral'],
    [at(1, 0.6), 'flatten'],
    [at(Number.NaN), 'flatten'],
    [at(1, Number.NaN), 'flatten'],
  ] as const)('of %j is %s', (danger, stage) => {
    expect(asked(danger)).toBe(stage);
  });

  it('is no less grave where liquidation is nearer or likelier, and is kept by a little less', () => {
    const dangers = fc.record({
      distance: fc.double({ min: 0, max: 1, noNaN: true }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(dangers, dangers, (one, other) => {
        const worse = at(Math.min(one.distance, other.distance), Math.max(one.chance, other.chance));
        const better = at(one.distance, one.chance);
        expect(gravityOf(asked(worse))).toBeGreaterThanOrEqual(gravityOf(asked(better)));
        const { near } = stageAsked(PROTECTION_RULE, better);
        expect(gravityOf(near)).toBeGreaterThanOrEqual(gravityOf(asked(better)));
      }),
    );
  });

  it('has thresholds that rise from stage to stage', () => {
    const steps = STAGES.flatMap((stage) => (stage === 'calm' ? [] : [PROTECTION_RULE.thresholds[stage]]));
    for (const [i, step] of steps.entries()) {
      const before = steps[i - 1];
      if (before === undefined) continue;
      expect(step.chance).toBeGreaterThan(before.chance);
      expect(step.share).toBeLessThan(before.share);
    }
    expect(PROTECTION_RULE.wanted.byMoves).toBeGreaterThan(PROTECTION_RULE.thresholds.warn.share);
    expect(PROTECTION_RULE.wanted.byOrders).toBeGreaterThan(PROTECTION_RULE.thresholds.moveCollateral.share);
  });
});

describe('the least distance', () => {
  it('is the gap and three deviations of an hour', () => {
    const hour = Math.sqrt(1 / 8760);
    expect(leastDistance(PROTECTION_RULE, 0)).toBeCloseTo(0.25 + 3 * 2 * hour, 12);
    expect(leastDistance(PROTECTION_RULE, 3)).toBeCloseTo(0.25 + 3 * 3 * hour, 12);
  });
});
