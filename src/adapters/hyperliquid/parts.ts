import { Client } from 'undici';
import type { Instrument, InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { MarginTier } from '../../domain/margin.ts';
import { SECOND } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { createBucket } from '../../wire/bucket.ts';
import { fieldsOf, timeOf } from '../../wire/fields.ts';
import { type ClockOffset, createClockOffset } from '../../wire/offset.ts';
import { type Ears, NoAnswer, VenueRefused } from '../../wire/protocol.ts';
import { type Symbols, symbolsOf } from '../../wire/symbols.ts';
import { createAccount, type HyperliquidAccount } from './account.ts';
import { createDeadMan, type DeadMan } from './dead-man.ts';
import { createDesk, type Desk } from './desk.ts';
import { type KeyState, misfits } from './examine.ts';
import type { HyperliquidKey } from './key.ts';
import { createMarket, type HyperliquidMarket } from './market.ts';
import { createNames } from './names.ts';
import { createOrders, type HyperliquidOrders } from './orders.ts';
import { createPosts, type Posts } from './posts.ts';
import { createSigner } from './signing.ts';
import { createStreams, type Streams } from './streams.ts';
import { type Universe, universeOf } from './universe.ts';
import { isMoney, tryOut, type Wallet, walletOf, whyNot } from './wallet.ts';

export interface HyperliquidOptions {
  readonly venue: VenueId;
  /** Such as https://api.hyperliquid.xyz, and the same with wss. */
  readonly rest: string;
  readonly stream: string;
  readonly instruments: readonly Instrument[];
  /** Names there of instruments that are not called by their ids. */
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  /** Absent: public streams alone. */
  readonly key?: HyperliquidKey;
  readonly now: () => Millis;
  /** What the account did before this has been told before. */
  readonly since: Millis;
  /** Signatures are for one network or the other. */
  readonly isTestnet: boolean;
}

/** By address and minute: 1 200 of weight, 2 000 messages; some two dozen actions are kept for what lowers risk. */
const WEIGHTS = { capacity: 1_200, refill: 20, reserve: 0.02 };
const MESSAGES = { capacity: 2_000, refill: 33, reserve: 0.015 };
const ANSWER_MS = 10 * SECOND;
/** How long a question may wait for its turn. */
const TURN_MS = 5 * SECOND;
/** What needs a key. */
export interface Mine {
  readonly account: HyperliquidAccount;
  readonly orders: HyperliquidOrders;
  readonly deadMan: DeadMan;
  readonly keyState: KeyState;
  /** Whether the venue takes what we sign; asked once, for it is dear. Rejects with `VenueRefused` where not. */
  check(): Promise<void>;
}

/** Everything but the connection. */
export interface Parts {
  readonly symbols: Symbols;
  readonly offset: ClockOffset;
  readonly desk: Desk;
  readonly posts: Posts;
  readonly streams: Streams;
  readonly market: HyperliquidMarket;
  /** Absent where there is no key. */
  readonly mine: Mine | undefined;
  listen(to: Ears): void;
  readClock(): Promise<void>;
  /**
   * Learns what is listed. Rejects with `VenueRefused` where an instrument of ours is not, or differs; after the first
   * time one that is not traded any more has ended, and the others go on.
   */
  checkInstruments(): Promise<void>;
  hasEnded(symbol: string): boolean;
  /** Brackets of our instruments, as they were last learnt. */
  tiers(): Readonly<Record<InstrumentId, readonly MarginTier[]>>;
  close(): Promise<void>;
}

interface Base {
  readonly options: HyperliquidOptions;
  readonly desk: Desk;
  readonly symbols: Symbols;
  readonly universe: () => Universe;
  readonly offset: ClockOffset;
  readonly time: () => Millis;
  readonly ears: () => Ears | undefined;
}

function createMine(wallet: Wallet, base: Base): Mine {
  const { options, desk, symbols, universe, offset, time, ears } = base;
  const { user } = wallet;
  const names = createNames();
  const notice = (text: string): void => ears()?.notice(text);
  const account = createAccount({
    ...{ desk, user, symbols, universe, names, notice, since: options.since, offset: () => offset.ms },
    tell: (event, at) => ears()?.account(event, at),
  });
  const orders = createOrders({
    ...{ desk, user, symbols, universe, names, account, now: options.now },
    offset: () => offset.ms,
  });
  const deadMan = createDeadMan({ desk, orders, time, notice });
  const isOwner = wallet.signer === user;
  let isTried = false;
  return {
    ...{ account, orders, deadMan },
    check: async (): Promise<void> => {
      if (isTried) return;
      if (isOwner && isMoney(options.rest, options.isTestnet))
        throw new VenueRefused('the key is the account’s own and may withdraw: approve an API wallet for it');
      const why = await whyNot(desk, wallet);
      if (why !== undefined) throw new VenueRefused(why);
      await tryOut(desk);
      isTried = true;
    },
    keyState: { user, isOwner, wrong: () => whyNot(desk, wallet), deadMan: () => deadMan.state },
  };
}

/** What a connection is used by; `send` answers whether there is one. Throws `VenueRefused` where the key is none. */
export function createParts(options: HyperliquidOptions, send: (text: string) => boolean): Parts {
  const { now, isTestnet } = options;
  const wallet = options.key === undefined ? undefined : walletOf(options.key);
  const symbols = symbolsOf(options.instruments, options.symbols);
  const offset = createClockOffset();
  const time = (): Millis => millis(Math.round(now() + offset.ms));
  const [weights, messages] = [createBucket(WEIGHTS), createBucket(MESSAGES)];
  const client = new Client(options.rest, { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  const posts = createPosts(send, ANSWER_MS);
  const streams = createStreams({ send, messages, timeoutMs: ANSWER_MS });
  const signer = wallet && createSigner(wallet.privateKey, isTestnet, time);
  const desk = createDesk({ client, posts, weights, messages, wait: TURN_MS, ...(signer && { signer }) });
  let universe = universeOf(undefined);
  let ears: Ears | undefined;
  let isChecked = false;
  const hasEnded = (symbol: string): boolean => isChecked && universe.of(symbol)?.isDelisted !== false;
  const base: Base = { options, desk, symbols, universe: () => universe, offset, time, ears: () => ears };
  const market = createMarket({
    ...{ symbols, time, clock: () => performance.now() },
    tell: (event) => ears?.market(event),
    notice: (text) => ears?.notice(text),
  });
  return {
    ...{ symbols, offset, desk, posts, streams, market, hasEnded },
    mine: wallet && createMine(wallet, base),
    listen: (to: Ears) => {
      ears = to;
    },
    readClock: async (): Promise<void> => {
      const sent = now();
      const theirs = timeOf(fieldsOf(await desk.ask({ type: 'exchangeStatus' })).time);
      if (theirs === undefined) throw new NoAnswer('exchangeStatus tells no time');
      offset.sample(sent, theirs, now());
    },
    checkInstruments: async (): Promise<void> => {
      universe = universeOf(await desk.ask({ type: 'meta' }));
      for (const traded of symbols.all) {
        const [first] = misfits(traded, universe.of(traded.symbol));
        if (hasEnded(traded.symbol)) ears?.notice(`it does not trade ${traded.symbol} any more`);
        else if (first !== undefined)
          throw new VenueRefused(`${traded.instrument.id} at ${options.venue}: ${first}`);
      }
      isChecked = true;
    },
    tiers: () =>
      Object.fromEntries(
        symbols.all.flatMap(({ instrument, symbol }) => {
          const tiers = universe.of(symbol)?.tiers;
          return tiers === undefined ? [] : [[instrument.id, tiers]];
        }),
      ),
    close: async (): Promise<void> => {
      weights.close();
      messages.close();
      await client.destroy();
    },
  };
}
