/**
 * Any exchange that ccxt speaks with (docs.ccxt.com), for those that have no adapter of their own. ccxt is loaded when
 * it is wanted, and must be installed beside evenkeel. Little of what it tells is believed unseen: books are audited,
 * streams only say earlier what lists of trades and payments say as well, and an error is a refusal only where its
 * class leaves no doubt. What ccxt has no common word for stands in `quirks.ts`, by exchange. Perpetuals are traded;
 * everything else can be watched. ccxt hands amounts on as floats, so they are exact to fifteen digits.
 */
import type { Instrument, InstrumentId, VenueId } from '../../domain/instrument.ts';
import { SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type BucketTerms, createBucket } from '../../wire/bucket.ts';
import { numberOf, timeOf } from '../../wire/fields.ts';
import { createClockOffset } from '../../wire/offset.ts';
import { type Ears, NoAnswer, type Protocol, WireDown } from '../../wire/protocol.ts';
import { createAccount } from './account.ts';
import { createClientIds } from './client-id.ts';
import { createDesk } from './desk.ts';
import { createEntry } from './entry.ts';
import { examineCcxt } from './examine.ts';
import { type Meaning, meaningOf, Refusal, textOf } from './fault.ts';
import { can, loadExchange, withoutStreams } from './library.ts';
import { createLink } from './link.ts';
import { createLookup } from './lookup.ts';
import { followMarket } from './market.ts';
import { createOrders } from './orders.ts';
import { type Prepared, prepare } from './prepare.ts';
import { quirksOf } from './quirks.ts';
import { tendSockets } from './sockets.ts';

export interface CcxtKey {
  readonly id: string;
  readonly secret: string;
  /** What some exchanges want besides, such as OKX. */
  readonly password?: string;
}

