import type { Marks } from './marks.ts';

type Numbers = Readonly<Record<string, number | string>>;

function isEqual(a: Numbers, b: Numbers): boolean {
  let count = 0;
  for (const key in a) {
    if (a[key] !== b[key]) return false;
    count += 1;
  }
  for (const _ in b) count -= 1;
  return count === 0;
}

/**
 * Whether `a` and `b` say the same, so that a valuation at one is that at the other. A market that quotes options
 * is taken to have moved: comparing all that it says costs what it could save.
 */
export function isSameMarks(a: Marks, b: Marks): boolean {
  if (a.at !== b.at || a.optionVols !== undefined || b.optionVols !== undefined) return false;
  return (
    isEqual(a.index, b.index) &&
    isEqual(a.prices, b.prices) &&
    isEqual(a.vols, b.vols) &&
    isEqual(a.rates, b.rates) &&
    isEqual(a.interest, b.interest) &&
    isEqual(a.indexQuote, b.indexQuote)
  );
}
