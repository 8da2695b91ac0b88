import type { CarryDecision } from '../decide/carry/carry.ts';
import type { HedgeDecision, Memory } from '../decide/decide.ts';
import type { Anchor } from '../decide/due.ts';
import type { FloorMemory } from '../decide/floor/account.ts';
import type { LastAnswer } from '../decide/optimal/optimal.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { Book } from '../domain/book.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Currency, InstrumentId, Instruments, VenueId } from '../domain/instrument.ts';
import type { Quality } from '../domain/market.ts';
import type { Command } from '../domain/order.ts';
import type { TransferId } from '../domain/transfer.ts';
import type { Orders } from '../execute/order.ts';
import type { Parent } from '../execute/schedule/parent.ts';
import type { Transfer, Transfers } from '../execute/transfer.ts';
import type { PairState } from '../forecast/correlation.ts';
import type { VolatilityState } from '../forecast/forecast.ts';
import type { ForecasterState } from '../forecast/forecaster.ts';
import type { HourlyRegimes } from '../forecast/regime-hours.ts';
import type { Approved } from '../guard/approved.ts';
import type { Refused } from '../guard/guard.ts';
import type { SlippageSpent } from '../guard/limits/slippage-budget.ts';
import type { Action } from '../guard/protection/action.ts';
import type { Standing } from '../guard/standing.ts';
import type { Raised } from '../record/alerts.ts';
import type { Attribution } from '../record/attribution.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import type { Millis } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import type { BreakerState } from './breakers.ts';
import type { Carrying } from './carry/carry.ts';
import type { Flattening } from './flatten/flattening.ts';
import type { Protecting } from './protection/protection.ts';
import type { VenueTold } from './venue-margin.ts';

/** What the P&L has been explained up to. */
export interface Ledger {
  /** The marks of the last explanation; null before the book was first valued. */
  readonly marks: Marks | null;
  /** Equity in the reporting currency when first valued, and now at `marks`. */
  readonly openingEquity: number | null;
  readonly equity: number | null;
  readonly attribution: Attribution;
  /** All that was traded, without sign, in the reporting currency. */
  readonly turnover: number;
}

/** What is remembered of one underlying between decisions. */
export interface Watched {
  readonly memory: Memory;
  /** Worst quality of what the last decision needed: see `readiness.ts`. */
  readonly quality: Quality | 'absent';
  /** At the last valuation; null before the first. */
  readonly anchor: Anchor | null;
  /** Until then its band and its clock raise no decision: the last could not be carried out. */
  readonly retryAt: Millis | null;
}

export interface DecisionState {
  readonly lastAt: Millis | null;
  readonly bookChanged: boolean;
  /** An operator has ended the session: what is in flight is seen to its end, and nothing decided before a start. */
  readonly stopped: boolean;
  readonly watched: Readonly<Record<Currency, Watched>>;
  /** The optimiser's last answer for each set of underlyings, to start from. Absent where none was asked. */
  readonly answers?: Readonly<Record<string, LastAnswer>>;
  /** What is remembered of each underlying's floor. Absent where there is none. */
  readonly floors?: Readonly<Record<Currency, FloorMemory>>;
}

/** How the book compares with what the venues say. */
export interface Reconciliation {
  /** Venues that have not reported since the start: until they have, nothing is traded. */
  readonly awaiting: readonly VenueId[];
  /** Those among them that had reported before touch with them was lost. Absent before any was. */
  readonly lost?: readonly VenueId[];
  readonly nextAt: Millis;
  readonly differences: Readonly<Record<VenueId, Difference>>;
}

/**
 * What a venue has and we have not, or the other way round, as one report told it. Told again, the venue is right.
 */
export interface Difference {
  readonly text: string;
  /** Whether it is of positions: until it is cleared up, the exposure is not known. */
  readonly ofPositions: boolean;
  /** When the first report that told it was taken. */
  readonly at: Millis;
}

