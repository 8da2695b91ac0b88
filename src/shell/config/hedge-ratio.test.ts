import { describe, expect, it } from 'vitest';
import { accepted, edited, refusals } from './config-fixture.ts';
import { hedgeRatioText } from './hedge-ratio.ts';

const RULE = 'riskAversion: 0.002 per USD, ';

function ratioOf(told: string) {
  return accepted(edited(RULE, `${RULE}hedgeRatio: ${told}, `)).engine.profiles[0]?.targetDelta;
}

const [JANUARY, FEBRUARY] = ['2026-01-05T00:00Z', '2026-02-05T00:00Z'];
const points = [
  { at: Date.parse(JANUARY), ratio: 0 },
  { at: Date.parse(FEBRUARY), ratio: 1 },
];

describe('a hedge ratio', () => {
  it('is one share, or a path', () => {
    expect(ratioOf('75%')).toEqual({ points: [{ at: 0, ratio: 0.75 }], between: 'steps' });
    const path = `[0% @ ${JANUARY}, 100% @ ${FEBRUARY}]`;
    expect(ratioOf(`{ glide: ${path} }`)).toEqual({ points, between: 'glide' });
    expect(ratioOf(`{ steps: ${path} }`)).toEqual({ points, between: 'steps' });
  });

  it.each([
    ['75', 'has no unit'],
    ['300%', 'hedgeRatio'],
    ['{ glide: [] }', 'lists nothing'],
    [`{ glide: [50% ${JANUARY}] }`, 'no ratio at a time'],
    ['{ glide: [50% @ tomorrow] }', 'tomorrow'],
    [`{ steps: [0% @ ${FEBRUARY}, 50% @ ${JANUARY}] }`, 'goes back in time'],
    [`{ jumps: [0% @ ${FEBRUARY}] }`, 'jumps'],
    ['75%, target: 1 BTC', 'stands beside a hedgeRatio'],
  ])('of %s is refused', (told, message) => {
    expect(refusals(edited(RULE, `${RULE}hedgeRatio: ${told}, `)).join()).toContain(message);
  });

  it('is told as it was written', () => {
    expect(hedgeRatioText({ points: [{ at: 0 as never, ratio: 0.75 }], between: 'steps' })).toBe('75%');
    expect(hedgeRatioText({ points: points as never, between: 'glide' })).toBe(
      `gliding from 0% at ${JANUARY}, 100% at ${FEBRUARY}`,
    );
  });
});
