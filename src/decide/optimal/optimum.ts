import type { Currency } from '../../domain/instrument.ts';

/** An exposure of one underlying, such as "vega of BTC", before and after the trades that were decided on. */
export interface Left {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** What the profile lets it be; absent where it does not say. */
  readonly least?: number;
  readonly most?: number;
}

/** What the optimiser weighed for one underlying, beyond what a band by itself knows. */
export interface Optimum {
  /** Vol of vol, per √year, that vega was weighed with. */
  readonly volOfVol: number;
  /** Delta is told less its target. */
  readonly exposures: readonly Left[];
  /** Limits that bind, and what one unit more of each would save, in the reporting currency. */
  readonly limits: readonly { readonly name: string; readonly side: string; readonly price: number }[];
  /** Correlations of returns that were used, by the other underlying; absent where each is hedged for itself. */
  readonly correlations?: Readonly<Record<Currency, number>>;
  /** What was not to be had, and what was done instead. */
  readonly notes: readonly string[];
}
