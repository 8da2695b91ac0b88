import type { Policy } from '../domain/config.ts';
import type { Millis } from '../units/units.ts';

/** How often the policy strikes; null for one without a clock. */
export function strikeEvery(policy: Policy): number | null {
  return policy.kind === 'clock' || policy.kind === 'leland' ? policy.everyMs : null;
}

/** Whether a policy with a clock strikes at `now`, having last struck at `clockAt`. */
export function isClockDue(policy: Policy, clockAt: Millis | null, now: Millis): boolean {
  const everyMs = strikeEvery(policy);
  return everyMs !== null && (clockAt === null || now - clockAt >= everyMs);
}
