import type { Limits } from '../../domain/config.ts';
import type { JournalEntry } from '../../domain/entry.ts';
import type { Outcome } from '../../engine/state.ts';

export type Mode = 'running' | 'paused' | 'halted' | 'killed' | 'flattening' | 'flat';

/** Whether trading is allowed, worked out again from what operators said and what the book was worth. */
export interface Standing {
  fold(entry: JournalEntry): void;
  readonly mode: Mode;
}

const DAY_MS = 86_400_000;

export function createStanding(): Standing {
  let mode: Mode = 'running';
  let limits: Limits | undefined;
  let day = -1;
  let opening: number | null = null;
  let last = 0;

  const operate = (action: string): void => {
    if (action === 'kill') mode = 'killed';
    if (action === 'pause' && mode === 'running') mode = 'paused';
    if (action === 'resume' && mode === 'paused') mode = 'running';
    if (action === 'flatten') mode = 'flattening';
    if (action === 'rearm' && mode !== 'running' && mode !== 'paused') {
      mode = 'running';
      opening = null;
    }
  };

  const value = (equity: number, at: number): void => {
    const today = Math.floor(at / DAY_MS);
    // A day begins with what the day before ended with, if that was a day of trading.
    if (opening === null) opening = equity;
    else if (today !== day) opening = today === day + 1 ? last : equity;
    [day, last] = [today, equity];
    const isTooMuch = limits !== undefined && opening - equity > limits.maxDailyLoss;
    if (isTooMuch && (mode === 'running' || mode === 'paused')) mode = 'halted';
  };

  return {
    fold({ body, outcome }) {
      if (body.kind === 'configured') limits = body.config.limits;
      if (body.kind === 'operator') operate(body.action);
      const { equity, closing } = outcome as Outcome;
      // Whether what it says of itself is true is for `flattened.ts` to tell.
      if (closing !== undefined && (mode === 'flattening' || mode === 'flat')) mode = closing.mode;
      if (equity !== undefined && 'snapshot' in body) value(equity, body.snapshot.at);
    },
    get mode() {
      return mode;
    },
  };
}
