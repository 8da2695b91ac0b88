/** Our rule and the fixed ones over the same days of one coin. */
import { createRandom } from '../../math/random.ts';
import type { Terms } from './account.ts';
import { advantage, type Measures, measuresOf, type Resampled, resampledAdvantage } from './measures.ts';
import type { Print } from './prints.ts';
import {
  FIXED_NAMES,
  fixedRules,
  type OwnParameters,
  ownRule,
  type RuleName,
  type Trouble,
} from './rules.ts';
import { type Course, simulate } from './simulate.ts';

export const FIXED: readonly RuleName[] = FIXED_NAMES;
const DRAWS = 1000;
const BLOCK_DAYS = 20;

export interface Rivalry {
  readonly rule: RuleName;
  readonly advantage: number | null;
  readonly resampled: Resampled | null;
}

export interface Contest {
  readonly coin: string;
  readonly courses: readonly Course[];
  readonly own: Measures;
  readonly fixed: ReadonlyMap<RuleName, Measures>;
  readonly rivals: readonly Rivalry[];
  /** Against the fixed rule that returned most for its shortfall. */
  readonly best: Rivalry;
  readonly trouble: Readonly<Trouble>;
}

/** What a contest is held on: the account's terms, our parameters, and days from the epoch. */
export interface Ground {
  readonly terms: Terms;
  readonly parameters: OwnParameters;
  readonly from: number;
  readonly to: number;
  readonly isResampled: boolean;
}

function rivalryOf(coin: string, own: Course, other: Course, isResampled: boolean): Rivalry {
  const random = createRandom(`carry of ${coin} against ${other.rule}`);
  return {
    rule: other.rule,
    advantage: advantage(own.excess, other.excess),
    resampled: isResampled
      ? resampledAdvantage(own.excess, other.excess, { draws: DRAWS, block: BLOCK_DAYS, random })
      : null,
  };
}

/**
 * All rules over the days from `from` to before `to`. The best of the fixed rules is the one that returned most for
 * its shortfall on these very days, which nobody could have known before.
 */
export function contestOf(
  coin: string,
  prints: readonly Print[],
  { terms, parameters, from, to, isResampled }: Ground,
): Contest | null {
  const trouble: Trouble = { refused: 0, isWrongSign: false };
  const ours = simulate(prints, ownRule(coin, terms, parameters, trouble), terms, from, to);
  if (ours.days.length < 2) return null;
  const others = fixedRules(terms).map((rule) => simulate(prints, rule, terms, from, to));
  const rivals = others.map((other) => rivalryOf(coin, ours, other, isResampled));
  const fixed = new Map(others.map((course) => [course.rule, measuresOf(course)]));
  const worth = ({ rule }: Rivalry): number => {
    const { excess, shortfall } = fixed.get(rule) as Measures;
    // Cash, which neither gains nor loses, is worth more than what loses.
    return shortfall > 0 ? excess / shortfall : excess > 1e-9 ? Infinity : 0;
  };
  const best = rivals.reduce((one, other) => (worth(other) > worth(one) ? other : one));
  return { coin, courses: [ours, ...others], own: measuresOf(ours), fixed, rivals, best, trouble };
}
