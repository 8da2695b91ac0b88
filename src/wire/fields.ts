import { type Millis, millis } from '../units/units.ts';

/** An object of a venue's message, before anything of it has been checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** `value` as an object; one without fields where it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** `value` as a list of objects; empty where it is no list. */
export function rowsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** As far from 1970 as a `Date` reaches: there is room for what is added to such a time. */
const FARTHEST_MS = 8.64e15;

/** `value` as a time; undefined where it is no whole number of milliseconds, or no time that a calendar has. */
export function timeOf(value: unknown): Millis | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return Math.abs(value) <= FARTHEST_MS ? millis(value) : undefined;
}

// `Number(value)` and `String(value)` throw at what JSON may well have in it, {"toString": 0} or a list within lists
// within lists, and take null, '' and [] for 0: what a venue sends goes through these instead.

/** `value` as a number, where it is one or a text that is one; NaN for anything else, null and '' included. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const number = Number(value);
  return number === 0 && value.trim() === '' ? Number.NaN : number;
}

/** `value` as a price or another size that must be one; undefined where it is not above 0, or has no end. */
export function positiveOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number > 0 && number < Infinity ? number : undefined;
}

/** `value` as a text; an object only as what kind of one it is. */
export function stringOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value);
}

/** `value` in JSON, for somebody to read; what is nested too deeply for that only as what kind of thing it is. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? stringOf(value);
  } catch {
    return stringOf(value);
  }
}

/** What `table` calls `name`; undefined for all that it has not itself, such as 'constructor'. */
export function namedIn<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}
