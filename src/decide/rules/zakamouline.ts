import { type Refused, refused } from '../../pricing/refused.ts';
import { finite, type RuleAnswer, type RuleInputs, refusalOf } from './rules.ts';
import { whalleyWilmott } from './whalley-wilmott.ts';

const WHY_MIXED = 'defined for all-short or all-long books only: Whalley–Wilmott on net gamma';
const WHY_FAR = 'costs far outside what the formula was fitted on: Whalley–Wilmott';

/** x^p for x ≥ 0 and p > 0. */
function power(x: number, p: number): number {
  return x === 0 ? 0 : Math.exp(p * Math.log(x));
}

function instead(inputs: RuleInputs, fallback: string): RuleAnswer | Refused {
  const answer = whalleyWilmott(inputs);
  if ('kind' in answer) return answer;
  const { volMultiplier, halfWidth } = answer;
  return { volMultiplier, halfWidth, fallback };
}

/**
 * The rule of Zakamouline, Quantitative Finance 6 (2006) 435–445: formulas fitted to the exact region for
 * exponential utility. Around the delta at σ_m the half-width is H0 + H1, with
 *
 *   H0 = λ / (γ S σ² τ),  H1 = 1.12 λ^0.31 τ^0.05 (e^(−rτ)/σ)^0.25 (|Γ|/γ)^0.5,
 *   K = −4.76 (λ^0.78 / τ^0.02) (e^(−rτ)/σ)^0.25 (γ S² |Γ|)^0.15,
 *   σ_m² = σ² (1 − K) short and σ² (1 + K) long.
 *
 * H0 is what a straight position is worth trading for, which Whalley and Wilmott's has not; it grows without
 * bound towards expiry, so `years` of 0 is refused. Γ is at σ. A mixed book, and one where K reaches −1,
 * falls back to Whalley–Wilmott and says so.
 */
export function zakamouline(inputs: RuleInputs): RuleAnswer | Refused {
  if (inputs.side === 'mixed') return instead(inputs, WHY_MIXED);
  const read = ['price', 'gamma', 'vol', 'years', 'rate', 'costRate', 'riskAversion'] as const;
  const refusal = refusalOf(inputs, read);
  if (refusal !== undefined) return refusal;
  const { price, vol, years, rate, costRate, riskAversion, side } = inputs;
  if (costRate === 0) return { volMultiplier: 1, halfWidth: 0 };
  if (years === 0) return refused('years', years, 'a time to expiry above 0, in years');
  const gamma = Math.abs(inputs.gamma);
  const quarter = power(Math.exp(-rate * years) / vol, 0.25);
  const straight = costRate / (riskAversion * price * vol * vol * years);
  const curved =
    1.12 * power(costRate, 0.31) * power(years, 0.05) * quarter * Math.sqrt(gamma / riskAversion);
  const shift =
    4.76 *
    (power(costRate, 0.78) / power(years, 0.02)) *
    quarter *
    power(riskAversion * price * price * gamma, 0.15);
  if (shift >= 1) return instead(inputs, WHY_FAR);
  const volMultiplier = Math.sqrt(side === 'short' ? 1 + shift : 1 - shift);
  return finite({ volMultiplier, halfWidth: straight + curved });
}
