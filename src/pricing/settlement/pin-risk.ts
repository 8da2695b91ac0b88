/** The risk of ending near the strike, where the delta to hold turns from nothing to all at a touch. */
import { refusedField } from '../field-rules.ts';
import { type Refused, refused } from '../refused.ts';
import { chanceAbove, optionInSettlement, type SettlementOption, splitPrice } from './settlement.ts';

interface PinRisk {
  readonly kind: 'pin-risk';
  /** Probability that the settlement price ends above the strike. */
  readonly above: number;
  /** Probability that it ends within the band around the strike. */
  readonly within: number;
  /** The option's delta where the index stands `band` below and above where it stands now. */
  readonly deltaBelow: number;
  readonly deltaAbove: number;
}

/**
 * How open the exercise of an option is: under the lognormal of `optionInSettlement`, the chances of ending
 * above the strike and within `band` of it (quote currency, less than the index), and between which deltas a
 * move of the index by the band either way would drive the hedge. Averaging narrows both: what is fixed
 * cannot move. At and after expiry everything is certain. Refuses what `optionInSettlement` refuses.
 */
export function pinRisk(terms: SettlementOption, band: number): PinRisk | Refused {
  const bad = refusedField([['band', band, 'plain']]);
  if (bad !== undefined) return bad;
  const now = optionInSettlement(terms);
  if ('kind' in now) return now;
  if (band >= terms.index) return refused('band', band, 'a band narrower than the index');
  const split = splitPrice(terms, terms.vol);
  if ('kind' in split) return split;
  const below = optionInSettlement({ ...terms, index: terms.index - band });
  const above = optionInSettlement({ ...terms, index: terms.index + band });
  if ('kind' in below) return below;
  if ('kind' in above) return above;
  const { fixed, mean, variance } = split;
  const deltas = { deltaBelow: below.delta, deltaAbove: above.delta };
  if (terms.averaged === 1 || variance === 0) {
    const gap = fixed + mean - terms.strike;
    const onStrike = gap === 0 ? 0.5 : 0;
    return {
      kind: 'pin-risk',
      above: gap > 0 ? 1 : onStrike,
      within: Math.abs(gap) <= band ? 1 : 0,
      ...deltas,
    };
  }
  const chance = (level: number) => chanceAbove(mean, level - fixed, Math.sqrt(variance));
  return {
    kind: 'pin-risk',
    above: chance(terms.strike),
    within: chance(terms.strike - band) - chance(terms.strike + band),
    ...deltas,
  };
}
