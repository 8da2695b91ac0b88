/** Instruments as Deribit lists them. */
import { expiryOf, type Instrument, sizeOf } from '../../domain/instrument.ts';
import { DAY } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { oneOf, optionalText, type Params } from './params.ts';
import { amountOf, onGrid } from './quantities.ts';
import { noInstrument } from './wire-fault.ts';

/** A perpetual's expiry, in the year 3000. */
const NEVER = 32_503_708_800_000;
/** From when contracts are said to have been listed, before they expire. */
const LISTED_BEFORE = 90 * DAY;

export type Kind = 'future' | 'option' | 'spot';

/** Deribit counts perpetuals among futures. */
export function kindOf({ kind }: Instrument): Kind {
  return kind === 'option' || kind === 'spot' ? kind : 'future';
}

/** The name of the index that an instrument follows, such as btc_usd. */
export function indexNameOf({ base, quote }: Instrument): string {
  return `${base}_${quote}`.toLowerCase();
}

/** How often contracts of this expiry are listed: on last Fridays of a month, Fridays, or every day. */
export function periodOf(expiry: Millis): 'day' | 'week' | 'month' {
  const day = new Date(expiry);
  if (day.getUTCDay() !== 5) return 'day';
  return new Date(expiry + 7 * DAY).getUTCMonth() === day.getUTCMonth() ? 'week' : 'month';
}

/** Of this name, and whatever its state. */
export function listingOf(exchange: Exchange, name: string): Listing {
  const listing = exchange.listings.get(name);
  if (listing === undefined) throw noInstrument(name);
  return listing;
}

/** Whether orders can be placed in it, or could be if it were not halted for now. */
export function isAlive(exchange: Exchange, symbol: string): boolean {
  const state = exchange.state(symbol);
  return state !== 'expired' && state !== 'delisted';
}

/** Whether an instrument is meant by `kind` and `currency`, either of which may be `any`. */
export function isMeant(instrument: Instrument, kind: string, currency: string): boolean {
  if (kind !== 'any' && kind !== kindOf(instrument)) return false;
  return currency === 'any' || currency === instrument.settle || currency === instrument.base;
}

/** The listings that a request asks for with `currency` and `kind`. */
export function listingsOf(exchange: Exchange, params: Params): readonly Listing[] {
  const currency = optionalText(params, 'currency') ?? 'any';
  const kind = oneOf(params, 'kind', ['any', 'future', 'option', 'spot', 'future_combo', 'option_combo']);
  return [...exchange.listings.values()].filter(({ instrument }) => isMeant(instrument, kind, currency));
}

/** `id` is a number that stays the same as long as the exchange runs. */
export function instrumentRow(exchange: Exchange, listing: Listing, id: number): object {
  const { instrument, minLots, takerFee, makerFee, tiers } = listing;
  const { base, quote, settle, inverse, kind } = instrument;
  const expiry = expiryOf(instrument);
  const isOption = instrument.kind === 'option';
  const size = sizeOf(instrument, lots(1)) / instrument.lot;
  const leverage = tiers[0] === undefined ? undefined : Math.round(1 / tiers[0].initial);
  return {
    instrument_name: instrument.id,
    instrument_id: id,
    kind: kindOf(instrument),
    instrument_type: inverse ? 'reversed' : 'linear',
    ...(kindOf(instrument) === 'future' && { future_type: inverse ? 'reversed' : 'linear' }),
    base_currency: base,
    quote_currency: isOption && inverse ? base : quote,
    counter_currency: quote,
    settlement_currency: settle,
    settlement_period: expiry === undefined ? 'perpetual' : periodOf(expiry),
    price_index: indexNameOf(instrument),
    expiration_timestamp: expiry ?? NEVER,
    creation_timestamp: expiry === undefined ? 1_534_167_754_000 : expiry - LISTED_BEFORE,
    ...(isOption && { strike: instrument.strike, option_type: instrument.type }),
    tick_size: onGrid(1, instrument.tick),
    tick_size_steps: [],
    min_trade_amount: amountOf(listing, minLots),
    contract_size: onGrid(1, size),
    taker_commission: takerFee,
    maker_commission: makerFee,
    ...(kind !== 'option' && leverage !== undefined && { max_leverage: leverage }),
    is_active: isAlive(exchange, instrument.id),
    rfq: false,
  };
}
