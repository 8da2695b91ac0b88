import { ansi, plain } from '../shell/view.ts';
import { EXIT } from './exit.ts';
import type { Output } from './output.ts';

/** Redraws no oftener than this. */
const FRAME_MS = 100;
export const CLEAR = '\u001b[2J\u001b[H';

/** What a running session is shown with. */
export interface SessionView {
  readonly tell: (lines: readonly string[]) => void;
  readonly draw: (lines: () => readonly string[]) => void;
  readonly isLive: boolean;
}

/** Draws the live picture, or, where there is no terminal to draw on, tells each hedge as a line. */
export function createView(output: Output): SessionView {
  const isLive = process.stderr.isTTY === true;
  let drawnAt = 0;
  return {
    isLive,
    tell: (lines) => {
      if (!isLive) for (const line of lines) output.err(line);
    },
    draw: (lines) => {
      if (!isLive || performance.now() - drawnAt < FRAME_MS) return;
      drawnAt = performance.now();
      output.err(`${CLEAR}${lines().join('\n')}`);
    },
  };
}

/** Colours where there is a terminal that wants them. */
export function painter(): typeof ansi {
  return process.stderr.isTTY === true && process.env.NO_COLOR === undefined ? ansi : plain;
}

/** Aborts on Ctrl-C, on a request to terminate, and after `forMs`. A second Ctrl-C does not wait. */
export function stopSignal(forMs: number | undefined): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.failed);
    controller.abort();
  };
  const timer = forMs === undefined ? undefined : setTimeout(() => controller.abort(), forMs);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
