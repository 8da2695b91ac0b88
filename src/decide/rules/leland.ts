import { isPlain, type Refused, refused } from '../../pricing/refused.ts';
import { finite, type RuleAnswer, type RuleInputs, refusalOf } from './rules.ts';

/**
 * The rule of Leland, Journal of Finance 40 (1985) 1283–1301: every `interval` (in years) hedge to the delta
 * at a volatility whose premium pays for the trades. σ_L² = σ² (1 ± A) with A = √(2/π) · 2λ / (σ √interval):
 * + for sold options, − for bought ones. Bought options have no answer where A reaches 1, as costs then eat
 * all that gamma earns: refused. A mixed book has no side, and hedges to the delta at `vol` itself.
 */
export function leland(inputs: RuleInputs, interval: number): RuleAnswer | Refused {
  if (!isPlain(interval) || interval === 0) {
    return refused('interval', interval, 'a finite time between hedges above 0, in years');
  }
  const refusal = refusalOf(inputs, ['vol', 'costRate']);
  if (refusal !== undefined) return refusal;
  const { side, vol, costRate } = inputs;
  if (side === 'mixed') {
    return { volMultiplier: 1, halfWidth: 0, fallback: 'a mixed book has no side: delta at the plain vol' };
  }
  const load = (Math.sqrt(2 / Math.PI) * 2 * costRate) / (vol * Math.sqrt(interval));
  if (side === 'long' && load >= 1) {
    return refused('interval', interval, 'a longer time between hedges: costs exceed what gamma earns');
  }
  return finite({ volMultiplier: Math.sqrt(side === 'short' ? 1 + load : 1 - load), halfWidth: 0 });
}
