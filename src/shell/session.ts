import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { Commands, Conductor } from '../engine/conductor.ts';
import { anyLive } from '../engine/exposure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { later, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';

export interface Session {
  readonly conductor: Conductor;
  readonly journal: Journal;
  readonly venues: readonly PaperVenue[];
  readonly market: Iterator<MarketEvent>;
  readonly clock: Clock;
  /** Ends the session: what rests at the venues is cancelled and the journal is left ready to go on from. */
  readonly signal: AbortSignal;
  /** Called after each stretch of events, at most once per timer tick of the process. */
  readonly onProgress: (now: Millis) => void;
}

/** How far ahead of the last event the market may be played while waiting for resting orders to end. */
const DRAIN_MS = 10 * MINUTE;

interface Peekable<T> {
  peek(): T | null;
  take(): T | null;
}

function peekable<T>(iterator: Iterator<T>): Peekable<T> {
  let next: T | null | undefined;
  const peek = (): T | null => {
    if (next === undefined) {
      const result = iterator.next();
      next = result.done === true ? null : result.value;
    }
    return next;
  };
  return {
    peek,
    take: () => {
      const taken = peek();
      next = undefined;
      return taken;
    },
  };
}

/** Sends commands, once the entries that they come from are on disk. */
async function dispatch(session: Session, pending: Commands[]): Promise<void> {
  const commands = pending.splice(0).flat();
  if (commands.length === 0) return;
  await session.journal.flushed();
  for (const command of commands) {
    const id = command.kind === 'place' ? command.order.venue : command.venue;
    session.venues.find((venue) => venue.id === id)?.send(command);
  }
}

function earliest(times: readonly (Millis | null | undefined)[]): Millis | null {
  let first: Millis | null = null;
  for (const time of times)
    if (time !== null && time !== undefined && (first === null || time < first)) first = time;
  return first;
}

/** Lets everything due up to and including `to` happen, each at its own time. Stops early when aborted. */
async function playUntil(
  session: Session,
  feed: Peekable<MarketEvent>,
  pending: Commands[],
  to: Millis,
  isOver: () => boolean,
): Promise<void> {
  const { conductor, venues } = session;
  let now = conductor.state.at;
  while (!isOver()) {
    const next = earliest([feed.peek()?.at, conductor.nextAt(), ...venues.map((venue) => venue.nextAt())]);
    if (next === null || next > to) return;
    now = millis(Math.max(now, next));
    for (const venue of venues) venue.advance(now);
    for (let event = feed.peek(); event !== null && event.at <= now; event = feed.peek()) {
      feed.take();
      for (const venue of venues) venue.market(event);
      conductor.observe(event, now);
    }
    for (const venue of venues) venue.advance(now);
    pending.push(conductor.attend(now));
    await dispatch(session, pending);
  }
}

/** Cancels what rests and plays on, without deciding anything more, until the venues have confirmed it. */
async function drain(session: Session, feed: Peekable<MarketEvent>, pending: Commands[]): Promise<void> {
  const { conductor } = session;
  pending.push(conductor.operate('stop', conductor.state.at));
  await dispatch(session, pending);
  const until = later(conductor.state.at, DRAIN_MS);
  await playUntil(session, feed, pending, until, () => !anyLive(conductor.state));
  conductor.checkpoint(conductor.state.at);
  await session.journal.flushed();
}

/**
 * Hedges until the signal aborts or the market ends: waits for the clock, plays what has become due, and sends
 * commands only when their entries are on disk. The conductor must be configured.
 */
export async function runSession(session: Session): Promise<void> {
  const { clock, signal, conductor } = session;
  const feed = peekable(session.market);
  const pending: Commands[] = [];
  for (const venue of session.venues) {
    venue.listen(({ event }, told) => pending.push(conductor.account({ at: told, event })));
  }
  while (!signal.aborted && feed.peek() !== null) {
    await playUntil(session, feed, pending, clock.now(), () => signal.aborted);
    session.onProgress(conductor.state.at);
    // The clock may be ahead already: signals and timers of the process still have to get a turn.
    await new Promise((resolve) => setImmediate(resolve));
    const next = earliest([feed.peek()?.at, conductor.nextAt()]);
    if (next !== null) await clock.until(next, signal);
  }
  await drain(session, feed, pending);
}
