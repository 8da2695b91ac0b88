/** What every signal of the breakers is made of. */
import type { Millis } from '../../units/units.ts';

/** 0 calm, 1 be cautious, 2 only reduce, 3 halt. */
export type Severity = 0 | 1 | 2 | 3;

/** What a signal says, and the numbers that decided. All are finite. */
export interface Grade {
  readonly severity: Severity;
  /** What the severity would be if a little less were enough: until it falls, what was entered is not left. */
  readonly near: Severity;
  /** What was measured: `of` says what, in which unit. */
  readonly value: number;
  /** What `value` has reached, or has not where all is calm. */
  readonly threshold: number;
  readonly of: string;
}

/**
 * One thing that is watched. States are plain data, and undefined before the first reading. A reading that is
 * no number, cannot be true or is older than the last changes nothing: a feed that says nothing sensible is
 * the business of the signals of age.
 */
export interface Signal<State, Reading extends { readonly at: Millis }> {
  /** The state after one reading more. What it costs does not grow with the readings before it. */
  readonly fold: (state: State | undefined, reading: Reading) => State | undefined;
  /**
   * What is to be said at `at`, which is no earlier than the last reading. Deterministic; never NaN or
   * Infinity.
   */
  readonly severity: (state: State, at: Millis) => Grade;
}

/** From which values on each of the severities 1, 2 and 3 begins, rising. Infinity: never. */
export type Thresholds = readonly [cautious: number, reduce: number, halt: number];

/** Of a threshold that keeps what it has brought about: what hovers about one must not trip again and again. */
const KEEPS = 0.8;

/** How bad `value` is. It only rises with `value`; what is no number is as bad as can be. */
export function graded(value: number, thresholds: Thresholds, of: string): Grade {
  const sound = Number.isNaN(value) ? Infinity : value;
  const reached = (share: number): number =>
    thresholds.filter((threshold) => sound >= share * threshold && threshold < Infinity).length;
  const count = reached(1);
  const threshold = thresholds[Math.max(0, count - 1)] as number;
  const shown = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sound));
  const near = reached(KEEPS) as Severity;
  return { severity: count as Severity, near, value: shown, threshold, of };
}

/** The graver of two; the first where they are alike. Either keeps what was entered. */
export function graver(one: Grade, other: Grade): Grade {
  const grave = other.severity > one.severity ? other : one;
  const near = Math.max(one.near, other.near) as Severity;
  return grave.near === near ? grave : { ...grave, near };
}

/** Finite and above 0; NaN fails both comparisons. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Infinity;
}
