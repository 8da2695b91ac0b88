/**
 * Hyperliquid (hyperliquid.gitbook.io, "API"): orders, signed by an API wallet, and streams over one WebSocket,
 * questions over HTTP. Books come whole; orders are immediate and carry a deadline; the account is caught up with after
 * every reconnection. Perpetuals only.
 */

import { SECOND } from '../../units/time.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { type Ears, isUnanswered, type Protocol, VenueRefused } from '../../wire/protocol.ts';
import { type LiveSocket, openSocket } from '../../wire/socket.ts';
import { REFRESH_MS } from './dead-man.ts';
import { examineHyperliquid } from './examine.ts';
import { createParts, type HyperliquidOptions, type Parts } from './parts.ts';
import { parsed } from './reading.ts';

/** The venue closes connections on which it has said nothing for a minute. */
const SILENCE_MS = 30 * SECOND;
const CATCH_UP_MS = 15 * SECOND;
const CLOCK_MS = 60 * SECOND;
/** Books are told twice a second. One that is not is asked for anew; if that does not help, the connection is. */
const BOOK_SILENCE_MS = 15 * SECOND;

/** What the venue did not answer is asked again in time; anything else is a bug, and must not pass for silence. */
function quietly(work: Promise<void> | undefined): void {
  work?.catch((error: unknown) => {
    if (!isUnanswered(error)) throw error;
  });
}

function unheld(): never {
  throw new Error('there is no key, and so no account');
}

/** The protocol over one connection, which is opened by `open`. */
export function hyperliquidProtocol(options: HyperliquidOptions): Protocol {
  const { venue, key } = options;
  let socket: LiveSocket | undefined;
  let made: Parts | undefined;
  // Made late, so that a key that is none is refused by `open`, as all else is.
  const parts = (): Parts => {
    made ??= createParts(options, (text) => socket?.send(text) ?? false);
    return made;
  };
  const timers: NodeJS.Timeout[] = [];

  const begin = async (): Promise<void> => {
    const { market, streams, mine, readClock, checkInstruments, hasEnded } = parts();
    market.reset();
    await readClock();
    await checkInstruments();
    await mine?.check();
    const traded = market.topics.filter(({ coin = '' }) => !hasEnded(coin));
    const topics = [...traded, ...(mine?.account.topics ?? [])];
    await Promise.all(topics.map(streams.subscribe));
    await mine?.account.catchUp();
  };
  const hear = (text: string): void => {
    const { market, posts, streams, mine } = parts();
    const message = parsed(text);
    if (message === undefined) {
      socket?.reset(`a message that is no JSON: ${text.slice(0, 80)}`);
      return;
    }
    const { channel, data } = fieldsOf(message);
    if (posts.settle(message) || streams.settle(fieldsOf(message)) || market.take(channel, data)) return;
    mine?.account.take(channel, data);
  };
  const lookAfterBooks = (): void => {
    const { market, streams, hasEnded } = parts();
    const silent = (ms: number) => market.silent(ms).filter(({ coin = '' }) => !hasEnded(coin));
    const [dead] = silent(2 * BOOK_SILENCE_MS);
    if (dead !== undefined) socket?.reset(`the book of ${dead.coin} has stopped`);
    else for (const topic of silent(BOOK_SILENCE_MS)) streams.renew(topic);
  };
  const every = (ms: number, work: () => Promise<void> | undefined): void => {
    timers.push(
      setInterval(() => {
        if (socket?.isOpen === true) quietly(work());
      }, ms),
    );
  };
  const connect = (ears: Ears, resolve: () => void, reject: (error: unknown) => void): void => {
    const { posts, streams, mine, readClock } = parts();
    const opened = async (): Promise<void> => {
      try {
        await begin();
      } catch (error) {
        // Only the first time: later it is the venue that changed, and is tried again.
        if (error instanceof VenueRefused) reject(error);
        throw error;
      }
      ears.up();
      resolve();
      quietly(mine?.deadMan.refresh());
    };
    const lost = (reason: string): void => {
      posts.lost(reason);
      streams.lost(reason);
      ears.down(reason);
    };
    const ping = (): string => '{"method":"ping"}';
    const terms = { url: () => `${options.stream}/ws`, silenceMs: SILENCE_MS, ping };
    socket = openSocket({ ...terms, retryMs: 200, retryMaxMs: 30 * SECOND }, { opened, message: hear, lost });
    every(CLOCK_MS, readClock);
    every(CATCH_UP_MS, () => mine?.account.catchUp());
    every(REFRESH_MS, () => mine?.deadMan.refresh());
    every(BOOK_SILENCE_MS, async () => lookAfterBooks());
  };

  return {
    venue,
    hasAccount: key !== undefined,
    open: async (ears) => {
      parts().listen(ears);
      await new Promise<void>((resolve, reject) => connect(ears, resolve, reject));
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      if (socket?.isOpen === true) await made?.mine?.deadMan.leave().catch(() => undefined);
      await socket?.close();
      made?.posts.lost('closed by us');
      made?.streams.lost('closed by us');
      await made?.close();
    },
    place: async (order) =>
      parts().mine?.orders.place(order) ?? { kind: 'unsent', detail: 'there is no key' },
    cancel: async (order, instrument) => parts().mine?.orders.cancel(order, instrument) ?? unheld(),
    orders: async (ids) => parts().mine?.orders.reports(ids) ?? unheld(),
    foreign: async () => parts().mine?.orders.foreign() ?? [],
    holdings: async () => parts().mine?.account.holdings() ?? unheld(),
    tiers: () => parts().tiers(),
    examine: async () => {
      const { desk, symbols, offset, mine } = parts();
      return examineHyperliquid({ desk, symbols, offset, ...(mine && { key: mine.keyState }) });
    },
  };
}
