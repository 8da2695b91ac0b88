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

/** A currency as collateral, where all of an account are counted together. Liquidity goes by its instrument's id. */
export interface CollateralTerms {
  /** Share of its worth that does not count. */
  readonly haircut: number;
  /** The most that it counts for, in the account's unit; absent: any. */
  readonly cap?: number;
}

/** One of the moves that an account is put through: of an underlying's price, and of the vols of its options. */
export interface MarginScenario {
  /** Share of the price by which it moves: -0.15 is a fall of 15 %. */
  readonly price: number;
  /** Share of a vol of 30 days by which it moves. */
  readonly vol: number;
  /** What of the loss counts. */
  readonly weight: number;
}

/** Scenario margin as data. Underlyings are put through it one at a time, and what each asks is added up. */
export interface ScenarioGrid {
  readonly scenarios: readonly MarginScenario[];
  /**
   * Vols move by (30 / days)^power of what the scenario says, days being those to expiry and at least `floorDays`:
   * `shortPower` up to 30 days and `longPower` beyond.
   */
  readonly volTerm: { readonly floorDays: number; readonly shortPower: number; readonly longPower: number };
  /** Of notional, what is asked at least for the delta that is left, whatever the scenarios say. */
  readonly leastOfDelta: number;
  /** What of the scenarios' loss (or that least) is asked as each margin. */
  readonly initialFactor: number;
  readonly maintenanceFactor: number;
  /** Of notional, asked on top of both: of each perp and future, and of each short option. */
  readonly contingency: { readonly contract: number; readonly shortOption: number };
  /** Of notional, put by for fees and funding, on top of both: of each perp and future, and of each option. */
  readonly provision: { readonly contract: number; readonly option: number };
}

/** A currency as a lending market has it; shares of its worth. */
export interface LendingTerms {
  /** What may be borrowed against it. */
  readonly loanToValue: number;
  /** What debts may rise to before they are liquidated. */
  readonly threshold: number;
}

/** What is asked of an account as a whole. */
export type MarginModel =
  /** Each contract by its brackets, each short option by Deribit's standard margin. */
  | { readonly kind: 'standard' }
  /** As the brackets say, with half of what the greatest leverage asks as maintenance. */
  | { readonly kind: 'hyperliquid' }
  /** What the whole loses in the worst of many moves; presets are in `pricing/margin/presets.ts`. */
  | { readonly kind: 'scenario'; readonly grid: ScenarioGrid }
  /** Collateral at its thresholds against what is owed. */
  | { readonly kind: 'lending'; readonly assets: Readonly<Record<Currency, LendingTerms>> };

/** The margin terms of a venue's account. */
export interface AccountTerms {
  readonly model: MarginModel;
  /** Whether positions stand for each other, or each for itself by what was set aside for it. */
  readonly mode: 'cross' | 'isolated';
  readonly contracts: Readonly<Record<InstrumentId, ContractMargin>>;
  /** Of notional, what a liquidation itself costs, kept on top of maintenance margin; of options at most an eighth. */
  readonly liquidationFee?: number;
  /**
   * All currencies counted together in `unit`; absent: what settles in a currency is margined in it alone. Other
   * collateral than the unit counts where it is named; debts count always.
   */
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
