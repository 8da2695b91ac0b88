/** What an engine is told once, in its `configured` entry, and then decides by. */
import type { Lots, Millis } from '../units/units.ts';
import type { Cash } from './book.ts';
import type { Currency, Instrument, InstrumentId, VenueId } from './instrument.ts';
import type { AccountTerms } from './margin.ts';
import type { TransferRoute } from './transfer.ts';

/** What the optimiser is to make least: hedging error per cost, or the price of exponential utility. */
export type Objective = 'tracking' | 'utility';

/** How wide the no-trade region is, or when to trade. Half-widths are deltas in base units. */
export type Policy =
  /**
   * The optimiser, over every such profile of the book. Of one instrument and one exposure its region is that of
   * whalley-wilmott (`tracking`) or of zakamouline (`utility`), with the same `riskAversion`.
   */
  | { readonly kind: 'optimal'; readonly riskAversion: number; readonly objective: Objective }
  /** Half-width (3/2 · λ S Γ² / γ)^⅓ with γ = `riskAversion` per unit of quote currency. */
  | { readonly kind: 'whalley-wilmott'; readonly riskAversion: number }
  /** Half-width and centre fitted to the optimum of exponential utility; the same `riskAversion`. */
  | { readonly kind: 'zakamouline'; readonly riskAversion: number }
  | { readonly kind: 'fixed-band'; readonly halfWidth: number }
  /** Half-width |Γ| S · `move`, with `move` a fraction of the price. */
  | { readonly kind: 'fixed-percentage'; readonly move: number }
  /** Trades to the target itself every `everyMs`. */
  | { readonly kind: 'clock'; readonly everyMs: number }
  /** A clock whose deltas are taken at a vol that pays for its trades. */
  | { readonly kind: 'leland'; readonly everyMs: number };

/**
 * What an option's vol is taken to do when its underlying moves: nothing, follow its moneyness (by the slope of the
 * quoted smile), or what vols did on average.
 */
export type DeltaRule = 'black-scholes' | 'sticky-moneyness' | 'minimum-variance';

/** Which volatility an underlying's options are valued at, but for those whose own quotes tell theirs. */
export type VolSource = { readonly kind: 'stated'; readonly vol: number } | { readonly kind: 'market' };

/**
 * A share of the delta that the book has without its hedge instrument: 1 takes all of it away, 0 none. `points`
 * go forward in time; before the first and after the last their ratios stand.
 */
export interface HedgeRatio {
  readonly points: readonly { readonly at: Millis; readonly ratio: number }[];
  /** From point to point in a straight line, or each until the next. */
  readonly between: 'glide' | 'steps';
}

/** How wide the no-trade band is in each regime of the underlying's price, as a share of its policy's own width. */
export interface RegimeBands {
  readonly calm: number;
  readonly normal: number;
  readonly stress: number;
}

/** From the least to the most that an exposure may be. */
export type Range = readonly [least: number, most: number];

/** Between what gamma (base units per 1.00 of price) and vega (quote currency per 1.00 of vol) are to be kept. */
export interface Stance {
  readonly gamma?: Range;
  readonly vega?: Range;
}

/** Where a regime asks for another stance than the profile; the bands that hold are weighed by how likely each is. */
export interface RegimeStances {
  readonly calm?: Stance;
  readonly normal?: Stance;
  readonly stress?: Stance;
}

/** The most that what is held of an underlying may lose, from when the floor is set until it ends. */
export interface Floor {
  /** A share of what the holding is worth when it is set, or an amount in the reporting currency. */
  readonly loss:
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'amount'; readonly amount: number };
  readonly until: Millis;
}

/** Something bought and as much of it sold, for the funding or the basis between the two; delta stays what it is. */
export interface CarryTerms {
  readonly bought: InstrumentId;
  readonly sold: InstrumentId;
  /** What may be tied up in it, in the reporting currency. */
  readonly collateral: number;
}

/** What the user wants for one underlying. */
export interface Profile {
  readonly underlying: Currency;
  /** The instrument whose mid is the underlying's price. */
  readonly index: InstrumentId;
  /** The instrument that delta is traded with. */
  readonly hedge: InstrumentId;
  /** Further ones that delta is traded with, at whatever venues, wherever it costs least; absent: `hedge` alone. */
  readonly orHedge?: readonly InstrumentId[];
  /** Further instruments, for what `hedge` has none of; only `optimal` knows how to use them. */
  readonly alsoHedge?: readonly InstrumentId[];
  /** Net gamma and vega that are kept, by trading `alsoHedge`; only by `optimal`. */
  readonly gammaBand?: Range;
  readonly vegaBand?: Range;
  readonly stances?: RegimeStances;
  /** Delta to keep, in base units, or how much of the delta that stands without the hedge to take away. */
  readonly targetDelta: number | HedgeRatio;
  /**
   * Put under what is held without the hedge and `alsoHedge`, whose delta is then kept; `targetDelta` says
   * nothing.
   */
  readonly floor?: Floor;
  /** Pairs that are held for what they earn, as far as that pays; what is held of their legs is held for that alone. */
  readonly carry?: readonly CarryTerms[];
  readonly policy: Policy;
  /** Absent where the band is the policy's in every regime. */
  readonly bands?: RegimeBands;
  readonly markVol: VolSource;
  /**
   * Of the options, as they are hedged: P&L is explained by the delta of Black-Scholes. Absent: that is hedged
   * too.
   */
  readonly deltaRule?: DeltaRule;
  /** Whether the hedge's own delta and gamma are taken at the mark vol or at the forecast. */
  readonly hedgeVol: 'mark' | 'forecast';
  /** Continuously compounded rate that options are discounted and carried at, per year. */
  readonly rate: number;
}

