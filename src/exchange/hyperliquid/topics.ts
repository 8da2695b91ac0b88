/**
 * Who listens to what, and what they are told. Happenings (trades, orders, fills, funding) are collected and told
 * together when a request or a tick is over, as the venue does per block; states (books, contexts, accounts) are told
 * anew when they have changed, but not more often than the venue does.
 */

import type { Connection } from '../server/gateway.ts';
import type { ExchangeEvent } from '../told.ts';
import type { Desk } from './desk.ts';
import { collect, type Happenings, newHappenings, toldOf } from './happenings.ts';
import { fieldsOf } from './reading.ts';
import { channelOf, snapshotOf } from './snapshots.ts';
import type { Subscription } from './subscription.ts';

export interface Topics {
  /** False: it already listens. */
  add(connection: Connection, subscription: Subscription): boolean;
  /** False: it did not listen. */
  remove(connection: Connection, subscription: Subscription): boolean;
  leave(connection: Connection): void;
  take(event: ExchangeEvent): void;
  /** Tells what has happened since. */
  flush(): void;
}

interface Topic {
  readonly subscription: Subscription;
  readonly listeners: Set<Connection>;
  toldAt: number;
  isStale: boolean;
  /** Of best prices, which are told only when they are others. */
  lastBest: string;
}

/** States, and how often they are told at most. */
export interface Pace {
  /** Books, contexts and mids; the venue: 500 ms. */
  readonly marketMs: number;
  /** Accounts as a whole. */
  readonly accountMs: number;
}

const MARKET_STATES = new Set(['l2Book', 'activeAssetCtx', 'allMids']);
const ACCOUNT_STATES = new Set([
  'clearinghouseState',
  'openOrders',
  'webData2',
  'activeAssetData',
  'spotState',
]);
/** Accounts change with the marks even when nothing happens to them. */
const REFRESH_MS = 5_000;

function keyOf({
  type,
  coin,
  user,
  interval,
  dex,
  nSigFigs,
  mantissa,
  aggregateByTime,
}: Subscription): string {
  return [type, coin, user, interval, dex, nSigFigs, mantissa, aggregateByTime].join('|');
}

/** The least time between two tellings; undefined for topics that tell no state. */
function paceOf({ type }: Subscription, pace: Pace): number | undefined {
  if (MARKET_STATES.has(type)) return pace.marketMs;
  if (ACCOUNT_STATES.has(type)) return pace.accountMs;
  return type === 'bbo' ? 0 : undefined;
}

function say(topic: Topic, data: unknown): void {
  const text = JSON.stringify({ channel: channelOf(topic.subscription), data });
  for (const listener of topic.listeners) listener.send(text);
}

/** Whether what has happened changes the state that a topic tells. */
function isTouched({ type, coin, user }: Subscription, { coins, books, users }: Happenings): boolean {
  if (user !== undefined) return users.has(user);
  if (type === 'l2Book' || type === 'bbo') return coin !== undefined && books.has(coin);
  return coin === undefined ? coins.size > 0 : coins.has(coin);
}

/** Whether a topic of best prices tells of the same ones as before. */
function isOldNews(topic: Topic, state: unknown): boolean {
  if (topic.subscription.type !== 'bbo') return false;
  const best = JSON.stringify(fieldsOf(state)?.bbo);
  const isOld = best === topic.lastBest;
  topic.lastBest = best;
  return isOld;
}

/** Topics of the sockets of `desk`. */
export function createTopics(desk: Desk, pace: Pace): Topics {
  const topics = new Map<string, Topic>();
  let happenings = newHappenings();

  const tellState = (topic: Topic): void => {
    const { subscription } = topic;
    const every = paceOf(subscription, pace);
    if (every === undefined) return;
    if (isTouched(subscription, happenings)) topic.isStale = true;
    const { now } = desk.exchange;
    const isOld = ACCOUNT_STATES.has(subscription.type) && now - topic.toldAt >= REFRESH_MS;
    if ((!topic.isStale && !isOld) || now - topic.toldAt < every) return;
    topic.toldAt = now;
    topic.isStale = false;
    const state = snapshotOf(desk, subscription);
    if (state === undefined || isOldNews(topic, state)) return;
    say(topic, state);
  };

  return {
    add: (connection, subscription) => {
      const key = keyOf(subscription);
      const topic = topics.get(key) ?? {
        subscription,
        listeners: new Set(),
        toldAt: desk.exchange.now,
        isStale: false,
        lastBest: '',
      };
      if (topic.listeners.has(connection)) return false;
      topics.set(key, topic);
      topic.listeners.add(connection);
      return true;
    },
    remove: (connection, subscription) => {
      const key = keyOf(subscription);
      const topic = topics.get(key);
      const wasThere = topic?.listeners.delete(connection) ?? false;
      if (topic?.listeners.size === 0) topics.delete(key);
      return wasThere;
    },
    leave: (connection) => {
      for (const [key, topic] of topics) {
        topic.listeners.delete(connection);
        if (topic.listeners.size === 0) topics.delete(key);
      }
    },
    take: (event) => collect(desk, happenings, event),
    flush: () => {
      for (const topic of topics.values())
        for (const data of toldOf(desk, happenings, topic.subscription)) say(topic, data);
      for (const topic of topics.values()) tellState(topic);
      happenings = newHappenings();
    },
  };
}
