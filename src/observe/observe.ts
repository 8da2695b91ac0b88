/**
 * Folds raw market events into `MarketState`, keeping out what cannot be true. The state is disposable: it is
 * folded in place and never journaled; decisions read a `MarketSnapshot` cut from it.
 */
import type { Profile } from '../domain/config.ts';
import type { Level } from '../domain/depth.ts';
import type { Currency, InstrumentId, Instruments, Option } from '../domain/instrument.ts';
import { type Bar, type MarketEvent, mid, type Quote } from '../domain/market.ts';
import { MINUTE } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { barFault, depthFault, fundingFault, quoteFault, rateFault, timeFault, volFault } from './faults.ts';
import { isConfirmed, isOutlier } from './outliers.ts';

type Dated<T> = T & { readonly at: Millis };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Written over by the next quote that is believed, so that a tick leaves nothing behind: copy what is to stay. */
interface KeptQuote extends Dated<Quote> {
  /** Of an option: the mid of its underlying's index when it was quoted, where that was known. */
  readonly spot?: number;
  /** A price too far from this one to believe before a later reading agrees with it. */
  readonly doubted: Dated<Quote> | null;
}

type BarsEvent = Extract<MarketEvent, { kind: 'bars' }>;
type DepthEvent = Extract<MarketEvent, { kind: 'depth' }>;
type FundingEvent = Extract<MarketEvent, { kind: 'funding' }>;

export interface MarketState {
  readonly quotes: Map<InstrumentId, KeptQuote>;
  readonly depth: Map<InstrumentId, DepthEvent>;
  readonly funding: Map<InstrumentId, FundingEvent>;
  readonly vols: Map<Currency, Dated<{ readonly vol: number }>>;
  readonly rates: Map<Currency, Dated<{ readonly rate: number }>>;
  /** Start of the last bar accepted per instrument. */
  readonly bars: Map<InstrumentId, Millis>;
  /** Events kept out so far, by reason. */
  readonly refused: Map<string, number>;
}

export function emptyMarket(): MarketState {
  return {
    quotes: new Map(),
    depth: new Map(),
    funding: new Map(),
    vols: new Map(),
    rates: new Map(),
    bars: new Map(),
    refused: new Map(),
  };
}

/**
 * A market of which only the mids at `at` are remembered, from before a restart. None is believed until a reading
 * agrees with it: else the first tick of a process would pass whatever it says.
 */
export function rememberedMarket(mids: Readonly<Record<InstrumentId, number>>, at: Millis): MarketState {
  const market = emptyMarket();
  for (const [instrument, price] of Object.entries(mids)) {
    const quote = { bid: price, ask: price, bidSize: 0, askSize: 0, at };
    market.quotes.set(instrument, { ...quote, doubted: quote });
  }
  return market;
}

/** What is listed, as far as readings depend on it. */
export interface Listing {
  readonly instruments: Instruments;
  /** By underlying. */
  readonly profiles: Readonly<Record<Currency, Pick<Profile, 'index'>>>;
}

/** Older than this, the price of an underlying is not that which an option was quoted at. */
const SAME_TIME_MS = MINUTE;

/** The mid of the underlying of `option` about `at`; undefined where it is not known. */
function spotOf(market: MarketState, option: Option, at: Millis, { profiles }: Listing): number | undefined {
  const quote = market.quotes.get(profiles[option.base]?.index ?? '');
  if (quote === undefined || quote.doubted !== null) return undefined;
  return Math.abs(at - quote.at) <= SAME_TIME_MS ? mid(quote) : undefined;
}

/**
 * Keeps a quote, or says what is wrong with it. An outlier is kept aside: the same event told twice is one
 * reading, so only a later one confirms it.
 */
function foldQuote(
  market: MarketState,
  id: InstrumentId,
  quote: Dated<Quote>,
  listing: Listing,
): string | null {
  const { at } = quote;
  const instrument = listing.instruments[id];
  const fault = quoteFault(quote, instrument?.kind === 'option');
  if (fault !== null) return fault;
  const last = market.quotes.get(id);
  if (last !== undefined && at < last.at) return 'quote: time went back';
  if (last !== undefined && isOutlier(instrument, last, quote, at - last.at)) {
    const { doubted } = last;
    if (doubted === null || at <= doubted.at || !isConfirmed(instrument, doubted, quote)) {
      const { bid, ask, bidSize, askSize } = quote;
      market.quotes.set(id, { ...last, doubted: { bid, ask, bidSize, askSize, at } });
      return 'quote: outlier, waiting for a second reading';
    }
  }
  const spot = instrument?.kind === 'option' ? spotOf(market, instrument, at, listing) : undefined;
  if (last === undefined || last.doubted !== null || spot !== undefined || last.spot !== undefined)
    market.quotes.set(id, keptOf(quote, spot));
  else overwrite(last, quote);
  return null;
}

