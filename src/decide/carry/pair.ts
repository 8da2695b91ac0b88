import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { Reversion } from '../../math/reversion.ts';
import type { Millis } from '../../units/units.ts';

/** One side of a pair; all numbers are fractions of its notional. */
export interface CarryLeg {
  readonly instrument: InstrumentId;
  /** Paid at each trade: the fee, and half of the spread. */
  readonly fee: number;
  readonly halfSpread: number;
  /** Collateral that it ties up: 1 where it is bought outright. */
  readonly margin: number;
  /** A year, for as long as it is sold and not owned; 0 for contracts. */
  readonly borrow: number;
}

/**
 * Two instruments on one underlying, of which as much is bought as is sold. In the direction that counts as
 * positive `bought` is bought; where `isReversible`, the pair may also be held the other way round.
 */
export interface CarryPair {
  readonly id: string;
  readonly kind: 'spot-perp' | 'perp-perp' | 'dated-future';
  readonly underlying: Currency;
  readonly bought: CarryLeg;
  readonly sold: CarryLeg;
  readonly isReversible: boolean;
}

/** What holding a pair earns, in the positive direction. Steps are of eight hours, rates a fraction an hour. */
export type CarryIncome =
  /** Funding that the sold leg is paid and that the bought one pays; null for a leg that has none. */
  | { readonly kind: 'funding'; readonly received: Reversion | null; readonly paid: Reversion | null }
  /** The basis of now, earned by the time the dated leg settles, for a fee instead of a trade. */
  | { readonly kind: 'expiry'; readonly at: Millis; readonly settlementFee: number };

/** Log price of the sold leg over the bought one's, now; and where it returns to, in steps of eight hours. */
export interface CarryBasis {
  readonly now: number;
  readonly outlook: Reversion | null;
}
