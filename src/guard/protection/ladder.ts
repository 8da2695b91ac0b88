/**
 * The stage that an account is in. Up at once, as far as is asked; down one step at a time, each after a time in
 * which nothing asked for the stage that is left, as with the breakers' ladder.
 */
import { MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { gravityOf, type ProtectionRule, STAGES, type Stage } from './stage.ts';

/** Plain data. */
export interface StageLadder {
  readonly stage: Stage;
  /** When it was entered; null before the first change. */
  readonly since: Millis | null;
  /** Since when nothing has asked for it; null where something does. */
  readonly easySince: Millis | null;
}

export const AT_EASE: StageLadder = { stage: 'calm', since: null, easySince: null };

/** No stage is left for a lower one sooner, whatever the rule says: so there is no flapping. */
const COOLDOWN_MIN = MINUTE;

/** `ladder` where `asked` is asked for at `at`, which never goes back, and `near` is enough to stay. */
export function climbStage(
  { cooldownMs }: Pick<ProtectionRule, 'cooldownMs'>,
  ladder: StageLadder,
  { asked, near }: { readonly asked: Stage; readonly near: Stage },
  at: Millis,
): StageLadder {
  const now = gravityOf(ladder.stage);
  if (gravityOf(asked) > now) return { stage: asked, since: at, easySince: null };
  if (Math.max(gravityOf(asked), gravityOf(near)) >= now)
    return ladder.easySince === null ? ladder : { ...ladder, easySince: null };
  const easySince = ladder.easySince ?? at;
  if (at - easySince >= Math.max(COOLDOWN_MIN, cooldownMs))
    return { stage: STAGES[now - 1] as Stage, since: at, easySince: null };
  return ladder.easySince === easySince ? ladder : { ...ladder, easySince };
}
