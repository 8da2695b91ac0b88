/** Numbers as this venue writes them: decimal strings, exact where the exchange counts in integers. */
import type { Atoms } from '../../units/units.ts';

const MOST_PLACES = 12;
/** Longer numbers in a request are no number of anything that is traded. */
const MOST_DIGITS = 30;

/** Digits after the point that the multiples of `step` need: 0.01 and 0.05 have 2, 1 and 10 have 0. */
export function placesOf(step: number): number {
  let scaled = step;
  for (let places = 0; places < MOST_PLACES; places++, scaled *= 10)
    if (scaled >= 0.5 && Math.abs(scaled - Math.round(scaled)) <= 1e-9 * scaled) return places;
  return MOST_PLACES;
}

/** `scaled` units of the `places`-th digit after the point; at least one digit stays there, as on the venue. */
function pointed(scaled: bigint, places: number): string {
  const sign = scaled < 0n ? '-' : '';
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return `${sign}${whole}.${fraction === '' ? '0' : fraction}`;
}

/** `step` in units of its last place. */
function unitsOf(step: number, places: number): bigint {
  let scaled = step;
  for (let i = 0; i < places; i++) scaled *= 10;
  return BigInt(Math.round(scaled));
}

/** `count` steps as a decimal, exactly: prices from ticks, sizes from lots. */
export function decimalText(count: number, step: number): string {
  const places = placesOf(step);
  return pointed(BigInt(count) * unitsOf(step, places), places);
}

/** An amount of money. */
export function atomsText(amount: Atoms): string {
  return pointed(amount, 8);
}

/** A float to at most `places` digits after the point; what is not finite, which nothing here should be, is 0. */
export function floatText(value: number, places: number): string {
  if (!Number.isFinite(value)) return '0.0';
  const fixed = value.toFixed(places);
  const trimmed = fixed.includes('.') ? fixed.replace(/0+$/, '').replace(/\.$/, '.0') : `${fixed}.0`;
  return trimmed === '-0.0' ? '0.0' : trimmed;
}

/**
 * A number of a request as the venue writes it when it checks a signature: without zeros that say nothing.
 * Undefined for what is no plain unsigned decimal.
 */
export function normalDecimal(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > MOST_DIGITS) return undefined;
  const match = /^0*(\d+)(?:\.(\d*?)0*)?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '0', fraction = ''] = match;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** How many `step`s a normal decimal is; undefined where it is not a whole number of them. */
export function countOf(normal: string, step: number): number | undefined {
  const [whole = '0', fraction = ''] = normal.split('.');
  const places = placesOf(step);
  if (fraction.length > places) return undefined;
  const scaled = BigInt(whole + fraction.padEnd(places, '0'));
  const units = unitsOf(step, places);
  if (scaled % units !== 0n) return undefined;
  const count = Number(scaled / units);
  return Number.isSafeInteger(count) ? count : undefined;
}

const PRICE_FIGURES = 5;
/** Perps have at most this many digits after the point, less those of their size. */
const PRICE_PLACES = 6;

/** Whether the venue takes a normal decimal as a price: whole, or of few enough significant figures and digits. */
export function isVenuePrice(normal: string, sizePlaces: number): boolean {
  const [whole = '0', fraction = ''] = normal.split('.');
  if (fraction === '') return true;
  const figures = (whole + fraction).replace(/^0+/, '').length;
  return figures <= PRICE_FIGURES && fraction.length <= PRICE_PLACES - sizePlaces;
}
