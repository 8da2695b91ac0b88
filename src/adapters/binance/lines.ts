import { SECOND } from '../../units/time.ts';
import { type LiveSocket, openSocket } from '../../wire/socket.ts';
import type { Session } from './session.ts';

export type LineName = 'books' | 'marks' | 'user stream' | 'order socket';

/** One connection of ours, and what is done with it. */
export interface Line {
  readonly name: LineName;
  /** Asked for at each attempt. */
  readonly url: () => string | Promise<string>;
  readonly read: (text: string) => unknown;
  readonly opened?: () => void;
  /** Takes a message as it came, where it can: true where it has. */
  readonly bytes?: (bytes: Uint8Array) => boolean;
  hear(message: Readonly<Record<string, unknown>>): void;
  readonly lost?: (reason: string) => void;
}

export type OpenLines = ReadonlyMap<LineName, LiveSocket>;

/** Binance pings every few minutes only, so a line that is quiet for half of this is pinged by us. */
const SILENCE_MS = 30 * SECOND;
const RETRY_MS = 200;
const RETRY_MAX_MS = 30 * SECOND;

/** Opens `lines` and keeps them open; `session` hears of it. */
export function openLines(lines: readonly Line[], session: Session<LineName>): OpenLines {
  const sockets = new Map<LineName, LiveSocket>();
  for (const line of lines) {
    const socket = openSocket(
      { url: line.url, silenceMs: SILENCE_MS, retryMs: RETRY_MS, retryMaxMs: RETRY_MAX_MS },
      {
        opened: async () => {
          line.opened?.();
          session.opened(line.name);
        },
        ...(line.bytes === undefined ? {} : { bytes: line.bytes }),
        message: (text) => {
          const message = line.read(text);
          if (typeof message === 'object' && message !== null) line.hear(message as Record<string, unknown>);
          else socket.reset(`a message that is no JSON: ${text.slice(0, 80)}`);
        },
        lost: (reason) => {
          line.lost?.(reason);
          session.lost(line.name, reason);
        },
      },
    );
    sockets.set(line.name, socket);
  }
  return sockets;
}
