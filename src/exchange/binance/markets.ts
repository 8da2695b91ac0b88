import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { type Grid, gridOf } from './decimals.ts';
import { faults } from './fault.ts';
import type { Params } from './params.ts';

/** A listing with the grids that its prices and sizes are written on. */
export interface Market {
  readonly symbol: string;
  /** As it stands in the names of streams. */
  readonly stream: string;
  readonly listing: Listing;
  readonly price: Grid;
  /** In base units, which are what Binance's linear contracts are sized in. */
  readonly size: Grid;
}

export interface Markets {
  /** Those that are listed now. */
  all(): readonly Market[];
  of(symbol: string): Market | undefined;
  /** Of a request's parameter, which is refused where it is not listed; undefined where it was not sent. */
  asked(params: Params): Market | undefined;
  needed(params: Params): Market | undefined;
}

export function marketsOf(exchange: Exchange): Markets {
  const known = new Map<string, Market>();
  const of = (symbol: string): Market | undefined => {
    const listing = exchange.listings.get(symbol);
    if (listing === undefined) return undefined;
    const seen = known.get(symbol);
    if (seen?.listing === listing) return seen;
    const { tick, lot, multiplier } = listing.instrument;
    const market = {
      symbol,
      stream: symbol.toLowerCase(),
      listing,
      price: gridOf(tick),
      size: gridOf(lot * multiplier),
    };
    known.set(symbol, market);
    return market;
  };
  const asked = (params: Params): Market | undefined => {
    const symbol = params.text('symbol');
    if (symbol === undefined) return undefined;
    const market = of(symbol);
    if (market === undefined) params.refuse(faults.badSymbol());
    return market;
  };
  return {
    all: () => [...exchange.listings.keys()].flatMap((symbol) => of(symbol) ?? []),
    of,
    asked,
    needed: (params) => {
      params.need('symbol');
      return asked(params);
    },
  };
}
