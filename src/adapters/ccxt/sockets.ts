import { textOf } from './fault.ts';
import type { CcxtExchange } from './library.ts';

/** ccxt's sockets, made to say when they were told something that is no message. */
export interface Sockets {
  /** Closes all of them, so that every stream begins anew; not more often than once in a while. */
  reset(reason: string): void;
  close(): Promise<void>;
}

export interface SocketsOptions {
  readonly exchange: CcxtExchange;
  readonly notice: (text: string) => void;
}

const RESET_EVERY_MS = 1_000;
const SHOWN = 80;

/** What begins as JSON does and is still a text was none to ccxt, which prints it and goes on as if it had not come. */
function isGarbled(message: unknown): message is string {
  return typeof message === 'string' && /^[{[]/.test(message);
}

/** Takes care of the sockets of `exchange`, before any is opened. */
export function tendSockets({ exchange, notice }: SocketsOptions): Sockets {
  let resetAt = -Infinity;
  let soon: NodeJS.Timeout | undefined;
  let isClosed = false;
  const shut = (): void => {
    soon = undefined;
    resetAt = performance.now();
    exchange.close().catch((error: unknown) => notice(`sockets that did not close: ${textOf(error)}`));
  };
  const reset = (reason: string): void => {
    if (soon !== undefined || isClosed) return;
    notice(reason);
    soon = setTimeout(shut, Math.max(0, resetAt + RESET_EVERY_MS - performance.now()));
  };
  const socket = exchange.client;
  exchange.client = (url) => {
    const made = socket.call(exchange, url);
    // It would print addresses, and there are keys in some.
    made.log = () => undefined;
    return made;
  };
  const take = exchange.handleMessage;
  exchange.handleMessage = (client, message) => {
    // What it told is not known, so nothing that came on any stream before is to be relied upon.
    if (isGarbled(message)) reset(`a message that is no JSON: ${message.slice(0, SHOWN)}`);
    else take.call(exchange, client, message);
  };

  // It keeps keys alive by this for as long as the process lives, and the process for as long as that.
  const later = new Set<NodeJS.Timeout>();
  exchange.delay = (ms, work, ...args) => {
    const timer = setTimeout(() => {
      later.delete(timer);
      const failed = (error: unknown): void => notice(textOf(error));
      Promise.resolve()
        .then(() => work.apply(exchange, args))
        .catch(failed);
    }, ms);
    later.add(timer);
  };
  return {
    reset,
    close: async () => {
      isClosed = true;
      clearTimeout(soon);
      for (const timer of later) clearTimeout(timer);
      await exchange.close();
    },
  };
}
