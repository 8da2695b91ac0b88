import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import type { Fault } from './fault.ts';
import { fieldsOf } from './json.ts';
import type { Values } from './signing.ts';

export type Called =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly fault: Fault };

/** Requests over the WebSocket API, matched with their answers ("WebSocket API General Info"). */
export interface Calls {
  /** Rejects with `WireDown` where it was not sent, with `NoAnswer` where no answer came. */
  call(method: string, params: Values): Promise<Called>;
  /** Takes what is an answer; false for anything else. */
  settle(message: Readonly<Record<string, unknown>>): boolean;
  /** The connection is gone: nobody will answer any more. */
  lost(reason: string): void;
}

interface Waiting {
  readonly method: string;
  readonly settle: (answer: Called) => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function calledOf({ status, result, error }: Readonly<Record<string, unknown>>, now: number): Called {
  if (status === 200) return { kind: 'result', result };
  const { code, msg, data } = fieldsOf(error);
  const until = Number(fieldsOf(data).retryAfter ?? 0);
  const retryMs = until > now ? until - now : 0;
  return {
    kind: 'error',
    fault: { code: Number(code), message: String(msg), status: Number(status), retryMs },
  };
}

/** Calls over `send`, which answers whether there is a connection. `time` is the venue's. */
export function createCalls(send: (text: string) => boolean, timeoutMs: number, time: () => number): Calls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        if (!send(JSON.stringify({ id, method, params }))) {
          reject(new WireDown(`${method} was not sent: there is no connection`));
          return;
        }
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new NoAnswer(`${method} was not answered within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.set(id, { method, settle: resolve, fail: reject, timer });
      }),
    settle: (message) => {
      const { id } = message;
      const asked = typeof id === 'number' ? waiting.get(id) : undefined;
      if (asked === undefined || typeof id !== 'number') return false;
      waiting.delete(id);
      clearTimeout(asked.timer);
      asked.settle(calledOf(message, time()));
      return true;
    },
    lost: (reason) => {
      for (const { method, fail, timer } of waiting.values()) {
        clearTimeout(timer);
        fail(new NoAnswer(`${method} was not answered: ${reason}`));
      }
      waiting.clear();
    },
  };
}
