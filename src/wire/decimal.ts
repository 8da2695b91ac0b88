/** Decimals of wires as whole counts of a step (a tick, a lot) and back, without passing through a float. */

/** A grid of `units` / 10^`decimals`: 0.0005 is 5 over 4 decimals, 10 is 10 over 0. */
export interface Step {
  readonly units: bigint;
  readonly decimals: number;
}

const PLAIN = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** More decimals than any venue has; a power beyond it is no price. */
const MOST_DECIMALS = 30;

interface Scaled {
  readonly units: bigint;
  readonly decimals: number;
}

function scaled(text: string): Scaled | undefined {
  const match = PLAIN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '0', fraction = '', power = '0'] = match;
  const decimals = fraction.length - Number(power);
  if (Math.abs(decimals) > MOST_DECIMALS) return undefined;
  const digits = BigInt(sign + whole + fraction);
  return decimals >= 0 ? { units: digits, decimals } : { units: digits * tenTo(-decimals), decimals: 0 };
}

function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}

/** The grid of `step`, above 0, such as an instrument's tick. Throws on one that is no such decimal: a bug. */
export function stepOf(step: number): Step {
  const found = scaled(String(step));
  if (found === undefined || found.units <= 0n) throw new Error(`${step} is no step of a grid`);
  return found;
}

/** `text` in whole steps; undefined where it is no decimal, is not on the grid, or is too large for an integer. */
export function countOf(text: string, step: Step): number | undefined {
  const value = scaled(text);
  if (value === undefined) return undefined;
  const decimals = Math.max(value.decimals, step.decimals);
  const units = value.units * tenTo(decimals - value.decimals);
  const grid = step.units * tenTo(decimals - step.decimals);
  if (units % grid !== 0n) return undefined;
  const count = Number(units / grid);
  return Number.isSafeInteger(count) ? count : undefined;
}

/**
 * `text` in units of 10^-`decimals`, to the nearest, halves away from zero, at any size; undefined where it is no
 * decimal.
 */
export function nearestUnits(text: string, decimals: number): bigint | undefined {
  const value = scaled(text);
  if (value === undefined) return undefined;
  if (value.decimals <= decimals) return value.units * tenTo(decimals - value.decimals);
  const divisor = tenTo(value.decimals - decimals);
  const size = value.units < 0n ? -value.units : value.units;
  const nearest = (2n * size + divisor) / (2n * divisor);
  return value.units < 0n ? -nearest : nearest;
}

/** `count` steps as a decimal, without more zeros than the grid has digits. */
export function decimalOf(count: number, step: Step): string {
  const units = BigInt(count) * step.units;
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(step.decimals + 1, '0');
  if (step.decimals === 0) return sign + digits;
  const at = digits.length - step.decimals;
  return `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
}
