import type { Millis } from '../units/units.ts';

/** Time as the engine sees it. Only the shell reads one; a demo's runs faster than the wall's. */
export interface Clock {
  now(): Millis;
  /** Resolves when `now()` has reached `at`, or when `signal` aborts, whichever is first. */
  until(at: Millis, signal: AbortSignal): Promise<void>;
}
