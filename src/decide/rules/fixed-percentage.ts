import { isPlain, type Refused, refused } from '../../pricing/refused.ts';
import { finite, type RuleAnswer, type RuleInputs, refusalOf } from './rules.ts';

/**
 * Hedges once the price has moved by `move`, a fraction of it, since the book was last in balance: the
 * move-based rule of Toft, Journal of Financial and Quantitative Analysis 31 (1996) 233–263. As a region of
 * delta that is |Γ| S · `move` wide on either side, to first order in the move, so that it needs no memory of
 * the last trade.
 */
export function fixedPercentage(inputs: RuleInputs, move: number): RuleAnswer | Refused {
  if (!isPlain(move)) return refused('move', move, 'a finite move of 0 or more; 0.02 is 2 %');
  const refusal = refusalOf(inputs, ['price', 'gamma']);
  if (refusal !== undefined) return refusal;
  return finite({ volMultiplier: 1, halfWidth: Math.abs(inputs.gamma) * inputs.price * move });
}
