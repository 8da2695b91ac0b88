import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { chance, whole } from './draws.ts';
import type { Faults } from './faults.ts';

/** What our machine takes the time to be. */
export interface MachineClock {
  read(now: Millis): Millis;
  /** How far it is ahead, in milliseconds; negative where it is behind. */
  readonly aheadMs: number;
  /** It is set forward or back, or right again: it does so by itself. */
  tick(): void;
  /** It is right from now on. */
  mend(): void;
}

/** Furthest that it is ever off, in ticks. */
export const CLOCK_TICKS = 60;

export function createMachineClock(faults: Faults, tickMs: number): MachineClock {
  let aheadMs = 0;
  return {
    read: (now) => (aheadMs === 0 ? now : later(now, aheadMs)),
    get aheadMs() {
      return aheadMs;
    },
    tick() {
      if (!faults.strikes('clockJump')) return;
      const random = faults.of('clockJump');
      const isSetRight = aheadMs !== 0 && chance(random, 0.5);
      aheadMs = isSetRight ? 0 : tickMs * whole(random, -CLOCK_TICKS, CLOCK_TICKS);
    },
    mend() {
      aheadMs = 0;
    },
  };
}
