import type { Quote } from '../../domain/market.ts';
import type { OrderId } from '../../domain/order.ts';
import { toTick } from '../../units/rounding.ts';
import { later } from '../../units/time.ts';
import type { Lots, Millis } from '../../units/units.ts';
import { type Order, remaining } from '../order.ts';

/** How long a maker's price is worth waiting for. */
interface Patience {
  readonly startedAt: Millis;
  /** When it is crossed at the latest. */
  readonly deadline: Millis;
  /** How far delta is outside its band, in half-widths of it: 0 at the edge. Where it is not known, 0. */
  readonly outside: number;
  /** So far outside nothing is waited for. */
  readonly urgentAt: number;
}

interface Facts extends Patience {
  readonly now: Millis;
  /** Signed lots to be had, those of `live` included: positive buys. */
  readonly wanted: Lots;
  readonly quote: Pick<Quote, 'bid' | 'ask'>;
  readonly tick: number;
  /** Ticks that the touch may run away from our price before the place in the queue is given up. */
  readonly slackTicks: number;
  /** Our live orders in the instrument. */
  readonly live: readonly Order[];
}

/** How to go about what is still wanted. `until`: what will then be different by itself. */
export type Style =
  /** Post-only, at this price. */
  | { readonly kind: 'rest'; readonly price: number; readonly until: Millis | null }
  /** End these first, and decide again once their ends are known: two orders must never meet one need. */
  | {
      readonly kind: 'withdraw';
      readonly orders: readonly OrderId[];
      readonly for: 're-peg' | 'cross' | 'less is wanted';
    }
  | { readonly kind: 'cross' }
  | { readonly kind: 'wait'; readonly until: Millis | null };

/**
 * When patience ends: at the deadline where delta is at the edge of its band, sooner in proportion to how far outside
 * it is, and at the start where it is `urgentAt` half-widths outside or more.
 */
export function crossAt({ startedAt, deadline, outside, urgentAt }: Patience): Millis {
  const haste = outside > 0 ? Math.min(1, outside / Math.max(urgentAt, Number.MIN_VALUE)) : 0;
  return later(startedAt, Math.max(0, deadline - startedAt) * (1 - haste));
}

/** Where to rest: the touch of our own side, where there is one and it does not meet the other. */
function restingPrice({ wanted, quote, tick }: Facts): number | null {
  const { bid, ask } = quote;
  const near = wanted > 0 ? bid : ask;
  if (!(near > 0) || bid >= (ask > 0 ? ask : Infinity)) return null;
  return toTick(near, tick, wanted > 0 ? 'down' : 'up');
}

/** Whether an order resting at `limit` is met by the other side: it is being filled, or was sent to cross. */
function isMet(limit: number, { wanted, quote }: Facts): boolean {
  return wanted > 0 ? quote.ask > 0 && limit >= quote.ask : quote.bid > 0 && limit <= quote.bid;
}

/** What becomes of our orders that the venue has, before patience ends or after. */
function standing(facts: Facts, until: Millis): Style {
  const { now, wanted, quote, tick, slackTicks, live } = facts;
  const orders = live.map(({ request }) => request.id);
  const waiting: Style = { kind: 'wait', until: now < until ? until : null };
  const sign = Math.sign(wanted);
  const most = live.reduce((sum, order) => sum + sign * remaining(order), 0);
  const isWrong = live.some(({ request }) => Math.sign(request.lots) !== sign);
  if (isWrong || most > Math.abs(wanted)) return { kind: 'withdraw', orders, for: 'less is wanted' };
  if (live.some(({ request }) => isMet(request.limit, facts))) return waiting;
  const isCrossable = (wanted > 0 ? quote.ask : quote.bid) > 0;
  if (now >= until) return isCrossable ? { kind: 'withdraw', orders, for: 'cross' } : waiting;
  const price = restingPrice(facts);
  const behind = live.some(
    ({ request }) => price !== null && sign * (price - request.limit) > (slackTicks + 0.5) * tick,
  );
  return behind || live.length > 1 ? { kind: 'withdraw', orders, for: 're-peg' } : waiting;
}

/**
 * Passive first: what is wanted rests at the touch as a maker, follows the touch when it runs away, and is crossed once
 * patience ends (see `crossAt`). All is told from the quote, the time and the orders that are live; an order whose
 * beginning or end is not known is waited for, whatever the hour.
 */
export function styleAt(facts: Facts): Style {
  const { now, wanted, quote, live } = facts;
  const until = crossAt(facts);
  if (live.some(({ state }) => state !== 'open')) return { kind: 'wait', until: null };
  if (live.length > 0) return standing(facts, until);
  if (wanted === 0) return { kind: 'wait', until: null };
  const far = wanted > 0 ? quote.ask : quote.bid;
  if (now >= until && far > 0) return { kind: 'cross' };
  const price = restingPrice(facts);
  // Where the other side is empty there is nobody to cross with, and resting is all that can be done.
  if (price !== null) return { kind: 'rest', price, until: now < until ? until : null };
  return { kind: 'wait', until: now < until ? until : null };
}
