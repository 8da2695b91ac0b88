/** Rules that inputs of formulas keep, each with the remedy that its refusal names. */
import { isPlain, type Refused, refused } from './refused.ts';

type Rule = 'finite' | 'plain' | 'positive' | 'share';

const RULES: Readonly<Record<Rule, { holds: (value: number) => boolean; remedy: string }>> = {
  finite: { holds: Number.isFinite, remedy: 'a finite number' },
  plain: { holds: isPlain, remedy: 'a finite number of 0 or more' },
  positive: { holds: (value) => value > 0 && value < Infinity, remedy: 'a finite number above 0' },
  share: { holds: (value) => value >= 0 && value <= 1, remedy: 'a share from 0 to 1' },
};

/** What one field must be: its name, its value and the rule that it keeps. */
type FieldRule = readonly [field: string, value: number, rule: Rule];

/** The refusal of the first field that breaks its rule; undefined where all hold. */
export function refusedField(fields: readonly FieldRule[]): Refused | undefined {
  for (const [field, value, rule] of fields) {
    if (!RULES[rule].holds(value)) return refused(field, value, RULES[rule].remedy);
  }
  return undefined;
}

/** `answer` where every number in it is finite, else the refusal of `result`. */
export function finiteOnly<T extends { readonly [K in keyof T]: number }>(answer: T): T | Refused {
  for (const value of Object.values<number>(answer)) {
    if (!Number.isFinite(value)) return refused('result', value, 'inputs whose answers fit in a float64');
  }
  return answer;
}
