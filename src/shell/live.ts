import { createBarBuilder } from '../adapters/paper/bar-builder.ts';
import type { Bar, MarketEvent } from '../domain/market.ts';
import { mid } from '../domain/market.ts';
import type { TimedAccountEvent } from '../domain/order.ts';
import type { Commands, Conductor } from '../engine/conductor.ts';
import type { EngineState } from '../engine/state.ts';
import type { Journal } from '../ports/journal.ts';
import type { LiveVenue } from '../ports/live-venue.ts';
import { dispatch, type Treasury } from '../ports/treasury.ts';
import { later, SECOND } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import type { Operate } from './control.ts';

export interface LiveSession {
  readonly conductor: Conductor;
  readonly journal: Pick<Journal, 'flushed'>;
  readonly venues: readonly LiveVenue[];
  /** Absent where no money can be moved but by hand. */
  readonly treasury?: Treasury;
  /** What the venues told before they were listened to. */
  readonly early?: readonly TimedAccountEvent[];
  readonly now: () => Millis;
  readonly barMs: number;
  /** Ends the session: what rests at the venues is cancelled and the journal is left ready to go on from. */
  readonly signal: AbortSignal;
  /** Told how to hand an operator's words to the session, once it is under way. */
  readonly onReady?: (operate: Operate) => void;
  /** Called after everything that happened. */
  readonly onProgress: (now: Millis) => void;
}

/** How long a session that ends waits for its last orders beyond their deadlines. */
const DRAIN_MS = 10 * SECOND;
/** A timer further ahead is looked at again by then, as the wall's clock may be set meanwhile. */
const LONGEST_WAIT_MS = 60 * SECOND;
/** While messages pour in, when to come again is worked out so often at most, not at each of them. */
const PLAN_EVERY_MS = 50;

/** Bars of the instruments that forecasts learn from, made of their quotes, on the clock's own grid. */
function createBars(instruments: readonly string[], barMs: number, start: Millis) {
  const builders = new Map(instruments.map((id) => [id, createBarBuilder(id)]));
  let open = Math.floor(start / barMs) * barMs;
  return {
    tick: (event: MarketEvent): void => {
      if (event.kind === 'quote') builders.get(event.instrument)?.tick(mid(event), 0);
    },
    /** When the running bar ends. */
    nextAt: (): Millis => millis(open + barMs),
    /** The bars that ended by `now`, as one event; those of a time without prices are left out. */
    close: (now: Millis): MarketEvent | undefined => {
      const start = millis(open);
      open = Math.floor(now / barMs) * barMs;
      const bars: Bar[] = [];
      for (const builder of builders.values()) {
        const bar = builder.close(start);
        if (bar !== undefined && Number.isFinite(bar.close)) bars.push(bar);
      }
      return bars.length === 0
        ? undefined
        : { kind: 'bars', at: later(start, barMs), intervalMs: barMs, bars };
    },
  };
}

/** Commands on their way out: they leave when the entries that they come from are on disk, in order. */
function createOutbox({ journal, venues, treasury, now }: LiveSession, failed: (error: unknown) => void) {
  let waiting: Commands[number][] = [];
  let isSending = false;
  let since: Millis | null = null;
  const send = async (): Promise<void> => {
    isSending = true;
    while (waiting.length > 0) {
      const leaving = waiting;
      waiting = [];
      since = now();
      await journal.flushed();
      since = null;
      for (const command of leaving) dispatch(command, venues, treasury);
    }
    isSending = false;
  };
  return {
    commit: (commands: Commands): void => {
      waiting.push(...commands);
      if (!isSending && waiting.length > 0) send().catch(failed);
    },
    /** Since when commands have waited for the disk; null where none do. */
    waitingSince: (): Millis | null => since,
  };
}

/** Of every tick: no list is made for it. */
const NOTHING: Commands = [];

/** Tells the conductor when commands have waited for the disk for half of what makes a price stale, and when not. */
function createLagTeller(conductor: Conductor) {
  let wasBehind = false;
  return (since: Millis | null, at: Millis): Commands => {
    const isBehind = since !== null && at - since >= conductor.state.config.staleAfterMs / 2;
    if (isBehind === wasBehind) return NOTHING;
    wasBehind = isBehind;
    return conductor.lag(isBehind ? since : null, at);
  };
}

