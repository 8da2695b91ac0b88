import type { Cash } from '../../domain/book.ts';
import type { OpeningPosition } from '../../domain/config.ts';
import type { Currency, Instrument, InstrumentId, Option, VenueId } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';

/** How a paper venue behaves. Each model can be swapped without the others. */
export interface PaperModels {
  readonly fee: { readonly taker: number; readonly maker: number };
  /** One way, command to venue and venue to us; `jitterMs` is added uniformly at random. */
  readonly latency: { readonly ms: number; readonly jitterMs: number };
  /**
   * What a taker pays against the mid when only bars or a top of book are known: the half-spread, plus
   * `impact` · daily vol · √(size / daily volume) (square-root law; fractions of price). Recorded depth is
   * walked.
   */
  readonly spread: { readonly half: number; readonly impact: number };
  /** Largest share of the last bar's volume that one order may take at once; 1 fills all. */
  readonly participation: number;
}

/**
 * A trade that the paper venue does with us by itself, at its start and again at each expiry: one call and
 * one put at the money (rounded to the strike grid), `lots` of each, at Black-Scholes price.
 */
export interface StraddleProgramme {
  readonly kind: 'straddle';
  readonly underlying: Currency;
  readonly index: InstrumentId;
  readonly lots: number;
  readonly tenorMs: number;
  readonly strikeStep: number;
  /** The vol it deals at: stated, or that of the market's last `vol` event. */
  readonly vol: { readonly kind: 'stated'; readonly vol: number } | { readonly kind: 'market' };
  readonly rate: number;
  /** Everything about the options but what each roll decides. */
  readonly template: Omit<Option, 'id' | 'kind' | 'type' | 'strike' | 'expiry'>;
}

export interface PaperSettings {
  readonly venue: VenueId;
  readonly seed: number;
  readonly models: PaperModels;
  /** Instruments listed from the start; programmes list more. */
  readonly instruments: readonly Instrument[];
  readonly opening: { readonly cash: Cash; readonly positions: readonly OpeningPosition[] };
  readonly programmes: readonly StraddleProgramme[];
}

/** Options on an asset of the built-in market that are quoted, and how. */
export interface SyntheticOptions {
  readonly listed: readonly Option[];
  /** Between bid and ask, in vol. */
  readonly spread: number;
  /** Change of vol per unit of log-moneyness, ln(strike / price). */
  readonly skew: number;
  readonly everyMs: number;
}

/** One asset of the built-in seeded market. */
export interface SyntheticAsset {
  readonly underlying: Currency;
  readonly price: number;
  /** Instruments that quote this asset, and how far each stands from its price as a fraction. */
  readonly quotes: readonly {
    readonly instrument: InstrumentId;
    readonly tick: number;
    readonly halfSpread: number;
  }[];
  /** Instruments of `quotes` that pay funding. */
  readonly perps: readonly InstrumentId[];
  /** Annualised vol in the calm and the stress regime. */
  readonly calmVol: number;
  readonly stressVol: number;
  /** Absent where no option is quoted. */
  readonly options?: SyntheticOptions;
}

export interface SyntheticMarket {
  readonly seed: number;
  readonly start: Millis;
  readonly tickMs: number;
  readonly barMs: number;
  readonly assets: readonly SyntheticAsset[];
  /** Mean times in the regimes, and how often a jump comes in stress. */
  readonly calmMs: number;
  readonly stressMs: number;
  readonly jumpEveryMs: number;
  /** Standard deviation of a jump, as a log return. */
  readonly jumpSize: number;
}
