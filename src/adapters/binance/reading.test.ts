import { describe, expect, it } from 'vitest';
import { SYMBOLS } from './binance-fixture.ts';
import { orderRowOf, tradeOf, updateOf } from './reading.ts';

const TRADE = {
  ...{
    symbol: 'BTCUSDT',
    id: 7,
    orderId: '8389765494138943258',
    side: 'SELL',
    price: '50001.5',
    qty: '0.070',
  },
  ...{ commission: '0.00000007', commissionAsset: 'USDT', time: 1_700_000_000_123 },
};
const ORDER = {
  ...{ symbol: 'BTCUSDT', status: 'EXPIRED', executedQty: '0.003', clientOrderId: 'ek-j-1-0', orderId: 5 },
};
const UPDATE = {
  ...{ s: 'BTCUSDT', c: 'ek-j-1-0', S: 'BUY', x: 'TRADE', X: 'PARTIALLY_FILLED', i: 5, t: 9, T: 1_000 },
  ...{ l: '0.002', z: '0.005', L: '60000.1', n: '0.06', N: 'USDT' },
};

describe('tradeOf', () => {
  it('reads lots, fee and time as whole numbers', () => {
    expect(tradeOf(TRADE, SYMBOLS)).toMatchObject({
      fill: { fill: 'BTCUSDT-7-s', lots: -70, price: 50_001.5, fee: 7n, feeCurrency: 'USDT' },
      orderId: '8389765494138943258',
      at: 1_700_000_000_123,
    });
  });

  it('tells the two sides of a trade with ourselves apart', () => {
    const [one, other] = ['BUY', 'SELL'].map((side) => tradeOf({ ...TRADE, side }, SYMBOLS)?.fill.fill);
    expect(one).not.toBe(other);
  });

  it('has no answer to what makes no sense', () => {
    for (const wrong of [
      { qty: '0.0705' },
      { qty: 'x' },
      { qty: '0' },
      { side: 'BOTH' },
      { price: '-1' },
      { price: undefined },
      { commission: 'much' },
      { time: 1.5 },
      { id: 0 },
      { symbol: 'SOLUSDT' },
    ])
      expect(tradeOf({ ...TRADE, ...wrong }, SYMBOLS), JSON.stringify(wrong)).toBeUndefined();
  });
});

describe('orderRowOf', () => {
  it.each([
    ['NEW', 'open'],
    ['PARTIALLY_FILLED', 'open'],
    ['FILLED', 'filled'],
    ['CANCELED', 'cancelled'],
    ['EXPIRED', 'cancelled'],
    ['EXPIRED_IN_MATCH', 'cancelled'],
    ['REJECTED', 'rejected'],
  ])('takes %s for %s, and counts in lots', (status, meaning) => {
    expect(orderRowOf({ ...ORDER, status }, SYMBOLS)).toMatchObject({
      ...{ status: meaning, filled: 3, clientId: 'ek-j-1-0', orderId: '5' },
    });
  });

  it('has no answer to a state or an amount that it does not know', () => {
    expect(orderRowOf({ ...ORDER, status: 'PENDING' }, SYMBOLS)).toBeUndefined();
    expect(orderRowOf({ ...ORDER, executedQty: '0.0005' }, SYMBOLS)).toBeUndefined();
    expect(orderRowOf({ ...ORDER, symbol: 'SOLUSDT' }, SYMBOLS)).toBeUndefined();
  });
});

describe('updateOf', () => {
  it('reads an order and its execution', () => {
    expect(updateOf({ o: UPDATE }, SYMBOLS)).toMatchObject({
      ...{ clientId: 'ek-j-1-0', orderId: '5', status: 'open', filled: 5, isPuzzling: false, at: 1_000 },
      execution: { fill: { fill: 'BTCUSDT-9-b', lots: 2, price: 60_000.1, fee: 6_000_000n }, orderId: '5' },
    });
  });

  it('sees no execution where there is none, and a puzzle where it bears no id', () => {
    const ended = { ...UPDATE, x: 'EXPIRED', X: 'EXPIRED', l: '0' };
    expect(updateOf({ o: ended }, SYMBOLS)).toMatchObject({ status: 'cancelled', isPuzzling: false });
    expect(updateOf({ o: ended }, SYMBOLS)?.execution).toBeUndefined();
    const nameless = { ...UPDATE, x: 'CALCULATED', t: 0 };
    expect(updateOf({ o: nameless }, SYMBOLS)).toMatchObject({ isPuzzling: true });
  });

  it('has no answer to what is of nothing that we list', () => {
    expect(updateOf({ o: { ...UPDATE, s: 'SOLUSDT' } }, SYMBOLS)).toBeUndefined();
    expect(updateOf({}, SYMBOLS)).toBeUndefined();
  });
});
