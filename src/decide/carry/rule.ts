import { DAY } from '../../units/time.ts';
import type { CarryRule } from './carry.ts';

/**
 * The rule as it is used, chosen on funding from before 2023 alone: see `lab/carry/training.ts`, which chooses it
 * again, and `lab/carry/parameters.json`, which froze it.
 */
export const CARRY_RULE: CarryRule = {
  enter: 0.5,
  leave: 0,
  slices: 9,
  least: 0.5,
  band: 0.3,
  budget: { deviation: 0.01, shortfall: 0.0001 },
};

/** After how long half of what funding, a basis and the changes of a basis were is forgotten. */
export const CARRY_MEMORY: { readonly halfLifeMs: number; readonly riskHalfLifeMs: number } = {
  halfLifeMs: 20 * DAY,
  riskHalfLifeMs: 90 * DAY,
};