/** All that decisions depend on. It changes only in `step`, so a journal can rebuild it. */
export interface EngineState {
  /** Seq and time of the last entry applied. */
  readonly seq: number;
  readonly at: Millis;
  readonly journal: string;
  readonly kernel: string;
  readonly config: EngineConfig;
  readonly instruments: Instruments;
  readonly profiles: Readonly<Record<Currency, Profile>>;
  readonly book: Book;
  /** When the book last changed, or a start put it in doubt: a report from before then proves nothing. */
  readonly changedAt: Millis;
  readonly orders: Orders;
  readonly volatility: Readonly<Record<Currency, VolatilityState>>;
  /** By underlying. Absent where EWMA forecasts: it takes more room than all the rest. */
  readonly forecaster?: ForecasterState;
  /** Of the underlyings whose band depends on them. Absent where none does. */
  readonly regimes?: Readonly<Record<Currency, HourlyRegimes>>;
  /** How underlyings that are hedged together move together, by pair. Absent where none are. */
  readonly correlations?: Readonly<Record<string, PairState>>;
  readonly decisions: DecisionState;
  /** The circuit breakers. Absent where the config has none. */
  readonly watch?: BreakerState;
  /** Since when trades have been waited for at the touch, by instrument. Absent where none are. */
  readonly waits?: Readonly<Record<InstrumentId, Millis>>;
  /** Orders worked over time, by instrument. Absent where none is. */
  readonly parents?: Readonly<Record<InstrumentId, Parent>>;
  readonly standing: Standing;
  /** What slippage has cost and still counts. Absent where it has no limit, or nothing has slipped. */
  readonly slippage?: SlippageSpent;
  readonly reconciliation: Reconciliation;
  /** What each venue has last said of our margin. Absent where none ever has. */
  readonly venueMargin?: Readonly<Record<VenueId, VenueTold>>;
  /** Pairs that are held for what they earn. Absent where none are. */
  readonly carry?: Carrying;
  /** How near accounts are to liquidation, and what is done about it. Absent where none is protected. */
  readonly protection?: Protecting;
  readonly ledger: Ledger;
  /** Money that goes from one of our accounts to another, or lately did. Absent where none is. */
  readonly transfers?: Transfers;
  /** Ids of the last funding payments, deals, settlements and gas payments booked, so that none is booked twice. */
  readonly booked: readonly string[];
  /** Present from the word to flatten until the re-arm or a kill. */
  readonly flatten?: Flattening;
  /** What an operator was alerted of and is not over. Absent where nothing is. */
  readonly raised?: Raised;
}

/** What one entry led to, as journaled beside it. Parts that do not apply are left out. */
export interface Outcome {
  readonly decisions?: readonly HedgeDecision[];
  readonly plan?: ExecutionPlan;
  readonly refused?: Refused;
  /** P&L explained in this entry, and equity after it, in the reporting currency. */
  readonly explained?: Attribution;
  readonly equity?: number;
  /** What was decided of pairs that are held for what they earn. */
  readonly carry?: readonly CarryDecision[];
  /** What was planned to keep accounts from liquidation, with the reasons. */
  readonly protecting?: readonly Action[];
  readonly commands?: readonly Command[];
  /** What has become known of transfers, be it told or seen in a report. */
  readonly transfers?: Readonly<
    Record<TransferId, Pick<Transfer, 'request' | 'stage' | 'received' | 'isOverdue'>>
  >;
  /** What an operator should see. */
  readonly alarms?: readonly Alarm[];
  /** What a flatten still waits for, what it leaves, and whether it is done. */
  readonly closing?: Pick<Flattening, 'open' | 'left'> & Pick<Standing, 'mode'>;
}

export interface Step {
  readonly state: EngineState;
  readonly outcome: Outcome;
  /** To be sent once the entry is on disk. */
  readonly commands: readonly Approved<Command>[];
}

/** A step that led to nothing but a new state. */
export function quiet(state: EngineState): Step {
  return { state, outcome: {}, commands: [] };
}
