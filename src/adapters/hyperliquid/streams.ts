import type { Bucket } from '../../wire/bucket.ts';
import { type Fields, fieldsOf, stringOf } from '../../wire/fields.ts';
import { NoAnswer, VenueRefused, WireDown } from '../../wire/protocol.ts';
import { parsed } from './reading.ts';

/** What a stream tells of: a coin, or an account by its address. */
export interface Topic {
  readonly type: string;
  readonly coin?: string;
  readonly user?: string;
}

/** Subscriptions over one socket ("Subscriptions" of Hyperliquid's documentation). */
export interface Streams {
  /** Resolves when the venue has confirmed it; rejects with `VenueRefused` where it has no such stream. */
  subscribe(topic: Topic): Promise<void>;
  /** Ends it and begins it anew, which brings its present state. */
  renew(topic: Topic): void;
  /** Takes confirmations and complaints; false for anything else. */
  settle(message: Fields): boolean;
  /** The connection is gone, and its subscriptions with it. */
  lost(reason: string): void;
}

interface Waiting {
  readonly settle: () => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface StreamsOptions {
  readonly send: (text: string) => boolean;
  readonly messages: Bucket;
  readonly timeoutMs: number;
}

function nameOf({ type, coin, user }: Fields): string {
  return `${stringOf(type)} of ${stringOf(coin ?? user)}`;
}

export function createStreams({ send, messages, timeoutMs }: StreamsOptions): Streams {
  const waiting = new Map<string, Waiting>();
  const take = (name: string): Waiting | undefined => {
    const found = waiting.get(name);
    waiting.delete(name);
    clearTimeout(found?.timer);
    return found;
  };
  return {
    subscribe: async (topic) => {
      const name = nameOf({ ...topic });
      if (!(await messages.take(1, true, performance.now() + timeoutMs)))
        throw new WireDown(`${name} was not asked for: the rate limit leaves no room`);
      await new Promise<void>((resolve, reject) => {
        const late = (): void => {
          take(name)?.fail(new NoAnswer(`${name} did not come within ${timeoutMs} ms`));
        };
        waiting.set(name, { settle: resolve, fail: reject, timer: setTimeout(late, timeoutMs) });
        if (!send(JSON.stringify({ method: 'subscribe', subscription: topic })))
          take(name)?.fail(new WireDown(`${name} was not asked for: there is no connection`));
      });
    },
    renew: (topic) => {
      send(JSON.stringify({ method: 'unsubscribe', subscription: topic }));
      send(JSON.stringify({ method: 'subscribe', subscription: topic }));
    },
    settle: ({ channel, data }) => {
      if (channel === 'subscriptionResponse') {
        const { method, subscription } = fieldsOf(data);
        if (method === 'subscribe') take(nameOf(fieldsOf(subscription)))?.settle();
        return true;
      }
      if (channel !== 'error' || typeof data !== 'string') return false;
      // A complaint repeats the subscription that it is about.
      const about = fieldsOf(parsed(data.slice(data.indexOf('{'))));
      const name = nameOf('subscription' in about ? fieldsOf(about.subscription) : about);
      const isMissing = data.startsWith('Invalid subscription');
      const found = take(name);
      found?.fail(isMissing ? new VenueRefused(`it does not stream ${name}`) : new NoAnswer(data));
      return found !== undefined;
    },
    lost: (reason) => {
      for (const name of [...waiting.keys()])
        take(name)?.fail(new NoAnswer(`${name} did not come: ${reason}`));
    },
  };
}
