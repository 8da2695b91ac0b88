import { createHost } from '../adapters/paper/host.ts';
import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { PaperTreasury } from '../adapters/paper/treasury.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { Conductor } from '../engine/conductor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { type Millis, millis } from '../units/units.ts';
import type { Operate } from './control.ts';

export interface Session {
  readonly conductor: Conductor;
  readonly journal: Journal;
  readonly venues: readonly PaperVenue[];
  /** Absent where no money is moved. */
  readonly treasury?: PaperTreasury;
  readonly market: Iterator<MarketEvent>;
  readonly clock: Clock;
  /** Ends the session: what rests at the venues is cancelled and the journal is left ready to go on from. */
  readonly signal: AbortSignal;
  /** Told how to hand an operator's words to the session, once it is under way. */
  readonly onReady?: (operate: Operate) => void;
  /** Called when all that was due at `now` has happened. */
  readonly onProgress: (now: Millis) => void;
}

interface Feed {
  /** Time of the next event; null when there are no more. */
  nextAt(): Millis | null;
  /** The events of that time. */
  take(): readonly MarketEvent[];
}

function createFeed(market: Iterator<MarketEvent>): Feed {
  let next: MarketEvent | null = null;
  const pull = (): void => {
    const result = market.next();
    next = result.done === true ? null : result.value;
  };
  pull();
  return {
    nextAt: () => next?.at ?? null,
    take: () => {
      const taken: MarketEvent[] = [];
      for (const at = next?.at; next !== null && next.at === at; pull()) taken.push(next);
      return taken;
    },
  };
}

/**
 * Hedges until the signal aborts or the market ends: waits for the clock, and plays what has become due. The
 * conductor must be configured.
 */
export async function runSession(session: Session): Promise<void> {
  const { clock, signal, conductor, venues, journal, treasury } = session;
  const served = { driven: conductor, venues, ...(treasury !== undefined && { treasury }) };
  const host = createHost({ ...served, journal, start: conductor.state.at });
  const feed = createFeed(session.market);
  session.onReady?.((action) => {
    // A journal that cannot be written ends the session by itself.
    if (!signal.aborted) host.operate(action).catch(() => undefined);
  });
  for (let next = feed.nextAt(); next !== null && !signal.aborted; next = feed.nextAt()) {
    const now = clock.now();
    for (; next !== null && next <= now && !signal.aborted; next = feed.nextAt()) {
      await host.play(millis(Math.max(next, conductor.state.at)), feed.take());
    }
    if (!signal.aborted) await host.play(now, []);
    session.onProgress(now);
    // The clock may be ahead already: signals and timers of the process still have to get a turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (next !== null) await clock.until(next, signal);
  }
  await host.stop();
}
