import { describe, expect, it } from 'vitest';
import {
  bookOf,
  COIN,
  ETH_PERP,
  INSTRUMENTS,
  marksAt,
  money,
  NOW,
  PERP,
  PUT,
  SPOT,
} from '../../test/support/books.ts';
import { type Book, EMPTY_BOOK } from '../domain/book.ts';
import type { Profile } from '../domain/config.ts';
import type { MarketSnapshot, Quote, Reading } from '../domain/market.ts';
import { later } from '../units/time.ts';
import { type MarkRules, marksOf, movedTo, spotIn, withVols } from './marks.ts';

const BTC: Profile = {
  ...{ underlying: 'BTC', index: 'SPOT', hedge: 'PERP', targetDelta: 0, rate: 0.03, hedgeVol: 'mark' },
  ...{ policy: { kind: 'fixed-band', halfWidth: 1 }, markVol: { kind: 'stated', vol: 0.6 } },
};
const ETH: Profile = { ...BTC, underlying: 'ETH', index: 'ETH-PERP', rate: 0, markVol: { kind: 'market' } };
const RULES: MarkRules = { profiles: [BTC, ETH], instruments: INSTRUMENTS, reporting: 'USD' };

const fresh = { at: NOW, quality: 'fresh' } as const;
function quote(bid: number, ask: number): Reading<Quote> {
  return { bid, ask, bidSize: 0, askSize: 0, ...fresh };
}

const SNAPSHOT: MarketSnapshot = {
  at: NOW,
  quotes: { SPOT: quote(59_999, 60_001), 'ETH-PERP': quote(2_990, 3_010), PERP: quote(60_020, 60_030) },
  depth: {},
  funding: {},
  vols: { ETH: { vol: 0.8, ...fresh }, BTC: { vol: 9, ...fresh } },
  rates: { USDT: { rate: 0.99, ...fresh }, EUR: { rate: 1.1, ...fresh } },
};

