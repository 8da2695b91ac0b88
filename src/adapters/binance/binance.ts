/**
 * Binance USDⓈ-M futures (developers.binance.com): books that are audited by update ids against a snapshot, orders
 * over the WebSocket API that are good until their deadline, an account that is caught up with after every
 * reconnection. Four lines are kept open (`lines.ts`): books and marks, which are served apart, the account's stream,
 * and orders; what is read comes over HTTP. All that takes a key is in `trader.ts`. The listen key is never deleted,
 * for it is the account's and other clients may use it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Instrument, InstrumentId, VenueId } from '../../domain/instrument.ts';
import { HOUR, MINUTE, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type BucketTerms, createBucket } from '../../wire/bucket.ts';
import { fieldsOf, timeOf } from '../../wire/fields.ts';
import { type ClockOffset, createClockOffset } from '../../wire/offset.ts';
import { type Ears, isUnanswered, NoAnswer, type Protocol } from '../../wire/protocol.ts';
import { symbolsOf } from '../../wire/symbols.ts';
import { SNAPSHOT_LEVELS } from './book.ts';
import { examineBinance } from './examine.ts';
import { readPlainJson } from './json.ts';
import { type Line, type OpenLines, openLines } from './lines.ts';
import { createMarket } from './market.ts';
import { checkAccount, checkInstruments, fundingIntervals, type Permits } from './permits.ts';
import { createRest, type Rest } from './rest.ts';
import { createSession, isHopeless } from './session.ts';
import type { BinanceKey } from './signing.ts';
import { createTrader, KEEP_ARMED_MS, KEEP_KEY_MS, type Trader } from './trader.ts';

/** Base addresses, without what the documentation calls paths. */
export interface BinanceEndpoints {
  /** Such as https://fapi.binance.com. */
  readonly rest: string;
  /** Such as wss://fstream.binance.com. */
  readonly stream: string;
  /** Such as wss://ws-fapi.binance.com. */
  readonly orders: string;
  /** Where keys tell what they may do; default https://api.binance.com for production, else `rest`. */
  readonly keys?: string;
}

export interface BinanceOptions {
  readonly venue: VenueId;
  readonly endpoints: BinanceEndpoints;
  readonly instruments: readonly Instrument[];
  /** Names there of instruments that are not called by their ids. */
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  /** Absent: public streams alone. */
  readonly key?: BinanceKey;
  readonly now: () => Millis;
  /** What the account did before this has been told before. */
  readonly since: Millis;
  readonly limits?: { readonly weights: BucketTerms; readonly orders: BucketTerms };
}

/**
 * Of 2,400 weight a minute, and 1,200 orders a minute of which 300 within ten seconds ("Limits"): what is there when
 * full and what comes back within the period stay below. A fifth is for what lowers risk.
 */
const LIMITS = {
  weights: { capacity: 1_000, refill: 20, reserve: 0.2 },
  orders: { capacity: 100, refill: 18, reserve: 0.2 },
};
const PRODUCTION = 'https://fapi.binance.com';
const PRODUCTION_KEYS = 'https://api.binance.com';
const CLOCK_MS = MINUTE;
const CATCH_UP_MS = 5 * SECOND;
const AGAIN_MS = SECOND;
const DISARM_MS = SECOND;
const FUNDING_MS = 8 * HOUR;
const SNAPSHOT_WEIGHT = 20;

/** Where a key's rights are told. */
function keysBase({ rest, keys }: BinanceEndpoints): string {
  return keys ?? (rest === PRODUCTION ? PRODUCTION_KEYS : rest);
}

function snapshotOf(rest: Rest, symbol: string): Promise<unknown> {
  const values = { symbol, limit: SNAPSHOT_LEVELS };
  return rest.ask({ path: '/fapi/v1/depth', values, weight: SNAPSHOT_WEIGHT, security: 'none' });
}

