/**
 * Units of the ledger: integers that may not be mixed up, and time.
 *
 * Floats (prices, vols, Greeks, costs) stay plain numbers whose unit stands in their name or doc comment;
 * what is owned, ordered, filled or owed is an integer and carries a brand. `rounding.ts` is the only place
 * where one becomes the other.
 */
declare const brand: unique symbol;

/** A nominal type: `Brand<number, 'Lots'>` is a number that a plain number cannot stand in for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A signed count of an instrument's smallest tradable unit: a safe integer. */
export type Lots = Brand<number, 'Lots'>;

/** A signed amount of a currency in units of 1e-8: exact at any size. */
export type Atoms = Brand<bigint, 'Atoms'>;

/** UTC epoch milliseconds. */
export type Millis = Brand<number, 'Millis'>;

/** A ledger integer was asked of something that is not one: a bug or corrupt data, so it throws. */
export class NotAnInteger extends Error {}

/** `count` as lots. Throws `NotAnInteger` unless it is a safe integer; -0 becomes 0. */
export function lots(count: number): Lots {
  if (!Number.isSafeInteger(count)) throw new NotAnInteger(`lots must be a safe integer, got ${count}`);
  return (count === 0 ? 0 : count) as Lots;
}

/** `count` units of 1e-8 as atoms. */
export function atoms(count: bigint): Atoms {
  return count as Atoms;
}

/** `epochMs` as a time. Throws `NotAnInteger` unless it is a safe integer. */
export function millis(epochMs: number): Millis {
  if (!Number.isSafeInteger(epochMs)) {
    throw new NotAnInteger(`a time must be whole epoch milliseconds, got ${epochMs}`);
  }
  return epochMs as Millis;
}
