import type { Currency, InstrumentId, VenueId } from '../domain/instrument.ts';
import type { Lots, Millis } from '../units/units.ts';
import type { Remaining } from './split/split.ts';

/** Expected cost of a leg against trading at the mid for nothing, in the reporting currency; negative earns. */
export interface ExpectedCost {
  readonly fee: number;
  readonly spread: number;
  /** Walking the ladder beyond its top, where the ladder is known. */
  readonly depth: number;
  /** Signed: what the leg is expected to pay in funding over one interval. */
  readonly funding: number;
  /** Impact beyond the ladder, gas, margin and latency together; absent where they are nothing. */
  readonly others?: number;
  readonly total: number;
}

/** One order of a plan. */
export interface Leg {
  readonly underlying: Currency;
  readonly instrument: InstrumentId;
  readonly venue: VenueId;
  /** Signed: positive buys. */
  readonly lots: Lots;
  readonly limit: number;
  readonly deadline: Millis;
  readonly reduceOnly: boolean;
  /** It may only rest and wait to be taken; absent where it is to take at once. */
  readonly postOnly?: true;
  /** Mid at the decision: what slippage is measured from. */
  readonly reference: number;
  /** |lots| at the mid, of an option at its underlying's price, in the reporting currency. */
  readonly notional: number;
  readonly cost: ExpectedCost;
  /** What made the leg smaller than the decision asked, if anything did. */
  readonly cutBy:
    | 'maxOrderNotional'
    | 'maxPositionNotional'
    | 'maxHourlyTurnover'
    | 'freeCollateral'
    | 'reduceOnly'
    | 'schedule'
    | null;
}

/** How a trade that could be made with several instruments was split over them. */
export interface Choice {
  readonly underlying: Currency;
  /** Signed, in base units: what was to be traded, and what is left of it, for which reason. */
  readonly need: number;
  readonly remainder: number;
  readonly because: Remaining | null;
  /** What the next base unit costs, and all legs together; no other split costs less by more than `gap`. */
  readonly marginal: number;
  readonly cost: number;
  readonly gap: number;
  /** What takes no part whatever it costs, and why. */
  readonly left: readonly { readonly instrument: InstrumentId; readonly why: string }[];
}

export interface ExecutionPlan {
  readonly legs: readonly Leg[];
  /** Decisions that led to no leg, and why: below one lot, or no room under a limit. */
  readonly dropped: readonly { readonly underlying: Currency; readonly why: string }[];
  /** Absent where no trade could be made with more than one instrument. */
  readonly choices?: readonly Choice[];
}
