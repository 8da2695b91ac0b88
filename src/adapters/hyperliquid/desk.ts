import type { Client } from 'undici';
import type { Bucket } from '../../wire/bucket.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import type { Acted, Posts } from './posts.ts';
import { parsed } from './reading.ts';
import type { Signer } from './signing.ts';

/** A question of `/info`, such as `{ type: 'meta' }`. */
export interface Question {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Requests as the venue lets us make them. */
export interface Desk {
  /** Reads something: the answer. Rejects with `WireDown` or `NoAnswer`. */
  ask(question: Question): Promise<unknown>;
  /** Signs and sends an action when its turn comes, if that is by `until`. `urgent` goes first. */
  act(action: object, terms: ActTerms): Promise<Acted>;
}

export interface ActTerms {
  readonly urgent: boolean;
  /** In the time of `performance.now()`. */
  readonly until: number;
  /** In the venue's time. */
  readonly expiresAfter?: number;
}

export interface DeskOptions {
  readonly client: Client;
  readonly posts: Posts;
  readonly weights: Bucket;
  readonly messages: Bucket;
  /** Absent where there is no key. */
  readonly signer?: Signer;
  /** How long a question may wait for its turn, in ms. */
  readonly wait: number;
}

/** "Rate limits and user limits": what is not named there weighs 20, and long answers more: rows per weight. */
const WEIGHTS: Readonly<Record<string, number>> = {
  ...{ clearinghouseState: 2, orderStatus: 2, exchangeStatus: 2, userRole: 60 },
};
const OTHER_WEIGHT = 20;
const ROWS_PER_WEIGHT = 20;
/** How long nothing is sent after the venue has said that it is too much. */
const COOL_MS = 1_000;
const BUSY = /too many|rate limit|^429/i;

export function createDesk({ client, posts, weights, messages, signer, wait }: DeskOptions): Desk {
  const request = async (question: Question): Promise<unknown> => {
    const answer = await client.request({
      ...{ path: '/info', method: 'POST', body: JSON.stringify(question) },
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.body.text();
    if (answer.statusCode === 429) weights.drain(COOL_MS);
    if (answer.statusCode !== 200)
      throw new NoAnswer(`${question.type}: ${answer.statusCode} ${text.slice(0, 200)}`);
    const value = parsed(text);
    if (value === undefined) throw new NoAnswer(`${question.type}: an answer that is no JSON`);
    return value;
  };
  return {
    ask: async (question) => {
      const weight = WEIGHTS[question.type] ?? OTHER_WEIGHT;
      if (!(await weights.take(weight, false, performance.now() + wait)))
        throw new WireDown(`${question.type} was not asked: the rate limit leaves no room`);
      const answer = await request(question).catch((error: unknown) => {
        if (error instanceof NoAnswer) throw error;
        throw new NoAnswer(`${question.type}: ${error instanceof Error ? error.message : String(error)}`);
      });
      const more = Array.isArray(answer) ? Math.floor(answer.length / ROWS_PER_WEIGHT) : 0;
      if (more > 0) await weights.take(more, true, performance.now());
      return answer;
    },
    act: async (action, { urgent, until, expiresAfter }) => {
      if (signer === undefined) throw new WireDown('not sent: there is no key');
      const isTurn = (await weights.take(1, urgent, until)) && (await messages.take(1, urgent, until));
      if (!isTurn) throw new WireDown('not sent: the rate limit leaves no room before the deadline');
      const acted = await posts.act(signer(action, expiresAfter));
      if (acted.kind === 'refused' && BUSY.test(acted.detail)) {
        weights.drain(COOL_MS);
        messages.drain(COOL_MS);
      }
      return acted;
    },
  };
}
