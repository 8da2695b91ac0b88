import type { Clock } from '../ports/clock.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';

/** Longest single sleep: a clock that is far behind is looked at again before its timer could overflow. */
const SLEEP_MAX_MS = 1_000;

/** A clock that stands at `start` now and runs `speed` times as fast as the wall's. */
export function createClock(
  start: Millis,
  speed: number,
  wall: () => number = () => performance.now(),
): Clock {
  const begun = wall();
  const now = (): Millis => later(start, Math.floor((wall() - begun) * speed));
  return {
    now,
    until: async (at, signal) => {
      while (!signal.aborted && now() < at) {
        const ms = Math.min(SLEEP_MAX_MS, Math.max(1, (at - now()) / speed));
        await sleep(ms, signal);
      }
    },
  };
}

/** The wall's time, which neither goes back nor stands still: it goes on as it was where the wall's is put back. */
export function wallClock(
  wall: () => number = () => Date.now(),
  steady: () => number = () => performance.now(),
): () => Millis {
  let ahead = -Infinity;
  return () => {
    const ran = steady();
    ahead = Math.max(ahead, wall() - ran);
    return millis(Math.round(ran + ahead));
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
