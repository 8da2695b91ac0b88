/**
 * Who is told what: channels with their feeds and subscribers. A notification is written once, however many are
 * told; what is told at intervals waits until it is due, but for someone new everybody is brought up to date first.
 */
import type { AccountId, Exchange } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';
import { bookFeed, groupedFeed } from './book-feed.ts';
import type { Link, Subscribing } from './call.ts';
import { type ChannelName, channelNameOf } from './channel-name.ts';
import { notification } from './envelope.ts';
import { anyOf, type Feed, keyOf } from './feed.ts';
import { listingOf } from './instrument-row.ts';
import {
  chartFeed,
  indexFeed,
  instrumentStateFeed,
  perpetualFeed,
  quoteFeed,
  tickerFeed,
  tradesFeed,
} from './market-feed.ts';
import type { Records } from './records.ts';
import { changesFeed, fillsFeed, ordersFeed, portfolioFeed } from './user-feed.ts';
import { invalid, WireFault } from './wire-fault.ts';

interface Channel {
  readonly key: string;
  readonly name: string;
  readonly feed: Feed;
  readonly links: Set<Link>;
  /** When what waits is told. */
  dueAt: number;
}

export interface Channels extends Subscribing {
  on(event: ExchangeEvent): void;
  /** Tells what is due at the exchange's time. */
  tell(): void;
  /** The socket is gone. */
  drop(link: Link): void;
  /** How many channels somebody listens to. */
  readonly count: number;
}

const own: readonly ChannelName['of'][] = ['orders', 'fills', 'changes', 'portfolio'];

function feedOf(exchange: Exchange, records: Records, name: ChannelName, account: AccountId): Feed {
  const listing = (symbol: string) => listingOf(exchange, symbol);
  const mine = { exchange, records, account };
  switch (name.of) {
    case 'book':
      return bookFeed(exchange, listing(name.symbol), name.pace);
    case 'grouped': {
      // For ETH and cheaper coins Deribit's groups are hundredths of their number.
      const unit = listing(name.symbol).instrument.base === 'BTC' ? 1 : 0.01;
      const group = name.group === 'none' ? null : Number(name.group) * unit;
      return groupedFeed(exchange, listing(name.symbol), { group, depth: name.depth, pace: name.pace });
    }
    case 'ticker':
      return tickerFeed(exchange, listing(name.symbol), name.pace);
    case 'perpetual':
      return perpetualFeed(exchange, listing(name.symbol), name.pace);
    case 'quote':
      return quoteFeed(exchange, listing(name.symbol));
    case 'trades':
      return tradesFeed(exchange, records, name.which, name.pace);
    case 'chart':
      return chartFeed(exchange, listing(name.symbol), name.everyMs);
    case 'index':
    case 'volatility':
    case 'markprice':
      return indexFeed(exchange, name.of, name.index);
    case 'state':
      return instrumentStateFeed(exchange, name.which);
    case 'orders':
      return ordersFeed(mine, name.which, name.pace);
    case 'fills':
      return fillsFeed(mine, name.which, name.pace);
    case 'changes':
      return changesFeed(mine, name.which, name.pace);
    case 'portfolio':
      return portfolioFeed(mine, name.currency);
  }
}

/** What `name` asks for; refused where it does not exist, or is not for `account`. */
function checked(exchange: Exchange, name: string, account: AccountId | null): ChannelName {
  const read = channelNameOf(exchange, name);
  if (read === undefined) throw invalid('channels', `there is no channel ${name}`);
  if (account !== null) return read;
  if (own.includes(read.of))
    throw new WireFault(10000, 'authorization_required', `${name} is somebody’s own`);
  if ('pace' in read && read.pace === 0)
    throw new WireFault(13778, 'raw_subscriptions_not_available_for_unauthorized');
  return read;
}

/** No channels yet; they come and go with their subscribers. */
export function createChannels(exchange: Exchange, records: Records): Channels {
  const channels = new Map<string, Channel>();
  const byKey = new Map<string, Set<Channel>>();
  /** Those that were told of events since they last spoke. */
  const waiting = new Set<Channel>();

  const speak = (channel: Channel): void => {
    waiting.delete(channel);
    channel.dueAt = exchange.now + channel.feed.pace;
    for (const data of channel.feed.take()) {
      const text = notification(channel.name, data);
      for (const link of channel.links) link.send(text);
    }
  };

  const open = (key: string, name: string, feed: Feed): Channel => {
    const channel: Channel = { key, name, feed, links: new Set(), dueAt: exchange.now + feed.pace };
    channels.set(key, channel);
    for (const eventKey of feed.keys) {
      const set = byKey.get(eventKey) ?? new Set();
      byKey.set(eventKey, set.add(channel));
    }
    return channel;
  };

  const leave = (link: Link, channel: Channel): void => {
    channel.links.delete(link);
    if (channel.links.size > 0) return;
    channels.delete(channel.key);
    waiting.delete(channel);
    for (const eventKey of channel.feed.keys) {
      const set = byKey.get(eventKey);
      set?.delete(channel);
      if (set?.size === 0) byKey.delete(eventKey);
    }
  };

  const join = (link: Link, name: string, read: ChannelName, account: AccountId | null): void => {
    const key = own.includes(read.of) ? `${account} ${name}` : name;
    const known = channels.get(key);
    if (known?.links.has(link) === true) return;
    if (known !== undefined) speak(known);
    const channel = known ?? open(key, name, feedOf(exchange, records, read, account ?? ''));
    channel.links.add(link);
    for (const greeting of channel.feed.greet()) link.send(notification(name, greeting));
  };

  const hear = (set: Set<Channel> | undefined, event: ExchangeEvent): void => {
    for (const channel of set ?? []) {
      channel.feed.on(event);
      waiting.add(channel);
      // Every change of a book is a message of its own; other states are told as they are after all of a request.
      if (channel.feed.pace === 0 && event.kind === 'book' && channel.name.startsWith('book.'))
        speak(channel);
    }
  };

  return {
    get count() {
      return channels.size;
    },
    on: (event) => {
      hear(byKey.get(keyOf(event)), event);
      hear(byKey.get(anyOf(event.kind)), event);
    },
    tell: () => {
      for (const channel of waiting) if (exchange.now >= channel.dueAt) speak(channel);
    },
    drop: (link) => {
      for (const channel of [...channels.values()]) if (channel.links.has(link)) leave(link, channel);
    },
    subscribe: (link, names, account) => {
      const read = names.map((name) => checked(exchange, name, account));
      for (const [i, name] of names.entries()) {
        const channel = read[i];
        if (channel !== undefined) join(link, name, channel, account);
      }
      return names;
    },
    unsubscribe: (link, names) => {
      const left = [...channels.values()].filter(
        ({ name, links }) => links.has(link) && (names === 'all' || names.includes(name)),
      );
      for (const channel of left) leave(link, channel);
      return left.map(({ name }) => name);
    },
  };
}
