import type { MarketEvent } from '../../domain/market.ts';
import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { fieldsOf, numberOf, stringOf } from '../../wire/fields.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import { bookOf } from './book.ts';
import type { Topic } from './streams.ts';

export interface MarketOptions {
  readonly symbols: Symbols;
  readonly tell: (event: MarketEvent) => void;
  readonly notice: (text: string) => void;
  /** The venue's time: contexts bear none. */
  readonly time: () => Millis;
  /** In ms, never going back. */
  readonly clock: () => number;
}

export interface HyperliquidMarket {
  readonly topics: readonly Topic[];
  /** A message on one of them; false where it is on none. */
  take(channel: unknown, data: unknown): boolean;
  /** Books of which nothing was heard for `ms`: even where nothing trades the venue tells them again and again. */
  silent(ms: number): readonly Topic[];
  /** After a reconnection nothing of before is believed. */
  reset(): void;
}

interface Followed {
  readonly traded: Traded;
  readonly topic: Topic;
  /** When something was last heard, and when the venue says it was so. */
  heard: number;
  at: number;
  isSuspect: boolean;
}

/** Follows books and funding rates of `symbols`. The rate is of an hour, and paid every hour. */
export function createMarket({ symbols, tell, notice, time, clock }: MarketOptions): HyperliquidMarket {
  const books = new Map<string, Followed>();
  for (const traded of symbols.all)
    books.set(traded.symbol, {
      ...{ traded, topic: { type: 'l2Book', coin: traded.symbol } },
      ...{ heard: clock(), at: 0, isSuspect: false },
    });

  const takeBook = (followed: Followed, data: unknown): void => {
    const book = bookOf(data);
    if (typeof book === 'string') {
      if (!followed.isSuspect) notice(`the book of ${followed.traded.symbol} is suspect: ${book}`);
      followed.isSuspect = true;
      return;
    }
    followed.heard = clock();
    followed.isSuspect = false;
    const { at, depth } = book;
    // Messages of before a newer one are no news.
    if (at < followed.at) return;
    followed.at = at;
    const [bid, ask] = [depth.bids[0], depth.asks[0]];
    // One side alone has no mid: what was last told goes stale by itself.
    if (bid === undefined || ask === undefined) return;
    const { id: instrument } = followed.traded.instrument;
    const top = { bid: bid.price, ask: ask.price, bidSize: bid.size, askSize: ask.size };
    tell({ kind: 'quote', instrument, at, ...top });
    tell({ kind: 'depth', instrument, at, depth });
  };
  const takeContext = ({ traded }: Followed, data: unknown): void => {
    const rate = numberOf(fieldsOf(fieldsOf(data).ctx).funding);
    if (!Number.isFinite(rate)) return;
    tell({ kind: 'funding', instrument: traded.instrument.id, at: time(), rate, intervalMs: HOUR });
  };
  return {
    topics: [...books.values()].flatMap(({ topic, traded }) => [
      topic,
      { type: 'activeAssetCtx', coin: traded.symbol },
    ]),
    take: (channel, data) => {
      if (channel !== 'l2Book' && channel !== 'activeAssetCtx') return false;
      const followed = books.get(stringOf(fieldsOf(data).coin));
      if (followed !== undefined) (channel === 'l2Book' ? takeBook : takeContext)(followed, data);
      return true;
    },
    silent: (ms) => [...books.values()].filter(({ heard }) => clock() - heard > ms).map(({ topic }) => topic),
    reset: () => {
      for (const followed of books.values()) {
        followed.heard = clock();
        followed.at = 0;
        followed.isSuspect = false;
      }
    },
  };
}
