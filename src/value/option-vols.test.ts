import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, bookOf, CALL, EXPIRY, marksAt, NOW, PUT, SPOT } from '../../test/support/books.ts';
import type { Profile } from '../domain/config.ts';
import type { Instrument, Option } from '../domain/instrument.ts';
import type { MarketSnapshot, QuoteReading } from '../domain/market.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { DAY, later, yearsBetween } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { type Marks, marksOf, midwayTo, movedTo, withVols } from './marks.ts';
import { markPrice } from './value.ts';

const BTC: Profile = {
  ...{ underlying: 'BTC', index: 'SPOT', hedge: 'SPOT', targetDelta: 0, rate: 0.03, hedgeVol: 'mark' },
  ...{ policy: { kind: 'fixed-band', halfWidth: 1 }, markVol: { kind: 'stated', vol: 0.6 } },
};
const fresh = { at: NOW, quality: 'fresh' } as const;
const strike = (at: number, type: Option['type'] = 'call'): Option => ({
  ...{ ...CALL, id: `${at}-${type}`, strike: at, type },
});

/** A price of `option` in its own unit. */
function priceOf(option: Option, vol: number, spot: number, at: Millis = NOW): number {
  const { type, expiry } = option;
  const years = yearsBetween(at, expiry);
  const value = blackScholes({ type, strike: option.strike, years, vol, rate: 0.03, spot, carryYield: 0 });
  if ('kind' in value) throw new Error(value.field);
  return option.inverse ? value.price / spot : value.price;
}

function around(price: number, share = 0.01, change: Partial<QuoteReading> = {}): QuoteReading {
  return { bid: price * (1 - share), ask: price * (1 + share), bidSize: 1, askSize: 1, ...fresh, ...change };
}

/** The marks where BTC is at 60,000 USDT, which are 59,400 USD, and these options are quoted. */
function marksWith(
  quotes: Readonly<Record<string, QuoteReading>>,
  listed: readonly Instrument[],
  profile: Partial<Profile> = {},
  spot = 60_000,
): Marks {
  const snapshot: MarketSnapshot = {
    at: NOW,
    quotes: { SPOT: around(spot, 0), ...quotes },
    ...{ depth: {}, funding: {}, vols: {}, rates: { USDT: { rate: 0.99, ...fresh } } },
  };
  const instruments = Object.fromEntries([SPOT, ...listed].map((one) => [one.id, one]));
  const held = listed.map((one) => [one, 1, 1] as const);
  const marks = marksOf(bookOf(held), snapshot, {
    ...{ profiles: [{ ...BTC, ...profile }], instruments, reporting: 'USD' },
  });
  if ('kind' in marks) throw new Error(marks.what);
  return marks;
}

