import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountRisk, liquidationDistance, lowersLiquidationRisk } from './liquidation-risk.ts';
import { type OrderNature, permits } from './permits.ts';

const LEVELS = ['normal', 'cautious', 'reduceOnly', 'halt'] as const;
const order = (change: Partial<OrderNature>): OrderNature => ({
  ...{ isPassive: false, isReducing: false, lowersLiquidationRisk: false },
  ...change,
});

describe('what passes', () => {
  it.each([
    ['what opens and takes', {}, [true, false, false, false]],
    ['what opens and waits', { isPassive: true }, [true, true, false, false]],
    ['what reduces', { isReducing: true }, [true, true, true, false]],
    ['what lowers liquidation risk', { lowersLiquidationRisk: true }, [true, true, true, true]],
  ] as const)('%s', (_what, nature, passes) => {
    expect(LEVELS.map((level) => permits(level, order(nature)))).toEqual(passes);
  });

  it('passes at every level that is less grave', () => {
    const natures = fc.record({
      isPassive: fc.boolean(),
      isReducing: fc.boolean(),
      lowersLiquidationRisk: fc.boolean(),
    });
    fc.assert(
      fc.property(natures, (nature) => {
        const passes = LEVELS.map((level) => permits(level, nature));
        expect(passes).toEqual(passes.toSorted((a, b) => Number(b) - Number(a)));
      }),
    );
  });
});

const SHORT: AccountRisk = { equity: 20, maintenance: 5, exposure: -100 };

describe('liquidation risk', () => {
  it.each([
    [SHORT, 0.15],
    [{ ...SHORT, exposure: 0 }, Infinity],
    [{ ...SHORT, equity: 4 }, -0.01],
    [{ ...SHORT, equity: 4, exposure: 0 }, -Infinity],
    [{ ...SHORT, equity: Number.NaN }, Number.NaN],
  ])('of %j is %d away', (account, distance) => {
    expect(liquidationDistance(account)).toBe(distance);
  });

  it.each<[string, AccountRisk | null, AccountRisk | null, boolean, boolean]>([
    ['half of the only leg closed', SHORT, { equity: 19.9, maintenance: 2.5, exposure: -50 }, true, true],
    [
      'a hedge bought in the same account',
      SHORT,
      { equity: 19.9, maintenance: 8, exposure: -20 },
      false,
      true,
    ],
    [
      'one leg of two closed',
      { equity: 20, maintenance: 10, exposure: 0 },
      { equity: 20, maintenance: 5, exposure: 80 },
      true,
      false,
    ],
    ['more of the same', SHORT, { equity: 20, maintenance: 6, exposure: -120 }, false, false],
    ['all closed', SHORT, { equity: 19, maintenance: 0, exposure: 0 }, true, true],
    [
      'due, and some closed',
      { ...SHORT, equity: 4 },
      { equity: 3.9, maintenance: 2.5, exposure: -50 },
      true,
      true,
    ],
    [
      'due, and more of it',
      { ...SHORT, equity: 4 },
      { equity: 4, maintenance: 6, exposure: -120 },
      false,
      false,
    ],
    ['not known, and it reduces', null, null, true, true],
    ['not known, and it does not', { ...SHORT, equity: Number.NaN }, SHORT, false, false],
  ])('%s', (_what, before, after, isReducing, lowers) => {
    expect(lowersLiquidationRisk(before, after, isReducing)).toBe(lowers);
  });
});
