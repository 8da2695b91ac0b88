import { NoAnswer, WireDown } from './protocol.ts';

/** Requests over one connection, matched with their answers by an id. */
export interface Answers<T> {
  /**
   * Sends what `write` makes of an id, and resolves with the answer. Rejects with `WireDown` where it was not
   * sent, with
   * `NoAnswer` where no answer came; `what` names it in both.
   */
  ask(what: string, write: (id: number) => string): Promise<T>;
  /** Gives an answer to who waits for it; false where nobody does, or not any more. */
  settle(id: unknown, answer: () => T): boolean;
  /** The connection is gone: nobody will answer any more. */
  lost(reason: string): void;
}

interface Waiting<T> {
  readonly what: string;
  readonly settle: (answer: T) => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Answers over `send`, which says whether there is a connection. */
export function createAnswers<T>(send: (text: string) => boolean, timeoutMs: number): Answers<T> {
  const waiting = new Map<number, Waiting<T>>();
  let lastId = 0;
  return {
    ask: (what, write) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        if (!send(write(id))) {
          reject(new WireDown(`${what} was not sent: there is no connection`));
          return;
        }
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new NoAnswer(`${what} was not answered within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.set(id, { what, settle: resolve, fail: reject, timer });
      }),
    settle: (id, answer) => {
      const asked = typeof id === 'number' ? waiting.get(id) : undefined;
      if (asked === undefined || typeof id !== 'number') return false;
      waiting.delete(id);
      clearTimeout(asked.timer);
      asked.settle(answer());
      return true;
    },
    lost: (reason) => {
      for (const { what, fail, timer } of waiting.values()) {
        clearTimeout(timer);
        fail(new NoAnswer(`${what} was not answered: ${reason}`));
      }
      waiting.clear();
    },
  };
}
