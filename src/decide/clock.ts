import type { Policy } from '../domain/config.ts';
import type { Millis } from '../units/units.ts';

/** Whether a clock policy strikes at `now`, having last struck at `clockAt`; no other policy has a clock. */
export function isClockDue(policy: Policy, clockAt: Millis | null, now: Millis): boolean {
  return policy.kind === 'clock' && (clockAt === null || now - clockAt >= policy.everyMs);
}
