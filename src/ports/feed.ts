import type { MarketEvent } from '../domain/market.ts';

/** A source of market events, in order of `at`. Ends when there are no more. */
export type Feed = Iterable<MarketEvent> | AsyncIterable<MarketEvent>;
