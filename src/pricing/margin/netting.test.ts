import { describe, expect, it } from 'vitest';
import type { AccountTerms } from '../../domain/margin.ts';
import { standingOf } from './account.ts';
import {
  accountOf,
  answered,
  COIN_PERP,
  holdingOf,
  money,
  optionOf,
  PERP,
  STANDARD,
} from './margin-fixture.ts';
import { marginalMargin, nettingOf, requiredCollateral } from './netting.ts';
import { SCENARIO_PRESETS } from './presets.ts';
import { wrongWay } from './wrong-way.ts';

const JOINED: AccountTerms = {
  ...{ model: { kind: 'scenario', grid: SCENARIO_PRESETS['derive-pmrm'] }, mode: 'cross', contracts: {} },
  joined: { unit: 'USDT', collateral: { BTC: { haircut: 0.05 } } },
};
const SHORT = holdingOf(PERP, -1_000, { cost: -100_000 });
const COIN = { currency: 'BTC', amount: 1, worth: 100_000, underlying: true } as const;
const CALL = holdingOf(optionOf('call', 100_000), -1, { mark: 6_900, vol: 0.6, years: 0.1 });

describe('requiredCollateral', () => {
  it('is what of the equity is not free, whatever money is there', () => {
    for (const cash of [0, 1e6]) {
      const of = (count: number) => {
        const account = accountOf(
          'USDT',
          [{ ...CALL, lots: holdingOf(PERP, count).lots }],
          [money('USDT', cash)],
        );
        return requiredCollateral(STANDARD, account);
      };
      // A sold call wants its margin less what it was sold for, a bought one its price.
      expect(of(-1)).toBeCloseTo(15_000, 8);
      expect(of(2)).toBeCloseTo(13_800, 8);
    }
  });
});

describe('nettingOf', () => {
  it('saves nothing where positions stand for themselves, and most of a hedge where they do not', () => {
    const alone = { terms: STANDARD, account: accountOf('USDT', [SHORT, CALL], []), worth: 1 };
    const separate = answered(nettingOf([alone]));
    expect(separate).toEqual({ gross: 20_000, netted: 20_000, saving: 0 });
    const hedged = { terms: JOINED, account: accountOf('USDT', [SHORT], [COIN]), worth: 2 };
    const { gross, netted, saving } = answered(nettingOf([hedged]));
    // Alone: 1.25 · 20 % and 3 % of a short, 1.25 · 19 % and the haircut of a coin; together what the haircut leaves.
    expect(gross).toBeCloseTo(2 * (28_000 + 23_750 + 5_000), 6);
    expect(netted).toBeCloseTo(2 * (1_250 + 3_000 + 5_000), 6);
    expect(saving).toBeCloseTo(1 - 9_250 / 56_750, 10);
  });
});

describe('marginalMargin', () => {
  it('is what the account wants more after the trade', () => {
    const account = accountOf('USDT', [SHORT], [money('USDT', 50_000)]);
    const by = (count: number) => marginalMargin(STANDARD, account, { ...SHORT, ...holdingOf(PERP, count) });
    expect(by(-500)).toBeCloseTo(2_500, 8);
    expect(by(400)).toBeCloseTo(-2_000, 8);
    expect(by(1_000)).toBeCloseTo(-5_000, 8);
    expect(by(3_000)).toBeCloseTo(5_000, 8);
    expect(marginalMargin(STANDARD, account, { ...CALL, lots: holdingOf(PERP, 1).lots })).toBeCloseTo(
      6_900,
      8,
    );
  });

  it('is negative for a hedge in a scenario account, and what standingOf says of both', () => {
    const account = accountOf('USDT', [CALL], [money('USDT', 50_000)]);
    const hedge = holdingOf(PERP, 500);
    const added = marginalMargin(JOINED, account, hedge);
    expect(added).toBeLessThan(0);
    const [before, after] = [account.holdings, [CALL, { ...hedge, cost: 50_000 }]].map(
      (holdings) => answered(standingOf(JOINED, { ...account, holdings })).free,
    );
    expect(added).toBeCloseTo((before ?? 0) - (after ?? 0), 8);
  });

  it('asks of an isolated account what is to be set aside', () => {
    const terms: AccountTerms = { ...STANDARD, mode: 'isolated' };
    const account = accountOf('USDT', [], [money('USDT', 50_000)]);
    expect(marginalMargin(terms, account, holdingOf(PERP, 1_000))).toBeCloseTo(5_000, 8);
    expect(marginalMargin({ ...terms, contracts: {} }, account, holdingOf(PERP, 1_000))).toMatchObject({
      field: 'contracts.BTCUSDT',
    });
  });
});

describe('wrongWay', () => {
  const long = holdingOf(COIN_PERP, 10_000, { cost: -1 });
  const put = holdingOf(optionOf('put', 90_000, true), -1, { mark: 0.02, vol: 0.6, years: 0.1 });
  const coins = [money('BTC', 2)];

  it.each([
    ['a long inverse perp', [long], true],
    ['a short put', [put], true],
    ['a short inverse perp', [{ ...long, lots: holdingOf(PERP, -10_000).lots, cost: 1 }], false],
    ['a bought put', [{ ...put, lots: holdingOf(PERP, 1).lots }], false],
    ['nothing', [], false],
  ] as const)('is of %s in coin %o', (_, holdings, isWrong) => {
    const found = wrongWay(STANDARD, accountOf('BTC', holdings, coins));
    expect(Array.isArray(found) && found.length === 1).toBe(isWrong);
  });

  it('says how much, and is none of other collateral', () => {
    const account = accountOf('BTC', [long], coins);
    expect(wrongWay(STANDARD, account)).toEqual([
      { currency: 'BTC', collateral: 2, loss: expect.closeTo(0.25, 10) },
    ]);
    const linear = holdingOf(PERP, 1_000, { cost: 100_000 });
    expect(wrongWay(STANDARD, accountOf('USDT', [linear], [money('USDT', 1e5)]))).toEqual([]);
    const both = accountOf('USDT', [linear], [money('USDT', 1e5), COIN]);
    expect(wrongWay(JOINED, both)).toEqual([
      { currency: 'BTC', collateral: 100_000, loss: expect.closeTo(20_000, 8) },
    ]);
  });
});
