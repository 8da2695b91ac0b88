/** How venues ask for margin: the terms of an account, as a config tells them once, and what a venue itself says. */
import type { Currency, InstrumentId } from './instrument.ts';

/** Margin wanted of a position: of a bracket that begins at `fromNotional` quote units; fractions of notional. */
export interface MarginTier {
  readonly fromNotional: number;
  readonly initial: number;
  readonly maintenance: number;
}

/** A perp or future as an account has it: brackets rising from 0, and the leverage that is set, 1 or more. */
export interface ContractMargin {
  readonly tiers: readonly MarginTier[];
  readonly leverage: number;
}

/** A currency as collateral, where all of an account are counted together. */
export interface CollateralTerms {
  /** Share of its worth that does not count. */
  readonly haircut: number;
  /** The most that it counts for, in the account's unit; absent: any. */
  readonly cap?: number;
}

/** What is asked of an account as a whole. */
export type MarginModel =
  /** Each contract by its brackets, each short option by Deribit's standard margin. */
  | { readonly kind: 'standard' }
  /** As the brackets say, with half of what the greatest leverage asks as maintenance. */
  | { readonly kind: 'hyperliquid' };

/** The margin terms of a venue's account. */
export interface AccountTerms {
  readonly model: MarginModel;
  /** Whether positions stand for each other, or each for itself by what was set aside for it. */
  readonly mode: 'cross' | 'isolated';
  readonly contracts: Readonly<Record<InstrumentId, ContractMargin>>;
  /** All currencies counted together in `unit`; absent: what settles in a currency is margined in it alone. */
  readonly joined?: {
    readonly unit: Currency;
    readonly collateral: Readonly<Record<Currency, CollateralTerms>>;
  };
}

/** What a venue itself says of an account in one currency, in its units: see `pricing/margin/`. */
export interface VenueMargin {
  readonly equity: number;
  readonly initial: number;
  readonly maintenance: number;
}
