/**
 * Which regime to act on, given probabilities that waver: with two thresholds, and slow to relax. Turning more
 * careful is at once; turning less careful waits until nothing has spoken against it for a while. So the regime
 * changes at most twice in each such while, whatever the probabilities do.
 */
import type { Millis } from '../units/units.ts';

/** From the least careful to the most. */
export type Regime = 'calm' | 'normal' | 'stress';

/** They add up to 1. */
export interface RegimeProbabilities {
  readonly calm: number;
  readonly normal: number;
  readonly stress: number;
}

export interface HysteresisRule {
  /** Probability from which stress begins at once, and which calm must keep before it begins. */
  readonly enter: number;
  /** Probability down to which stress must keep before it ends, and at which calm ends at once. Below `enter`. */
  readonly leave: number;
  readonly holdMs: number;
}

/** Plain data. */
export interface HeldRegime {
  readonly regime: Regime;
  /** When it began. */
  readonly since: Millis;
  /** Since when nothing has spoken against relaxing; null where something just did. */
  readonly easySince: Millis | null;
}

/** Whether nothing speaks against the regime that is one less careful than `regime`. */
function isEasy(rule: HysteresisRule, regime: Regime, { calm, stress }: RegimeProbabilities): boolean {
  if (regime === 'stress') return stress <= rule.leave;
  return regime === 'normal' && calm >= rule.enter;
}

/**
 * The regime at `at`, after `held` (undefined: the first is normal, or stress). Probabilities that are not
 * finite change nothing.
 */
export function holdRegime(
  rule: HysteresisRule,
  held: HeldRegime | undefined,
  probabilities: RegimeProbabilities,
  at: Millis,
): HeldRegime {
  const { calm, stress } = probabilities;
  const before: HeldRegime = held ?? { regime: 'normal', since: at, easySince: null };
  if (!Number.isFinite(calm + stress)) return before;
  if (before.regime !== 'stress' && stress >= rule.enter)
    return { regime: 'stress', since: at, easySince: null };
  if (before.regime === 'calm')
    return calm <= rule.leave ? { regime: 'normal', since: at, easySince: null } : before;
  if (!isEasy(rule, before.regime, probabilities))
    return before.easySince === null ? before : { ...before, easySince: null };
  const easySince = before.easySince ?? at;
  if (at - easySince < rule.holdMs) return { ...before, easySince };
  return { regime: before.regime === 'stress' ? 'normal' : 'calm', since: at, easySince: null };
}
