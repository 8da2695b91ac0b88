/** What a formula answers when its inputs have no answer: a value, since a bad row must not stop a book. */

/** No answer, because of `field`; `remedy` says what would be one. */
export interface Refused {
  readonly kind: 'refused';
  readonly field: string;
  readonly value: number;
  readonly remedy: string;
}

/** The refusal of `field`. */
export function refused(field: string, value: number, remedy: string): Refused {
  return { kind: 'refused', field, value, remedy };
}

/** Finite and not negative; NaN fails both comparisons. */
export function isPlain(value: number): boolean {
  return value >= 0 && value < Infinity;
}
