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

/** A paper venue that lives in real time, on the prices of a real one. */
export function paperOn({ paper, feed, now }: PaperOnOptions): LiveVenue {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const advance = (): void => {
    clearTimeout(timer);
    // Never back, whatever the wall's clock does.
    last = Math.max(last, now());
    paper.advance(millis(last));
    const next = paper.nextAt();
    if (next !== null) timer = setTimeout(advance, Math.max(1, next - last));
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
        paper.market({ ...event });
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
