import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instrument, settleValue } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { lots } from '../../units/units.ts';
import { valuePosition } from '../uniswap-v3/uniswap-v3.ts';
import { type MarginAccount, type MarginHolding, standingOf } from './account.ts';
import { liquidationFactors } from './liquidation.ts';
import {
  accountOf,
  answered,
  BRACKETS,
  COIN_PERP,
  holdingOf,
  money,
  optionOf,
  PERP,
  STANDARD,
} from './margin-fixture.ts';

const FLAT: AccountTerms = {
  ...STANDARD,
  contracts: Object.fromEntries(
    [PERP, COIN_PERP].map(({ id }) => [
      id,
      { tiers: [{ fromNotional: 0, initial: 0.02, maintenance: 0.01 }], leverage: 10 },
    ]),
  ),
};

function factors(terms: AccountTerms, account: MarginAccount, underlying = 'BTC') {
  return answered(liquidationFactors(terms, account, underlying));
}

function surplus(terms: AccountTerms, account: MarginAccount, factor: number): number {
  const { balance, maintenance } = answered(standingOf(terms, account, { moves: { BTC: factor } }));
  return balance - maintenance;
}

/** Nothing is liquidated between both factors, and everything just beyond them is. */
function agree(terms: AccountTerms, account: MarginAccount, scale: number): number {
  const { falling, rising } = factors(terms, account);
  if (falling === 1 && rising === 1) {
    expect(surplus(terms, account, 1)).toBeLessThan(0);
    return 0;
  }
  const from = falling ?? 1e-3;
  const to = rising ?? 1e3;
  for (let i = 1; i < 60; i += 1) {
    const factor = from * Math.exp((Math.log(to / from) * i) / 60);
    expect(surplus(terms, account, factor)).toBeGreaterThan(-1e-12 * scale * Math.max(1, factor));
  }
  let met = 0;
  for (const [factor, way] of [
    [falling, -1],
    [rising, 1],
  ] as const) {
    if (factor === null) continue;
    met += 1;
    expect(Math.abs(surplus(terms, account, factor)) / scale / Math.max(1, factor)).toBeLessThan(1e-12);
    expect(surplus(terms, account, factor * (1 + way * 1e-7))).toBeLessThan(0);
  }
  return met;
}

