/**
 * The one crossing between floats and the ledger's integers. Every function that loses something says in
 * which direction it loses.
 */
import { type Atoms, atoms, type Lots, lots } from './units.ts';

/** `away` is away from zero; `down` and `up` are toward minus and plus infinity. */
export type Rounding = 'nearest' | 'toward-zero' | 'away' | 'down' | 'up';

/** One unit of any currency is 1e8 atoms. */
const ATOM_DECIMALS = 8;
const ATOMS_PER_UNIT = 1e8;

/**
 * How near a quotient must lie to an integer to be taken as that integer. Without it 0.3 / 0.1 =
 * 2.9999999999999996 floors to 2: a third of all sizes at a step of 0.1 come out one lot short. Quotients too
 * large for it to cover their own rounding are allowed a few of their last places instead.
 */
const INTEGER_TOLERANCE = 1e-9;
const LAST_PLACES = 8 * Number.EPSILON;

/** The integer that `quotient` rounds to, halves away from zero. Throws on anything that is not finite. */
export function roundInteger(quotient: number, rounding: Rounding): number {
  if (!Number.isFinite(quotient)) throw new RangeError(`cannot round ${quotient} to an integer`);
  const size = Math.abs(quotient);
  // Math.round takes halves up, and a sale must round as the purchase that it undoes.
  const nearest = Math.sign(quotient) * Math.round(size) + 0;
  if (Math.abs(quotient - nearest) <= Math.max(INTEGER_TOLERANCE, LAST_PLACES * size)) return nearest;
  switch (rounding) {
    case 'nearest':
      return nearest;
    case 'toward-zero':
      return Math.trunc(quotient) + 0;
    case 'away':
      return quotient < 0 ? Math.floor(quotient) : Math.ceil(quotient);
    case 'down':
      return Math.floor(quotient);
    case 'up':
      return Math.ceil(quotient) + 0;
  }
}

/** `size` in units of `step` (both in the same unit, `step` > 0) as whole lots. */
export function toLots(size: number, step: number, rounding: Rounding): Lots {
  return lots(roundInteger(size / step, rounding));
}

/** `amount` of a currency as atoms. Amounts beyond 9e7 units keep float64's own 15–16 digits, not 1e-8. */
export function toAtoms(amount: number, rounding: Rounding): Atoms {
  return atoms(BigInt(roundInteger(amount * ATOMS_PER_UNIT, rounding)));
}

/** Atoms as a float amount of their currency. */
export function fromAtoms(amount: Atoms): number {
  return Number(amount) / ATOMS_PER_UNIT;
}

/** `price` on the grid of `tick` (> 0), as the float nearest to that decimal. */
export function toTick(price: number, tick: number, rounding: Rounding): number {
  const ticks = roundInteger(price / tick, rounding);
  // An integer over a power of ten is rounded once: 3 / 10 prints as 0.3, and 3 * 0.1 does not.
  let perUnit = 1;
  while (perUnit < 1e15 && !isNearInteger(tick * perUnit)) perUnit *= 10;
  return isNearInteger(tick * perUnit) ? (ticks * Math.round(tick * perUnit)) / perUnit : ticks * tick;
}

function isNearInteger(positive: number): boolean {
  return Math.abs(positive - Math.round(positive)) <= 2 * Number.EPSILON * positive;
}

/** A share `numerator / denominator` of `amount`, to the nearest atom (halves away from zero). */
export function shareOf(amount: Atoms, numerator: Lots, denominator: Lots): Atoms {
  const product = amount * BigInt(numerator);
  const divisor = BigInt(denominator);
  const negative = product < 0n !== divisor < 0n;
  const top = product < 0n ? -product : product;
  const bottom = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * top + bottom) / (2n * bottom);
  return atoms(negative ? -quotient : quotient);
}

/**
 * A decimal on a wire, such as "0.0013", as atoms, exactly and without passing through a float. Undefined
 * when the text is no plain decimal, or has a digit other than 0 beyond the eighth after the point.
 */
export function atomsFromDecimal(text: string): Atoms | undefined {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const kept = fraction.slice(0, ATOM_DECIMALS).padEnd(ATOM_DECIMALS, '0');
  if (/[1-9]/.test(fraction.slice(ATOM_DECIMALS))) return undefined;
  const magnitude = BigInt(whole + kept);
  return atoms(sign === '-' ? -magnitude : magnitude);
}
