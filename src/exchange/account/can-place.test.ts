import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import {
  BINANCE_BTC,
  BINANCE_ETH,
  BTC_CALL,
  createTestExchange,
  termsOf,
  ticketOf,
} from './account-fixture.ts';

const RICH = { USDT: 1e8, BTC: 1_000 };

function trader(deposits: Readonly<Record<string, number>>) {
  const exchange = createTestExchange([
    termsOf('a', deposits),
    termsOf('b', RICH),
    termsOf('house', {}, true),
  ]);
  const { accounts } = exchange;
  const may = (...order: Parameters<typeof ticketOf>) =>
    accounts.canPlace('a', ticketOf(...order)) === undefined;
  return { ...exchange, may };
}

describe('an order', () => {
  it('is taken while its margin and its fee are there', () => {
    // 1 BTC at twenty times is 5,000, and its fee 50.
    const { may, accounts } = trader({ USDT: 5_050 });
    expect(may(BINANCE_BTC, 'buy', 1_000, 100_000)).toBe(true);
    expect(may(BINANCE_BTC, 'sell', 1_000, 100_000)).toBe(true);
    expect(may(BINANCE_BTC, 'buy', 1_001, 100_000)).toBe(false);
    accounts.setLeverage('a', 'BTCUSDT', 10);
    expect(may(BINANCE_BTC, 'buy', 1_000, 100_000)).toBe(false);
    const refusal = accounts.canPlace('a', ticketOf(BINANCE_BTC, 'buy', 1_000, 100_000));
    expect(refusal).toMatchObject({ code: 'insufficient-margin' });
    expect(refusal?.message).toMatch(/10050\.0+ USDT.*5050\.0+/);
  });

  it('is asked for what it loses to the mark at once', () => {
    const { may } = trader({ USDT: 5_100 });
    expect(may(BINANCE_BTC, 'buy', 1_000, 100_000)).toBe(true);
    expect(may(BINANCE_BTC, 'buy', 1_000, 100_100)).toBe(false);
    expect(may(BINANCE_BTC, 'buy', 1_000, 99_000)).toBe(true);
    expect(may(BINANCE_BTC, 'sell', 1_000, 99_900)).toBe(false);
  });

  it('shares the currency with what is open already', () => {
    const { may, rest, accounts } = trader({ USDT: 10_200 });
    const order = rest('a', ticketOf(BINANCE_BTC, 'buy', 1_000, 100_000));
    expect(may(BINANCE_BTC, 'buy', 1_001, 100_000)).toBe(true);
    expect(may(BINANCE_BTC, 'buy', 1_100, 100_000)).toBe(false);
    expect(may(BINANCE_ETH, 'buy', 1_100, 100_000)).toBe(false);
    const larger = ticketOf(BINANCE_BTC, 'buy', 2_000, 100_000);
    expect(accounts.canPlace('a', larger)).toBeDefined();
    expect(accounts.canPlace('a', larger, order)).toBeUndefined();
  });

  it('passes without margin where it only lowers the position', () => {
    const { may, trade, marks, accounts } = trader({ USDT: 5_050 });
    trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
    marks.set('BTCUSDT', 95_300);
    expect(accounts.balances('a')[0]?.available).toBe(0);
    expect(may(BINANCE_BTC, 'sell', 1_000, 90_000)).toBe(true);
    expect(may(BINANCE_BTC, 'sell', 2_100, 95_300)).toBe(false);
    expect(may(BINANCE_BTC, 'buy', 1, 95_300)).toBe(false);
    const reduce = { ...ticketOf(BINANCE_BTC, 'sell', 9_999, 95_300), reduceOnly: true };
    expect(accounts.canPlace('a', reduce)).toBeUndefined();
  });

  it('pays options in full and wants margin for short ones, in their currency', () => {
    const { may } = trader({ BTC: 0.1, USDT: 1e6 });
    expect(may(BTC_CALL, 'buy', 19, 0.05)).toBe(true);
    expect(may(BTC_CALL, 'buy', 20, 0.05)).toBe(false);
    expect(may(BTC_CALL, 'sell', 4, 0.05)).toBe(true);
    expect(may(BTC_CALL, 'sell', 5, 0.05)).toBe(false);
    expect(trader({ USDT: 1e6 }).may(BTC_CALL, 'buy', 1, 0.0001)).toBe(false);
  });

  it('is not asked of the house', () => {
    const { accounts } = trader({});
    const ticket = { ...ticketOf(BINANCE_BTC, 'buy', 1, 100_000), lots: lots(1e9) };
    expect(accounts.canPlace('house', ticket)).toBeUndefined();
  });
});
