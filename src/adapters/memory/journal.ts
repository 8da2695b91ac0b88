import { type Journal, JournalClosed } from '../../ports/journal.ts';

export interface MemoryOptions {
  /** False keeps no lines but their count, so that a long backtest needs no memory for them. Default true. */
  readonly retain?: boolean;
}

/**
 * A journal that lasts as long as the process: for tests, backtests and simulations. `flushed` never waits.
 */
export function createMemoryJournal(options: MemoryOptions = {}): Journal {
  const retain = options.retain ?? true;
  const lines: string[] = [];
  let length = 0;
  let closed = false;

  const check = (): void => {
    if (closed) throw new JournalClosed('this journal in memory has been closed');
  };

  function* read(from = 0): Generator<string> {
    check();
    if (!retain) throw new Error('this journal keeps no lines: create it with retain: true to read it');
    for (let seq = from, end = length; seq < end; seq += 1) {
      check();
      yield lines[seq] as string;
    }
  }

  return {
    get length() {
      return length;
    },
    recovered: [],
    append: (line) => {
      check();
      if (retain) lines.push(line);
      length += 1;
    },
    flushed: () => Promise.resolve(),
    read,
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}
