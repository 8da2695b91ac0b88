import type { Millis } from '../units/units.ts';
import type { Depth } from './depth.ts';
import type { Currency, InstrumentId } from './instrument.ts';

/**
 * Top of a venue's book. Sizes in base units (quote units for an inverse perp); 0 where not told. An option's bid may
 * be 0, where nobody bids.
 */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** One closed bar. `start` is its opening time, volume is in base units. */
export interface Bar {
  readonly instrument: InstrumentId;
  readonly start: Millis;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A market fact as a feed tells it; `at` is the venue's own time. */
export type MarketEvent =
  | ({ readonly kind: 'quote'; readonly instrument: InstrumentId; readonly at: Millis } & Quote)
  | { readonly kind: 'depth'; readonly instrument: InstrumentId; readonly at: Millis; readonly depth: Depth }
  | { readonly kind: 'bars'; readonly at: Millis; readonly intervalMs: number; readonly bars: readonly Bar[] }
  /** `rate` per `intervalMs`, as a fraction of notional; positive: longs pay. */
  | {
      readonly kind: 'funding';
      readonly instrument: InstrumentId;
      readonly at: Millis;
      readonly rate: number;
      readonly intervalMs: number;
    }
  /** Annualised implied volatility of an underlying as a fraction. */
  | { readonly kind: 'vol'; readonly underlying: Currency; readonly at: Millis; readonly vol: number }
  /** What one unit of `currency` is worth in the reporting currency. */
  | { readonly kind: 'rate'; readonly currency: Currency; readonly at: Millis; readonly rate: number };

/** `suspect`: an outlier not yet confirmed, so the value is the last good one. */
export type Quality = 'fresh' | 'stale' | 'suspect';

export type Reading<T> = T & { readonly at: Millis; readonly quality: Quality };

/** `spot`, of an option: the mid of its underlying's index when it was quoted, where that was known. */
export type QuoteReading = Reading<Quote> & { readonly spot?: number };

/** Immutable, small, and all that a decision may know of the market. What was never seen is absent. */
export interface MarketSnapshot {
  readonly at: Millis;
  readonly quotes: Readonly<Record<InstrumentId, QuoteReading>>;
  /** Ladders where a venue tells more than its top, cut to the largest possible hedge. */
  readonly depth: Readonly<Record<InstrumentId, Reading<Depth>>>;
  /** `rate` per `intervalMs`. */
  readonly funding: Readonly<
    Record<InstrumentId, Reading<{ readonly rate: number; readonly intervalMs: number }>>
  >;
  readonly vols: Readonly<Record<Currency, Reading<{ readonly vol: number }>>>;
  readonly rates: Readonly<Record<Currency, Reading<{ readonly rate: number }>>>;
}

/** What one unit of `currency` is worth in the `reporting` currency; undefined where that has not been told. */
export function rateIn(
  { rates }: Pick<MarketSnapshot, 'rates'>,
  currency: Currency,
  reporting: Currency,
): number | undefined {
  return currency === reporting ? 1 : rates[currency]?.rate;
}

export function mid(quote: Quote): number {
  return (quote.bid + quote.ask) / 2;
}
