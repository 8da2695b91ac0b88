/** The names of subscription channels, read. */
import type { Exchange } from '../exchange.ts';
import { RESOLUTIONS, resolutionMs } from './bars.ts';
import { currencyOfIndex } from './market-methods.ts';

/** How often a channel tells: at every event (0), or at most every so many ms. */
export type Pace = 0 | 100 | 500;

/** Some instruments: one, or all of a kind and currency (`any` for all). */
export type Which = { readonly symbol: string } | { readonly kind: string; readonly currency: string };

export type ChannelName =
  | { readonly of: 'book'; readonly symbol: string; readonly pace: Pace }
  | {
      readonly of: 'grouped';
      readonly symbol: string;
      readonly group: string;
      readonly depth: number;
      readonly pace: Pace;
    }
  | { readonly of: 'ticker' | 'perpetual'; readonly symbol: string; readonly pace: Pace }
  | { readonly of: 'quote'; readonly symbol: string }
  | { readonly of: 'trades'; readonly which: Which; readonly pace: Pace }
  | { readonly of: 'chart'; readonly symbol: string; readonly everyMs: number }
  | { readonly of: 'index' | 'volatility' | 'markprice'; readonly index: string }
  | { readonly of: 'state'; readonly which: Which }
  | { readonly of: 'orders' | 'fills' | 'changes'; readonly which: Which; readonly pace: Pace }
  | { readonly of: 'portfolio'; readonly currency: string };

/** `agg2` is not defined in time by Deribit; here it is five times slower than 100ms. */
const paces: Readonly<Record<string, Pace>> = { raw: 0, '100ms': 100, agg2: 500 };
const kinds = ['any', 'future', 'option', 'spot', 'future_combo', 'option_combo'];
const groups = ['none', '1', '2', '5', '10', '25', '100', '250'];
const depths = ['1', '10', '20'];
const userWords = { orders: 'orders', trades: 'fills', changes: 'changes' } as const;

function whichOf(exchange: Exchange, words: readonly string[]): Which | undefined {
  const [first = '', second] = words;
  if (words.length === 1) return exchange.listings.has(first) ? { symbol: first } : undefined;
  if (words.length !== 2 || second === undefined || !kinds.includes(first)) return undefined;
  return { kind: first, currency: second === 'any' ? 'any' : second.toUpperCase() };
}

function bookName(
  exchange: Exchange,
  words: readonly string[],
  pace: Pace | undefined,
): ChannelName | undefined {
  const [symbol = '', group = '', depth = ''] = words;
  if (pace === undefined || !exchange.listings.has(symbol)) return undefined;
  if (words.length === 2) return { of: 'book', symbol, pace };
  if (words.length !== 4 || !groups.includes(group) || !depths.includes(depth)) return undefined;
  return { of: 'grouped', symbol, group, depth: Number(depth), pace };
}

function userName(
  exchange: Exchange,
  words: readonly string[],
  pace: Pace | undefined,
): ChannelName | undefined {
  const [what = '', ...rest] = words;
  if (what === 'portfolio' && rest.length === 1)
    return { of: 'portfolio', currency: (rest[0] ?? '').toUpperCase() };
  const which = whichOf(exchange, rest.slice(0, -1));
  if (which === undefined || pace === undefined || !Object.hasOwn(userWords, what)) return undefined;
  return { of: userWords[what as keyof typeof userWords], which, pace };
}

function indexName(
  exchange: Exchange,
  of: 'index' | 'volatility' | 'markprice',
  index: string,
): ChannelName | undefined {
  return currencyOfIndex(exchange, index) === undefined ? undefined : { of, index };
}

/** What `name` asks for; undefined where there is no such channel. */
export function channelNameOf(exchange: Exchange, name: string): ChannelName | undefined {
  const [head, ...words] = name.split('.');
  const [first = '', second = ''] = words;
  const pace = Object.hasOwn(paces, words.at(-1) ?? '') ? paces[words.at(-1) ?? ''] : undefined;
  const isListed = exchange.listings.has(first);
  switch (head) {
    case 'book':
      return bookName(exchange, words, pace);
    case 'ticker':
    case 'perpetual':
      if (!isListed || pace === undefined || words.length !== 2) return undefined;
      return { of: head, symbol: first, pace };
    case 'quote':
      return isListed && words.length === 1 ? { of: 'quote', symbol: first } : undefined;
    case 'trades': {
      const which = whichOf(exchange, words.slice(0, -1));
      return which === undefined || pace === undefined ? undefined : { of: 'trades', which, pace };
    }
    case 'chart': {
      const resolution = RESOLUTIONS.find((each) => each === words[2]);
      if (first !== 'trades' || resolution === undefined || !exchange.listings.has(second)) return undefined;
      return { of: 'chart', symbol: second, everyMs: resolutionMs(resolution) };
    }
    case 'deribit_price_index':
      return words.length === 1 ? indexName(exchange, 'index', first) : undefined;
    case 'deribit_volatility_index':
      return words.length === 1 ? indexName(exchange, 'volatility', first) : undefined;
    case 'markprice':
      return first === 'options' ? indexName(exchange, 'markprice', second) : undefined;
    case 'instrument': {
      const which = first === 'state' ? whichOf(exchange, words.slice(1)) : undefined;
      return which === undefined ? undefined : { of: 'state', which };
    }
    case 'user':
      return userName(exchange, words, pace);
  }
  return undefined;
}
