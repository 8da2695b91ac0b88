import { MINUTE, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { Bucket } from '../../wire/bucket.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { type Ears, NoAnswer } from '../../wire/protocol.ts';
import type { Symbols } from '../../wire/symbols.ts';
import { type BinanceAccount, createAccount } from './account.ts';
import { createCalls } from './calls.ts';
import { createDesk } from './desk.ts';
import { isEnded, isKeyGone, Refusal } from './fault.ts';
import { createIdentities } from './identities.ts';
import { readJson } from './json.ts';
import type { Line, LineName } from './lines.ts';
import { type BinanceOrders, createOrders } from './orders.ts';
import type { Rest } from './rest.ts';
import type { BinanceKey } from './signing.ts';

export interface TraderOptions {
  readonly key: BinanceKey;
  readonly rest: Rest;
  readonly symbols: Symbols;
  readonly weights: Bucket;
  readonly orders: Bucket;
  /** Base addresses of streams and of the WebSocket API. */
  readonly stream: string;
  readonly socket: string;
  readonly since: Millis;
  /** Added to our times to get the venue's, in ms; and the venue's time. */
  readonly offset: () => number;
  readonly time: () => number;
  readonly late: () => void;
  readonly send: (line: LineName, text: string) => boolean;
  readonly reset: (line: LineName, reason: string) => void;
  readonly ears: () => Ears | undefined;
}

/** What takes a key: orders, the account, and what keeps both in touch. */
export interface Trader {
  readonly lines: readonly Line[];
  readonly orders: BinanceOrders;
  readonly account: BinanceAccount;
  /** Arms the dead man's switch, learns the terms of margin, and tells what was missed. */
  begin(): Promise<void>;
  /** To be done every `KEEP_KEY_MS` and `KEEP_ARMED_MS`. */
  keepKey(): Promise<void>;
  keepArmed(): Promise<void>;
  /** Does so unless an order of ours still rests, which nobody else would end. */
  disarm(): Promise<void>;
  lost(reason: string): void;
}

const ANSWER_MS = 10 * SECOND;
/** A listen key lives for an hour. */
export const KEEP_KEY_MS: number = 30 * MINUTE;
/** As the documentation of `countdownCancelAll` advises: two minutes, told every half. */
export const KEEP_ARMED_MS: number = 30 * SECOND;
const COUNTDOWN_MS = 2 * MINUTE;
const LISTEN_KEY = '/fapi/v1/listenKey';

/** A refusal in the middle of things, such as a key that has been deleted, leaves what was asked unknown. */
async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Refusal ? new NoAnswer(error.message) : error;
  }
}

export function createTrader(options: TraderOptions): Trader {
  const { key, rest, symbols, weights, time, late, ears } = options;
  const identities = createIdentities();
  const calls = createCalls((text) => options.send('order socket', text), ANSWER_MS, time);
  const desk = createDesk({ calls, key, weights, orders: options.orders, time, late });
  const orders = createOrders({ desk, rest, symbols, identities, offset: options.offset });
  /** In the venue's time, whose clock may be minutes off ours; asked for when that has been read. */
  let begun: number | undefined;
  const since = (): number => {
    begun ??= Math.floor(options.since + options.offset());
    return begun;
  };
  const account = createAccount({
    ...{ rest, symbols, identities, time, since },
    tell: (event, at) => ears()?.account(event, at),
    notice: (text) => ears()?.notice(text),
  });

  const count = async (countdownTime: number): Promise<void> => {
    for (const { symbol } of symbols.all) {
      const values = { symbol, countdownTime };
      const path = '/fapi/v1/countdownCancelAll';
      await rest.ask({ method: 'POST', path, values, weight: 10, urgent: true }).catch((error: unknown) => {
        if (!(error instanceof Refusal && isEnded(error.fault))) throw error;
      });
    }
  };
  const userStream: Line = {
    name: 'user stream',
    url: async () => {
      const answer = await rest.ask({
        method: 'POST',
        path: LISTEN_KEY,
        weight: 1,
        security: 'key',
        urgent: true,
      });
      const { listenKey } = fieldsOf(answer);
      if (typeof listenKey !== 'string') throw new NoAnswer('the venue gives no listen key');
      return `${options.stream}/private/ws?listenKey=${listenKey}`;
    },
    read: readJson,
    hear: (event) => {
      if (event.e === 'listenKeyExpired') options.reset('user stream', 'its listen key has expired');
      else account.take(event);
    },
  };
  const orderSocket: Line = {
    name: 'order socket',
    url: () => `${options.socket}/ws-fapi/v1`,
    read: readJson,
    hear: (message) => {
      calls.settle(message);
    },
    lost: (reason) => calls.lost(reason),
  };
  return {
    lines: [userStream, orderSocket],
    orders: {
      ...orders,
      reports: (ids) => answered(orders.reports(ids)),
      foreign: () => answered(orders.foreign()),
    },
    account: { ...account, holdings: () => answered(account.holdings()) },
    begin: async () => {
      await count(COUNTDOWN_MS);
      await account.learn();
      await account.catchUp();
    },
    keepKey: async () => {
      try {
        await rest.ask({ method: 'PUT', path: LISTEN_KEY, weight: 1, security: 'key', urgent: true });
      } catch (error) {
        if (!(error instanceof Refusal) || !isKeyGone(error.fault)) throw error;
        options.reset('user stream', 'its listen key is gone');
      }
    },
    keepArmed: () => count(COUNTDOWN_MS),
    disarm: async () => {
      if (!(await orders.isResting())) await count(0);
    },
    lost: (reason) => calls.lost(reason),
  };
}
