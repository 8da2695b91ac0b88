import { type Millis, millis } from './units.ts';

export const SECOND: number = 1_000;
export const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;
/** Act/365 fixed, the convention of the crypto option venues. */
export const YEAR: number = 365 * DAY;

/** Years from `from` to `to`, Act/365; negative when `to` is earlier. */
export function yearsBetween(from: Millis, to: Millis): number {
  return (to - from) / YEAR;
}

/** `at` moved by `ms`, which may be negative and is rounded to whole milliseconds. */
export function later(at: Millis, ms: number): Millis {
  return millis(at + Math.round(ms));
}
