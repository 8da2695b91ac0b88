/** What a limit on the whole book answers. */

/** An order that may not leave, since `value` would be above `allowed`. */
export interface Exceeded {
  readonly kind: 'refused';
  readonly limit: string;
  readonly value: number;
  readonly allowed: number;
  readonly remedy: string;
}

/** A limit of exactly n must let n pass, whatever a sum rounds to. */
const TOLERANCE = 1e-9;

/**
 * Null where `value` is within `allowed`. What is no number is beyond every limit, and told as the largest
 * there is.
 */
export function within(limit: string, value: number, allowed: number, remedy: string): Exceeded | null {
  if (value <= allowed + TOLERANCE * Math.abs(allowed)) return null;
  const told = Number.isFinite(value) ? value : Number.MAX_VALUE;
  return { kind: 'refused', limit, value: told, allowed: Number.isNaN(allowed) ? 0 : allowed, remedy };
}
