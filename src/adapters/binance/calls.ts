import { createAnswers } from '../../wire/answers.ts';
import { fieldsOf, numberOf, stringOf } from '../../wire/fields.ts';
import type { Fault } from './fault.ts';
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

function calledOf({ status, result, error }: Readonly<Record<string, unknown>>, now: number): Called {
  if (status === 200) return { kind: 'result', result };
  const { code, msg, data } = fieldsOf(error);
  const until = numberOf(fieldsOf(data).retryAfter);
  const retryMs = until > now ? until - now : 0;
  return {
    kind: 'error',
    fault: { code: numberOf(code), message: stringOf(msg), status: numberOf(status), retryMs },
  };
}

/** Calls over `send`, which answers whether there is a connection. `time` is the venue's. */
export function createCalls(send: (text: string) => boolean, timeoutMs: number, time: () => number): Calls {
  const answers = createAnswers<Called>(send, timeoutMs);
  return {
    call: (method, params) => answers.ask(method, (id) => JSON.stringify({ id, method, params })),
    settle: (message) => answers.settle(message.id, () => calledOf(message, time())),
    lost: answers.lost,
  };
}
