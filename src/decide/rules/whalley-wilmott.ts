import type { Refused } from '../../pricing/refused.ts';
import { halfWidth } from '../band.ts';
import { finite, type RuleAnswer, type RuleInputs, refusalOf } from './rules.ts';

/**
 * The rule of Whalley & Wilmott, Mathematical Finance 7 (1997) 307–324: the leading term for small costs of
 * the region that is optimal for exponential utility, H = (3/2 · e^(−rτ) λ S Γ² / γ)^⅓ around the delta at
 * `vol`. For any book, through its net gamma; a book without a single expiry gives `years` 0, and is not
 * discounted.
 */
export function whalleyWilmott(inputs: RuleInputs): RuleAnswer | Refused {
  const read = ['price', 'gamma', 'years', 'rate', 'costRate', 'riskAversion'] as const;
  const refusal = refusalOf(inputs, read);
  if (refusal !== undefined) return refusal;
  const { gamma, price, costRate, riskAversion, rate, years } = inputs;
  const width = halfWidth({ kind: 'whalley-wilmott', riskAversion }, { gamma, price, costRate });
  return finite({ volMultiplier: 1, halfWidth: width * Math.exp((-rate * years) / 3) });
}