describe('liquidationFactors', () => {
  it('are the closed forms of one contract', () => {
    const long = holdingOf(PERP, 1_000, { cost: 100_000 });
    const short = holdingOf(PERP, -1_000, { cost: -100_000 });
    const linear = (holding: MarginHolding, cash: number) =>
      factors(FLAT, accountOf('USDT', [holding], [money('USDT', cash)]));
    expect(linear(long, 10_000).falling).toBeCloseTo(0.9 / 0.99, 13);
    expect(linear(long, 10_000).rising).toBe(null);
    expect(linear(short, 10_000).rising).toBeCloseTo(1.1 / 1.01, 13);
    expect(linear(short, 10_000).falling).toBe(null);
    expect(linear(long, 100_000)).toEqual({ falling: null, rising: null });
    expect(linear(long, 900)).toEqual({ falling: 1, rising: 1 });
    // 100,000 dollars, one coin, with half a coin.
    const coinLong = holdingOf(COIN_PERP, 10_000, { cost: -1 });
    const coinShort = holdingOf(COIN_PERP, -10_000, { cost: 1 });
    const inverse = (holding: MarginHolding, cash: number) =>
      factors(FLAT, accountOf('BTC', [holding], [money('BTC', cash)]));
    expect(inverse(coinLong, 0.5).falling).toBeCloseTo(1.01 / 1.5, 13);
    expect(inverse(coinShort, 0.5).rising).toBeCloseTo(0.99 / 0.5, 13);
    expect(inverse(coinShort, 1)).toEqual({ falling: null, rising: null });
  });

  it('are of isolated positions those of the nearest', () => {
    const B = { ...PERP, id: 'B' };
    const terms: AccountTerms = {
      ...{ ...FLAT, mode: 'isolated' },
      contracts: { ...FLAT.contracts, B: { ...BRACKETS } },
    };
    const long = holdingOf(PERP, 1_000, { cost: 100_000, isolated: 10_000 });
    const short = holdingOf(B, -500, { cost: -50_000, isolated: 5_000 });
    const account = accountOf('USDT', [long, short], [money('USDT', 1e6)]);
    const { falling, rising } = factors(terms, account);
    expect(falling).toBeCloseTo(0.9 / 0.99, 13);
    expect(rising).toBeCloseTo(1.1 / 1.005, 13);
  });

  it('see a coin that is collateral, and what lending makes of it', () => {
    const assets = { BTC: { loanToValue: 0.7, threshold: 0.8 }, ETH: { loanToValue: 0.7, threshold: 0.75 } };
    const terms: AccountTerms = { model: { kind: 'lending', assets }, mode: 'cross', contracts: {} };
    const account = accountOf(
      'USD',
      [],
      [
        { currency: 'BTC', amount: 2, worth: 100_000, underlying: true },
        { currency: 'ETH', amount: -20, worth: 4_000, underlying: true },
      ],
    );
    expect(factors(terms, account, 'BTC')).toEqual({ falling: 0.5, rising: null });
    expect(factors(terms, account, 'ETH')).toEqual({ falling: null, rising: 2 });
    expect(factors(terms, account, 'SOL')).toEqual({ falling: null, rising: null });
  });

  it('are none for a coin held against an equal short, but for what its haircut leaves open', () => {
    const joined = (haircut: number) => ({ unit: 'USDT', collateral: { BTC: { haircut } } });
    const short = holdingOf(PERP, -1_000, { cost: -100_000 });
    const account = accountOf(
      'USDT',
      [short],
      [{ currency: 'BTC', amount: 1, worth: 100_000, underlying: true }],
    );
    // Each rise takes 1 % of the notional as margin, and nothing pays for it but the haircut coin.
    const { falling, rising } = factors({ ...FLAT, joined: joined(0) }, account);
    expect([falling, rising]).toEqual([null, expect.closeTo(100, 8)]);
    const hair = factors({ ...FLAT, joined: joined(0.1) }, account);
    expect(hair.rising).toBeCloseTo(1 / 0.11, 10);
  });

  const count = fc.integer({ min: -80_000, max: 80_000 }).filter((n) => n !== 0);
  const entry = fc.double({ min: 0.7, max: 1.4, noNaN: true });
  const cushion = fc.double({ min: 0.03, max: 1, noNaN: true });

  it.each([
    ['linear', PERP, 'USDT', STANDARD, 1],
    ['inverse', COIN_PERP, 'BTC', STANDARD, 1],
    [
      'joined in dollars',
      COIN_PERP,
      'USD',
      { ...STANDARD, joined: { unit: 'USD', collateral: { BTC: { haircut: 0.1, cap: 2e6 } } } },
      100_000,
    ],
  ] as const)('are the nearest, whatever brackets are between: %s', (_, instrument, unit, terms, rate) => {
    let met = 0;
    fc.assert(
      fc.property(count, entry, fc.option(fc.tuple(count, entry)), cushion, (n, e, second, c) => {
        const contract = (each: number, id: string, at: number): MarginHolding => {
          const own = { ...instrument, id };
          const cost = settleValue(own, lots(each), 100_000 * at);
          return holdingOf(own, each, { cost, rate });
        };
        const holdings = [contract(n, instrument.id, e)];
        if (second !== null) holdings.push(contract(second[0], 'B', second[1]));
        const contracts = { ...terms.contracts, B: { ...BRACKETS, leverage: 2 } };
        const scale = holdings.reduce(
          (sum, { lots: size }) => sum + Math.abs(settleValue(instrument, size, 100_000)) * rate,
          0,
        );
        const coin = unit === 'USD' ? 'BTC' : unit;
        const collateral = { currency: coin, amount: (c * scale) / rate, worth: rate };
        met += agree({ ...terms, contracts }, accountOf(unit, holdings, [collateral]), scale);
      }),
      { numRuns: 300 },
    );
    expect(met).toBeGreaterThan(150);
  });

  it('are the nearest where linear and inverse contracts, coins and debts are joined', () => {
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    let met = 0;
    fc.assert(
      fc.property(
        count,
        count,
        entry,
        share,
        cushion,
        fc.constantFrom('USD', 'BTC'),
        (n, m, e, coins, c, unit) => {
          const inUnit = unit === 'USD' ? 1 : 1 / 100_000;
          const linear = holdingOf(PERP, n, { cost: n * 100 * e, rate: inUnit });
          const cost = settleValue(COIN_PERP, lots(m), 100_000);
          const inverse = holdingOf(COIN_PERP, m, { cost, rate: 100_000 * inUnit });
          const scale = (Math.abs(n) * 100 + Math.abs(m) * 10) * inUnit;
          const cash = [
            { currency: 'BTC', amount: (coins * scale) / (100_000 * inUnit), worth: 100_000 * inUnit },
            { currency: 'USD', amount: (c * scale) / inUnit, worth: inUnit },
          ];
          const haircuts = { BTC: { haircut: 0.1 }, USD: { haircut: 0, cap: 1e6 * inUnit } };
          const terms = { ...STANDARD, joined: { unit, collateral: haircuts } };
          met += agree(terms, accountOf(unit, [linear, inverse], cash), scale);
        },
      ),
      { numRuns: 300 },
    );
    expect(met).toBeGreaterThan(100);
  });

  it('are searched where liquidity bends the account', () => {
    const pool: Instrument = {
      ...PERP,
      ...{ kind: 'lp', id: 'pool', inverse: false, lower: 80_000, upper: 125_000, multiplier: 1 },
    };
    const range = { lower: 80_000, upper: 125_000, price: 100_000 };
    const { value, delta } = answered(valuePosition({ liquidity: 1, ...range }));
    const holdings = [
      holdingOf(pool, 5_000, { mark: value }),
      holdingOf(PERP, -Math.round(delta * 5_000_000), { cost: -delta * 5e8 }),
    ];
    const terms = { ...STANDARD, joined: { unit: 'USDT', collateral: { pool: { haircut: 0.2 } } } };
    const account = accountOf('USDT', holdings, [money('USDT', -0.6 * value * 5_000)]);
    expect(agree(terms, account, value * 5_000)).toBe(2);
  });

  it('are searched where options bend the account', () => {
    const of = (call: number, put: number, cash: number) => {
      const terms = { vol: 0.6, years: 0.1 };
      const holdings = [
        holdingOf(optionOf('call', 110_000), call, { mark: 4_000, ...terms }),
        holdingOf(optionOf('put', 90_000), put, { mark: 3_500, ...terms }),
      ];
      return accountOf('USDT', holdings, [money('USDT', cash)]);
    };
    expect(agree(STANDARD, of(-1, -1, 40_000), 1e5)).toBe(2);
    expect(agree(STANDARD, of(-1, 0, 40_000), 1e5)).toBe(1);
    // A put far out of the money still wants 7.5 % of what the underlying then is worth.
    expect(agree(STANDARD, of(0, -2, 40_000), 1e5)).toBe(2);
    expect(agree(STANDARD, of(1, 1, 40_000), 1e5)).toBe(0);
  });
});
