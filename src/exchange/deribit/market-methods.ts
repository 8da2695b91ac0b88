/** What anybody may ask about the markets. */

import type { Currency } from '../../domain/instrument.ts';
import { YEAR } from '../../units/time.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { currenciesOf } from './account-methods.ts';
import type { Call, PublicMethods } from './call.ts';
import { indexNameOf, instrumentRow, isAlive, listingOf, listingsOf } from './instrument-row.ts';
import { isDown } from './is-down.ts';
import { flag, number, optionalInteger, type Params, text } from './params.ts';
import { amountOf, onGrid, priceOf, rounded } from './quantities.ts';
import { summaryRow, tickerRow } from './ticker-row.ts';
import { invalid } from './wire-fault.ts';

const DEEPEST = 10_000;

/** The index of this name, such as btc_usd: its currency. */
export function currencyOfIndex(exchange: Exchange, name: string): Currency | undefined {
  for (const { instrument } of exchange.listings.values())
    if (indexNameOf(instrument) === name) return instrument.base;
  return undefined;
}

/** The names of all indices. */
function indexNames(exchange: Exchange): readonly string[] {
  return [...new Set([...exchange.listings.values()].map(({ instrument }) => indexNameOf(instrument)))];
}

/**
 * The volatility index of a currency, in percent: the mark vol of the option nearest to the money among those that
 * expire nearest to 30 days from now. Deribit's DVOL weighs many strikes; this follows it as one vol can.
 */
export function volatilityIndex(exchange: Exchange, currency: Currency): number | undefined {
  const month = exchange.now + YEAR / 12;
  let best: { readonly off: number; readonly vol: number } | undefined;
  for (const { instrument } of exchange.listings.values()) {
    if (instrument.kind !== 'option' || instrument.base !== currency || !isAlive(exchange, instrument.id))
      continue;
    const { option } = exchange.ticker(instrument.id);
    if (option === null) continue;
    // A strike 100 % away counts as an expiry a year away.
    const off =
      Math.abs(instrument.expiry - month) / YEAR + Math.abs(instrument.strike / option.underlying - 1) / 10;
    if (best === undefined || off < best.off) best = { off, vol: option.markVol };
  }
  return best === undefined ? undefined : rounded(best.vol * 100, 4);
}

function indexAsked(exchange: Exchange, params: Params): Currency {
  const name = text(params, 'index_name');
  const currency = currencyOfIndex(exchange, name);
  if (currency === undefined) throw invalid('index_name', `no index ${name}`);
  return currency;
}

function asked({ exchange, params }: Call): Listing {
  return listingOf(exchange, text(params, 'instrument_name'));
}

function instruments({ exchange, params }: Call): readonly object[] {
  const isExpired = flag(params, 'expired');
  const ids = new Map([...exchange.listings.keys()].map((symbol, i) => [symbol, i + 1]));
  return listingsOf(exchange, params)
    .filter(({ instrument }) => isAlive(exchange, instrument.id) !== isExpired)
    .map((listing) => instrumentRow(exchange, listing, ids.get(listing.instrument.id) ?? 0));
}

function instrument(call: Call): object {
  const listing = asked(call);
  const id = [...call.exchange.listings.keys()].indexOf(listing.instrument.id) + 1;
  return instrumentRow(call.exchange, listing, id);
}

function orderBook(call: Call): object {
  const { exchange, params } = call;
  const listing = asked(call);
  const depth = optionalInteger(params, 'depth', 1, DEEPEST) ?? 5;
  const view = exchange.depth(listing.instrument.id, depth);
  const pair = ({ ticks, lots }: { ticks: number; lots: number }): readonly [number, number] => [
    priceOf(listing, ticks),
    amountOf(listing, lots),
  ];
  return {
    ...tickerRow(exchange, listing, exchange.ticker(listing.instrument.id)),
    change_id: view.changeId,
    bids: view.bids.map(pair),
    asks: view.asks.map(pair),
  };
}

