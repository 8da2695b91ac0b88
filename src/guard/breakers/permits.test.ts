import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
