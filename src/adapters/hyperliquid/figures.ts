import { roundInteger } from '../../units/rounding.ts';
import type { Lots } from '../../units/units.ts';
import { decimalOf } from '../../wire/decimal.ts';
import type { Traded } from '../../wire/symbols.ts';

/** "Tick and lot size" of Hyperliquid's documentation: whole, or of at most so many significant figures … */
const FIGURES = 5;
/** … and of at most so many digits after the point, less those of the coin's sizes. */
const PLACES = 6;

/** Digits that say nothing are not written: signatures are checked over what is left. */
function bare(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `count` lots without sign, as the venue writes sizes. */
export function sizeText({ lot }: Traded, count: Lots): string {
  return bare(decimalOf(Math.abs(count), lot));
}

function placesFor(whole: string, fraction: string, sizePlaces: number): number {
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const byFigures = whole === '0' ? zeros + FIGURES : FIGURES - whole.length;
  return Math.max(0, Math.min(byFigures, PLACES - sizePlaces));
}

/**
 * The price nearest to `limit` that the venue takes and that trades no worse than `limit`: not above it for a purchase,
 * not below it for a sale. `sizePlaces` is the coin's `szDecimals`. Undefined where that leaves no price above 0.
 */
export function priceText(
  { tick, instrument }: Traded,
  limit: number,
  isBuy: boolean,
  sizePlaces: number,
): string | undefined {
  if (!Number.isFinite(limit) || limit <= 0) return undefined;
  const ticks = roundInteger(limit / instrument.tick, isBuy ? 'down' : 'up');
  const [whole = '0', fraction = ''] = bare(decimalOf(ticks, tick)).split('.');
  const places = placesFor(whole, fraction, sizePlaces);
  const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  const isCut = fraction.length > places;
  const units = String(kept + (isCut && !isBuy ? 1n : 0n)).padStart(places + 1, '0');
  if (/^0*$/.test(units)) return undefined;
  const at = units.length - places;
  return places === 0 ? units : bare(`${units.slice(0, at)}.${units.slice(at)}`);
}
