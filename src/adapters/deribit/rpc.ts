import { createAnswers } from '../../wire/answers.ts';
import { fieldsOf, numberOf, stringOf } from '../../wire/fields.ts';

/** A refusal by the venue, as it words it. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly reason: string;
}

export type RpcAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: RpcError };

/** Requests over one JSON-RPC connection, matched with their answers. */
export interface Rpc {
  /** Rejects with `WireDown` where it was not sent, with `NoAnswer` where no answer came. */
  call(method: string, params: object): Promise<RpcAnswer>;
  /** Takes what is an answer; false for anything else. */
  settle(message: Readonly<Record<string, unknown>>): boolean;
  /** The connection is gone: nobody will answer any more. */
  lost(reason: string): void;
}

function errorOf(error: unknown): RpcError {
  const { code, message, data } = fieldsOf(error);
  const { reason } = fieldsOf(data);
  return {
    code: numberOf(code),
    message: stringOf(message),
    reason: typeof reason === 'string' ? reason : '',
  };
}

function answerOf(message: Readonly<Record<string, unknown>>): RpcAnswer {
  if ('error' in message) return { kind: 'error', error: errorOf(message.error) };
  return { kind: 'result', result: message.result };
}

/** JSON-RPC 2.0 over `send`, which answers whether there is a connection. */
export function createRpc(send: (text: string) => boolean, timeoutMs: number): Rpc {
  const answers = createAnswers<RpcAnswer>(send, timeoutMs);
  return {
    call: (method, params) =>
      answers.ask(method, (id) => JSON.stringify({ jsonrpc: '2.0', id, method, params })),
    settle: (message) => answers.settle(message.id, () => answerOf(message)),
    lost: answers.lost,
  };
}
