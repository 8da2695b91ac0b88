import type { Instrument } from '../domain/instrument.ts';
import type { Lots } from '../units/units.ts';

/** Margin wanted above a position size: of a bracket that begins at `fromNotional` quote units. */
export interface MarginTier {
  readonly fromNotional: number;
  /** Fractions of notional. */
  readonly initial: number;
  readonly maintenance: number;
}

/**
 * A contract as an exchange lists it. Prices in the exchange are whole ticks and sizes whole lots: tick
 * `instrument.tick` and lot `instrument.lot` give both their meaning, and decimals are made of them at the wire.
 */
export interface Listing {
  /** `id` is the name that the exchange's protocol gives it, such as BTC-PERPETUAL. */
  readonly instrument: Instrument;
  /** Smallest order. */
  readonly minLots: Lots;
  /** In quote units; 0 where there is none. */
  readonly minNotional: number;
  /** Fractions of notional; for options of the underlying's price, capped at `optionFeeCap` of the option's. */
  readonly takerFee: number;
  readonly makerFee: number;
  readonly optionFeeCap: number;
  /** Rising by `fromNotional`, the first from 0. Empty for options, which have a margin of their own. */
  readonly tiers: readonly MarginTier[];
  /** 0 for what pays no funding. */
  readonly fundingIntervalMs: number;
  /** How far from the mark an order may be priced, as a fraction of it. */
  readonly priceBand: number;
}
