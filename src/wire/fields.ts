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

/** `value` as a time; undefined where it is no whole number of milliseconds. */
export function timeOf(value: unknown): Millis | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? millis(value) : undefined;
}
