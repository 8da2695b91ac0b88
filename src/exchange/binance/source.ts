import type { ExchangeEvent } from '../told.ts';

/** What a stream sends of, while somebody listens to it. */
export interface Source {
  /** What is to be said about it, if anything. */
  on?(event: ExchangeEvent): object | undefined;
  /** Time has gone on. */
  tick?(now: number): object | undefined;
}

/** Says when something is due again that happens every `everyMs`, first after that long. */
export function pacer(everyMs: number, start: number): (now: number) => boolean {
  let next = start + everyMs;
  return (now) => {
    if (now < next) return false;
    // After a stall it is said once, and not as often as it was missed.
    next = now + everyMs;
    return true;
  };
}
