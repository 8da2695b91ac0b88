import { roundInteger, toTick } from '../units/rounding.ts';
import type { Listing } from './listing.ts';

/** The price of `ticks` in the instrument's price unit, as the float nearest to that decimal. */
export function priceOf({ instrument }: Listing, ticks: number): number {
  return toTick(ticks * instrument.tick, instrument.tick, 'nearest');
}

/** The whole ticks next to `price`: at most it (`down`), at least it (`up`), or the nearest. */
export function ticksOf({ instrument }: Listing, price: number, rounding: 'down' | 'up' | 'nearest'): number {
  return roundInteger(price / instrument.tick, rounding);
}
