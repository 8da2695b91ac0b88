import { decimal } from './reader.ts';

/** With thousands set apart. */
export function grouped(value: number): string {
  return decimal(value).replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** To three digits: an example is no promise. */
export function rough(value: number): string {
  return grouped(Number(value.toPrecision(3)));
}