/** What wakes a session: an event, a time that has come, or its end. */
interface Rounds {
  /** Lets the engine attend to what has happened, once all that came together has been told. */
  wake(): void;
  stop(): void;
}

interface Turns {
  /** Lets the engine attend. */
  readonly turn: () => void;
  /** Whether anything but readings has changed since `wait` was asked: then it has another answer. */
  readonly hasChanged: () => boolean;
  /** In how many ms the next turn is due, whatever happens. */
  readonly wait: () => number;
}

function createRounds({ turn, hasChanged, wait }: Turns, failed: (error: unknown) => void): Rounds {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  let isWoken = false;
  let isStopped = false;
  const arm = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(round, ms);
    dueAt = performance.now() + ms;
  };
  const round = (): void => {
    const isTick = isWoken;
    isWoken = false;
    if (isStopped) return;
    try {
      turn();
      if (!isTick || hasChanged()) arm(Math.min(LONGEST_WAIT_MS, Math.max(1, wait())));
      else if (dueAt - performance.now() > PLAN_EVERY_MS) arm(PLAN_EVERY_MS);
    } catch (error) {
      failed(error);
    }
  };
  return {
    wake: () => {
      if (isWoken || isStopped) return;
      isWoken = true;
      // After all messages of one packet, and before anything else: the order leaves within the same turn.
      queueMicrotask(round);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Hedges on live venues until the signal aborts. Rejects where the journal cannot be written, a venue refuses us or
 * the engine finds a bug: whoever runs it must stop. The conductor must be configured.
 */
export async function runLive(session: LiveSession): Promise<void> {
  const { conductor, venues, signal, onProgress } = session;
  const now = (): Millis => millis(Math.max(conductor.state.at, session.now()));
  const index = [...new Set(conductor.state.config.profiles.map((profile) => profile.index))];
  const bars = createBars(index, session.barMs, now());
  let fail: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const { commit, waitingSince } = createOutbox(session, fail);
  const tellLag = createLagTeller(conductor);
  let planned: EngineState | undefined;
  const turn = (): void => {
    const at = now();
    if (at >= bars.nextAt()) {
      const closed = bars.close(at);
      if (closed !== undefined) conductor.observe(closed, at);
    }
    commit(tellLag(waitingSince(), at));
    commit(conductor.attend(at));
    onProgress(at);
  };
  const wait = (): number => {
    planned = conductor.state;
    return Math.min(conductor.nextAt(), bars.nextAt()) - now();
  };
  const hasChanged = (): boolean => conductor.state !== planned;
  const rounds = createRounds({ turn, hasChanged, wait }, fail);
  for (const venue of venues) {
    venue.watch((event) => {
      bars.tick(event);
      conductor.observe(event, now());
      rounds.wake();
    });
    venue.listen(({ event }) => {
      commit(conductor.account({ at: now(), event }));
      rounds.wake();
    });
  }
  session.treasury?.listen(({ event }) => {
    commit(conductor.account({ at: now(), event }));
    rounds.wake();
  });
  for (const { event } of session.early ?? []) commit(conductor.account({ at: now(), event }));
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  session.onReady?.((action) => {
    if (signal.aborted) return;
    commit(conductor.operate(action, now()));
    rounds.wake();
  });
  try {
    rounds.wake();
    const opened = Promise.all(venues.map((venue) => venue.open()));
    await Promise.race([ended, failure, opened]);
    await Promise.race([ended, failure]);
    commit(conductor.operate('stop', now()));
    const last = later(now(), conductor.state.config.execution.orderLifeMs + DRAIN_MS);
    while (conductor.anyLive() && now() < last) await Promise.race([failure, sleep(20)]);
    conductor.checkpoint(now());
    await session.journal.flushed();
  } finally {
    rounds.stop();
    await Promise.all(
      [...venues, ...(session.treasury === undefined ? [] : [session.treasury])].map((one) => one.close()),
    );
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
