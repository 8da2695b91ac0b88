import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { whole } from './draws.ts';
import type { Fault, Faults } from './faults.ts';

/** Conditions that begin by themselves and last for a while, each under a name. */
export interface Spells {
  /** Whether the one of `name` begins now. */
  begins(name: string, now: Millis): boolean;
  isOn(name: string, now: Millis): boolean;
  /** Whether any is on. */
  isAnyOn(now: Millis): boolean;
}

/** Spells that `fault` begins and that last from `least` to `most` milliseconds, in steps of `stepMs`. */
export function createSpells(
  faults: Faults,
  fault: Fault,
  { least, most, stepMs }: { readonly least: number; readonly most: number; readonly stepMs: number },
): Spells {
  const until = new Map<string, Millis>();
  const isOn = (name: string, now: Millis): boolean => (until.get(name) ?? now) > now;
  return {
    begins(name, now) {
      if (isOn(name, now) || !faults.strikes(fault)) return false;
      const steps = whole(faults.of(fault), Math.round(least / stepMs), Math.round(most / stepMs));
      until.set(name, later(now, stepMs * steps));
      return true;
    },
    isOn,
    isAnyOn: (now) => [...until.keys()].some((name) => isOn(name, now)),
  };
}
