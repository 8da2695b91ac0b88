import type { MarketEvent } from '../../domain/market.ts';
import { SECOND } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type Fields, fieldsOf, numberOf, stringOf, timeOf } from '../../wire/fields.ts';
import { isUnanswered } from '../../wire/protocol.ts';
import { createNames } from '../../wire/scan-names.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import { type BinanceBook, type BookNews, createBook } from './book.ts';
import { isEnded, Refusal } from './fault.ts';
import { AT, createDepthScan, scanDepth } from './scan.ts';

export interface MarketOptions {
  readonly symbols: Symbols;
  readonly tell: (event: MarketEvent) => void;
  readonly notice: (text: string) => void;
  /** `GET depth` of a symbol. */
  readonly snapshot: (symbol: string) => Promise<unknown>;
  /** Between payments of a symbol's funding, in ms. */
  readonly fundingInterval: (symbol: string) => number;
}

export interface BinanceMarket {
  /** Streams of books, which are served under `/public`, and of marks, under `/market`. */
  readonly books: readonly string[];
  readonly marks: readonly string[];
  /** The data of a message on one of them. */
  take(data: Fields): void;
  /** A message as it came, if it is of a book and can be read without a parse; false where it was not taken. */
  takeBytes(bytes: Uint8Array): boolean;
  /** The books' connection is open, and nothing of before is believed. */
  begin(): void;
  /** No more snapshots are asked for. */
  end(): void;
}

/** Ladders are told at most this often: they only say what a larger trade would cost. */
const DEPTH_EVERY_MS = 200;
const DEPTH_LEVELS = 20;
/** Before a snapshot that did not come, or was too old, is asked for again. */
const AGAIN_MS = 250;
const NO_ANSWER_MS = SECOND;

interface Followed {
  readonly traded: Traded;
  readonly book: BinanceBook;
  depthAt: number;
  /** What was told last: neither a snapshot nor an event takes time back. */
  at: number;
  /** Counts loads: one that has been overtaken ends. */
  load: number;
  isLoading: boolean;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function tellBook(followed: Followed, at: Millis, tell: (event: MarketEvent) => void): void {
  const { traded, book } = followed;
  const { ladder } = book;
  const { id } = traded.instrument;
  followed.at = at;
  // One side alone has no mid: what was last told goes stale by itself.
  if (!(ladder.bid > 0) || !(ladder.ask > 0)) return;
  const { bid, ask, bidSize, askSize } = ladder;
  tell({ kind: 'quote', instrument: id, at, bid, ask, bidSize, askSize });
  if (at - followed.depthAt < DEPTH_EVERY_MS) return;
  followed.depthAt = at;
  tell({ kind: 'depth', instrument: id, at, depth: ladder.depth(DEPTH_LEVELS) });
}

function tellsFunding({ instrument }: Traded): boolean {
  return instrument.kind === 'perp';
}

/** Follows the public streams of `symbols` ("Diff. Book Depth Streams", "Mark Price Stream"). */
export function createMarket(options: MarketOptions): BinanceMarket {
  const { symbols, tell, notice, snapshot, fundingInterval } = options;
  const books = new Map<string, Followed>();
  for (const traded of symbols.all)
    books.set(traded.symbol, {
      ...{ traded, book: createBook(), depthAt: 0, at: 0, load: 0, isLoading: false },
    });

  const followedAt = [...books.values()];
  const names = createNames([...books.keys()]);
  const scan = createDepthScan();

  /** One attempt: true where the book is whole now. Rejects where there was no answer. */
  const tryLoad = async (followed: Followed, load: number): Promise<boolean> => {
    const data = fieldsOf(await snapshot(followed.traded.symbol));
    if (followed.load !== load) return true;
    const news = followed.book.start(data);
    const at = timeOf(data.E);
    if (news !== 'changed') return false;
    if (at !== undefined && at >= followed.at) tellBook(followed, at, tell);
    return true;
  };
  const load = async (followed: Followed): Promise<void> => {
    followed.load += 1;
    followed.isLoading = true;
    const mine = followed.load;
    while (followed.load === mine) {
      const isDone = await tryLoad(followed, mine).catch((error: unknown) => {
        // It is not asked for again where there will be none.
        if (error instanceof Refusal && isEnded(error.fault)) return true;
        if (!isUnanswered(error)) notice(String(error));
        return undefined;
      });
      if (isDone === true) break;
      await pause(isDone === undefined ? NO_ANSWER_MS : AGAIN_MS);
    }
    if (followed.load === mine) followed.isLoading = false;
  };
  const hear = (followed: Followed, news: BookNews, at: Millis | undefined): void => {
    if (news === 'waiting') return;
    if (news !== 'changed') {
      notice(`the book of ${followed.traded.symbol} is suspect: ${news.gap}`);
      if (!followed.isLoading) void load(followed);
      return;
    }
    if (followed.book.isThin && !followed.isLoading) {
      followed.book.renew();
      void load(followed);
    }
    if (at !== undefined && at >= followed.at) tellBook(followed, at, tell);
  };
  const takeMark = (traded: Traded, data: Fields): void => {
    const at = timeOf(data.E);
    const rate = numberOf(data.r);
    if (at === undefined || !Number.isFinite(rate)) return;
    const { id: instrument } = traded.instrument;
    tell({ kind: 'funding', instrument, at, rate, intervalMs: fundingInterval(traded.symbol) });
  };
  const nameOf = ({ symbol }: Traded): string => symbol.toLowerCase();
  return {
    books: symbols.all.map((traded) => `${nameOf(traded)}@depth@100ms`),
    marks: symbols.all.filter(tellsFunding).map((traded) => `${nameOf(traded)}@markPrice@1s`),
    take: (data) => {
      const followed = books.get(stringOf(data.s));
      if (followed === undefined) return;
      if (data.e === 'depthUpdate') hear(followed, followed.book.apply(data), timeOf(data.E));
      else if (data.e === 'markPriceUpdate') takeMark(followed.traded, data);
    },
    takeBytes: (bytes) => {
      const followed = scanDepth(bytes, names, scan) ? followedAt[scan.symbol] : undefined;
      const news = followed?.book.applyScan(scan);
      if (followed === undefined || news === undefined) return false;
      hear(followed, news, millis(scan.numbers[AT.time] as number));
      return true;
    },
    begin: () => {
      for (const followed of books.values()) {
        followed.book.reset();
        void load(followed);
      }
    },
    end: () => {
      for (const followed of books.values()) {
        followed.load += 1;
        followed.isLoading = false;
        followed.book.reset();
      }
    },
  };
}
