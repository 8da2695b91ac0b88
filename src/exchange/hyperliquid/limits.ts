/** The venue's limits, as "Rate limits and user limits" of its documentation has them. */
import { MINUTE, SECOND } from '../../units/time.ts';
import type { AccountId } from '../exchange.ts';
import type { Gateway } from '../server/gateway.ts';

export type Limiting = Parameters<Gateway['limits']>[0];

export interface Limits {
  set(to: Limiting): void;
  readonly are: Limiting;
  /** Whether an address may make a request of this weight at `now`, which is then counted. */
  weigh(address: string, weight: number, now: number): boolean;
  /** Counts against an address what its answer turned out to weigh. */
  charge(address: string, weight: number, now: number): void;
  /** Why an account that has traded `volume` quote units may not make `count` more requests; they are counted. */
  act(deeds: Deeds): string | undefined;
  used(account: AccountId): number;
  /** Counts requests that were not carried out, and weigh all the same. */
  fine(account: AccountId, count: number): void;
  /** Whether an address may open a socket at `now`, which is then counted until it is `closed`. */
  open(address: string, now: number): boolean;
  closed(address: string): void;
  /** Whether an address may send another message on its sockets. */
  message(address: string, now: number): boolean;
}

export interface Deeds {
  readonly account: AccountId;
  readonly count: number;
  readonly isCancel: boolean;
  readonly volume: number;
  readonly now: number;
}

const WEIGHT_PER_MINUTE = 1_200;
const MESSAGES_PER_MINUTE = 2_000;
const NEW_SOCKETS_PER_MINUTE = 30;
const SOCKETS = 10;
/** Requests that an account has before it has traded; each quote unit traded adds one. */
const FREE_REQUESTS = 10_000;
/** What is left to an account that has used up its requests: one in this time. */
const TRICKLE_MS = 10 * SECOND;
const MORE_CANCELS = 100_000;

/** What refills evenly up to a minute's worth. */
interface Bucket {
  left: number;
  at: number;
}

/** The requests that an account may make in all. */
export function requestsCap(volume: number): number {
  return FREE_REQUESTS + Math.floor(volume);
}

function createBuckets(perMinute: number) {
  const buckets = new Map<string, Bucket>();
  return (address: string, now: number): Bucket => {
    const bucket = buckets.get(address) ?? { left: perMinute, at: now };
    bucket.left = Math.min(perMinute, bucket.left + (Math.max(0, now - bucket.at) * perMinute) / MINUTE);
    bucket.at = now;
    buckets.set(address, bucket);
    return bucket;
  };
}

/** Counters that begin full. */
export function createLimits(): Limits {
  let are: Limiting = 'real';
  const weights = createBuckets(WEIGHT_PER_MINUTE);
  const messages = createBuckets(MESSAGES_PER_MINUTE);
  const newSockets = createBuckets(NEW_SOCKETS_PER_MINUTE);
  const sockets = new Map<string, number>();
  const requests = new Map<AccountId, { used: number; lastAt: number }>();
  const requestsOf = (account: AccountId): { used: number; lastAt: number } => {
    const made = requests.get(account) ?? { used: 0, lastAt: 0 };
    requests.set(account, made);
    return made;
  };
  const takes = (bucket: Bucket, count: number): boolean => {
    if (are !== 'real') return are === 'none';
    if (bucket.left < count) return false;
    bucket.left -= count;
    return true;
  };
  return {
    set: (to) => {
      are = to;
    },
    get are() {
      return are;
    },
    weigh: (address, weight, now) => takes(weights(address, now), weight),
    charge: (address, weight, now) => {
      if (are === 'real') weights(address, now).left -= weight;
    },
    act: ({ account, count, isCancel, volume, now }) => {
      const made = requestsOf(account);
      const cap = requestsCap(volume);
      const most = isCancel ? Math.min(cap + MORE_CANCELS, cap * 2) : cap;
      const isOver = are === 'spent' || (are === 'real' && made.used + count > most);
      if (isOver && (are === 'spent' || now - made.lastAt < TRICKLE_MS))
        return (
          `Too many cumulative requests sent (${made.used + count} > ${most}) for cumulative volume traded ` +
          `$${volume.toFixed(2)}. Place taker orders to free up 1 request per USDC traded.`
        );
      made.used += count;
      made.lastAt = now;
      return undefined;
    },
    used: (account) => requests.get(account)?.used ?? 0,
    fine: (account, count) => {
      requestsOf(account).used += count;
    },
    open: (address, now) => {
      const held = sockets.get(address) ?? 0;
      const isFull = are === 'spent' || (are === 'real' && held >= SOCKETS);
      if (isFull || !takes(newSockets(address, now), 1)) return false;
      sockets.set(address, held + 1);
      return true;
    },
    closed: (address) => {
      sockets.set(address, Math.max(0, (sockets.get(address) ?? 0) - 1));
    },
    message: (address, now) => takes(messages(address, now), 1),
  };
}
