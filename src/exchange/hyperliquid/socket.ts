/** One socket: subscriptions, requests as posts, and the pings that keep it open. */
import { MINUTE } from '../../units/time.ts';
import type { Connection, Session } from '../server/gateway.ts';
import type { Desk } from './desk.ts';
import { type Fields, fieldsOf, parsed, wholeOf, written } from './reading.ts';
import { channelOf, snapshotOf } from './snapshots.ts';
import { readSubscription, type Subscription } from './subscription.ts';
import type { Topics } from './topics.ts';

/** What a request comes to: an answer, or why there is none. */
export type Posted =
  | { readonly type: 'info' | 'action'; readonly payload: unknown }
  | { readonly type: 'error'; readonly payload: string };

export interface SocketNeeds {
  readonly desk: Desk;
  readonly topics: Topics;
  post(address: string, request: unknown): Posted;
  /** Whether another message may be read. */
  mayRead(address: string): boolean;
  /** Why the socket may not listen to this as well. */
  whyNot(held: readonly Subscription[], another: Subscription): string | undefined;
  /** The socket is gone. */
  left(socket: Socket): void;
}

export interface Socket extends Session {
  readonly connection: Connection;
  /** Closes it when nothing was sent for a minute, as the venue does to clients that neither listen nor ping. */
  check(): void;
}

const SILENCE_MS = MINUTE;
/** What a complaint repeats of the message that it is about. */
const ECHO = 4_096;

/** Attaches a session to `connection`. */
export function createSocket(connection: Connection, needs: SocketNeeds): Socket {
  const { desk, topics } = needs;
  const held = new Map<string, Subscription>();
  let sentAt: number = desk.exchange.now;
  const line: Connection = {
    id: connection.id,
    address: connection.address,
    send: (text) => {
      sentAt = desk.exchange.now;
      connection.send(text);
    },
    close: (code, reason) => connection.close(code, reason),
  };
  const say = (channel: string, data: unknown): void => line.send(JSON.stringify({ channel, data }));
  const complain = (what: string, about: string): void => say('error', `${what}: ${about.slice(0, ECHO)}`);

  /** Why not; undefined: it is done, and has been answered. */
  const subscribe = (asked: unknown): string | undefined => {
    const subscription = readSubscription(desk, asked);
    if (subscription === undefined) return 'Invalid subscription';
    const why = needs.whyNot([...held.values()], subscription);
    if (why !== undefined) return why;
    if (!topics.add(line, subscription)) return 'Already subscribed';
    held.set(JSON.stringify(subscription), subscription);
    say('subscriptionResponse', { method: 'subscribe', subscription });
    const snapshot = snapshotOf(desk, subscription);
    if (snapshot !== undefined) say(channelOf(subscription), snapshot);
    return undefined;
  };
  const unsubscribe = (asked: unknown): string | undefined => {
    const subscription = readSubscription(desk, asked);
    if (subscription === undefined || !topics.remove(line, subscription)) return 'Already unsubscribed';
    held.delete(JSON.stringify(subscription));
    say('subscriptionResponse', { method: 'unsubscribe', subscription });
    return undefined;
  };
  const listen = ({ method, subscription = null }: Fields, text: string): void => {
    const why = method === 'subscribe' ? subscribe(subscription) : unsubscribe(subscription);
    if (why !== undefined) complain(why, written(subscription) ?? text);
  };
  const read = (fields: Fields | undefined, text: string): void => {
    const { method, id, request } = fields ?? {};
    const number = wholeOf(id);
    if (method === 'ping') line.send('{"channel":"pong"}');
    else if (fields !== undefined && (method === 'subscribe' || method === 'unsubscribe'))
      listen(fields, text);
    else if (method === 'post' && number !== undefined)
      say('post', { id: number, response: needs.post(line.address, request) });
    else complain('Error parsing JSON into valid websocket request', text);
  };

  const socket: Socket = {
    connection: line,
    message: (text) => {
      if (needs.mayRead(line.address)) read(fieldsOf(parsed(text)), text);
      else complain('Too many messages', text);
    },
    closed: () => {
      topics.leave(line);
      needs.left(socket);
    },
    check: () => {
      if (desk.exchange.now - sentAt >= SILENCE_MS) line.close(1000, 'Inactive');
    },
  };
  return socket;
}
