/** Sums that forget: what was added `lifeMs` ago counts 1/e. Plain data, one multiplication a reading. */
import type { Millis } from '../../units/units.ts';

export interface Decayed {
  readonly at: Millis;
  readonly sum: number;
}

/** What is left of `held` at `at`. */
export function decayedTo(held: Decayed | undefined, at: Millis, lifeMs: number): number {
  return held === undefined ? 0 : held.sum * Math.exp(Math.min(0, held.at - at) / lifeMs);
}

/** `held` with `amount` more at `at`. */
export function added(held: Decayed | undefined, at: Millis, amount: number, lifeMs: number): Decayed {
  return { at, sum: decayedTo(held, at, lifeMs) + amount };
}
