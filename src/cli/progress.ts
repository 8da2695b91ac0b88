const WIDTH = 30;
const CLEAR = '\r\u001b[K';

/** A bar that fills, on a terminal; elsewhere nothing. */
export interface Progress {
  readonly show: (share: number, at: number) => void;
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
      stream.write(`${CLEAR}${bar} ${percent} %  ${new Date(at).toISOString().slice(0, 10)}`);
    },
    end: () => {
      stream.write(CLEAR);
    },
  };
}