/** The protocol, whose connections are opened by `open`. */
export function binanceProtocol(options: BinanceOptions): Protocol {
  const { venue, endpoints, key, now } = options;
  const symbols = symbolsOf(options.instruments, options.symbols);
  const limits = options.limits ?? LIMITS;
  const weights = createBucket(limits.weights);
  const orderBucket = createBucket(limits.orders);
  let offset: ClockOffset = createClockOffset();
  let ears: Ears | undefined;
  let lines: OpenLines = new Map();
  let intervals: ReadonlyMap<string, number> = new Map();
  /** Counts how often the clock was found to be wrong. */
  let era = 0;
  let [isRereading, isClosed, isChecked, wasChecked] = [false, false, false, false];
  const timers: NodeJS.Timeout[] = [];
  const time = (): number => now() + offset.ms;
  const notice = (text: string): void => ears?.notice(text);
  const late = (): void => {
    // What the clock was believed to be is wrong: nothing of it is kept, nor of what is being read of it.
    if (isRereading) return;
    isRereading = true;
    era += 1;
    readClock(createClockOffset())
      .catch(() => undefined)
      .finally(() => {
        isRereading = false;
      });
  };
  const restAt = (base: string) => createRest({ base, key, weights, time, late });
  const rest = restAt(endpoints.rest);
  const permits: Permits = { rest, sapi: restAt(keysBase(endpoints)), symbols };
  const market = createMarket({
    ...{ symbols, notice, fundingInterval: (symbol) => intervals.get(symbol) ?? FUNDING_MS },
    tell: (event) => ears?.market(event),
    snapshot: (symbol) => snapshotOf(rest, symbol),
  });
  const trader: Trader | undefined =
    key === undefined
      ? undefined
      : createTrader({
          ...{ key, rest, symbols, weights, orders: orderBucket, since: options.since, time, late },
          ...{ stream: endpoints.stream, socket: endpoints.orders, offset: () => offset.ms },
          send: (line, text) => lines.get(line)?.send(text) ?? false,
          reset: (line, reason) => lines.get(line)?.reset(reason),
          ears: () => ears,
        });

  const readClock = async (into: ClockOffset = offset): Promise<void> => {
    const [began, sent] = [era, now()];
    const asking = { path: '/fapi/v1/time', weight: 1, security: 'none', urgent: true } as const;
    const theirs = timeOf(fieldsOf(await rest.ask(asking)).serverTime);
    if (theirs === undefined) throw new NoAnswer('the venue does not tell the time');
    if (began !== era) return;
    into.sample(sent, theirs, now());
    offset = into;
  };
  const check = async (): Promise<void> => {
    // Twice: the first may have had to connect, and knows the time less well.
    await readClock();
    await readClock();
    await checkInstruments(permits, venue, wasChecked);
    intervals = await fundingIntervals(rest);
    if (key !== undefined) await checkAccount(permits, venue, notice);
    [isChecked, wasChecked] = [true, true];
  };
  const begin = async (): Promise<void> => {
    if (!isChecked) await check();
    // What was true when it began need not be when it begins again.
    isChecked = false;
    await trader?.begin();
  };
  const feed = (path: string, streams: readonly string[]): Omit<Line, 'name'> => ({
    url: () => `${endpoints.stream}/${path}/stream?streams=${streams.join('/')}`,
    read: readPlainJson,
    hear: ({ data }) => market.take(fieldsOf(data)),
  });
  const books: Line = {
    ...feed('public', market.books),
    name: 'books',
    opened: market.begin,
    bytes: market.takeBytes,
  };
  const marks: Line = { ...feed('market', market.marks), name: 'marks' };
  const feeds = market.marks.length > 0 ? [books, marks] : [books];
  const every = (ms: number, work: () => Promise<void> | undefined): void => {
    const run = (): void => {
      work()?.catch((error: unknown) => {
        if (!isUnanswered(error)) notice(String(error));
      });
    };
    timers.push(setInterval(run, ms));
  };
  /** Until there is an answer: what it must not be used with is found before anything is opened. */
  const checkFirst = async (): Promise<void> => {
    while (!isClosed && !isChecked) {
      try {
        await check();
      } catch (error) {
        if (isHopeless(error)) throw error;
        notice(String(error));
        await pause(AGAIN_MS);
      }
    }
  };
  const start = (to: Ears, resolve: () => void, reject: (error: Error) => void): void => {
    if (isClosed) return;
    const all = [...feeds, ...(trader?.lines ?? [])];
    const names = all.map(({ name }) => name);
    const session = createSession({
      ...{ names, begin, notice, refused: reject },
      // Without a key there is nothing but the market to be in doubt about.
      vital: trader === undefined ? names : trader.lines.map(({ name }) => name),
      up: () => {
        to.up();
        resolve();
      },
      down: (reason) => to.down(reason),
    });
    stop = session.close;
    lines = openLines(all, session);
    every(CLOCK_MS, readClock);
    every(CATCH_UP_MS, () => (session.isUp ? trader?.account.attend() : undefined));
    every(KEEP_KEY_MS, () => trader?.keepKey());
    every(KEEP_ARMED_MS, () => (session.isUp ? trader?.keepArmed() : undefined));
    disarm = async () => {
      if (session.isUp) await trader?.disarm().catch(() => undefined);
    };
  };
  let stop = (): void => undefined;
  let disarm = async (): Promise<void> => undefined;
  const needed = (): Trader => {
    if (trader === undefined) throw new Error('there is no key, and so no account');
    return trader;
  };

  return {
    venue,
    hasAccount: key !== undefined,
    open: (to) => {
      ears = to;
      return new Promise((resolve, reject) => {
        checkFirst().then(() => start(to, resolve, reject), reject);
      });
    },
    close: async () => {
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      // Left armed, it would take away orders of the account that are not ours: it is where one of ours needs it.
      await Promise.race([disarm(), pause(DISARM_MS)]);
      stop();
      market.end();
      await Promise.all([...lines.values()].map((line) => line.close()));
      trader?.lost('closed by us');
      weights.close();
      orderBucket.close();
      await Promise.all([rest.close(), permits.sapi.close()]);
    },
    place: (order) => needed().orders.place(order),
    cancel: (order, instrument) => needed().orders.cancel(order, instrument),
    orders: (ids) => needed().orders.reports(ids),
    foreign: () => (trader === undefined ? Promise.resolve([]) : trader.orders.foreign()),
    holdings: () => needed().account.holdings(),
    tiers: () => trader?.account.tiers() ?? {},
    examine: async () => {
      await readClock();
      return examineBinance({ ...permits, offset, hasKey: key !== undefined });
    },
  };
}
