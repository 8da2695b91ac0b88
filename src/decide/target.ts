import type { HedgeRatio, Profile } from '../domain/config.ts';
import type { Millis } from '../units/units.ts';

/** The hedge ratio at `now`. */
export function ratioAt({ points, between }: HedgeRatio, now: Millis): number {
  const next = points.findIndex(({ at }) => at > now);
  const before = points[next < 0 ? points.length - 1 : Math.max(0, next - 1)];
  const after = points[next];
  if (before === undefined) return 1;
  if (between === 'steps' || after === undefined || before === after) return before.ratio;
  return before.ratio + ((after.ratio - before.ratio) * (now - before.at)) / (after.at - before.at);
}

/**
 * The delta to keep at `now`, in base units. `unhedged` is the book's delta without what is held, or in flight, of
 * its hedge instrument.
 */
export function targetAt(target: Profile['targetDelta'], now: Millis, unhedged: number): number {
  if (typeof target === 'number') return target;
  return (1 - ratioAt(target, now)) * unhedged;
}
