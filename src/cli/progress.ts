const WIDTH = 30;
const CLEAR = '\r\u001b[K';

/** A bar that fills, on a terminal; elsewhere nothing. */
export interface Progress {
  /** `at` is where in the recorded time it is, if that says something. */
  readonly show: (share: number, at?: number) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, end: () => undefined };
  return {
    show: (share, at) => {
      const full = Math.round(WIDTH * Math.min(1, Math.max(0, share)));
      const bar = '█'.repeat(full).padEnd(WIDTH, '░');
      const percent = `${Math.floor(100 * share)}`.padStart(3);
      const day = at === undefined ? '' : `  ${new Date(at).toISOString().slice(0, 10)}`;
      stream.write(`${CLEAR}${bar} ${percent} %${day}`);
    },
    end: () => {
      stream.write(CLEAR);
    },
  };
}
