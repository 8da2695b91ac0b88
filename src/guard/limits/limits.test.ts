import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { RUNNING } from '../standing.ts';
import { dayLoss } from './day-loss.ts';
import { checkGross } from './gross.ts';
import { checkSlippage, foldSlippage, type SlippageSpent, slippageSpent } from './slippage-budget.ts';
import { checkConcentration } from './venue-concentration.ts';

const BUDGET = { most: 100, decayMs: 10 * HOUR };

function spentAfter(...costs: readonly (readonly [hour: number, cost: number])[]): SlippageSpent | undefined {
  return costs.reduce<SlippageSpent | undefined>(
    (state, [hour, cost]) => foldSlippage(state, BUDGET, millis(hour * HOUR), cost),
    undefined,
  );
}

describe('slippage', () => {
  it.each([
    ['as it was spent', [[0, 80]], 0, 80],
    ['half of it after half the time', [[0, 80]], 5, 40],
    ['nothing after all of it', [[0, 80]], 10, 0],
    [
      'the rest of the first and all of the second',
      [
        [0, 80],
        [5, 10],
      ],
      5,
      50,
    ],
    [
      'and both of them decay on from there',
      [
        [0, 80],
        [5, 10],
      ],
      10,
      25,
    ],
    [
      'a gain gives nothing back',
      [
        [0, 80],
        [0, -70],
      ],
      0,
      80,
    ],
    [
      'what is no number is not counted',
      [
        [0, 80],
        [0, Number.NaN],
      ],
      0,
      80,
    ],
    [
      'one that is told late counts now',
      [
        [5, 10],
        [0, 10],
      ],
      5,
      20,
    ],
  ] as const)('%s', (_what, costs, hour, spent) => {
    expect(slippageSpent(spentAfter(...costs), BUDGET, millis(hour * HOUR))).toBeCloseTo(spent, 12);
  });

  it('refuses what would be too much, until it has decayed', () => {
    const state = spentAfter([0, 80]);
    expect(checkSlippage(state, BUDGET, millis(0), 20)).toBeNull();
    expect(checkSlippage(state, BUDGET, millis(0), 20.01)).toMatchObject({ value: 100.01, allowed: 100 });
    expect(checkSlippage(state, BUDGET, millis(5 * HOUR), 20.01)).toBeNull();
    expect(checkSlippage(state, BUDGET, millis(0), Number.NaN)).toMatchObject({ limit: 'maxSlippageSpent' });
    expect(checkSlippage(state, BUDGET, millis(0), -1e9)).toBeNull();
  });

  it('never lets more than the budget and what decays be spent in any time', () => {
    const tries = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 60, noNaN: true })),
    );
    fc.assert(
      fc.property(tries, (steps) => {
        let [state, hour, sum]: [SlippageSpent | undefined, number, number] = [undefined, 0, 0];
        for (const [wait, cost] of steps) {
          hour += wait;
          if (checkSlippage(state, BUDGET, millis(hour * HOUR), cost) !== null) continue;
          state = foldSlippage(state, BUDGET, millis(hour * HOUR), cost);
          sum += cost;
          // A full budget gives back at most all of it in `decayMs`.
          expect(sum).toBeLessThanOrEqual(BUDGET.most * (1 + (hour * HOUR) / BUDGET.decayMs) + 1e-6);
        }
      }),
    );
  });
});

describe('gross notional', () => {
  it.each([
    [900, 1_000, true],
    [900, 1_000.01, false],
    [2_000, 1_900, true],
    [2_000, 2_000, false],
    [900, Number.NaN, false],
    [Number.NaN, 1_100, false],
  ])('from %d to %d of 1000: passes %s', (before, to, passes) => {
    expect(checkGross(before, to, 1_000) === null).toBe(passes);
  });
});

describe('concentration', () => {
  const limit = { share: 0.6, from: 100 };
  it.each([
    ['within its share', { a: 600, b: 400 }, 500, true],
    ['beyond it', { a: 610, b: 390 }, 500, false],
    ['beyond it, but less than before', { a: 610, b: 390 }, 700, true],
    ['all of a small book', { a: 100 }, 0, true],
    ['all of a larger one', { a: 101 }, 0, false],
    ['not known', { a: Number.NaN, b: 1 }, 0, false],
    ['elsewhere not known', { a: 610, b: Number.NaN }, 0, false],
  ] as const)('%s', (_what, amounts, before, passes) => {
    const refused = checkConcentration(amounts, 'a', before, limit);
    expect(refused === null).toBe(passes);
    if (refused !== null) expect(Number.isFinite(refused.value)).toBe(true);
  });
});

describe('the day’s loss', () => {
  const standing = { ...RUNNING, dayEquity: 1_000 };
  it.each([
    [1_200, 0],
    [951, 0],
    [950, 1],
    [921, 1],
    [920, 2],
    [900, 3],
    [Number.NaN, 3],
  ])('at an equity of %d is graded %d', (equity, severity) => {
    expect(dayLoss(standing, equity, 100).severity).toBe(severity);
  });

  it('is nothing before the first value', () => {
    expect(dayLoss(RUNNING, 5, 100)).toMatchObject({ severity: 0, value: 0 });
  });
});
