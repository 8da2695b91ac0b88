import fc from 'fast-check';
import type { RuleInputs } from '../../src/decide/rules/rules.ts';
import type { Refused } from '../../src/pricing/refused.ts';

/** A sold call at the money with 20 days of 1/250 to go, for a cost of 10 bp and an aversion of 10. */
export const CALL: RuleInputs = {
  price: 1,
  gamma: -7.047,
  vol: 0.2,
  years: 0.08,
  rate: 0,
  costRate: 1e-3,
  riskAversion: 10,
  side: 'short',
};

const positive = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);

/** Books as they are met: gamma up to one of some hundred options at the money. */
export const anyInputs: fc.Arbitrary<RuleInputs> = fc
  .record({
    price: positive(1e-3, 1e6),
    share: positive(1e-6, 1e3),
    vol: positive(0.05, 3),
    years: positive(1e-4, 3),
    rate: fc.double({ min: -0.05, max: 0.2, noNaN: true }),
    costRate: positive(1e-6, 0.01),
    relative: positive(1e-3, 1e3),
    side: fc.constantFrom('short' as const, 'long' as const),
  })
  .map(({ share, relative, ...rest }) => ({
    ...rest,
    gamma: share / rest.price,
    riskAversion: relative / rest.price,
  }));

/** Anything that a float64 holds, plausible numbers among them. */
export const wildInputs: fc.Arbitrary<RuleInputs> = (() => {
  const wild = fc.oneof(
    fc.double(),
    fc.double({ min: -1, max: 3, noNaN: true }),
    fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308, -1e308, Number.NaN, Infinity, -Infinity),
    fc.constantFrom(1, 0.5, 1e-3, 1e3),
  );
  const numbers = { price: wild, gamma: wild, vol: wild, years: wild, rate: wild, costRate: wild };
  const side = fc.constantFrom('short' as const, 'long' as const, 'mixed' as const);
  return fc.record({ ...numbers, riskAversion: wild, side });
})();

/** The answer of a rule that is expected to have one. */
export function answered<T extends object>(result: T | Refused): T {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}: ${result.remedy}`);
  return result;
}
