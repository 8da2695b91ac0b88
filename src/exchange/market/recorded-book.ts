/** A book as it was recorded somewhere, played back: what an exchange may have for liquidity instead of a maker. */
import type { Currency } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import type { Side } from '../exchange.ts';
import { Jumps, type PriceSource, type PriceSourceMaker } from './price-source.ts';

/** A level's new size, in what the instrument is sized in (base units where linear); 0: it is gone. */
export interface RecordedLevel {
  readonly side: Side;
  readonly price: number;
  readonly size: number;
}

/** What happened `afterMs` milliseconds after the recording began, in that order. */
export type RecordedEvent =
  | {
      readonly kind: 'book';
      readonly afterMs: number;
      /** These levels are all there are. */
      readonly isSnapshot: boolean;
      readonly levels: readonly RecordedLevel[];
    }
  /** `side` is the taker's. */
  | ({ readonly kind: 'trade'; readonly afterMs: number } & RecordedLevel);

/** What has changed since it was last asked for. */
export interface Played {
  readonly levels: readonly RecordedLevel[];
  readonly trades: readonly RecordedLevel[];
}

export class RecordedBook {
  readonly #events: readonly RecordedEvent[];
  readonly #sides: Readonly<Record<Side, Map<number, number>>> = { buy: new Map(), sell: new Map() };
  readonly #touched: Readonly<Record<Side, Set<number>>> = { buy: new Set(), sell: new Set() };
  #trades: RecordedLevel[] = [];
  #next = 0;

  constructor(events: readonly RecordedEvent[]) {
    this.#events = events;
  }

  /** Plays what happened up to `ms` after the beginning. */
  advance(ms: number): void {
    for (let event = this.#events[this.#next]; event !== undefined; event = this.#events[this.#next]) {
      if (event.afterMs > ms) return;
      this.#next += 1;
      if (event.kind === 'trade') this.#trades.push(event);
      else this.#apply(event.levels, event.isSnapshot);
    }
  }

  /** Changes since the last call. */
  take(): Played {
    const levels: RecordedLevel[] = [];
    for (const side of ['buy', 'sell'] as const) {
      for (const price of this.#touched[side])
        levels.push({ side, price, size: this.#sides[side].get(price) ?? 0 });
      this.#touched[side].clear();
    }
    const trades = this.#trades;
    this.#trades = [];
    return { levels, trades };
  }

  /** Everything counts as changed. */
  touchAll(): void {
    for (const side of ['buy', 'sell'] as const)
      for (const price of this.#sides[side].keys()) this.#touched[side].add(price);
  }

  /** The middle of the best prices; undefined while there is none on a side. */
  mid(): number | undefined {
    let [bid, ask] = [-Infinity, Infinity];
    for (const price of this.#sides.buy.keys()) bid = Math.max(bid, price);
    for (const price of this.#sides.sell.keys()) ask = Math.min(ask, price);
    return bid > 0 && ask < Infinity ? (bid + ask) / 2 : undefined;
  }

  #apply(levels: readonly RecordedLevel[], isSnapshot: boolean): void {
    if (isSnapshot) {
      this.touchAll();
      this.#sides.buy.clear();
      this.#sides.sell.clear();
    }
    for (const { side, price, size } of levels) {
      if (size > 0) this.#sides[side].set(price, size);
      else this.#sides[side].delete(price);
      this.#touched[side].add(price);
    }
  }
}

/**
 * Prices from a recorded book: its middle is the index of `base`, marked at a `vol` (annualised) where there are
 * options; other coins are where `others` puts them. Time passes `pace` times as fast as it did.
 */
export function recordedPrices(
  book: RecordedBook,
  base: Currency,
  options: { readonly pace: number; readonly vol: number; readonly others?: PriceSourceMaker },
): PriceSourceMaker {
  return (random, start: Millis): PriceSource => {
    const jumps = new Jumps();
    const others = options.others?.(random, start);
    let last = 1;
    const move = (now: number): void => {
      book.advance((now - start) * options.pace);
      last = book.mid() ?? last;
    };
    move(start);
    return {
      advance(now) {
        others?.advance(now);
        move(now);
      },
      price: (currency) => (currency === base ? last * jumps.of(base) : (others?.price(currency) ?? 1)),
      vol: (currency) => (currency === base ? options.vol : (others?.vol(currency) ?? 0)),
      usualVol: (currency) => (currency === base ? options.vol : (others?.usualVol(currency) ?? 0)),
      jump(currency, factor) {
        if (currency === base) jumps.add(currency, factor);
        else others?.jump(currency, factor);
      },
    };
  };
}
