import type { Atoms } from '../../units/units.ts';

/** A grid of decimals: every step is `unit` units in the last of `decimals` places, so 0.5 is { 1, 5 }. */
export interface Grid {
  readonly decimals: number;
  readonly unit: number;
}

/** Why a text is not on a grid. */
export type OffGrid = 'malformed' | 'too-precise' | 'off-grid';

const MOST_DECIMALS = 12;
/** Longer numbers are nobody's price or size, and would pass the safe integers. */
const LONGEST = 32;

function isNearInteger(value: number): boolean {
  return Math.round(value) > 0 && Math.abs(value - Math.round(value)) <= 16 * Number.EPSILON * value;
}

/** The grid of `step`, which is above 0: a tick, or a lot in base units. */
export function gridOf(step: number): Grid {
  let scale = 1;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1, scale *= 10)
    if (isNearInteger(step * scale)) return { decimals, unit: Math.round(step * scale) };
  throw new RangeError(`a step of ${step} has more than ${MOST_DECIMALS} decimals`);
}

/** `units` in the last of `decimals` places, written out exactly. */
export function decimalText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `steps` of a grid, with their sign, in as many decimals as it has. */
export function onGrid(steps: number, grid: Grid): string {
  return decimalText(BigInt(steps) * BigInt(grid.unit), grid.decimals);
}

/** A sum of ticks × lots, in quote units: exact. */
export function quoteText(tickLots: number, price: Grid, size: Grid): string {
  const units = BigInt(tickLots) * BigInt(price.unit) * BigInt(size.unit);
  return decimalText(units, price.decimals + size.decimals);
}

/** An amount of a currency, exact to its last atom. */
export function atomsText(amount: Atoms): string {
  return decimalText(amount, 8);
}

/** `value` in `decimals` places; what is no finite number is written as 0, since the wire has no word for it. */
export function fixed(value: number, decimals: number): string {
  const text = (Number.isFinite(value) ? value : 0).toFixed(decimals);
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** How many steps of the grid `text` is; it may be 0, and has no sign. */
export function stepsOf(text: string, grid: Grid): number | OffGrid {
  const match = text.length <= LONGEST ? /^(\d+)(?:\.(\d*))?$/.exec(text) : null;
  if (match === null) return 'malformed';
  const [, whole = '0', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(grid.decimals))) return 'too-precise';
  const units = BigInt(whole + fraction.slice(0, grid.decimals).padEnd(grid.decimals, '0'));
  const unit = BigInt(grid.unit);
  if (units % unit !== 0n) return 'off-grid';
  const steps = Number(units / unit);
  return Number.isSafeInteger(steps) ? steps : 'malformed';
}