describe('the vol of a quoted option', () => {
  it('is the one that gives its mid, be it paid in coin or not', () => {
    fc.assert(
      fc.property(between(0.2, 2), between(40_000, 90_000), (vol, at) => {
        // Out of the money: the vol of one deep in it is lost in the rounding of its price.
        const type = at > 60_000 ? 'call' : 'put';
        const linear = strike(at, type);
        const coin: Option = { ...PUT, type, strike: at };
        const quotes = {
          [linear.id]: around(priceOf(linear, vol, 60_000), 0),
          PUT: around(priceOf(coin, vol, 60_000 * 0.99), 0),
        };
        fc.pre(priceOf(linear, vol, 60_000) > 10);
        const { optionVols, optionMarks } = marksWith(quotes, [linear, coin]);
        expect(optionVols?.[linear.id]).toBeCloseTo(vol, 9);
        expect(optionVols?.PUT).toBeCloseTo(vol, 9);
        expect(optionMarks?.PUT).toEqual({ underlying: 'BTC', from: 'quote', why: null });
      }),
    );
  });

  it('makes the mark its mid', () => {
    const quotes = { CALL: around(4_321, 0.02), PUT: around(0.061, 0.02) };
    const marks = marksWith(quotes, [CALL, PUT]);
    expect(markPrice(CALL, marks)).toBeCloseTo(4_321, 6);
    expect(markPrice(PUT, marks)).toBeCloseTo(0.061, 10);
  });

  it('is taken at the price and time of the underlying when it was quoted', () => {
    const at = later(NOW, -5 * 60_000);
    const quote = around(priceOf(CALL, 0.7, 60_000, at), 0.01, { at, spot: 60_000 });
    const marks = marksWith({ CALL: quote }, [CALL], {}, 54_000);
    expect(marks.optionVols?.CALL).toBeCloseTo(0.7, 9);
    expect(markPrice(CALL, marks)).toBeCloseTo(priceOf(CALL, 0.7, 54_000), 6);
  });

  it('stands in for that of an underlying that has none', () => {
    const quotes = { CALL: around(4_321) };
    expect(marksWith(quotes, [CALL], { markVol: { kind: 'market' } }).vols).toEqual({});
    expect(() => marksWith(quotes, [CALL, PUT], { markVol: { kind: 'market' } })).not.toThrow();
    const elsewhere = { ...PUT, expiry: later(EXPIRY, DAY) };
    expect(() => marksWith(quotes, [CALL, elsewhere], { markVol: { kind: 'market' } })).toThrow(
      'vol of BTC for PUT',
    );
  });
});

describe('a quote that says little', () => {
  const intrinsic = 60_000 - 50_000;
  it.each<[string, Option, QuoteReading, string]>([
    ['is old', CALL, around(4_000, 0.01, { quality: 'stale' }), 'stale'],
    ['is in doubt', CALL, around(4_000, 0.01, { quality: 'suspect' }), 'suspect'],
    ['has no bid', CALL, { ...around(4_000), bid: 0 }, 'nobody bids'],
    ['is below the intrinsic value', strike(50_000), around(intrinsic - 1, 0), 'no vol gives its price'],
    ['is above the underlying', CALL, around(60_001, 0), 'no vol gives its price'],
    ['is of a vol of more than 1000 %', CALL, around(55_000, 0), 'its vol is beyond reason'],
    ['is wide', CALL, around(4_000, 0.2), 'bid and ask are too far apart'],
    ['is wide for its vega', strike(30_000), around(30_100, 0.01), 'bid and ask are too far apart'],
  ])('that %s gives way to the vol of the underlying', (_what, option, quote, why) => {
    const marks = marksWith({ [option.id]: quote }, [option]);
    expect(marks.optionVols).toEqual({});
    expect(marks.optionMarks).toEqual({ [option.id]: { underlying: 'BTC', from: 'underlying', why } });
    expect(markPrice(option, marks)).toBeCloseTo(priceOf(option, 0.6, 60_000), 6);
  });

  it('that has gone silent keeps the vol that it had, and tells its neighbours nothing', () => {
    const at = later(NOW, -DAY / 2);
    const silent = around(priceOf(CALL, 0.8, 60_000, at), 0.01, { at, spot: 60_000, quality: 'stale' });
    const neighbour = strike(66_000);
    const marks = marksWith({ [CALL.id]: silent }, [CALL, neighbour], {}, 57_000);
    expect(marks.optionVols?.[CALL.id]).toBeCloseTo(0.8, 9);
    expect(marks.optionMarks?.[CALL.id]).toEqual({ underlying: 'BTC', from: 'stale quote', why: 'stale' });
    expect(markPrice(CALL, marks)).toBeCloseTo(priceOf(CALL, 0.8, 57_000), 6);
    expect(marks.optionMarks?.[neighbour.id]).toMatchObject({ from: 'underlying' });
  });

  it('gives way to its neighbours of the same expiry where there are some', () => {
    const [low, middle, high] = [55_000, 60_000, 65_000].map((at) => strike(at)) as [Option, Option, Option];
    const quotes = {
      [low.id]: around(priceOf(low, 0.7, 60_000), 0),
      [middle.id]: around(1, 0, { quality: 'stale' }),
      [high.id]: around(priceOf(high, 0.5, 60_000), 0),
    };
    const unquoted = strike(60_000, 'put');
    const marks = marksWith(quotes, [low, middle, high, unquoted]);
    const share = Math.log(60 / 55) / Math.log(65 / 55);
    const vol = Math.sqrt(0.49 + share * (0.25 - 0.49));
    expect(marks.optionVols?.[middle.id]).toBeCloseTo(vol, 9);
    expect(marks.optionVols?.[unquoted.id]).toBeCloseTo(vol, 9);
    expect(marks.optionMarks?.[middle.id]).toMatchObject({ from: 'smile', why: 'stale' });
    expect(marks.optionMarks?.[unquoted.id]).toMatchObject({ from: 'smile', why: 'not quoted' });
  });
});

