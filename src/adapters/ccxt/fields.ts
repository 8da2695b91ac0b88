import { type Millis, millis } from '../../units/units.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function rowsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function timeOf(value: unknown): Millis | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? millis(value) : undefined;
}
