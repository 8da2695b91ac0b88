import type { MarketEvent } from '../../domain/market.ts';
import { HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { fieldsOf, numberOf, stringOf, timeOf } from '../../wire/fields.ts';
import { type Audit, auditBook } from './book.ts';
import type { Desk } from './desk.ts';
import { isA, isLoss, textOf } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import type { Link } from './link.ts';
import type { Listed } from './terms.ts';

export interface MarketOptions {
  readonly exchange: () => CcxtExchange;
  readonly desk: Desk;
  readonly link: Pick<Link, 'keep' | 'sleep'>;
  readonly tell: (event: MarketEvent) => void;
  readonly notice: (text: string) => void;
  /** Closes every socket: the only way to have a stream of ccxt's begin anew. */
  readonly reset: (reason: string) => void;
  /** The exchange's time. */
  readonly time: () => number;
}

/** Ladders are told at most this often: they only say what a larger trade would cost. */
const DEPTH_EVERY_MS = 200;
const DEPTH_LEVELS = 20;
/** A stream that is silent for longer is compared with what is asked for. */
const STALE_MS = 15 * SECOND;
const LOOK_MS = 5 * SECOND;
/** One that is not is compared less often: a change that was missed need not show in any other way. */
const CHECK_MS = MINUTE;
const GRACE_MS = 500;
/** Where there is no stream. */
const POLL_MS = SECOND;
/** Sockets are not closed more often than this for the sake of a book. */
const RESET_EVERY_MS = 10 * SECOND;
const FUNDING_MS = MINUTE;

interface Followed {
  readonly listed: Listed;
  /** What one of ccxt's amounts is, in the units of sizes. */
  readonly unit: number;
  nonce: number | undefined;
  /** When it was last told of, in our time, and in the exchange's. */
  heardAt: number;
  lookedAt: number;
  at: number;
  depthAt: number;
  top: string;
}

const INTERVAL = /^([1-9]\d{0,3})h$/;

function topOf({ depth: { bids, asks } }: Extract<Audit, { kind: 'sound' }>): string {
  return `${bids[0]?.price} / ${asks[0]?.price}`;
}

/** Follows the books of `listed`, and the funding of perpetuals. */
export function followMarket(options: MarketOptions, all: readonly Listed[]): void {
  const { exchange, desk, link, tell, notice, reset, time } = options;
  const books = all.map((listed): Followed => {
    const { contract, contractSize } = listed.market;
    const unit = contract === true ? numberOf(contractSize ?? 1) : 1;
    const heardAt = performance.now();
    return { ...{ listed, unit, heardAt, lookedAt: heardAt, nonce: undefined, at: 0, depthAt: 0, top: '' } };
  });
  let resetAt = -Infinity;

  const tellBook = (followed: Followed, audit: Extract<Audit, { kind: 'sound' }>): void => {
    const { depth } = audit;
    const [bid, ask] = [depth.bids[0], depth.asks[0]];
    if (bid === undefined || ask === undefined) return;
    const { id } = followed.listed.instrument;
    // Neither a book that was asked for nor a streamed one takes time back.
    const at = millis(Math.max(followed.at, audit.at ?? Math.floor(time())));
    followed.at = at;
    followed.heardAt = performance.now();
    followed.top = topOf(audit);
    const quote = { bid: bid.price, ask: ask.price, bidSize: bid.size, askSize: ask.size };
    tell({ kind: 'quote', instrument: id, at, ...quote });
    if (at - followed.depthAt < DEPTH_EVERY_MS) return;
    followed.depthAt = at;
    tell({ kind: 'depth', instrument: id, at, depth });
  };
  const audited = (followed: Followed, value: unknown, before?: number): Audit =>
    auditBook(value, before, followed.unit, DEPTH_LEVELS);
  const suspect = ({ listed }: Followed, why: string): void =>
    notice(`the book of ${listed.symbol} is suspect: ${why}`);
  const beginAnew = ({ listed }: Followed): void => {
    if (performance.now() - resetAt < RESET_EVERY_MS) return;
    resetAt = performance.now();
    // It would be changed further by what comes next.
    delete exchange().orderbooks[listed.symbol];
    reset(`the book of ${listed.symbol} is to begin anew`);
  };
  /** Asks for the book as it is; undefined where that is no better. */
  const refetch = async (followed: Followed): Promise<Extract<Audit, { kind: 'sound' }> | undefined> => {
    const { symbol } = followed.listed;
    const book = await desk.ask('fetchOrderBook', () => exchange().fetchOrderBook(symbol, DEPTH_LEVELS));
    const audit = audited(followed, book);
    if (audit.kind === 'sound') return audit;
    suspect(followed, `even when it is asked for, ${audit.why}`);
    return undefined;
  };

  const watch = async (followed: Followed): Promise<void> => {
    const { symbol } = followed.listed;
    let book: unknown;
    try {
      book = await exchange().watchOrderBook(symbol);
    } catch (error) {
      followed.nonce = undefined;
      // What was there before is not to be mixed with what comes after.
      delete exchange().orderbooks[symbol];
      if (isA(error, 'ChecksumError')) return suspect(followed, textOf(error));
      if (isLoss(error)) followed.top = '';
      throw error;
    }
    const audit = audited(followed, book, followed.nonce);
    if (audit.kind === 'sound') {
      followed.nonce = audit.nonce;
      return tellBook(followed, audit);
    }
    suspect(followed, audit.why);
    followed.nonce = undefined;
    const asked = await refetch(followed);
    if (asked !== undefined) tellBook(followed, asked);
    beginAnew(followed);
    await link.sleep(POLL_MS);
  };
  const poll = async (followed: Followed): Promise<void> => {
    const asked = await refetch(followed);
    if (asked !== undefined) tellBook(followed, asked);
    await link.sleep(POLL_MS);
  };
  const look = async (): Promise<void> => {
    await link.sleep(LOOK_MS);
    for (const followed of books) {
      const now = performance.now();
      const isSilent = now - followed.heardAt >= STALE_MS;
      if (!isSilent && now - followed.lookedAt < CHECK_MS) continue;
      followed.lookedAt = now;
      const before = followed.top;
      const asked = await refetch(followed);
      // What the answer knew already may have been on its way.
      await link.sleep(GRACE_MS);
      if (asked === undefined || before === '' || followed.top !== before) continue;
      const isSame = topOf(asked) === before;
      if (!isSame) suspect(followed, `its stream stands at ${before}, while it is ${topOf(asked)}`);
      if (isSilent || !isSame) tellBook(followed, asked);
      if (!isSame) beginAnew(followed);
    }
  };
  const intervals = new Map<string, number>();
  const intervalOf = async ({ symbol }: Listed, told: unknown): Promise<number> => {
    const known = intervals.get(symbol);
    if (known !== undefined) return known;
    let said = told;
    if (typeof said !== 'string' && can(exchange(), 'fetchFundingIntervals')) {
      const ask = () => exchange().fetchFundingIntervals([symbol]);
      said = fieldsOf(fieldsOf(await desk.ask('fetchFundingIntervals', ask))[symbol]).interval;
    }
    const [, hours] = INTERVAL.exec(stringOf(said)) ?? [];
    // Where nothing is said it is eight hours, as with nearly all.
    const interval = Number(hours ?? 8) * HOUR;
    intervals.set(symbol, interval);
    return interval;
  };
  const funding = async (listed: Listed): Promise<void> => {
    const row = fieldsOf(
      await desk.ask('fetchFundingRate', () => exchange().fetchFundingRate(listed.symbol)),
    );
    const intervalMs = await intervalOf(listed, row.interval);
    const at: Millis = timeOf(row.timestamp) ?? millis(Math.floor(time()));
    if (typeof row.fundingRate === 'number' && Number.isFinite(row.fundingRate))
      tell({ kind: 'funding', instrument: listed.instrument.id, at, rate: row.fundingRate, intervalMs });
    await link.sleep(FUNDING_MS);
  };

  const isStreamed = can(exchange(), 'watchOrderBook');
  for (const followed of books) {
    const { listed } = followed;
    link.keep(`the book of ${listed.symbol}`, () => (isStreamed ? watch(followed) : poll(followed)));
    if (listed.instrument.kind === 'perp' && can(exchange(), 'fetchFundingRate'))
      link.keep(`the funding of ${listed.symbol}`, () => funding(listed));
  }
  if (isStreamed) link.keep('a look at the books', look);
}
