import { describe, expect, it } from 'vitest';
import {
  BINANCE_BTC,
  BINANCE_ETH,
  BTC_CALL,
  BTC_PERP,
  createTestExchange,
  termsOf,
  ticketOf,
  USDT,
} from './account-fixture.ts';

const RICH = { USDT: 1e8, BTC: 10_000 };

/** `a` long 1 BTC from 100,000 with about 5,000 against a rich `b`. */
function longBitcoin() {
  const exchange = createTestExchange([
    ...[termsOf('a', { USDT: 5_050 }), termsOf('b', RICH), termsOf('house', {}, true)],
  ]);
  exchange.trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
  return exchange;
}

describe('liquidation', () => {
  it('leaves alone who has the maintenance margin', () => {
    const { accounts, marks, events, rest, open } = longBitcoin();
    rest('a', ticketOf(BINANCE_BTC, 'buy', 1, 90_000));
    marks.set('BTCUSDT', 95_400);
    accounts.watch();
    expect(events).toEqual([]);
    expect(open).toHaveLength(1);
    expect(accounts.positionLots('a', 'BTCUSDT')).toBe(1_000);
  });

  it('cancels orders, then closes in steps only as much as it must', () => {
    const { accounts, marks, events, appetites, rest, open, total } = longBitcoin();
    rest('a', ticketOf(BINANCE_BTC, 'buy', 1, 90_000));
    const before = total('USDT');
    marks.set('BTCUSDT', 95_350);
    appetites.set('BTCUSDT', [{ ticks: 953_400, left: 10_000 }]);
    accounts.watch();
    expect(open).toEqual([]);
    expect(events[0]).toMatchObject({ kind: 'order', order: { endedBy: 'liquidation' } });
    // A quarter lowers what is needed from 381 to 286 against the 350 left, less the fee of 12 to the fund.
    expect(accounts.positionLots('a', 'BTCUSDT')).toBe(750);
    expect(accounts.pots('USDT').insurance).toBe(USDT(0.25 * 95_340 * 0.0005));
    const [balance] = accounts.balances('a');
    expect(balance?.equity).toBeGreaterThan(balance?.maintenanceMargin ?? 0);
    expect(total('USDT')).toBe(before);
  });

  it('waits for the book while there is equity', () => {
    const { accounts, marks, appetites } = longBitcoin();
    marks.set('BTCUSDT', 95_100);
    accounts.watch();
    expect(accounts.positionLots('a', 'BTCUSDT')).toBe(1_000);
    // Nothing is sold below the price at which nothing is left, which is 95,000.
    appetites.set('BTCUSDT', [{ ticks: 949_999, left: 10_000 }]);
    accounts.watch();
    expect(accounts.positionLots('a', 'BTCUSDT')).toBe(1_000);
    appetites.set('BTCUSDT', [{ ticks: 950_900, left: 10_000 }]);
    accounts.watch();
    expect(accounts.positionLots('a', 'BTCUSDT')).toBeLessThan(1_000);
  });

  it('takes from the other side, at the price of bankruptcy, what nobody buys of a bankrupt', () => {
    const { accounts, marks, events, total, cash } = longBitcoin();
    const before = total('USDT');
    marks.set('BTCUSDT', 90_000);
    accounts.watch();
    expect(accounts.positions('a')).toEqual([]);
    expect(accounts.positions('b')).toEqual([]);
    const fills = events.flatMap((event) => (event.kind === 'fill' ? [event.execution] : []));
    expect(fills.map(({ account, ticks, kind, lots }) => [account, ticks, kind, lots])).toEqual([
      ['b', 950_000, 'adl', 1_000],
      ['a', 950_000, 'adl', 1_000],
    ]);
    expect(cash('a', 'USDT')).toBe(0);
    expect(cash('b', 'USDT')).toBeCloseTo(1e8 - 20 + 5_000, 6);
    expect(total('USDT')).toBe(before);
  });

  it('lets the fund pay first, as far as it goes', () => {
    const exchange = createTestExchange([
      ...[termsOf('a', { USDT: 5_050 }), termsOf('fool', { USDT: 120_000 }), termsOf('b', RICH)],
      termsOf('house', {}, true),
    ]);
    const { accounts, marks, appetites, trade, cash, total } = exchange;
    trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
    trade(BINANCE_ETH, 'fool', 'b', 50_000, 40_000);
    marks.set('ETHUSDT', 37_750);
    appetites.set('ETHUSDT', [{ ticks: 3_775_000, left: 1e6 }]);
    accounts.watch();
    const fund = Number(accounts.pots('USDT').insurance) / 1e8;
    expect(fund).toBeGreaterThan(100);
    const before = total('USDT');
    marks.set('BTCUSDT', 94_950);
    accounts.watch();
    // It owes 50 and the fund has them: taken at the mark, so the other side loses nothing.
    expect(accounts.positions('a')).toEqual([]);
    expect(cash('a', 'USDT')).toBeCloseTo(0, 8);
    expect(Number(accounts.pots('USDT').insurance) / 1e8).toBeCloseTo(fund - 50, 6);
    expect(total('USDT')).toBe(before);
  });

  it('sells in the book below the price of bankruptcy what the fund can pay for', () => {
    const exchange = createTestExchange([
      ...[termsOf('a', { USDT: 5_050 }), termsOf('fool', { USDT: 120_000 }), termsOf('b', RICH)],
      termsOf('house', {}, true),
    ]);
    const { accounts, marks, appetites, trade, cash } = exchange;
    trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
    trade(BINANCE_ETH, 'fool', 'b', 50_000, 40_000);
    marks.set('ETHUSDT', 37_750);
    appetites.set('ETHUSDT', [{ ticks: 3_775_000, left: 1e6 }]);
    accounts.watch();
    marks.set('BTCUSDT', 94_950);
    appetites.set('BTCUSDT', [{ ticks: 949_500, left: 1e6 }]);
    accounts.watch();
    expect(accounts.positions('a')).toEqual([]);
    expect(accounts.positionLots('b', 'BTCUSDT')).toBe(-1_000);
    expect(cash('a', 'USDT')).toBe(0);
  });

  it('does the same in coin, for a short', () => {
    const exchange = createTestExchange([
      ...[termsOf('a', { BTC: 0.1 }), termsOf('b', RICH), termsOf('house', {}, true)],
    ]);
    const { accounts, marks, trade, cash, total } = exchange;
    trade(BTC_PERP, 'b', 'a', 20_000, 100_000);
    const before = total('BTC');
    marks.set('BTC-PERPETUAL', 110_000);
    accounts.watch();
    expect(accounts.positions('a')).toEqual([]);
    expect(cash('a', 'BTC')).toBeCloseTo(0, 5);
    expect(cash('a', 'BTC')).toBeGreaterThanOrEqual(0);
    expect(total('BTC')).toBe(before);
  });

  it('buys short options back', () => {
    const exchange = createTestExchange([
      ...[termsOf('a', { BTC: 0.3 }), termsOf('b', RICH), termsOf('house', {}, true)],
    ]);
    const { accounts, marks, appetites, trade } = exchange;
    trade(BTC_CALL, 'b', 'a', 10, 0.05);
    accounts.watch();
    expect(accounts.positionLots('a', BTC_CALL.instrument.id)).toBe(-10);
    marks.set(BTC_CALL.instrument.id, 0.3);
    appetites.set(BTC_CALL.instrument.id, [{ ticks: 3_010, left: 1_000 }]);
    accounts.watch();
    // Three lots, then two: what is left wants 0.5 · (0.075 + 0.3) of the 0.2 that is left in cash.
    expect(accounts.positionLots('a', BTC_CALL.instrument.id)).toBe(-5);
    const [balance] = accounts.balances('a');
    expect(balance?.maintenanceMargin).toBeCloseTo(0.1875, 12);
    expect(Number(balance?.cash) / 1e8).toBeGreaterThan(0.1875);
  });

  it('has the fund pay a debt that has no position behind it', () => {
    const { accounts, marks, cash, events } = longBitcoin();
    accounts.settle('BTCUSDT', 90_000);
    marks.set('BTCUSDT', 90_000);
    expect(cash('a', 'USDT')).toBe(-5_000);
    accounts.watch();
    expect(cash('a', 'USDT')).toBe(0);
    expect(accounts.pots('USDT').insurance).toBe(USDT(-5_000));
    expect(events.at(-1)).toMatchObject({ kind: 'transfer', account: 'a', amount: USDT(5_000) });
  });
});
