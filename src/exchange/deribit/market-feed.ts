/** Channels of a market's state and trades. */
import type { Currency } from '../../domain/instrument.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { ExchangeEvent } from '../told.ts';
import { barsOf } from './bars.ts';
import type { Which } from './channel-name.ts';
import { anyOf, type Feed } from './feed.ts';
import { isMeant, listingOf } from './instrument-row.ts';
import { currencyOfIndex, volatilityIndex } from './market-methods.ts';
import { publicTradeRow } from './order-row.ts';
import { rounded } from './quantities.ts';
import type { Records } from './records.ts';
import { quoteRow, tickerRow } from './ticker-row.ts';

/** Whether `which` means what trades in `symbol`. */
export function means(exchange: Exchange, which: Which, symbol: string): boolean {
  if ('symbol' in which) return which.symbol === symbol;
  return isMeant(listingOf(exchange, symbol).instrument, which.kind, which.currency);
}

/**
 * A feed of a state: `data` is told whole whenever one of the events of `keys` may have moved it. What is as it was
 * is not told again.
 */
function stateFeed(keys: readonly string[], pace: number, data: () => object | undefined): Feed {
  let isStale = false;
  let last = '';
  /** Without its time, which alone is no news. */
  const textOf = (now: object | undefined): string => {
    const { timestamp: _at, ...rest } = { timestamp: 0, ...now };
    return JSON.stringify(rest);
  };
  return {
    keys,
    pace,
    greet: () => {
      const now = data();
      last = textOf(now);
      return now === undefined ? [] : [now];
    },
    on: () => {
      isStale = true;
    },
    take: () => {
      if (!isStale) return [];
      isStale = false;
      const now = data();
      const text = textOf(now);
      if (now === undefined || text === last) return [];
      last = text;
      return [now];
    },
  };
}

/** `ticker.{instrument}.{interval}`. */
export function tickerFeed(exchange: Exchange, listing: Listing, pace: number): Feed {
  const { id } = listing.instrument;
  return stateFeed([`ticker ${id}`, `book ${id}`, `state ${id}`], pace, () =>
    tickerRow(exchange, listing, exchange.ticker(id)),
  );
}

/** `quote.{instrument}`: told only when the best of a side has moved. */
export function quoteFeed(exchange: Exchange, listing: Listing): Feed {
  const { id } = listing.instrument;
  return stateFeed([`book ${id}`], 0, () => {
    const { bids, asks } = exchange.depth(id, 1);
    return quoteRow(listing, { at: exchange.now, bid: bids[0] ?? null, ask: asks[0] ?? null });
  });
}

/** `perpetual.{instrument}.{interval}`: the funding rate now. */
export function perpetualFeed(exchange: Exchange, { instrument }: Listing, pace: number): Feed {
  return stateFeed([`ticker ${instrument.id}`], pace, () => {
    const { at, index, funding } = exchange.ticker(instrument.id);
    return { timestamp: at, interest: rounded(funding?.rate ?? 0, 10), index_price: rounded(index, 2) };
  });
}

/** All `ticker` keys of what follows the currency of an index. */
function tickersOf(exchange: Exchange, currency: Currency): readonly string[] {
  const follows = [...exchange.listings.values()].filter(({ instrument }) => instrument.base === currency);
  return follows.map(({ instrument }) => `ticker ${instrument.id}`);
}

/** `deribit_price_index.{index}`, `deribit_volatility_index.{index}` and `markprice.options.{index}`. */
export function indexFeed(exchange: Exchange, of: 'index' | 'volatility' | 'markprice', index: string): Feed {
  const currency = currencyOfIndex(exchange, index) ?? '';
  const price = (): object => ({
    timestamp: exchange.now,
    price: rounded(exchange.index(currency), 2),
    index_name: index,
  });
  const volatility = (): object | undefined => {
    const vol = volatilityIndex(exchange, currency);
    return vol === undefined ? undefined : { timestamp: exchange.now, volatility: vol, index_name: index };
  };
  const marks = (): object =>
    [...exchange.listings.values()].flatMap(({ instrument }) => {
      if (instrument.kind !== 'option' || instrument.base !== currency) return [];
      const { at, mark, option } = exchange.ticker(instrument.id);
      return [
        {
          timestamp: at,
          instrument_name: instrument.id,
          mark_price: rounded(mark, 6),
          iv: rounded(option?.markVol ?? 0, 4),
        },
      ];
    });
  if (of === 'index') return stateFeed(tickersOf(exchange, currency), 0, price);
  return stateFeed(tickersOf(exchange, currency), 1000, of === 'volatility' ? volatility : marks);
}

/** `trades.…`: what was traded since the last telling, oldest first. */
export function tradesFeed(exchange: Exchange, records: Records, which: Which, pace: number): Feed {
  let waiting: object[] = [];
  return {
    keys: ['symbol' in which ? `trade ${which.symbol}` : anyOf('trade')],
    pace,
    greet: () => [],
    on: (event: ExchangeEvent) => {
      if (event.kind !== 'trade' || !means(exchange, which, event.execution.symbol)) return;
      waiting.push(publicTradeRow(exchange, records, event.execution));
    },
    take: () => {
      if (waiting.length === 0) return [];
      const told = waiting;
      waiting = [];
      return [told];
    },
  };
}

/** `chart.trades.{instrument}.{resolution}`: the running bar. */
export function chartFeed(exchange: Exchange, listing: Listing, everyMs: number): Feed {
  const data = (): object | undefined => {
    const { now } = exchange;
    const bar = barsOf(exchange, listing, everyMs, now, now).at(-1);
    if (bar === undefined) return undefined;
    const { at, open, high, low, close, volume, cost } = bar;
    return { tick: at, open, high, low, close, volume, cost };
  };
  return stateFeed([`trade ${listing.instrument.id}`], 1000, data);
}

const states = {
  open: 'started',
  halted: 'deactivated',
  settling: 'settled',
  expired: 'closed',
  delisted: 'terminated',
} as const;

/** `instrument.state.{kind}.{currency}`. */
export function instrumentStateFeed(exchange: Exchange, which: Which): Feed {
  let waiting: object[] = [];
  return {
    keys: ['symbol' in which ? `state ${which.symbol}` : anyOf('state')],
    pace: 0,
    greet: () => [],
    on: (event: ExchangeEvent) => {
      if (event.kind !== 'state' || !means(exchange, which, event.symbol)) return;
      waiting.push({ timestamp: event.at, state: states[event.state], instrument_name: event.symbol });
    },
    take: () => {
      const told = waiting;
      waiting = [];
      return told;
    },
  };
}
