import { describe, expect, it } from 'vitest';
import { LISTINGS, SYMBOL } from './ccxt-fixture.ts';
import { createClientIds } from './client-id.ts';
import { executionOf, orderRowOf } from './reading.ts';

const TRADE = {
  ...{ id: '77', order: 'o-1', symbol: SYMBOL, side: 'sell', amount: 2.5, price: 60_000.5 },
  ...{ timestamp: 1_700_000_000_123, fee: { cost: 0.00750006, currency: 'USDT' }, fees: [] },
};
const ORDER = {
  ...{ id: 'o-1', clientOrderId: 'ekZjZ1Z0', symbol: SYMBOL, amount: 2.5, timestamp: 1_700_000_000_000 },
};
const ids = createClientIds('', 36);
const row = (change: object) => orderRowOf({ ...ORDER, ...change }, LISTINGS, ids);

describe('executionOf', () => {
  it('reads lots, fee and time as whole numbers', () => {
    expect(executionOf(TRADE, LISTINGS)).toMatchObject({
      fill: { fill: `${SYMBOL}/77`, lots: -25, price: 60_000.5, fee: 750_006n, feeCurrency: 'USDT' },
      ...{ orderId: 'o-1', at: 1_700_000_000_123 },
    });
    const rebate = { fee: undefined, fees: [{ cost: -1e-7, currency: 'BNB' }] };
    expect(executionOf({ ...TRADE, ...rebate }, LISTINGS)?.fill).toMatchObject({
      ...{ fee: -10n, feeCurrency: 'BNB' },
    });
  });

  it.each([
    ...[{ id: undefined }, { symbol: 'ETH/USDT:USDT' }, { side: undefined }, { amount: 0.05 }],
    ...[{ amount: 0 }, { amount: -2.5 }, { amount: 'x' }, { amount: undefined }, { price: -1 }],
    ...[{ price: undefined }, { price: Infinity }, { timestamp: undefined }, { timestamp: 1.5 }],
    // A fee that is not told, or is in two currencies, is nothing that cash can be reckoned with.
    ...[{ fee: undefined }, { fee: { cost: undefined } }, { fee: { cost: 'x' } }],
    {
      fees: [
        { cost: 1, currency: 'BNB' },
        { cost: 1, currency: 'USDT' },
      ],
    },
  ])('has no answer to what makes no sense: %j', (wrong) => {
    expect(executionOf({ ...TRADE, ...wrong }, LISTINGS)).toBeUndefined();
  });
});

describe('orderRowOf', () => {
  it('tells what was filled from what was closed with a rest', () => {
    expect(row({ status: 'closed', filled: 2.5 })).toMatchObject({ status: 'filled', filled: 25 });
    expect(row({ status: 'closed', filled: 1 })).toMatchObject({ status: 'cancelled', filled: 10 });
    expect(row({ status: 'canceled', filled: 0 })).toMatchObject({ status: 'cancelled', filled: 0 });
    expect(row({ status: 'expired', filled: 1 })).toMatchObject({ status: 'cancelled', order: 'ek-j-1-0' });
    expect(row({ status: 'canceling', filled: 0 })).toMatchObject({ status: 'open' });
  });

  it('keeps apart what was not told', () => {
    expect(row({ status: undefined, filled: undefined, clientOrderId: undefined })).toMatchObject({
      ...{ status: null, filled: null, order: null },
    });
    expect(row({ clientOrderId: 'web-1' })).toHaveProperty('order', undefined);
    // There, and empty, which ccxt does not tell from not being there.
    for (const name of ['clOrdId', 'orderLinkId', 'clientOid', 'clientOrderId', 'cliOrdId', 'text'])
      expect(row({ clientOrderId: undefined, info: { [name]: '' } })).toHaveProperty('order', undefined);
    expect(row({ clientOrderId: undefined, info: { ordId: '1' } })).toHaveProperty('order', null);
  });

  it('has no answer to a state, an amount or an instrument that it does not know', () => {
    for (const wrong of [{ status: 'archived' }, { filled: 0.05 }, { id: undefined }, { symbol: 'X' }])
      expect(row({ status: 'open', filled: 0, ...wrong })).toBeUndefined();
  });
});
