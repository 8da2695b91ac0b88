import { createAnswers } from '../../wire/answers.ts';
import { fieldsOf, stringOf } from '../../wire/fields.ts';

/** What came of an action. */
export type Acted =
  | { readonly kind: 'done'; readonly response: unknown }
  /** It was not carried out. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** It may have been. */
  | { readonly kind: 'unclear'; readonly detail: string };

/** Actions over the socket, matched with their answers ("Websocket post requests" of Hyperliquid's documentation). */
export interface Posts {
  /** Rejects with `WireDown` where it was not sent, with `NoAnswer` where no answer came. */
  act(payload: object): Promise<Acted>;
  /** Takes what is an answer; false for anything else. */
  settle(message: unknown): boolean;
  /** The connection is gone: nobody will answer any more. */
  lost(reason: string): void;
}

/**
 * Answers by which the venue says that it does not know itself; or that it has seen the nonce before, which it only can
 * have with this very action.
 */
const UNCLEAR = /time(?:d|-)? ?out|internal|unavailable|unknown error|nonce/i;
/** A request that was not even read, which the venue repeats in its complaint. */
const UNREAD = /^(?:Too many|Error parsing|429)/i;
const OUR_POST = /"method"\s*:\s*"post"\s*,\s*"id"\s*:\s*(\d+)/;

function refusal(detail: string): Acted {
  return { kind: UNCLEAR.test(detail) ? 'unclear' : 'refused', detail };
}

function actedOf(response: unknown): Acted {
  const { type, payload } = fieldsOf(response);
  if (type === 'error') {
    const detail = stringOf(payload);
    // The status of the HTTP request that the post stands for: what begins with 4 was not carried out.
    return /^4\d\d/.test(detail) ? { kind: 'refused', detail } : { kind: 'unclear', detail };
  }
  const { status, response: answer } = fieldsOf(payload);
  if (type === 'action' && status === 'ok') return { kind: 'done', response: answer };
  if (type === 'action' && status === 'err') return refusal(stringOf(answer));
  return { kind: 'unclear', detail: 'an answer that makes no sense' };
}

/** Posts over `send`, which answers whether there is a connection. */
export function createPosts(send: (text: string) => boolean, timeoutMs: number): Posts {
  const answers = createAnswers<Acted>(send, timeoutMs);
  return {
    act: (payload) =>
      answers.ask('an action', (id) =>
        JSON.stringify({ method: 'post', id, request: { type: 'action', payload } }),
      ),
    settle: (message) => {
      const { channel, data } = fieldsOf(message);
      if (channel === 'post') {
        const { id, response } = fieldsOf(data);
        answers.settle(id, () => actedOf(response));
        return true;
      }
      if (channel !== 'error' || typeof data !== 'string' || !UNREAD.test(data)) return false;
      const id = Number(OUR_POST.exec(data)?.[1] ?? 0);
      return answers.settle(id, () => ({ kind: 'refused', detail: data.slice(0, data.indexOf(':')) }));
    },
    lost: answers.lost,
  };
}