function marks(
  change: Partial<MarketSnapshot> = {},
  book: Book = EMPTY_BOOK,
  rules: Partial<MarkRules> = {},
) {
  return marksOf(book, { ...SNAPSHOT, ...change }, { ...RULES, ...rules });
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

describe('marksOf', () => {
  it('takes mids, stated or market vols, and rates in the reporting currency', () => {
    expect(marks()).toEqual({
      at: NOW,
      index: { BTC: 60_000, ETH: 3_000 },
      indexQuote: { BTC: 'USDT', ETH: 'USDT' },
      prices: { SPOT: 60_000, PERP: 60_025, 'ETH-PERP': 3_000 },
      vols: { BTC: 0.6, ETH: 0.8 },
      interest: { BTC: 0.03, ETH: 0 },
      rates: { USD: 1, USDT: 0.99, EUR: 1.1, BTC: 60_000 * 0.99, ETH: 3_000 * 0.99 },
    });
  });

  it('has no vol where none was told', () => {
    expect(marks({ vols: {} })).toMatchObject({ vols: { BTC: 0.6 } });
    expect(marks({ vols: {} })).not.toHaveProperty('vols.ETH');
  });

  it('counts the reporting currency as 1 of itself, whatever is told of it', () => {
    const told = { rates: { ...SNAPSHOT.rates, USD: { rate: 2, ...fresh } } };
    expect(marks(told)).toMatchObject({ rates: { USD: 1 } });
    expect(marks({}, EMPTY_BOOK, { reporting: 'BTC' })).toMatchObject({
      rates: { BTC: 1, ETH: 3_000 * 0.99 },
    });
  });

  const all = bookOf(
    [
      [SPOT, 1, 6e4],
      [PERP, 1, 6e4],
      [ETH_PERP, 1, 3e3],
      [PUT, 1, 0.05],
    ],
    { USDT: money(1), BTC: money(1), EUR: money(1) },
  );

  it('prices all that is held', () => {
    expect(marks({}, all)).not.toHaveProperty('kind');
  });

  const withoutQuote = (id: string) => ({ quotes: without(SNAPSHOT.quotes, id) });
  const marketVol = { profiles: [{ ...BTC, markVol: { kind: 'market' } as const }, ETH] };
  const delisted = { instruments: without(INSTRUMENTS, 'PERP') };
  it.each<[string, Partial<MarketSnapshot>, Partial<MarkRules>]>([
    ['index SPOT of BTC', withoutQuote('SPOT'), {}],
    ['index ETH-PERP of ETH', withoutQuote('ETH-PERP'), {}],
    ['index SPOT of BTC', {}, { instruments: without(INSTRUMENTS, 'SPOT') }],
    ['price of PERP', withoutQuote('PERP'), {}],
    ['rate of USDT, quote of the index of BTC', { rates: without(SNAPSHOT.rates, 'USDT') }, {}],
    ['rate of cash in EUR', { rates: without(SNAPSHOT.rates, 'EUR') }, {}],
    ['unlisted instrument PERP', {}, delisted],
    ['underlying ETH of ETH-PERP', {}, { profiles: [BTC] }],
    ['vol of BTC for PUT', { vols: {} }, marketVol],
  ])('names what has no price: %s', (what, snapshot, rules) => {
    expect(marks(snapshot, all, rules)).toEqual({ kind: 'unpriced', what });
  });

  it('names a quote currency of which nothing tells the worth', () => {
    const held = bookOf([[{ ...COIN, quote: 'CHF' }, 1, 6e4]]);
    const instruments = { ...INSTRUMENTS, COIN: { ...COIN, quote: 'CHF' } };
    expect(marks({}, held, { instruments })).toEqual({
      kind: 'unpriced',
      what: 'rate of CHF, quote of COIN',
    });
  });

  it('needs no rate of a currency that is not held', () => {
    const dollars = { ...SNAPSHOT, rates: {} };
    expect(marksOf(EMPTY_BOOK, dollars, RULES)).toMatchObject({ rates: { USD: 1 }, index: { BTC: 60_000 } });
  });
});

describe('spotIn', () => {
  it('is the index in its own quote, even without rates', () => {
    expect(spotIn({ ...marksAt(), rates: {} }, 'BTC', 'USDT')).toBe(60_000);
  });

  it('carries the index over to another quote by the worth of both', () => {
    const told = marksAt({ spot: 60_000, usdt: 0.9 });
    expect(spotIn(told, 'BTC', 'USD')).toBeCloseTo(54_000, 8);
    expect(spotIn({ ...told, rates: { USDT: 0.9, EUR: 1.2 } }, 'BTC', 'EUR')).toBeCloseTo(45_000, 8);
  });

  it('is unknown without an index or a rate', () => {
    expect(spotIn(marksAt(), 'SOL', 'USDT')).toBeUndefined();
    expect(spotIn(marksAt(), 'BTC', 'EUR')).toBeUndefined();
    expect(spotIn({ ...marksAt(), rates: { USD: 1 } }, 'BTC', 'USD')).toBeUndefined();
  });
});

describe('other marks from marks', () => {
  it('replace the vols of what they name', () => {
    const told = { ...marksAt(), vols: { BTC: 0.6, ETH: 0.8 } };
    expect(withVols(told, { BTC: 0.3 })).toEqual({ ...told, vols: { BTC: 0.3, ETH: 0.8 } });
    expect(told.vols.BTC).toBe(0.6);
  });

  it('move all prices and rates in an instant, but neither time nor vols nor interest', () => {
    const from = { ...marksAt(), prices: { ...marksAt().prices, GONE: 7 } };
    const to = marksAt({ at: later(NOW, 5), spot: 50_000, usdt: 1.01, vol: 0.9, interest: 0, basis: -3 });
    const { at, vols, interest } = from;
    expect(movedTo(from, to)).toEqual({ ...to, at, vols, interest, prices: { ...to.prices, GONE: 7 } });
  });
});
