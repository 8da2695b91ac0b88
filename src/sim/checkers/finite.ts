import type { Checker, Witness } from './witness.ts';

/** Where in `value` a number is that is none; null where there is none such. */
export function unfinite(value: unknown, path = 'state'): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, held] of Object.entries(value)) {
    const found = unfinite(held, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Between looks: a state is large, and a number that is none spreads. */
const EVERY_TICKS = 25;

/** No number in the engine's state is NaN or infinite. */
export function createFinite(witness: Witness): Checker {
  let ticks = 0;
  return {
    name: 'finite',
    ticked() {
      ticks += 1;
      return ticks % EVERY_TICKS === 0 && witness.state !== null ? unfinite(witness.state) : null;
    },
  };
}
