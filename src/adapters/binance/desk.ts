import { SECOND } from '../../units/time.ts';
import type { Bucket } from '../../wire/bucket.ts';
import { WireDown } from '../../wire/protocol.ts';
import type { Called, Calls } from './calls.ts';
import { isLate, meaningOf } from './fault.ts';
import { type BinanceKey, signedParams, type Values } from './signing.ts';

/** Requests that change orders, as the venue lets us make them. */
export interface Desk {
  /** A new order, which must get there by `deadline` in the venue's time; `urgent` goes first. */
  place(values: Values, urgent: boolean, deadline: number): Promise<Called>;
  cancel(values: Values): Promise<Called>;
}

export interface DeskTerms {
  readonly calls: Calls;
  readonly key: BinanceKey;
  readonly weights: Bucket;
  readonly orders: Bucket;
  /** The venue's time. */
  readonly time: () => number;
  /** A request came outside of its window. */
  readonly late: () => void;
}

const COOL_MS = SECOND;
/** The widest that a request may be good for. */
const WIDEST_MS = 60 * SECOND;
const CANCEL_WINDOW_MS = 5 * SECOND;

export function createDesk({ calls, key, weights, orders, time, late }: DeskTerms): Desk {
  /** The window is cut when the request leaves: waiting for its turn does not make it good for longer. */
  const send = async (method: string, values: Values, windowMs: number): Promise<Called> => {
    const window = { timestamp: Math.floor(time()), recvWindow: windowMs };
    const answer = await calls.call(method, signedParams(values, window, key));
    if (answer.kind === 'result') return answer;
    const { fault } = answer;
    if (isLate(fault)) late();
    if (meaningOf(fault) === 'busy') {
      // A ban grows with each request that is made against it, orders among them.
      const coolMs = Math.max(COOL_MS, fault.retryMs);
      orders.drain(coolMs);
      weights.drain(coolMs);
    }
    return answer;
  };
  return {
    place: async (values, urgent, deadline) => {
      const left = (): number => Math.min(WIDEST_MS, Math.floor(deadline - Math.floor(time())));
      if (!(await orders.take(1, urgent, performance.now() + left())))
        throw new WireDown('the order was not sent: the rate limit leaves no room before its deadline');
      const window = left();
      if (window < 1) throw new WireDown('the order was not sent: its deadline has passed');
      return send('order.place', values, window);
    },
    cancel: async (values) => {
      await weights.take(1, true, Infinity);
      return send('order.cancel', values, CANCEL_WINDOW_MS);
    },
  };
}