/** An option counts at its underlying's price: its own says little of what it may lose. */
export interface Limits {
  /** Largest single order, in reporting currency. */
  readonly maxOrderNotional: number;
  /** Largest position of a hedge instrument counting all that is in flight, in reporting currency. */
  readonly maxPositionNotional: number;
  /** Most that may be ordered within an hour, in reporting currency, but for what a halt lets pass; absent: any. */
  readonly maxHourlyTurnover?: number;
  /** Most that hedge instruments may come to together, each in its worst case and without sign; absent: any. */
  readonly maxGrossNotional?: number;
  /** Largest share of that at one venue, of what is beyond a single position's limit; absent: any. */
  readonly maxVenueShare?: number;
  /** Most that may be between accounts at once, in reporting currency; absent: any. */
  readonly maxInTransit?: number;
  /** What may be lost to slippage: `most` at once, in reporting currency, given anew within `decayMs`; absent: any. */
  readonly slippage?: { readonly most: number; readonly decayMs: number };
  /** Equity lost since the UTC day began at which hedging halts, in reporting currency. */
  readonly maxDailyLoss: number;
}

/** What trading at a venue costs and how it is gone about. */
export interface VenueTerms {
  readonly id: VenueId;
  /** Fractions of notional; negative is a rebate. Of an option, its underlying's, and capped: see `optionFee`. */
  readonly takerFee: number;
  readonly makerFee: number;
  /** How margin is asked for there; absent: it is not known, and nothing is said of it. */
  readonly margin?: AccountTerms;
}

/** From when on an account is protected from liquidation, and from what it must be safe at once. */
export interface Protection {
  /** Over how long the chance of a liquidation is forecast. */
  readonly horizonMs: number;
  /** A move of the price, as a fraction, that every account must survive without a word from us. */
  readonly gap: number;
}

/** How an order is spread over its time. */
export type Schedule =
  | { readonly kind: 'immediate' }
  /** At an even pace. */
  | { readonly kind: 'twap' }
  /** This share of what everybody trades, ourselves included; what is left at the end is then due at once. */
  | { readonly kind: 'pov'; readonly share: number }
  /** `urgency` is κ, per year: what is left falls by e in one over κ. See `almgren-chriss.ts`. */
  | { readonly kind: 'almgren-chriss'; readonly urgency: number }
  /** `resilience` is ρ, per year: ln 2 over the half-life of what an order does to the book. */
  | { readonly kind: 'obizhaeva-wang'; readonly resilience: number };

/** How orders are worked: over how long, in slices no nearer to each other than `everyMs`. */
export interface Working {
  readonly schedule: Schedule;
  readonly horizonMs: number;
  readonly everyMs: number;
}

export interface ExecutionSettings {
  /** How far beyond the far side of the quote a limit may stand, as a fraction of price; see `optionSlippage`. */
  readonly maxSlippage: number;
  /** How long the venue may keep an order. */
  readonly orderLifeMs: number;
  /** Silence after which an order is in doubt and the venue is asked. */
  readonly ackWithinMs: number;
  /** How long what opens a position rests at the touch before it takes; absent: it takes at once. */
  readonly patienceMs?: number;
  /** How what opens a position is worked over time; absent: all of it at once. */
  readonly working?: Working;
}

export interface OpeningPosition {
  readonly instrument: InstrumentId;
  readonly lots: Lots;
  readonly averageEntry: number;
}

export interface EngineConfig {
  /** Name of the book. */
  readonly name: string;
  /** Currency that values, costs and limits are stated in. */
  readonly reporting: Currency;
  readonly instruments: readonly Instrument[];
  readonly venues: readonly VenueTerms[];
  /** The book before its first entry; a journal that already has one keeps its own. */
  readonly opening: {
    readonly cash: Readonly<Record<VenueId, Cash>>;
    readonly positions: readonly OpeningPosition[];
  };
  readonly profiles: readonly Profile[];
  /** Whether what is left of one underlying may offset what is left of another; absent: each is hedged for itself. */
  readonly joint?: boolean;
  readonly limits: Limits;
  /** Of accounts whose margin is known; absent: their margin is told and nothing is done about it. */
  readonly protection?: Protection;
  /** What capital that is held as margin costs per year, as a fraction; absent: nothing. */
  readonly capitalCost?: number;
  readonly execution: ExecutionSettings;
  /**
   * What forecasts volatility: EWMA of squared returns, or HAR, regressions on the variance of hours, days, weeks and
   * months. Absent: EWMA, so that a journal from before there was a choice says what it always said.
   */
  readonly forecastModel?: 'ewma' | 'har';
  /** Half-life of the memory of EWMA, which also stands in for HAR until that is ready. */
  readonly forecastHalfLifeMs: number;
  /** Whether circuit breakers watch the market, the venues and our own orders; absent: the limits alone do. */
  readonly breakers?: true;
  /** What may be moved between our accounts; absent: nothing. */
  readonly transfers?: readonly TransferRoute[];
  /** Age at which a market reading is stale. */
  readonly staleAfterMs: number;
  /** A decision is taken at least this often, whatever the market does. */
  readonly reviewEveryMs: number;
}
