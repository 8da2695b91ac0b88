/**
 * Folds raw market events into `MarketState`, keeping out what cannot be true. The state is disposable: it is
 * folded in place and never journaled; decisions read a `MarketSnapshot` cut from it.
 */
import type { Level } from '../domain/depth.ts';
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import { type Bar, type MarketEvent, mid, type Quote } from '../domain/market.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { barFault, depthFault, fundingFault, quoteFault, rateFault, timeFault, volFault } from './faults.ts';

type Dated<T> = T & { readonly at: Millis };

export interface QuoteReading extends Dated<Quote> {
  /** A price too far from this one to believe before a later reading agrees with it. */
  readonly doubted: Dated<Quote> | null;
}

type BarsEvent = Extract<MarketEvent, { kind: 'bars' }>;
type DepthEvent = Extract<MarketEvent, { kind: 'depth' }>;
type FundingEvent = Extract<MarketEvent, { kind: 'funding' }>;

export interface MarketState {
  readonly quotes: Map<InstrumentId, QuoteReading>;
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

/**
 * Log move that a live tick may bring without being doubted. It widens with the square root of the time since
 * the last reading: 10 % from tick to tick, 14 % after a minute of silence, 24 % after five.
 */
const OUTLIER_PER_ROOT_MINUTE = 0.1;
/** How near a later reading must come to a doubted one to confirm it, as a log move. */
const CONFIRMS_WITHIN = 0.02;

function logMove(from: Quote, to: Quote): number {
  return Math.abs(Math.log(mid(to) / mid(from)));
}

function isOutlier(last: QuoteReading, next: Quote, at: Millis): boolean {
  const minutes = (at - last.at) / (60 * SECOND);
  return logMove(last, next) > OUTLIER_PER_ROOT_MINUTE * Math.sqrt(1 + minutes);
}

/**
 * Keeps a quote, or says what is wrong with it. An outlier is kept aside: the same event told twice is one
 * reading, so only a later one confirms it.
 */
function foldQuote(market: MarketState, instrument: InstrumentId, at: Millis, quote: Quote): string | null {
  const fault = quoteFault(quote);
  if (fault !== null) return fault;
  const last = market.quotes.get(instrument);
  if (last !== undefined && at < last.at) return 'quote: time went back';
  const { bid, ask, bidSize, askSize } = quote;
  const next = { bid, ask, bidSize, askSize, at };
  if (last !== undefined && isOutlier(last, next, at)) {
    const { doubted } = last;
    const confirmed = doubted !== null && at > doubted.at && logMove(doubted, next) <= CONFIRMS_WITHIN;
    if (!confirmed) {
      market.quotes.set(instrument, { ...last, doubted: next });
      return 'quote: outlier, waiting for a second reading';
    }
  }
  market.quotes.set(instrument, { at, bid, ask, bidSize, askSize, doubted: null });
  return null;
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

function foldDepth(market: MarketState, event: DepthEvent): string | null {
  const fault = depthFault(event.depth);
  if (fault !== null) return fault;
  // Checked by depthFault: both sides have a best level.
  const [bid, ask] = [event.depth.bids[0], event.depth.asks[0]] as [Level, Level];
  const top = { bid: bid.price, ask: ask.price, bidSize: bid.size, askSize: ask.size };
  const refusal = foldQuote(market, event.instrument, event.at, top);
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
function fold(market: MarketState, event: Exclude<MarketEvent, BarsEvent>): string | null {
  const fault = timeFault(event.at);
  if (fault !== null) return fault;
  switch (event.kind) {
    case 'quote':
      return foldQuote(market, event.instrument, event.at, event);
    case 'depth':
      return foldDepth(market, event);
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

/**
 * Folds one event, received at `now`, into `market`, in place. Returns the event as far as it was believed
 * (of a `bars` event only the good bars), or null when nothing of it was; why is counted in `market.refused`.
 */
export function observe(market: MarketState, event: MarketEvent, now: Millis): MarketEvent | null {
  // Believed, it would make every true reading after it one that goes back in time.
  const ahead = event.at > now + AHEAD_MAX_MS ? `${event.kind}: ahead of our clock` : null;
  if (!isKept(market, ahead)) return null;
  if (event.kind === 'bars') return foldBars(market, event);
  return isKept(market, fold(market, event)) ? event : null;
}
