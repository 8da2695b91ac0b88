import type { Bucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { type Meaning, Refusal, textOf } from './fault.ts';

export type OrderAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: unknown };

/** Requests as the exchange lets us make them. */
export interface Desk {
  /** Reads something that may be asked again. Rejects with `WireDown`, with `NoAnswer` or with its `Refusal`. */
  ask<T>(what: string, work: () => Promise<T>): Promise<T>;
  /**
   * A request about an order: its answer, whatever it is. It does not leave after `until`, in the time of
   * `performance.now`. `urgent` goes first. Rejects with `WireDown`, or with `NoAnswer` where none came in time.
   */
  order(work: () => Promise<unknown>, urgent: boolean, until: number): Promise<OrderAnswer>;
}

export interface DeskTerms {
  /** How long a question may wait for its turn, and how long an answer is waited for, in ms. */
  readonly turnMs: number;
  readonly answerMs: number;
  /** How long nothing is asked when the exchange says that it is too much. */
  readonly coolMs: number;
}

/** ccxt itself gives up on requests over HTTP, but not on those over sockets. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${ms} ms`)), ms);
  });
  // What comes after that is nobody's.
  work.catch(() => undefined);
  return await Promise.race([work, silence]).finally(() => clearTimeout(timer));
}

export function createDesk(
  bucket: Bucket,
  meaningOf: (error: unknown) => Meaning,
  { turnMs, answerMs, coolMs }: DeskTerms,
): Desk {
  return {
    ask: async (what, work) => {
      if (!(await bucket.take(1, false, performance.now() + turnMs)))
        throw new WireDown(`${what} was not sent: the rate limit leaves no room`);
      try {
        return await within(answerMs, work());
      } catch (error) {
        if (error instanceof NoAnswer) throw new NoAnswer(`${what}: ${error.message}`);
        const meaning = meaningOf(error);
        if (meaning === 'busy') bucket.drain(coolMs);
        if (meaning === 'refused' || meaning === 'absent') throw new Refusal(what, error, meaning);
        throw new NoAnswer(`${what}: ${textOf(error)}`, { cause: error });
      }
    },
    order: async (work, urgent, until) => {
      if (!(await bucket.take(1, urgent, until)) || performance.now() >= until)
        throw new WireDown('the rate limit leaves no room before the deadline');
      try {
        return { kind: 'result', result: await within(answerMs, work()) };
      } catch (error) {
        if (error instanceof NoAnswer) throw error;
        if (meaningOf(error) === 'busy') bucket.drain(coolMs);
        return { kind: 'error', error };
      }
    },
  };
}
