import type { Millis } from '../units/units.ts';
import type { EngineConfig } from './config.ts';
import type { Bar, MarketSnapshot } from './market.ts';
import type { AccountEvent } from './order.ts';
import type { TransferWanted } from './transfer.ts';

/** Why a decision is due now. */
export type DueReason =
  | 'started'
  | 'band'
  | 'clock'
  | 'review'
  | 'book'
  | 'market'
  | 'operator'
  | 'flatten'
  | 'margin';

/**
 * `stop` cancels what rests and ends the session; `kill` also halts until `rearm`. `flatten` cancels what rests, closes
 * everything and keeps it closed until `rearm`: see `engine/flatten/`.
 */
export type OperatorAction = 'pause' | 'resume' | 'kill' | 'rearm' | 'stop' | 'flatten';

/** Everything that can change an engine's state. */
export type EntryBody =
  | {
      /** First in a journal, at each start and at each reload. */
      readonly kind: 'configured';
      readonly journal: string;
      readonly code: string;
      /** The valuation kernel that replay must use. */
      readonly kernel: string;
      readonly config: EngineConfig;
      /** True at a start: whatever was in flight is in doubt until the venues have reported. */
      readonly starting: boolean;
    }
  | { readonly kind: 'account'; readonly event: AccountEvent }
  /** Bars that closed together, and the market as they closed: forecasts fold the bars, the ledger is marked. */
  | {
      readonly kind: 'bar';
      readonly intervalMs: number;
      readonly bars: readonly Bar[];
      readonly snapshot: MarketSnapshot;
    }
  | { readonly kind: 'timer' }
  /** How far the disk is behind: when the oldest entry that is not on it was made; null once it has caught up. */
  | { readonly kind: 'lag'; readonly waitingSince: Millis | null }
  | { readonly kind: 'decisionDue'; readonly why: DueReason; readonly snapshot: MarketSnapshot }
  | { readonly kind: 'operator'; readonly action: OperatorAction }
  /** Somebody wants money of ours moved. */
  | { readonly kind: 'transfer'; readonly wanted: TransferWanted }
  /** The whole state, from which a start may go on; replay must arrive at the same. */
  | { readonly kind: 'checkpoint'; readonly state: unknown };

/** What `step` consumes. `seq` counts from 0 without a gap and is the order; `at` never goes back. */
export interface Entry {
  readonly seq: number;
  readonly at: Millis;
  /** The seq of the entry that led to this one. */
  readonly cause: number | null;
  readonly body: EntryBody;
}

/**
 * An entry as written: with what `step` made of it and chained by hash to the one before. `outcome` is what
 * replay must reproduce to the byte.
 */
export interface JournalEntry extends Entry {
  readonly outcome: unknown;
  /** Hash of the entry before; empty for the first. */
  readonly previous: string;
  readonly hash: string;
}
