import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { LiveVenue } from '../ports/live-venue.ts';
import { type Millis, millis } from '../units/units.ts';

/** Where prices come from: a venue that is only watched. */
export type Feed = Pick<LiveVenue, 'watch' | 'open' | 'examine' | 'close'>;

export interface PaperOnOptions {
  readonly paper: PaperVenue;
  /** Absent: nothing there has a price of its own, so nothing trades; it only holds. */
  readonly feed?: Feed;
  readonly now: () => Millis;
}

/** Longer timers overflow, and go off at once: contracts expire in months. */
const LONGEST_TIMER_MS = 0x7fffffff;

type Funding = Extract<MarketEvent, { readonly kind: 'funding' }>;

/**
 * Payments made of rates: a live venue tells its rate again and again, and paper pays at each time that it is told. It
 * is paid once an interval, at the interval's end, the rate that was told last in it.
 */
function createPayments(): (event: Funding) => Funding | undefined {
  const running = new Map<string, Funding>();
  const turnOf = ({ at, intervalMs }: Funding): number => Math.floor(at / intervalMs);
  return (event) => {
    const before = running.get(event.instrument);
    running.set(event.instrument, { ...event });
    if (before === undefined || turnOf(event) <= turnOf(before)) return undefined;
    return { ...before, at: millis((turnOf(before) + 1) * before.intervalMs) };
  };
}

/** A paper venue that lives in real time, on the prices of a real one. */
export function paperOn({ paper, feed, now }: PaperOnOptions): LiveVenue {
  const payments = createPayments();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const advance = (): void => {
    clearTimeout(timer);
    // Never back, whatever the wall's clock does.
    last = Math.max(last, now());
    paper.advance(millis(last));
    const next = paper.nextAt();
    if (next !== null) timer = setTimeout(advance, Math.min(LONGEST_TIMER_MS, Math.max(1, next - last)));
  };
  return {
    id: paper.id,
    send: (command) => {
      advance();
      paper.send(command);
      // What comes of it is told after `send` has returned.
      queueMicrotask(advance);
    },
    listen: (listener) => paper.listen((event) => listener(event)),
    watch: (watcher) => {
      feed?.watch((event: MarketEvent) => {
        watcher(event);
        // It may wait there until its time has come, and is told here in an object that is written over.
        const felt = event.kind === 'funding' ? payments(event) : { ...event };
        if (felt !== undefined) paper.market(felt);
        advance();
      });
    },
    open: () => feed?.open() ?? Promise.resolve(),
    examine: () => feed?.examine() ?? Promise.resolve([]),
    close: async () => {
      clearTimeout(timer);
      await feed?.close();
      await paper.close();
    },
  };
}
