import { describe, expect, it } from 'vitest';
import type { Book } from '../../domain/book.ts';
import type { VenueTerms } from '../../domain/config.ts';
import type { Instrument, Option } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { HOUR } from '../../units/time.ts';
import { type Atoms, atoms, lots, millis } from '../../units/units.ts';
import type { Marks } from '../marks.ts';
import { type Account, type AccountInputs, accountsOf } from './accounts.ts';

const AT = millis(1_767_614_400_000);
const linear = { base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false, multiplier: 1 } as const;
const PERP: Instrument = { ...linear, id: 'PERP', kind: 'perp', venue: 'v', tick: 0.1, lot: 0.001 };
const COIN: Instrument = {
  ...{ id: 'COIN', kind: 'perp', venue: 'd', base: 'BTC', quote: 'USD', settle: 'BTC' },
  ...{ inverse: true, multiplier: 10, tick: 0.5, lot: 1 },
};
const CALL: Option = {
  ...{ ...linear, id: 'CALL', kind: 'option', type: 'call', style: 'european', venue: 'v' },
  ...{ strike: 110_000, expiry: millis(AT + 240 * HOUR), tick: 0.1, lot: 0.1 },
} as Option;
const MARKS: Marks = {
  at: AT,
  index: { BTC: 100_000 },
  indexQuote: { BTC: 'USD' },
  prices: { PERP: 100_100, COIN: 100_000 },
  vols: { BTC: 0.6 },
  interest: { BTC: 0 },
  rates: { USD: 1, USDT: 0.999, BTC: 100_000 },
};
const TIERS = [{ fromNotional: 0, initial: 0.02, maintenance: 0.01 }];
const TERMS: AccountTerms = {
  ...{ model: { kind: 'standard' }, mode: 'cross' },
  contracts: { PERP: { tiers: TIERS, leverage: 10 }, COIN: { tiers: TIERS, leverage: 10 } },
};
const fees = { takerFee: 0.0005, makerFee: 0 };

function coins(amount: number): Atoms {
  return atoms(BigInt(Math.round(amount * 1e8)));
}

const BOOK: Book = {
  cash: { v: { USDT: coins(20_000), BTC: coins(0.5) }, d: { BTC: coins(2) }, w: { USD: coins(5) } },
  positions: {
    PERP: { instrument: 'PERP', lots: lots(-1000), cost: coins(-99_000) },
    COIN: { instrument: 'COIN', lots: lots(-10_000), cost: coins(1) },
    CALL: { instrument: 'CALL', lots: lots(-10), cost: coins(-2_000) },
  },
};

function accounts(terms: AccountTerms = TERMS, more: Partial<AccountInputs> = {}) {
  const venues: VenueTerms[] = [
    { id: 'v', ...fees, margin: terms },
    { id: 'd', ...fees, margin: terms },
    { id: 'w', ...fees },
  ];
  const instruments = { PERP, COIN, CALL };
  return accountsOf({
    ...{ book: BOOK, instruments, marks: MARKS, venues, funding: {}, orders: [] },
    ...more,
  });
}

function known(id: string, found: ReturnType<typeof accountsOf>): Account {
  const one = found.find((each) => each.id === id);
  if (one === undefined || 'unknown' in one) throw new Error(`${id}: ${JSON.stringify(one)}`);
  return one;
}

describe('accounts', () => {
  it('are a pool for each currency, and none where the terms are not told', () => {
    expect(accounts().map(({ id }) => id)).toEqual(['v/BTC', 'v/USDT', 'd/BTC']);
  });

  it('hold what settles in their currency, at the marks', () => {
    const { account, worth } = known('v/USDT', accounts());
    expect(account.holdings.map(({ instrument }) => instrument.id)).toEqual(['PERP', 'CALL']);
    expect(account.cash).toEqual([{ currency: 'USDT', amount: 20_000, worth: 1 }]);
    expect(worth).toBe(0.999);
    const [perp, call] = account.holdings;
    expect(perp).toMatchObject({ mark: 100_100, rate: 1, cost: -99_000 });
    expect(perp?.index).toBeCloseTo(100_000 / 0.999, 9);
    expect(call).toMatchObject({ vol: 0.6 });
    expect(call?.years).toBeCloseTo(240 / 8760, 9);
  });

  it('stand as the rules say', () => {
    const { account, terms } = known('d/BTC', accounts());
    // Short 100,000 USD, entered at 100,000: no gain, 1 % of a coin to be kept of two.
    expect(standingOf(terms, account)).toMatchObject({ equity: 2, initial: 0.1, maintenance: 0.01 });
  });

  it('count all currencies together where the terms do', () => {
    const joined = { unit: 'USDT', collateral: { BTC: { haircut: 0.1 } } };
    const { account } = known('v', accounts({ ...TERMS, joined }));
    expect(account.cash.find(({ currency }) => currency === 'BTC')).toMatchObject({ underlying: true });
    expect(account.cash.find(({ currency }) => currency === 'BTC')?.worth).toBeCloseTo(100_000 / 0.999, 6);
  });

  it('count the funding that has accrued in the interval that runs', () => {
    // It is noon.
    const reading = { rate: 0.0008, intervalMs: 8 * HOUR, at: AT, quality: 'fresh' } as const;
    const { account } = known('v/USDT', accounts(TERMS, { funding: { PERP: reading } }));
    // Longs pay: one coin short at 100,100 has earned half of 80.08.
    expect(account.accrued).toBeCloseTo(40.04, 9);
  });

  it('count what is still ordered', () => {
    const orders = [{ instrument: PERP, lots: lots(-500), price: 100_000 }];
    const { account } = known('v/USDT', accounts(TERMS, { orders }));
    expect(account.orders).toMatchObject([{ lots: -500, price: 100_000 }]);
  });

  it('take out of the cash what isolated positions have set aside', () => {
    const { account } = known('v/USDT', accounts({ ...TERMS, mode: 'isolated' }));
    expect(account.holdings[0]?.isolated).toBeCloseTo(9_900, 9);
    expect(account.holdings[1]?.isolated).toBeUndefined();
    expect(account.cash).toMatchObject([{ currency: 'USDT', amount: 10_100 }]);
  });

  it('say what they lack instead of guessing', () => {
    const blind = { ...MARKS, prices: { COIN: 100_000 } };
    const found = accounts(TERMS, { marks: blind });
    expect(found.find(({ id }) => id === 'v/USDT')).toEqual({
      ...{ id: 'v/USDT', venue: 'v', unknown: 'no price of PERP' },
    });
    expect(found.find(({ id }) => id === 'd/BTC')).toHaveProperty('account');
  });
});
