import type { Lots, Millis } from '../units/units.ts';
import type { Level } from './depth.ts';

export type InstrumentId = string;
export type VenueId = string;
/** A ticker such as BTC or USDT. An *underlying* is the currency that a Greek is taken against. */
export type Currency = string;

interface Contract {
  readonly id: InstrumentId;
  readonly venue: VenueId;
  /** What the instrument is a claim on: its underlying. */
  readonly base: Currency;
  /** What its price is quoted in. */
  readonly quote: Currency;
  /** What gains and losses are paid in: the quote when linear, the base when inverse. */
  readonly settle: Currency;
  /** Price grid, in the price's unit. */
  readonly tick: number;
  /** Contracts in one lot. */
  readonly lot: number;
  /** Base units in one contract, or quote units where an inverse perp or future is sized in them. */
  readonly multiplier: number;
  readonly inverse: boolean;
}

export interface Spot extends Contract {
  readonly kind: 'spot';
  readonly inverse: false;
}

export interface Perp extends Contract {
  readonly kind: 'perp';
}

export interface Future extends Contract {
  readonly kind: 'future';
  readonly expiry: Millis;
}

/** European, cash settled. An inverse option is priced and paid in the base (as on Deribit). */
export interface Option extends Contract {
  readonly kind: 'option';
  readonly type: 'call' | 'put';
  readonly strike: number;
  readonly expiry: Millis;
}

/**
 * A concentrated-liquidity position in an AMM pool between two prices, in quote units per base unit. Its unit
 * is one of liquidity, √(base · quote) in whole units of both tokens (a Uniswap v3 contract's integer over 10
 * to the power of half the sum of their decimals), and its price is what such a unit is worth in the quote.
 */
export interface Lp extends Contract {
  readonly kind: 'lp';
  readonly inverse: false;
  readonly lower: number;
  /** Beyond any price, such as 1e30 with a lower of 0, for the full range. */
  readonly upper: number;
}

export type Instrument = Spot | Perp | Future | Option | Lp;
export type Instruments = Readonly<Record<InstrumentId, Instrument>>;

/** What `count` lots amount to: base units, quote units for an inverse perp or future, or liquidity. Signed. */
export function sizeOf(instrument: Instrument, count: Lots): number {
  return count * instrument.lot * instrument.multiplier;
}

/**
 * What `count` lots at `price` are worth in the settlement currency, signed like a cost: linear q·P; inverse
 * perp and future −N/P, so that value(now) − value(then) is N·(1/P₀ − 1/P); inverse option q·P, P in coin.
 */
export function settleValue(instrument: Instrument, count: Lots, price: number): number {
  const size = sizeOf(instrument, count);
  if (instrument.inverse && (instrument.kind === 'perp' || instrument.kind === 'future'))
    return -size / price;
  return size * price;
}

/**
 * Base units of the underlying in one lot at `price`: what a lot adds to delta, where it is quoted. What an option is
 * a claim on, of which its delta is a share.
 */
export function lotDelta(instrument: Instrument, price: number): number {
  const size = instrument.lot * instrument.multiplier;
  return instrument.inverse && instrument.kind !== 'option' ? size / price : size;
}

/**
 * Base units that rest at a level of `instrument`'s ladder: an inverse perp's or future's is told in quote units, all
 * others' in base units, an inverse option's too.
 */
export function baseSize(instrument: Instrument, { price, size }: Level): number {
  return instrument.inverse && instrument.kind !== 'option' ? size / price : size;
}

/**
 * What `count` lots amount to in quote units, without sign: at `price`, and of an option what it is a claim on, at the
 * `index` (one base unit in its quote). That is what limits count: an option's price says little of what it may lose.
 */
export function notional(instrument: Instrument, count: Lots, price: number, index: number): number {
  const at = instrument.kind === 'option' ? index : price;
  return Math.abs(count) * lotDelta(instrument, price) * at;
}

/**
 * What changes hands when `count` lots are traded at `price`, in quote units, without sign: the notional, but of an
 * option its premium. `index` (one base unit in its quote) turns that of an inverse option, which is in coin.
 */
export function turnover(instrument: Instrument, count: Lots, price: number, index: number): number {
  const paidIn = instrument.inverse && instrument.kind === 'option' ? index : 1;
  return Math.abs(count) * lotDelta(instrument, price) * price * paidIn;
}

/**
 * Whether the market is sure to quote a price of its own. Options are valued at a vol, be it that of their own quote
 * where they have one, and liquidity from its underlying's price.
 */
export function isQuoted(instrument: Instrument): instrument is Spot | Perp | Future {
  return instrument.kind !== 'option' && instrument.kind !== 'lp';
}

/** Whether gains are settled against a margin account instead of the price being paid on the fill. */
export function isMargined(instrument: Instrument): boolean {
  return instrument.kind === 'perp' || instrument.kind === 'future';
}

/** When the instrument ceases to exist; undefined for one that does not. */
export function expiryOf(instrument: Instrument): Millis | undefined {
  return instrument.kind === 'option' || instrument.kind === 'future' ? instrument.expiry : undefined;
}

/** What the holder of one base unit (or one inverse contract's share) is paid at expiry, in quote units. */
export function payoff(option: Pick<Option, 'type' | 'strike'>, settlementPrice: number): number {
  return Math.max(
    0,
    option.type === 'call' ? settlementPrice - option.strike : option.strike - settlementPrice,
  );
}
