/** The state of a market as Deribit shows it: tickers, book summaries and quotes. */
import { expiryOf, type Instrument } from '../../domain/instrument.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { LevelView, TickerView } from '../told.ts';
import { impliedPercent } from './implied.ts';
import { indexNameOf, kindOf } from './instrument-row.ts';
import { amountOf, priceOf, rounded } from './quantities.ts';

const EIGHT_HOURS = 8 * 3_600_000;

const states = {
  open: 'open',
  halted: 'locked',
  settling: 'settlement',
  expired: 'closed',
  delisted: 'closed',
} as const;

/** Marks of options are shown to more places than those of futures. */
export function markOf(instrument: Instrument, price: number): number {
  return rounded(price, instrument.kind === 'option' ? 6 : 2);
}

interface Top {
  readonly best_bid_price: number;
  readonly best_bid_amount: number;
  readonly best_ask_price: number;
  readonly best_ask_amount: number;
}

/** An empty side is said with zeros. */
function topOf(listing: Listing, bid: LevelView | null, ask: LevelView | null): Top {
  return {
    best_bid_price: bid === null ? 0 : priceOf(listing, bid.ticks),
    best_bid_amount: bid === null ? 0 : amountOf(listing, bid.lots),
    best_ask_price: ask === null ? 0 : priceOf(listing, ask.ticks),
    best_ask_amount: ask === null ? 0 : amountOf(listing, ask.lots),
  };
}

/** Base units, whatever the contract is sized in. */
function volumeOf(listing: Listing, view: TickerView): number {
  const { instrument } = listing;
  const amount = amountOf(listing, view.volumeLots);
  return instrument.inverse && instrument.kind !== 'option' ? rounded(amount / view.index, 8) : amount;
}

/** The name of the future that expires with an option, or index_price where none is listed. */
function underlyingIndex(exchange: Exchange, instrument: Instrument): string {
  const expiry = expiryOf(instrument);
  for (const { instrument: other } of exchange.listings.values())
    if (other.kind === 'future' && other.base === instrument.base && other.expiry === expiry) return other.id;
  return 'index_price';
}

function optionFields(exchange: Exchange, listing: Listing, view: TickerView): object {
  const { instrument } = listing;
  if (instrument.kind !== 'option' || view.option === null) return {};
  const { markVol, underlying, delta, gamma, vega, theta, rho } = view.option;
  const ivAt = (level: LevelView | null): number =>
    level === null ? 0 : impliedPercent(instrument, priceOf(listing, level.ticks), underlying, view.at);
  return {
    mark_iv: rounded(markVol * 100, 2),
    bid_iv: ivAt(view.bid),
    ask_iv: ivAt(view.ask),
    underlying_price: rounded(underlying, 4),
    underlying_index: underlyingIndex(exchange, instrument),
    interest_rate: 0,
    greeks: {
      delta: rounded(delta, 5),
      gamma: rounded(gamma, 5),
      vega: rounded(vega, 5),
      theta: rounded(theta, 5),
      rho: rounded(rho, 5),
    },
  };
}

function fundingFields(
  { instrument, fundingIntervalMs }: Listing,
  { funding, mark, index }: TickerView,
): object {
  if (funding === null || fundingIntervalMs <= 0) return {};
  return {
    current_funding: rounded(funding.rate, 10),
    funding_8h: rounded((funding.rate * EIGHT_HOURS) / fundingIntervalMs, 10),
    ...(instrument.kind === 'perp' && { interest_value: rounded(mark / index - 1, 10) }),
  };
}

/** `public/ticker` and the ticker channels. */
export function tickerRow(exchange: Exchange, listing: Listing, view: TickerView): object {
  const { instrument, priceBand } = listing;
  return {
    timestamp: view.at,
    instrument_name: instrument.id,
    state: states[exchange.state(instrument.id)],
    ...topOf(listing, view.bid, view.ask),
    mark_price: markOf(instrument, view.mark),
    index_price: rounded(view.index, 2),
    last_price: view.last,
    min_price: markOf(instrument, view.mark * (1 - priceBand)),
    max_price: markOf(instrument, view.mark * (1 + priceBand)),
    estimated_delivery_price: rounded(view.index, 2),
    open_interest: amountOf(listing, view.openInterestLots),
    stats: {
      volume: volumeOf(listing, view),
      volume_usd: rounded(view.volumeNotional, 2),
      volume_notional: rounded(view.volumeNotional, 2),
      price_change: null,
      low: view.low,
      high: view.high,
    },
    ...fundingFields(listing, view),
    ...optionFields(exchange, listing, view),
  };
}

/** `quote` channels: the best of both sides. */
export function quoteRow(listing: Listing, { at, bid, ask }: Pick<TickerView, 'at' | 'bid' | 'ask'>): object {
  return { timestamp: at, instrument_name: listing.instrument.id, ...topOf(listing, bid, ask) };
}

/** `public/get_book_summary_by_*`; an empty side is null here. */
export function summaryRow(exchange: Exchange, listing: Listing, view: TickerView): object {
  const { instrument } = listing;
  const bid = view.bid === null ? null : priceOf(listing, view.bid.ticks);
  const ask = view.ask === null ? null : priceOf(listing, view.ask.ticks);
  return {
    instrument_name: instrument.id,
    creation_timestamp: view.at,
    base_currency: instrument.base,
    quote_currency: instrument.kind === 'option' && instrument.inverse ? instrument.base : instrument.quote,
    bid_price: bid,
    ask_price: ask,
    mid_price: bid === null || ask === null ? null : rounded((bid + ask) / 2, 8),
    mark_price: markOf(instrument, view.mark),
    last: view.last,
    low: view.low,
    high: view.high,
    price_change: null,
    volume: volumeOf(listing, view),
    volume_usd: rounded(view.volumeNotional, 2),
    open_interest: amountOf(listing, view.openInterestLots),
    estimated_delivery_price: rounded(view.index, 2),
    ...fundingFields(listing, view),
    ...(view.option !== null && {
      mark_iv: rounded(view.option.markVol * 100, 2),
      underlying_price: rounded(view.option.underlying, 4),
      underlying_index: underlyingIndex(exchange, instrument),
      interest_rate: 0,
    }),
    price_index: indexNameOf(instrument),
    kind: kindOf(instrument),
  };
}