function currencies({ exchange }: Call): readonly object[] {
  return currenciesOf(exchange).map((currency) => ({
    currency,
    currency_long: currency,
    coin_type: currency,
    fee_precision: 8,
    decimals: 8,
    min_confirmations: 1,
    min_withdrawal_fee: 0,
    withdrawal_fee: 0,
    network_currency: currency,
    network_fee: 0,
    in_cross_collateral_pool: false,
    withdrawal_priorities: [],
  }));
}

/** What funding came to from `start_timestamp` to `end_timestamp`, with what has accrued if that reaches now. */
function fundingValue(call: Call): number {
  const { exchange, params } = call;
  const { id } = asked(call).instrument;
  const from = number(params, 'start_timestamp');
  const to = number(params, 'end_timestamp');
  let sum = to >= exchange.now ? (exchange.ticker(id).funding?.rate ?? 0) : 0;
  for (const { at, rate } of exchange.fundingRates(id)) if (at >= from && at <= to) sum += rate;
  return rounded(sum, 12);
}

/** The exchange keeps no index of the past with its rates, so there is none here. */
function fundingHistory(call: Call): readonly object[] {
  const { exchange, params } = call;
  const listing = asked(call);
  const from = number(params, 'start_timestamp');
  const to = number(params, 'end_timestamp');
  const hours = Math.max(1, listing.fundingIntervalMs / 3_600_000);
  return exchange
    .fundingRates(listing.instrument.id)
    .filter(({ at }) => at >= from && at <= to)
    .slice(-744)
    .map(({ at, rate }) => ({
      timestamp: at,
      index_price: null,
      prev_index_price: null,
      interest_8h: rounded((rate * 8) / hours, 12),
      interest_1h: rounded(rate / hours, 12),
    }));
}

function summariesOf({ exchange }: Call, listings: readonly Listing[]): readonly object[] {
  return listings
    .filter(({ instrument }) => isAlive(exchange, instrument.id))
    .map((listing) => summaryRow(exchange, listing, exchange.ticker(listing.instrument.id)));
}

function indexPrice({ exchange, params }: Call): object {
  const price = rounded(exchange.index(indexAsked(exchange, params)), 2);
  return { index_price: price, estimated_delivery_price: price };
}

/** Locked is an index whose every market is halted; all are during maintenance. */
function status({ exchange }: Call): object {
  if (isDown(exchange)) return { locked: 'true', locked_indices: indexNames(exchange) };
  const locked = indexNames(exchange).filter((name) =>
    [...exchange.listings.values()]
      .filter(({ instrument }) => indexNameOf(instrument) === name && isAlive(exchange, instrument.id))
      .every(({ instrument }) => exchange.state(instrument.id) !== 'open'),
  );
  const isAll = locked.length > 0 && locked.length === indexNames(exchange).length;
  return { locked: isAll ? 'true' : locked.length > 0 ? 'partial' : 'false', locked_indices: locked };
}

export const marketMethods: PublicMethods = {
  'public/get_time': { run: ({ exchange }) => exchange.now },
  'public/status': { run: status },
  'public/get_currencies': { run: currencies },
  'public/get_instruments': { run: instruments },
  'public/get_instrument': { run: instrument },
  'public/get_contract_size': {
    run: (call) => ({ contract_size: onGrid(1, asked(call).instrument.multiplier) }),
  },
  'public/ticker': {
    run: (call) => {
      const listing = asked(call);
      return tickerRow(call.exchange, listing, call.exchange.ticker(listing.instrument.id));
    },
  },
  'public/get_order_book': { run: orderBook },
  'public/get_book_summary_by_currency': {
    run: (call) => {
      text(call.params, 'currency');
      return summariesOf(call, listingsOf(call.exchange, call.params));
    },
  },
  'public/get_book_summary_by_instrument': { run: (call) => summariesOf(call, [asked(call)]) },
  'public/get_index_price': { run: indexPrice },
  'public/get_index_price_names': { run: ({ exchange }) => indexNames(exchange) },
  'public/get_funding_rate_value': { run: fundingValue },
  'public/get_funding_rate_history': { run: fundingHistory },
};
