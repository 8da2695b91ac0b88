import type { Perp } from '../../domain/instrument.ts';
import { createBucket } from '../../wire/bucket.ts';
import { symbolsOf } from '../../wire/symbols.ts';
import { createDesk, type Desk } from './desk.ts';
import { meaningOf } from './fault.ts';
import type { CcxtExchange } from './library.ts';
import { type Listings, listingOf, listingsOf } from './terms.ts';

export const SYMBOL = 'BTC/USDT:USDT';

/** A lot is a thousandth of a coin: a tenth of one of the exchange's contracts. */
export const PERP: Perp = {
  ...{ kind: 'perp', id: 'btc', venue: 'there', base: 'BTC', quote: 'USDT', settle: 'USDT' },
  ...{ tick: 0.1, lot: 1, multiplier: 0.001, inverse: false },
};

/** As ccxt lists it. */
export const MARKET: Readonly<Record<string, unknown>> = {
  ...{ id: 'BTC-USDT-SWAP', symbol: SYMBOL, base: 'BTC', quote: 'USDT', settle: 'USDT', type: 'swap' },
  ...{ contract: true, contractSize: 0.01, linear: true, inverse: false, active: true },
  ...{ precision: { amount: 0.1, price: 0.1 }, limits: { amount: { min: 0.1 }, cost: { min: 5 } } },
};

export const LISTINGS: Listings = listingsOf(
  symbolsOf([PERP], { btc: SYMBOL }).all.map((traded) => listingOf(traded, MARKET)),
);

/** Errors as ccxt throws them, by the names of its classes. */
export function ccxtError(name: string, message: string = name, above: readonly string[] = []): Error {
  const chain = [name, ...above].reverse();
  // biome-ignore lint/suspicious/noExplicitAny: a class of a name that is known only here
  const made = chain.reduce((Above: any, one) => ({ [one]: class extends Above {} })[one], Error);
  return new made(message) as Error;
}

/** An exchange of which only `parts` answer; the rest would be a bug in the test. */
export function fakeExchange(parts: object): CcxtExchange {
  const has: Record<string, unknown> = {};
  for (const part of Object.keys(parts)) has[part] = true;
  const common = { id: 'fake', has, rateLimit: 1, precisionMode: 4, urls: {}, options: {}, clients: {} };
  return { ...common, orderbooks: {}, ...parts } as CcxtExchange;
}

export function fastDesk(answerMs = 1_000): Desk {
  const bucket = createBucket({ capacity: 1_000, refill: 1_000, reserve: 0 });
  return createDesk(bucket, meaningOf, { turnMs: 100, answerMs, coolMs: 10 });
}