export interface CcxtOptions {
  readonly venue: VenueId;
  /** ccxt's name of the exchange, such as bybit. */
  readonly exchangeId: string;
  readonly instruments: readonly Instrument[];
  /** ccxt's symbols, such as BTC/USDT:USDT, of instruments that are called neither by these nor by the exchange's. */
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  /** Absent: public data alone. */
  readonly key?: CcxtKey;
  readonly now: () => Millis;
  /** What the account did before this has been told before. */
  readonly since: Millis;
  /** Whether the exchange's testnet is meant. */
  readonly isTestnet?: boolean;
  /** Whether nothing is streamed: for exchanges whose streams are not to be relied upon. */
  readonly isPolled?: boolean;
  /** In place of addresses of ccxt's, by its names for them. */
  readonly urls?: Readonly<Record<string, unknown>>;
  /** Further options of ccxt's exchange. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly limits?: BucketTerms;
}

const DESK = { turnMs: 5 * SECOND, answerMs: 10 * SECOND, coolMs: SECOND };
const RETRY = { retryMs: 200, retryMaxMs: 30 * SECOND };
const CATCH_UP_MS = 5 * SECOND;
/** Without streams of the account, its lists are read so often. */
const POLL_MS = SECOND;
const CLOCK_MS = 60 * SECOND;
const FIRST_SAMPLES = 3;
/** All orders are cancelled there when nothing has been heard of us for so long. */
const DEAD_MAN_MS = 60 * SECOND;
const ALIVE_MS = 20 * SECOND;
/** Of ccxt's rate limit, which is a time between requests: so many may come at once, and a fifth is kept. */
const BURST_MS = 2 * SECOND;
const RESERVE = 0.2;

/** The protocol of one exchange, which is connected to by `open`. Rejects with `VenueRefused` without ccxt. */
export async function ccxtProtocol(options: CcxtOptions): Promise<Protocol> {
  const { venue, exchangeId, key, now, since } = options;
  const quirks = quirksOf(exchangeId);
  const made = await loadExchange(exchangeId, {
    ...(key === undefined ? {} : { apiKey: key.id, secret: key.secret, password: key.password }),
    timeout: DESK.answerMs,
  });
  Object.assign(made.options, quirks.options, options.options);
  if (options.isPolled === true) withoutStreams(made);
  const exchange = () => made;
  const wait = Math.max(1, made.rateLimit);
  const bucket = createBucket(
    options.limits ?? {
      ...{ capacity: Math.max(5, BURST_MS / wait), refill: SECOND / wait, reserve: RESERVE },
    },
  );
  const meaning = (error: unknown): Meaning => quirks.meaning?.(textOf(error)) ?? meaningOf(error);
  const desk = createDesk(bucket, meaning, DESK);
  const offset = createClockOffset();
  const ids = createClientIds(quirks.prefix, quirks.longestId);
  let prepared: Prepared | undefined;
  let ears: Ears | undefined;
  let hasBegun = false;
  const notice = (text: string): void => ears?.notice(text);
  const sockets = tendSockets({ exchange: made, notice });
  const listings = () => {
    if (prepared === undefined) throw new WireDown(`${venue} has not been reached yet`);
    return prepared.listings;
  };
  const lookup = createLookup({ exchange, desk, listings, ids, since });
  const account = createAccount({
    ...{ exchange, desk, lookup, listings, quirks, notice, since },
    tell: (event, at) => ears?.account(event, at),
    time: () => now() + offset.ms,
  });
  const entry = createEntry(exchange);
  let catching: Promise<void> | undefined;
  const catchUp = (): Promise<void> => {
    catching ??= account.catchUp('due').finally(() => {
      catching = undefined;
    });
    return catching;
  };
  const stirred = (): void => {
    catchUp().catch((error: unknown) => notice(`catching up: ${String(error)}`));
  };
  const orders = createOrders({
    ...{ exchange, desk, entry, lookup, listings, ids, quirks, meaning, now, stirred },
  });
  const readClock = async (): Promise<void> => {
    if (!can(made, 'fetchTime')) return;
    const sent = now();
    // Some exchanges tell fractions of a millisecond.
    const theirs = timeOf(Math.round(numberOf(await desk.ask('fetchTime', () => made.fetchTime()))));
    if (theirs === undefined) throw new NoAnswer('the exchange does not tell the time');
    offset.sample(sent, theirs, now());
    // ccxt stamps requests with our time less this.
    made.options.timeDifference = -Math.round(offset.ms);
  };
  /** The first request opens the connection, and takes longer than a round trip. */
  const readClockWell = async (): Promise<void> => {
    for (let i = 0; i < FIRST_SAMPLES; i += 1) await readClock();
  };
  const warm = async (): Promise<void> => {
    if (!entry.isCold) return;
    await desk.ask('the socket for orders', entry.warm).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      notice(`orders go over HTTP: ${error.message}`);
    });
  };
  const link = createLink({
    ...RETRY,
    notice,
    attempt: async () => {
      if (prepared === undefined) {
        prepared = await prepare({ ...options, exchange: made, desk, quirks, readClock: readClockWell });
        prepared.warnings.forEach(notice);
      } else await readClock();
      if (key !== undefined) await warm();
      if (!hasBegun) begin();
      hasBegun = true;
      if (key === undefined) return;
      await account.learn();
      await account.catchUp('all');
    },
    up: () => ears?.up(),
    down: (reason) => ears?.down(reason),
  });

  /** Starts everything that goes on until the end. */
  const begin = (): void => {
    followMarket(
      {
        ...{ exchange, desk, link, notice, time: () => now() + offset.ms },
        tell: (event) => ears?.market(event),
        reset: sockets.reset,
      },
      listings().all,
    );
    const every = (name: string, ms: number, work: () => Promise<unknown>): void =>
      link.keep(name, async () => {
        await link.sleep(ms);
        await work();
      });
    every('the clock', CLOCK_MS, readClock);
    if (key === undefined) return;
    const [hasOrders, hasTrades] = [can(made, 'watchOrders'), can(made, 'watchMyTrades')];
    if (hasOrders) link.keep('orders', async () => account.takeOrders(await made.watchOrders()));
    if (hasTrades)
      link.keep('trades', async () => {
        if (!account.takeTrades(await made.watchMyTrades())) stirred();
      });
    every('the account', hasOrders && hasTrades ? CATCH_UP_MS : POLL_MS, async () => {
      await warm();
      await catchUp();
    });
    if (can(made, 'cancelAllOrdersAfter'))
      link.keep('the dead-man switch', async () => {
        await desk.ask('cancelAllOrdersAfter', () => made.cancelAllOrdersAfter(DEAD_MAN_MS));
        await link.sleep(ALIVE_MS);
      });
  };

  return {
    venue,
    hasAccount: key !== undefined,
    open: (to) => {
      ears = to;
      return link.start();
    },
    close: async () => {
      link.close();
      orders.close();
      bucket.close();
      await sockets.close();
    },
    place: orders.place,
    cancel: orders.cancel,
    orders: orders.reports,
    holdings: account.holdings,
    foreign: () => (key === undefined ? Promise.resolve([]) : orders.foreign()),
    examine: () =>
      examineCcxt({
        ...{ exchange: made, desk, listings: listings().all, offset, quirks, hasKey: key !== undefined },
      }),
  };
}
