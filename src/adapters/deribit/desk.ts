import type { Bucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { meaningOf, textOf } from './fault.ts';
import type { Rpc, RpcAnswer, RpcError } from './rpc.ts';

/** Requests as the venue lets us make them. */
export interface Desk {
  /** Reads or sets something that may be asked again: the result. Rejects with `WireDown` or `NoAnswer`. */
  ask(method: string, params: object): Promise<unknown>;
  /** A request to the matching engine: its answer, whatever it is. `urgent` goes first. */
  order(method: string, params: object, urgent: boolean, until: number): Promise<RpcAnswer>;
}

/** Credits of what does not reach the matching engine, and of what does, come back by themselves in a second. */
const COOL_MS = 1_000;

/** The venue refuses to tell what we ask of it: a permission that the key lacks, or has lost. */
export class Refusal extends NoAnswer {
  readonly error: RpcError;

  constructor(method: string, error: RpcError) {
    super(`${method}: ${textOf(error)}`);
    this.error = error;
  }
}

/** `wait` is how long a request may wait for its turn, in ms. */
export function createDesk(rpc: Rpc, plain: Bucket, matching: Bucket, wait: number): Desk {
  return {
    ask: async (method, params) => {
      if (!(await plain.take(1, true, performance.now() + wait)))
        throw new WireDown(`${method} was not sent: the rate limit leaves no room`);
      const answer = await rpc.call(method, params);
      if (answer.kind === 'result') return answer.result;
      if (meaningOf(answer.error) === 'refused') throw new Refusal(method, answer.error);
      plain.drain(COOL_MS);
      throw new NoAnswer(`${method}: ${textOf(answer.error)}`);
    },
    order: async (method, params, urgent, until) => {
      if (!(await matching.take(1, urgent, until)))
        throw new WireDown(`${method} was not sent: the rate limit leaves no room before the deadline`);
      const answer = await rpc.call(method, params);
      if (answer.kind === 'error' && meaningOf(answer.error) === 'busy') matching.drain(COOL_MS);
      return answer;
    },
  };
}
