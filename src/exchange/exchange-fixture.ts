import { toAtoms } from '../units/rounding.ts';
import { HOUR } from '../units/time.ts';
import { type Lots, type Millis, millis } from '../units/units.ts';
import { type CustomerTerms, createExchange, type ExchangeOptions } from './create-exchange.ts';
import type { Exchange, Placed, Rejection, Ticket } from './exchange.ts';
import type { Listing } from './listing.ts';
import { quietMarket } from './quiet-market.ts';
import type { ExchangeEvent } from './told.ts';

export const START: Millis = millis(Date.UTC(2026, 0, 5, 12));

/** Ticks of 1 USDT and lots of 0.001 BTC, at an index of 50 000. */
export const LINEAR: Listing = {
  instrument: {
    kind: 'perp',
    ...{ id: 'BTCUSDT', venue: 'test', base: 'BTC', quote: 'USDT', settle: 'USDT' },
    ...{ tick: 1, lot: 0.001, multiplier: 1, inverse: false },
  },
  minLots: 1 as Lots,
  minNotional: 0,
  takerFee: 0.0005,
  makerFee: 0.0002,
  optionFeeCap: 0,
  tiers: [{ fromNotional: 0, initial: 0.01, maintenance: 0.005 }],
  fundingIntervalMs: 8 * HOUR,
  priceBand: 0.1,
};

/** Ticks of half a USD and lots of one contract of 10 USD. */
export const INVERSE: Listing = {
  ...LINEAR,
  instrument: {
    kind: 'perp',
    ...{ id: 'BTC-PERPETUAL', venue: 'test', base: 'BTC', quote: 'USD', settle: 'BTC' },
    ...{ tick: 0.5, lot: 1, multiplier: 10, inverse: true },
  },
};

export function customer(id: string): CustomerTerms {
  const deposits = { USDT: toAtoms(1_000_000, 'nearest'), BTC: toAtoms(100, 'nearest') };
  return { id, key: id, secret: `${id}'s`, canTrade: true, canWithdraw: false, deposits };
}

/** An exchange at an index of 50 000 where nobody quotes, with the accounts `ann`, `bob` and `cid`. */
export function quietExchange(options: Partial<ExchangeOptions> = {}): Exchange {
  return createExchange({
    name: 'test',
    listings: [LINEAR, INVERSE],
    accounts: ['ann', 'bob', 'cid'].map(customer),
    seed: 1,
    start: START,
    market: quietMarket({ indices: { BTC: 50_000 } }),
    ...options,
  });
}

/** A limit order in BTCUSDT that stays, but for what is said otherwise. */
export function ticket(
  side: 'buy' | 'sell',
  lots: number,
  ticks: number | null,
  other: Partial<Ticket> = {},
): Ticket {
  return {
    ...{ symbol: 'BTCUSDT', side, lots: lots as Lots, ticks, timeInForce: 'gtc', reduceOnly: false },
    ...{ postOnly: 'no', label: '' },
    ...other,
  };
}

/** What was placed; fails on a rejection, which it shows. */
export function placed(answer: Placed | Rejection): Placed {
  if (answer.kind === 'placed') return answer;
  throw new Error(`${answer.code}: ${answer.message}`);
}

/** All that the exchange tells from now on. */
export function heard(exchange: Exchange): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  exchange.listen((event) => events.push(event));
  return events;
}
