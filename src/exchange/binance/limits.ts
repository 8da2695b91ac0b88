import { Fault } from './fault.ts';

/** What the documentation and the answers of `exchangeInfo` say, per address and per account. */
export const WEIGHT_PER_MINUTE = 2_400;
export const ORDERS_PER_MINUTE = 1_200;
export const ORDERS_PER_10S = 300;
/** A caller that goes on after being told to stop is banned once it has asked for this much within a minute. */
const BANNED_FROM = 2 * WEIGHT_PER_MINUTE;
const BAN_MS = 120_000;
const MINUTE_MS = 60_000;
const ADVICE = 'Please use the websocket for live updates to avoid';

interface Window {
  start: number;
  count: number;
}

/** Counts within windows that begin at whole multiples of their length, as Binance's do. */
class Windows {
  readonly #lengthMs: number;
  readonly #counts = new Map<string, Window>();

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  at(who: string, now: number): Window {
    const start = now - (now % this.#lengthMs);
    const known = this.#counts.get(who);
    if (known?.start === start) return known;
    // A new window: those who have not been seen in it are not kept.
    for (const [other, { start: then }] of this.#counts) if (then !== start) this.#counts.delete(other);
    const fresh = { start, count: 0 };
    this.#counts.set(who, fresh);
    return fresh;
  }
}

function retryAfter(start: number, lengthMs: number, now: number): number {
  return Math.max(1, Math.ceil((start + lengthMs - now) / 1000));
}

function banned(address: string, until: number, now: number): Excess {
  const msg = `Way too many requests; IP(${address}) banned until ${until}. ${ADVICE} bans.`;
  return { fault: new Fault(-1003, msg, 418), retryAfter: Math.ceil((until - now) / 1000) };
}

function tooMany(address: string, seconds: number): Excess {
  const allowed = `${WEIGHT_PER_MINUTE} requests per minute`;
  const msg = `Too many requests; current limit of IP(${address}) is ${allowed}. ${ADVICE} polling the API.`;
  return { fault: new Fault(-1003, msg, 429), retryAfter: seconds };
}

function tooManyOrders(allowed: string): Fault {
  return new Fault(-1015, `Too many new orders; current limit is ${allowed}.`, 429);
}

/** Why a request is refused, and for how many seconds to stay away. */
export interface Excess {
  readonly fault: Fault;
  readonly retryAfter: number;
}

/** Weights per address and orders per account: always counted, and held to or not as `mode` says. */
export class Limits {
  /** `spent`: every request counts as one too many. */
  mode: 'real' | 'none' | 'spent' = 'real';
  readonly #weights = new Windows(MINUTE_MS);
  readonly #orders10s = new Windows(10_000);
  readonly #orders1m = new Windows(MINUTE_MS);
  readonly #banned = new Map<string, number>();

  /** Adds a request's weight. */
  weigh(address: string, weight: number, now: number): Excess | undefined {
    const used = this.#weights.at(address, now);
    used.count += weight;
    const over = tooMany(address, retryAfter(used.start, MINUTE_MS, now));
    if (this.mode === 'spent') return over;
    if (this.mode === 'none') return undefined;
    const ban = this.#banned.get(address) ?? 0;
    if (now >= ban && used.count > BANNED_FROM) this.#banned.set(address, now + BAN_MS);
    const until = this.#banned.get(address) ?? 0;
    if (now < until) return banned(address, until, now);
    return used.count > WEIGHT_PER_MINUTE ? over : undefined;
  }

  /** Counts orders of an account, which is refused where it has had its share. */
  order(account: string, count: number, now: number): Fault | undefined {
    const [short, long] = [this.#orders10s.at(account, now), this.#orders1m.at(account, now)];
    if (this.mode === 'real' && short.count + count > ORDERS_PER_10S)
      return tooManyOrders(`${ORDERS_PER_10S} orders per 10 seconds`);
    if (this.mode === 'real' && long.count + count > ORDERS_PER_MINUTE)
      return tooManyOrders(`${ORDERS_PER_MINUTE} orders per minute`);
    short.count += count;
    long.count += count;
    return undefined;
  }

  used(address: string, now: number): number {
    return this.#weights.at(address, now).count;
  }

  ordered(account: string, now: number): { readonly in10s: number; readonly in1m: number } {
    return { in10s: this.#orders10s.at(account, now).count, in1m: this.#orders1m.at(account, now).count };
  }
}
