import type { OperatorAction } from '../../domain/entry.ts';
import type { MarketEvent } from '../../domain/market.ts';
import type { Command, TimedAccountEvent } from '../../domain/order.ts';
import type { Approved } from '../../guard/approved.ts';
import type { Journal } from '../../ports/journal.ts';
import { dispatch } from '../../ports/treasury.ts';
import { DAY, later } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import type { PaperVenue } from './paper.ts';
import type { PaperTreasury } from './treasury.ts';

type Commands = readonly Approved<Command>[];

/** What a host drives: the engine's conductor, as far as it is used here. */
export interface Driven {
  observe(event: MarketEvent, at: Millis): void;
  account(timed: TimedAccountEvent): Commands;
  operate(action: OperatorAction, at: Millis): Commands;
  attend(at: Millis): Commands;
  nextAt(): Millis;
  checkpoint(at: Millis): void;
  /** Whether more may come of any order. */
  anyLive(): boolean;
}

/**
 * Lets time pass for an engine and its paper venues, recorded or accelerated: each thing happens at its own
 * time, in order, and a command leaves when the entry that it comes from is on disk.
 */
export interface Host {
  /** All that is due before `at`, then `events`, then all that follows from them at `at`. */
  play(at: Millis, events: readonly MarketEvent[]): Promise<void>;
  /** Takes an operator's word now; what it leads to happens as time passes. */
  operate(action: OperatorAction): Promise<void>;
  /** Ends the session: cancels what rests, waits until it has ended, and decides nothing more. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly driven: Driven;
  readonly venues: readonly PaperVenue[];
  /** Absent where no money is moved. */
  readonly treasury?: PaperTreasury;
  readonly journal: Pick<Journal, 'length' | 'flushed'>;
  /** The time now. */
  readonly start: Millis;
}

/** No instant holds as many exchanges of words; more means that two sides answer each other for ever. */
const EXCHANGE_LIMIT = 100;
/** Entries that may wait to be written when nothing else waits for them: bounds memory. */
const UNWRITTEN_LIMIT = 4_096;
/** A venue that has not ended an order by then, deadline and all, will not. */
const DRAIN_MS = DAY;

/** The sooner of two times; null is never. */
function sooner(a: Millis | null, b: Millis | null): Millis | null {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}

/** The commands that wait for their entries to be on disk. */
interface Outbox {
  readonly add: (commands: Commands) => void;
  /** Sends what waits, and answers whether there was anything. */
  readonly send: () => Promise<boolean>;
  /** Writes what has piled up without a command to wait for it. */
  readonly flush: () => Promise<void>;
  readonly drop: () => void;
}

function createOutbox({ journal, venues, treasury }: HostOptions): Outbox {
  const pending: Commands[] = [];
  let written = 0;
  const write = async (): Promise<void> => {
    await journal.flushed();
    written = journal.length;
  };
  return {
    add: (commands) => {
      if (commands.length > 0) pending.push(commands);
    },
    send: async () => {
      if (pending.length === 0) return false;
      const commands = pending.splice(0).flat();
      await write();
      for (const command of commands) dispatch(command, venues, treasury);
      return true;
    },
    flush: async () => {
      if (journal.length - written >= UNWRITTEN_LIMIT) await write();
    },
    drop: () => {
      pending.length = 0;
    },
  };
}

/** A host at `start`; it listens to the venues from now on. */
export function createHost(options: HostOptions): Host {
  const { driven, venues, treasury, journal, start } = options;
  let now = start;
  const outbox = createOutbox(options);
  for (const venue of venues)
    venue.listen(({ event }, told) => outbox.add(driven.account({ at: told, event })));
  treasury?.listen(({ event }) => outbox.add(driven.account({ at: now, event })));

  const advance = (at: Millis): void => {
    now = at;
    for (const venue of venues) venue.advance(at);
    treasury?.advance(at);
  };

  /** Lets venues and engine talk until neither has more to say at `at`. */
  const settle = async (at: Millis): Promise<void> => {
    for (let i = 0; ; i += 1) {
      if (i >= EXCHANGE_LIMIT) throw new Error(`venues and engine never come to rest at ${at}`);
      advance(at);
      outbox.add(driven.attend(at));
      if (!(await outbox.send())) return outbox.flush();
    }
  };

  const venuesNextAt = (): Millis | null => {
    let next = treasury?.nextAt() ?? null;
    for (const venue of venues) next = sooner(next, venue.nextAt());
    return next;
  };
  const nextAt = (): Millis | null => sooner(driven.nextAt(), venuesNextAt());

  return {
    async play(at, events) {
      for (let next = nextAt(); next !== null && next < at; next = nextAt()) {
        await settle(millis(Math.max(now, next)));
      }
      advance(at);
      for (const event of events) {
        driven.observe(event, at);
        for (const venue of venues) venue.market(event);
      }
      await settle(at);
    },
    async operate(action) {
      outbox.add(driven.operate(action, now));
      await outbox.send();
    },
    async stop() {
      outbox.add(driven.operate('stop', now));
      await outbox.send();
      const until = later(now, DRAIN_MS);
      while (driven.anyLive()) {
        const next = venuesNextAt();
        if (next === null || next > until) break;
        advance(millis(Math.max(now, next)));
        outbox.drop();
      }
      driven.checkpoint(now);
      await journal.flushed();
    },
  };
}
