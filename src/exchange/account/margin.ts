/**
 * Margin of one position, in its settlement currency. Perps and futures by brackets of notional, options by
 * Deribit's standard margin. Written from the exchanges' own documents, apart from `pricing`'s formulas, so
 * that a hedger's idea of its margin is checked against somebody else's.
 */
import { type Instrument, type Option, sizeOf } from '../../domain/instrument.ts';
import type { Lots } from '../../units/units.ts';
import type { Listing, MarginTier } from '../listing.ts';

/** Both in settlement units, at least 0. */
export interface Margin {
  readonly initial: number;
  readonly maintenance: number;
}

const NO_MARGIN: Margin = { initial: 0, maintenance: 0 };

/** Prices that margin is taken at: `underlying` is the index, read for options alone. */
export interface MarginPrices {
  readonly mark: number;
  readonly underlying: number;
}

/** One stretch of a maintenance margin that is rate · notional − deduction, from `fromNotional` on. */
export interface MaintenanceLine {
  readonly fromNotional: number;
  readonly rate: number;
  readonly deduction: number;
}

/**
 * The brackets as straight lines in notional. A position pays each bracket's rate on its part in it alone, so
 * the deductions d₀ = 0, dₙ = dₙ₋₁ + fromₙ · (mₙ − mₙ₋₁) make the margin continuous (Binance, "Leverage and
 * margin of USDⓈ-M futures", the maintenance amount; Hyperliquid, "Margin tiers").
 */
export function maintenanceLines(tiers: readonly MarginTier[]): readonly MaintenanceLine[] {
  let [rate, deduction] = [0, 0];
  return tiers.map(({ fromNotional, maintenance }) => {
    deduction += fromNotional * (maintenance - rate);
    rate = maintenance;
    return { fromNotional, rate, deduction };
  });
}

/** What `count` lots of a perp or future at `price` come to in quote units, without sign. */
export function contractNotional(instrument: Instrument, count: Lots, price: number): number {
  return Math.abs(sizeOf(instrument, count)) * (instrument.inverse ? 1 : price);
}

/** What a linear or inverse position of `count` lots wants: its leverage is capped by the bracket it is in. */
function contractMargin(listing: Listing, count: Lots, mark: number, leverage: number): Margin {
  const { instrument, tiers } = listing;
  const size = contractNotional(instrument, count, mark);
  let initialRate = 1 / leverage;
  let maintenance = 0;
  for (const [i, line] of maintenanceLines(tiers).entries()) {
    if (size < line.fromNotional) break;
    initialRate = Math.max(1 / leverage, tiers[i]?.initial ?? 0);
    maintenance = line.rate * size - line.deduction;
  }
  const perUnit = instrument.inverse ? 1 / mark : 1;
  return { initial: size * initialRate * perUnit, maintenance: maintenance * perUnit };
}

/**
 * Deribit's standard margin of a short option, per unit of the underlying in coins: a call wants
 * max(0.15 − OTM/F, 0.1) + mark at first and 0.075 + mark later; a put at first no less than later, and later
 * max(0.075, 0.075 · mark) + mark (Deribit, "Standard margin"). A linear option wants F times as much, its mark
 * being in quote units. Long options are paid for in full and want nothing.
 */
function optionMargin(option: Option, count: Lots, prices: MarginPrices): Margin {
  if (count >= 0) return NO_MARGIN;
  const { type, strike, inverse } = option;
  const { underlying } = prices;
  const mark = inverse ? prices.mark : prices.mark / underlying;
  const away = Math.max(0, type === 'call' ? strike - underlying : underlying - strike) / underlying;
  const first = Math.max(0.15 - away, 0.1) + mark;
  const later = (type === 'call' ? 0.075 : Math.max(0.075, 0.075 * mark)) + mark;
  const size = -sizeOf(option, count) * (inverse ? 1 : underlying);
  return { initial: size * (type === 'call' ? first : Math.max(first, later)), maintenance: size * later };
}

function isOption(instrument: Instrument): instrument is Option {
  return instrument.kind === 'option';
}

/** What `count` lots (signed) want at these prices and a `leverage` of at least 1, which options do not know. */
export function marginOf(listing: Listing, count: Lots, prices: MarginPrices, leverage: number): Margin {
  if (count === 0) return NO_MARGIN;
  const { instrument } = listing;
  if (isOption(instrument)) return optionMargin(instrument, count, prices);
  return contractMargin(listing, count, prices.mark, leverage);
}

/** The greatest leverage that the smallest position may have. */
export function maxLeverage(listing: Listing): number {
  return 1 / (listing.tiers[0]?.initial ?? 1);
}