function keptOf({ at, bid, ask, bidSize, askSize }: Dated<Quote>, spot: number | undefined): KeptQuote {
  return spot === undefined
    ? { at, bid, ask, bidSize, askSize, doubted: null }
    : { at, bid, ask, bidSize, askSize, spot, doubted: null };
}

function overwrite(last: Mutable<Dated<Quote>>, quote: Dated<Quote>): void {
  last.at = quote.at;
  last.bid = quote.bid;
  last.ask = quote.ask;
  last.bidSize = quote.bidSize;
  last.askSize = quote.askSize;
}

/** Keeps a bar, or says what is wrong with it. */
function foldBar(market: MarketState, event: BarsEvent, bar: Bar): string | null {
  const fault = timeFault(event.at) ?? barFault(bar, event.intervalMs, event.at);
  if (fault !== null) return fault;
  const last = market.bars.get(bar.instrument);
  if (last !== undefined && bar.start <= last) return 'bar: time did not go forward';
  market.bars.set(bar.instrument, bar.start);
  return null;
}

function foldBars(market: MarketState, event: BarsEvent): BarsEvent | null {
  const bars = event.bars.filter((bar) => isKept(market, foldBar(market, event, bar)));
  return bars.length > 0 ? { ...event, bars } : null;
}

const NO_LEVEL: Level = { price: 0, size: 0 };

function foldDepth(market: MarketState, event: DepthEvent, listing: Listing): string | null {
  const fault = depthFault(event.depth, listing.instruments[event.instrument]?.kind === 'option');
  if (fault !== null) return fault;
  // Checked by depthFault: both sides have a best level, or nobody bids for an option.
  const bid = event.depth.bids[0] ?? NO_LEVEL;
  const ask = event.depth.asks[0] ?? NO_LEVEL;
  const top = { at: event.at, bid: bid.price, ask: ask.price, bidSize: bid.size, askSize: ask.size };
  const refusal = foldQuote(market, event.instrument, top, listing);
  if (refusal === null) market.depth.set(event.instrument, event);
  return refusal;
}

function foldDated<T extends { readonly at: Millis }>(
  map: Map<string, T>,
  key: string,
  value: T,
  fault: string | null,
): string | null {
  if (fault !== null) return fault;
  const last = map.get(key);
  if (last !== undefined && value.at < last.at) return 'reading: time went back';
  map.set(key, value);
  return null;
}

/** Keeps what `event` tells, or says what is wrong with it. */
function fold(market: MarketState, event: Exclude<MarketEvent, BarsEvent>, listing: Listing): string | null {
  const fault = timeFault(event.at);
  if (fault !== null) return fault;
  switch (event.kind) {
    case 'quote':
      return foldQuote(market, event.instrument, event, listing);
    case 'depth':
      return foldDepth(market, event, listing);
    case 'funding':
      return foldDated(market.funding, event.instrument, event, fundingFault(event));
    case 'vol':
      return foldDated(market.vols, event.underlying, event, volFault(event.vol));
    case 'rate':
      return foldDated(market.rates, event.currency, event, rateFault(event.rate));
  }
}

/** Counts a fault; whether there was none. */
function isKept(market: MarketState, fault: string | null): boolean {
  if (fault === null) return true;
  market.refused.set(fault, (market.refused.get(fault) ?? 0) + 1);
  return false;
}

/** How far a venue's clock may be ahead of ours. */
const AHEAD_MAX_MS = MINUTE;

const UNLISTED: Listing = { instruments: {}, profiles: {} };

/**
 * Folds one event, received at `now`, into `market`, in place. Returns the event as far as it was believed
 * (of a `bars` event only the good bars), or null when nothing of it was; why is counted in `market.refused`.
 * What `listing` has for an option is judged as one.
 */
export function observe(
  market: MarketState,
  event: MarketEvent,
  now: Millis,
  listing: Listing = UNLISTED,
): MarketEvent | null {
  // Believed, it would make every true reading after it one that goes back in time.
  const ahead = event.at > now + AHEAD_MAX_MS ? `${event.kind}: ahead of our clock` : null;
  if (!isKept(market, ahead)) return null;
  if (event.kind === 'bars') return foldBars(market, event);
  return isKept(market, fold(market, event, listing)) ? event : null;
}
