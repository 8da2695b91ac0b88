import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { fieldsOf, timeOf } from '../../wire/fields.ts';
import { createNames } from '../../wire/scan-names.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import { type BookNews, createBook, type DeribitBook } from './book.ts';
import { AT, createBookScan, scanBook } from './scan.ts';

export interface MarketOptions {
  readonly symbols: Symbols;
  /** Underlyings whose volatility index is wanted. */
  readonly vols: readonly Currency[];
  readonly raw: boolean;
  /** A quote is good until this returns: the next is told in the same object. */
  readonly tell: (event: MarketEvent) => void;
  readonly notice: (text: string) => void;
  /** Asks for the snapshot of a channel once more. */
  readonly again: (channel: string) => void;
}

export interface DeribitMarket {
  readonly channels: readonly string[];
  /** A message on one of them; false where it is on none. */
  take(channel: string, data: unknown): boolean;
  /** A message as it came, if it is of a book and can be read without a parse; false where it was not taken. */
  takeBytes(bytes: Uint8Array): boolean;
  /** After a reconnection nothing of before is believed. */
  reset(): void;
}

/** Ladders are told at most this often: they only say what a larger trade would cost. */
const DEPTH_EVERY_MS = 200;
const DEPTH_LEVELS = 20;
/** `current_funding` is a rate for eight hours, paid continuously. */
const FUNDING_INTERVAL = 8 * HOUR;

interface Followed {
  readonly traded: Traded;
  readonly channel: string;
  readonly book: DeribitBook;
  /** Told again at each tick with new numbers, so that a tick leaves nothing behind. */
  readonly quote: { -readonly [K in keyof QuoteEvent]: QuoteEvent[K] };
  depthAt: number;
  isLost: boolean;
}

type QuoteEvent = Extract<MarketEvent, { kind: 'quote' }>;

function quoteOf(instrument: InstrumentId): Followed['quote'] {
  const { NaN: none } = Number;
  return { kind: 'quote', instrument, at: millis(0), bid: none, ask: none, bidSize: none, askSize: none };
}

/** JSON has numbers that are too large for a float: 1e999 is infinite. */
function isFigure(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function volEvent(underlying: Currency, data: unknown): MarketEvent | undefined {
  const { volatility, timestamp } = fieldsOf(data);
  const at = timeOf(timestamp);
  if (at === undefined || !isFigure(volatility)) return undefined;
  return { kind: 'vol', underlying, at, vol: volatility / 100 };
}

function fundingEvent({ instrument }: Traded, data: unknown): MarketEvent | undefined {
  const { current_funding: rate, timestamp } = fieldsOf(data);
  const at = timeOf(timestamp);
  if (at === undefined || !isFigure(rate)) return undefined;
  return { kind: 'funding', instrument: instrument.id, at, rate, intervalMs: FUNDING_INTERVAL };
}

/** Tells what the book has come to, at the time that its quote already has. */
function tellBook(followed: Followed, tell: (event: MarketEvent) => void): void {
  const { ladder } = followed.book;
  const { quote } = followed;
  // One side alone has no mid: what was last told goes stale by itself.
  if (!ladder.readTop(quote)) return;
  tell(quote);
  const { at, instrument } = quote;
  if (at - followed.depthAt < DEPTH_EVERY_MS) return;
  followed.depthAt = at;
  tell({ kind: 'depth', instrument, at, depth: ladder.depth(DEPTH_LEVELS) });
}

/** Follows the public channels of `symbols`. */
export function createMarket({ symbols, vols, raw, tell, notice, again }: MarketOptions): DeribitMarket {
  const pace = raw ? 'raw' : '100ms';
  const books = new Map<string, Followed>();
  const others = new Map<string, (data: unknown) => MarketEvent | undefined>();
  for (const traded of symbols.all) {
    if (traded.instrument.kind === 'lp') continue;
    const channel = `book.${traded.symbol}.${pace}`;
    const quote = quoteOf(traded.instrument.id);
    books.set(channel, { traded, channel, book: createBook(), quote, depthAt: 0, isLost: false });
    if (traded.instrument.kind === 'perp')
      others.set(`ticker.${traded.symbol}.100ms`, (data) => fundingEvent(traded, data));
  }
  for (const underlying of vols)
    others.set(`deribit_volatility_index.${underlying.toLowerCase()}_usd`, (data) =>
      volEvent(underlying, data),
    );

  const followedAt = [...books.values()];
  const names = createNames([...books.keys()]);
  const scan = createBookScan();

  /** A book's quote has the time of the news already, if they have one. */
  const hear = (followed: Followed, news: BookNews, isTimed: boolean): void => {
    if (news === 'waiting') return;
    if (news !== 'changed') {
      // A gap is asked about once; what comes before the snapshot is no news.
      if (!followed.isLost) {
        notice(`the book of ${followed.traded.symbol} is suspect: ${news.gap}`);
        again(followed.channel);
      }
      followed.isLost = true;
      return;
    }
    followed.isLost = false;
    if (isTimed) tellBook(followed, tell);
  };
  return {
    channels: [...books.keys(), ...others.keys()],
    take: (channel, data) => {
      const followed = books.get(channel);
      if (followed !== undefined) {
        const at = timeOf(fieldsOf(data).timestamp);
        followed.quote.at = at ?? followed.quote.at;
        hear(followed, followed.book.apply(data), at !== undefined);
        return true;
      }
      const read = others.get(channel);
      const event = read?.(data);
      if (event !== undefined) tell(event);
      return read !== undefined;
    },
    takeBytes: (bytes) => {
      const followed = scanBook(bytes, names, scan) ? followedAt[scan.channel] : undefined;
      if (followed === undefined) return false;
      followed.quote.at = millis(scan.numbers[AT.timestamp] as number);
      hear(followed, followed.book.applyScan(scan), true);
      return true;
    },
    reset: () => {
      for (const followed of books.values()) {
        followed.book.reset();
        followed.isLost = false;
      }
    },
  };
}
