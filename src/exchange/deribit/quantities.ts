/**
 * Lots and ticks as the decimals of the wire, and back. Amounts are in USD for inverse perpetuals and futures and
 * in coins for all else, as `sizeOf` has them.
 */
import { sizeOf } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { type Atoms, type Lots, lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { invalid, WireFault } from './wire-fault.ts';

/** A step as the quotient of an integer and a power of ten, so that multiples are rounded once: 3 / 10 is 0.3. */
interface Grid {
  readonly top: number;
  readonly bottom: number;
}

const grids = new Map<number, Grid>();

function gridOf(step: number): Grid {
  const known = grids.get(step);
  if (known !== undefined) return known;
  let bottom = 1;
  while (bottom < 1e12 && Math.abs(step * bottom - Math.round(step * bottom)) > 1e-9 * step * bottom)
    bottom *= 10;
  const top = Math.round(step * bottom);
  const grid = Math.abs(top / bottom - step) <= 1e-12 * step ? { top, bottom } : { top: step, bottom: 1 };
  grids.set(step, grid);
  return grid;
}

/** `count` steps as the float that its decimal names. */
export function onGrid(count: number, step: number): number {
  const { top, bottom } = gridOf(step);
  return (count * top) / bottom + 0;
}

/** How many steps `value` is; undefined where it lies between two. */
export function stepsOf(value: number, step: number): number | undefined {
  const count = Math.round(value / step);
  const isOn = Math.abs(onGrid(count, step) - value) <= 1e-9 * Math.max(step, Math.abs(value));
  return isOn && Number.isSafeInteger(count) ? count : undefined;
}

/** `value` with `decimals` behind the point, halves away from zero as decimal text rounds; never -0. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}

/** Coins to the eighth decimal. */
export function coins(amount: Atoms | number): number {
  return typeof amount === 'number' ? rounded(amount, 8) : fromAtoms(amount);
}

/** The price that `ticks` are. */
export function priceOf({ instrument }: Listing, ticks: number): number {
  return onGrid(ticks, instrument.tick);
}

/** The amount that `count` lots are, signed like them. */
export function amountOf({ instrument }: Listing, count: number): number {
  return onGrid(count, sizeOf(instrument, lots(1)));
}

/** Lots of `amount` above 0. */
export function lotsOf({ instrument }: Listing, amount: number): Lots {
  if (!(amount > 0)) throw new WireFault(10021, 'invalid_amount', 'must be above 0', 'amount');
  const size = sizeOf(instrument, lots(1));
  const count = stepsOf(amount, size);
  if (count === undefined) throw invalid('amount', `must be a multiple of contract size ${size}`);
  return lots(count);
}

/** Ticks of `price` above 0. */
export function ticksOf({ instrument }: Listing, price: number): number {
  if (!(price > 0)) throw new WireFault(10023, 'invalid_price', 'must be above 0', 'price');
  const ticks = stepsOf(price, instrument.tick);
  if (ticks === undefined)
    throw new WireFault(10043, 'price_wrong_tick', `must conform to tick size ${instrument.tick}`, 'price');
  return ticks;
}
