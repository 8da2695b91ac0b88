import { NoAnswer, WireDown } from '../../wire/protocol.ts';

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

interface Waiting {
  readonly method: string;
  readonly settle: (answer: RpcAnswer) => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function errorOf(error: unknown): RpcError {
  const { code, message, data } = Object(error) as Record<string, unknown>;
  const { reason } = Object(data) as Record<string, unknown>;
  return { code: Number(code), message: String(message), reason: typeof reason === 'string' ? reason : '' };
}

/** JSON-RPC 2.0 over `send`, which answers whether there is a connection. */
export function createRpc(send: (text: string) => boolean, timeoutMs: number): Rpc {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        if (!send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))) {
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
      if ('error' in message) asked.settle({ kind: 'error', error: errorOf(message.error) });
      else asked.settle({ kind: 'result', result: message.result });
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