describe('marks', () => {
  it('have no vols of options where none is quoted, and none of what has expired', () => {
    expect(marksWith({}, [CALL, PUT])).not.toHaveProperty('optionVols');
    const gone = { ...CALL, expiry: NOW };
    expect(marksWith({ CALL: around(4_000) }, [gone]).optionVols).toEqual({});
    expect(marksWith({ ELSE: around(4_000) }, [CALL])).not.toHaveProperty('optionMarks');
  });

  const marked = (vol: number, own: Record<string, number>): Marks => {
    const optionMarks = Object.fromEntries(
      Object.keys(own).map((id) => [id, { underlying: 'BTC', from: 'quote', why: null } as const]),
    );
    return { ...marksAt({ vol }), optionVols: own, optionMarks };
  };

  it('moved keep the vols of before, of options as of underlyings', () => {
    const [from, to] = [marked(0.6, { CALL: 0.7 }), marked(0.8, { CALL: 0.9, PUT: 1 })];
    expect(movedTo(from, to)).toMatchObject({ vols: { BTC: 0.6 }, optionVols: { CALL: 0.7 } });
    expect(movedTo(marksAt(), to)).not.toHaveProperty('optionVols');
    expect(movedTo(from, marksAt()).optionVols).toEqual({ CALL: 0.7 });
  });

  it('midway have the vols of options halfway, of one newly told from its underlying’s', () => {
    const [from, to] = [marked(0.6, { CALL: 0.7, GONE: 1 }), marked(0.8, { CALL: 0.9, PUT: 1 })];
    const { optionVols } = midwayTo(from, to, NOW);
    expect(optionVols?.CALL).toBeCloseTo(0.8, 15);
    expect(optionVols?.PUT).toBeCloseTo(0.8, 15);
    expect(optionVols?.GONE).toBeCloseTo(0.9, 15);
    expect(midwayTo(marksAt(), to, NOW).optionVols).toMatchObject({ CALL: 0.75, PUT: 0.8 });
    expect(midwayTo(marksAt(), marksAt(), NOW)).not.toHaveProperty('optionVols');
  });

  it('at other vols keep the shape of the smile', () => {
    const marks = withVols(marked(0.6, { CALL: 0.9, PUT: 0.3 }), { BTC: 0.4 });
    expect(marks.optionVols?.CALL).toBeCloseTo(0.6, 15);
    expect(marks.optionVols?.PUT).toBeCloseTo(0.2, 15);
    expect(withVols(marked(0.6, { CALL: 0.9 }), { ETH: 0.4 }).optionVols).toEqual({ CALL: 0.9 });
    const noVol = { ...marked(0.6, { CALL: 0.9 }), vols: {} };
    expect(withVols(noVol, { BTC: 0.4 }).optionVols).toEqual({});
    expect(withVols(marksAt(), { BTC: 0.4 })).not.toHaveProperty('optionVols');
  });
});
