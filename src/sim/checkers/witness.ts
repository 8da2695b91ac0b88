import type { PaperTransfer } from '../../adapters/paper/treasury.ts';
import type { EngineConfig, Profile } from '../../domain/config.ts';
import type { JournalEntry } from '../../domain/entry.ts';
import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { AccountEvent, Command } from '../../domain/order.ts';
import type { EngineState } from '../../engine/state.ts';
import type { Millis } from '../../units/units.ts';
import type { Feed } from '../feed.ts';
import type { MarginDesk } from '../margin-desk.ts';
import type { Market } from '../market.ts';
import type { Scenario } from '../scenario.ts';
import type { Truth } from '../truth.ts';

export type Deal = Extract<AccountEvent, { kind: 'deal' }>;

/** All that checkers may look at: what truly happened, what we were told, and what is on disk. */
export interface Witness {
  readonly scenario: Scenario;
  readonly truth: Truth;
  readonly market: Market;
  readonly feed: Feed;
  /** What truly becomes of money that is moved. */
  transfers(): readonly PaperTransfer[];
  /** Entries on disk, by seq. */
  readonly entries: readonly JournalEntry[];
  readonly now: Millis;
  /** What our process takes the time to be: its machine's clock, but never earlier than what it has written. */
  readonly clock: Millis;
  readonly desk: MarginDesk;
  /** Whether something was in the way of what we would do at `venue` in this tick. */
  isHindered(venue: VenueId): boolean;
  /** What others have traded on our account and we may not know of. */
  untold(instrument: InstrumentId): readonly Deal[];
  /** The newest on disk. */
  readonly config: EngineConfig;
  /** What the process holds to be true: to be compared with, never to be trusted. Null while it is down. */
  readonly state: EngineState | null;
}

/** What is wrong, or null. */
export type Finding = string | null;

/** Watches for one kind of wrong. Each hook answers what it found. */
export interface Checker {
  readonly name: string;
  /** Entries have reached the disk. */
  flushed?(entries: readonly JournalEntry[]): Finding;
  /** A command is about to leave. */
  sending?(command: Command): Finding;
  /** A tick is over. */
  ticked?(): Finding;
}

/** All that a profile may be hedged with. */
export function hedgesOf({ hedge, orHedge = [] }: Profile): readonly InstrumentId[] {
  return [hedge, ...orHedge];
}

/** The profile that is hedged with `instrument`. */
export function profileOf(config: EngineConfig, instrument: InstrumentId): Profile | undefined {
  return config.profiles.find((profile) => hedgesOf(profile).includes(instrument));
}
