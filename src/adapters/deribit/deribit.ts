/**
 * Deribit over its JSON-RPC v2 WebSocket (docs.deribit.com): books that are audited by change ids, orders that carry
 * a deadline, an account that is caught up with after every reconnection. One connection does everything.
 */

import { createHmac, randomBytes } from 'node:crypto';
import type { Currency, Instrument, InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { Finding } from '../../ports/live-venue.ts';
import { SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type BucketTerms, createBucket } from '../../wire/bucket.ts';
import { fieldsOf, numberOf, stringOf, timeOf } from '../../wire/fields.ts';
import { createClockOffset } from '../../wire/offset.ts';
import { type Ears, isUnanswered, NoAnswer, type Protocol, VenueRefused } from '../../wire/protocol.ts';
import { type LiveSocket, openSocket } from '../../wire/socket.ts';
import { symbolsOf } from '../../wire/symbols.ts';
import { createAccount, type DeribitAccount } from './account.ts';
import { createDesk, Refusal } from './desk.ts';
import { endedOf, examineDeribit } from './examine.ts';
import { createMarket } from './market.ts';
import { createOrders } from './orders.ts';
import { createRpc } from './rpc.ts';

export interface DeribitKey {
  readonly id: string;
  readonly secret: string;
}

export interface DeribitOptions {
  readonly venue: VenueId;
  /** Such as wss://www.deribit.com/ws/api/v2. */
  readonly url: string;
  readonly instruments: readonly Instrument[];
  /** Names there of instruments that are not called by their ids. */
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  /** Underlyings whose volatility index is wanted. */
  readonly vols: readonly Currency[];
  /** Absent: public streams alone. */
  readonly key?: DeribitKey;
  readonly now: () => Millis;
  /** What the account did before this has been told before. */
  readonly since: Millis;
  readonly limits?: { readonly plain: BucketTerms; readonly matching: BucketTerms };
}

/**
 * Of a new account: 20 requests a second and 5 orders (support.deribit.com, "Rate Limits"); a fifth is for what
 * lowers risk.
 */
const LIMITS = {
  plain: { capacity: 100, refill: 20, reserve: 0.2 },
  matching: { capacity: 20, refill: 5, reserve: 0.2 },
};
const HEARTBEAT_S = 10;
const RETRY = { retryMs: 200, retryMaxMs: 30 * SECOND };
const ANSWER_MS = 10 * SECOND;
/** How long a request may wait for its turn. */
const TURN_MS = 5 * SECOND;
const CATCH_UP_MS = 5 * SECOND;
const CLOCK_MS = 60 * SECOND;
const CHANNELS_AT_ONCE = 400;
/** Part of its life after which a login is renewed. */
const RENEWED_AT = 0.8;
/** Longer timers overflow. */
const LONGEST_TIMER_MS = 0x7fffffff;

function signature(key: DeribitKey, timestamp: number): object {
  const nonce = randomBytes(8).toString('hex');
  const signed = createHmac('sha256', key.secret).update(`${timestamp}\n${nonce}\n`).digest('hex');
  return { grant_type: 'client_signature', client_id: key.id, timestamp, nonce, data: '', signature: signed };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The protocol over one connection, which is opened by `open`. */
export function deribitProtocol(options: DeribitOptions): Protocol {
  const { venue, key, now } = options;
  const symbols = symbolsOf(options.instruments, options.symbols);
  const offset = createClockOffset();
  const plain = createBucket((options.limits ?? LIMITS).plain);
  const matching = createBucket((options.limits ?? LIMITS).matching);
  let socket: LiveSocket | undefined;
  let ears: Ears | undefined;
  let scope = '';
  let [isUp, wasUp] = [false, false];
  let renewal: NodeJS.Timeout | undefined;
  const timers: NodeJS.Timeout[] = [];
  const rpc = createRpc((text) => socket?.send(text) ?? false, ANSWER_MS);
  const desk = createDesk(rpc, plain, matching, TURN_MS);
  const orders = createOrders({ desk, symbols, offset: () => offset.ms, now });
  const notice = (text: string): void => ears?.notice(text);
  const again = (channel: string): void => {
    resubscribe(channel).catch((error: unknown) =>
      socket?.reset(`${channel} did not come again: ${String(error)}`),
    );
  };
  const market = createMarket({
    ...{ symbols, vols: options.vols, raw: key !== undefined, notice, again },
    tell: (event) => ears?.market(event),
  });
  const account: DeribitAccount | undefined =
    key === undefined
      ? undefined
      : createAccount({
          ...{ desk, symbols, notice, since: options.since, seen: orders.seen, offset: () => offset.ms },
          tell: (event, at) => ears?.account(event, at),
        });

  const resubscribe = async (channel: string): Promise<void> => {
    const side = key === undefined ? 'public' : 'private';
    await desk.ask(`${side}/unsubscribe`, { channels: [channel] });
    await desk.ask(`${side}/subscribe`, { channels: [channel] });
  };
  const readClock = async (): Promise<void> => {
    const sent = now();
    const theirs = timeOf(await desk.ask('public/get_time', {}));
    if (theirs === undefined) throw new NoAnswer('the venue does not tell the time');
    offset.sample(sent, theirs, now());
  };
  const logIn = async (): Promise<void> => {
    if (key === undefined) return;
    const result = fieldsOf(await desk.ask('public/auth', signature(key, Math.round(now() + offset.ms))));
    scope = stringOf(result.scope);
    const lasts = numberOf(result.expires_in) * SECOND;
    clearTimeout(renewal);
    if (lasts > 0) renewal = setTimeout(renew, Math.min(LONGEST_TIMER_MS, RENEWED_AT * lasts));
    if (scope.includes('wallet:read_write'))
      throw new VenueRefused(`the key of ${venue} may withdraw: make one whose scope has wallet:none`);
    if (!scope.includes('trade:read_write'))
      throw new VenueRefused(
        `the key of ${venue} may not trade: its scope is ${scope}; it needs trade:read_write`,
      );
    await desk.ask('private/enable_cancel_on_disconnect', { scope: 'connection' });
  };
  /** The login runs out while the connection stays: what comes then of our account would be refused. */
  const renew = (): void => {
    logIn().catch((error: unknown) => socket?.reset(`the login was not renewed: ${String(error)}`));
  };
  const subscribe = async (): Promise<void> => {
    const ended = await endedOf(desk, symbols, venue, wasUp);
    if (ended.length > 0) notice(`it does not trade ${ended.join(', ')} any more`);
    const traded = market.channels.filter((name) => !ended.some((symbol) => name.includes(`.${symbol}.`)));
    const channels = [...traded, ...(account?.channels ?? [])];
    const method = key === undefined ? 'public/subscribe' : 'private/subscribe';
    for (let i = 0; i < channels.length; i += CHANNELS_AT_ONCE) {
      const wanted = channels.slice(i, i + CHANNELS_AT_ONCE);
      const got = await desk.ask(method, { channels: wanted });
      const missing = wanted.filter((channel) => !Array.isArray(got) || !got.includes(channel));
      if (missing.length > 0) throw new VenueRefused(`${venue} does not stream ${missing.join(', ')}`);
    }
  };
  const begin = async (): Promise<void> => {
    market.reset();
    await desk.ask('public/set_heartbeat', { interval: HEARTBEAT_S });
    await readClock();
    await logIn();
    await subscribe();
    await account?.catchUp();
  };
  const hear = (text: string): void => {
    const message = parsed(text);
    if (message === undefined) {
      socket?.reset(`a message that is no JSON: ${text.slice(0, 80)}`);
      return;
    }
    if (rpc.settle(message)) return;
    const { channel, data, type } = fieldsOf(message.params);
    if (message.method === 'heartbeat' && type === 'test_request')
      rpc.call('public/test', {}).catch(() => undefined);
    if (message.method !== 'subscription' || typeof channel !== 'string') return;
    if (!market.take(channel, data)) account?.take(channel, data);
  };

  return {
    venue,
    hasAccount: key !== undefined,
    open: (to) => {
      ears = to;
      return new Promise((resolve, reject) => {
        socket = openSocket(
          { url: () => options.url, silenceMs: 3 * HEARTBEAT_S * SECOND, ...RETRY },
          {
            opened: async () => {
              try {
                await begin();
              } catch (error) {
                // Only the first time: later it is the venue that changed, and is tried again.
                if (error instanceof VenueRefused) reject(error);
                if (error instanceof Refusal) reject(new VenueRefused(`${venue} refuses: ${error.message}`));
                throw error;
              }
              [isUp, wasUp] = [true, true];
              to.up();
              resolve();
            },
            bytes: market.takeBytes,
            message: hear,
            lost: (reason) => {
              isUp = false;
              rpc.lost(reason);
              to.down(reason);
            },
          },
        );
        const every = (ms: number, work: () => Promise<void> | undefined): void => {
          timers.push(
            setInterval(() => {
              if (isUp)
                work()?.catch((error: unknown) => {
                  if (!isUnanswered(error)) notice(String(error));
                });
            }, ms),
          );
        };
        every(CLOCK_MS, readClock);
        every(CATCH_UP_MS, () => account?.catchUp());
      });
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(renewal);
      plain.close();
      matching.close();
      await socket?.close();
      rpc.lost('closed by us');
    },
    place: orders.place,
    cancel: orders.cancel,
    orders: orders.reports,
    foreign: () => (key === undefined ? Promise.resolve([]) : orders.foreign()),
    holdings: () => {
      if (account === undefined) throw new Error('there is no key, and so no account');
      return account.holdings();
    },
    examine: (): Promise<readonly Finding[]> =>
      examineDeribit({ desk, symbols, offset, scope: () => scope, hasKey: key !== undefined }),
  };
}
