import { describe, expect, it } from 'vitest';
import { SYMBOLS } from './deribit-fixture.ts';
import { executionOf, orderRowOf } from './reading.ts';

const TRADE = {
  ...{ instrument_name: 'BTC-PERPETUAL', direction: 'sell', amount: 700, price: 50_001.5, label: 'ek-j-1-0' },
  ...{ trade_id: 't-1', order_id: 'o-1', fee: 7e-8, fee_currency: 'BTC', timestamp: 1_700_000_000_123 },
};
const ORDER = {
  ...{
    instrument_name: 'BTC-27NOV26-60000-C',
    order_state: 'cancelled',
    filled_amount: 0.3,
    label: 'ek-j-1-0',
  },
  ...{ order_id: 'o-1', cancel_reason: 'user_request' },
};

describe('executionOf', () => {
  it('reads lots, fee and time as whole numbers', () => {
    expect(executionOf(TRADE, SYMBOLS)).toMatchObject({
      fill: { fill: 't-1', lots: -70, price: 50_001.5, fee: 7n, feeCurrency: 'BTC' },
      label: 'ek-j-1-0',
      at: 1_700_000_000_123,
    });
  });

  it('has no answer to what makes no sense', () => {
    for (const wrong of [
      { amount: 705 },
      { amount: 'x' },
      { direction: 'zero' },
      { price: -1 },
      { price: undefined },
      { fee: 'much' },
      { timestamp: 1.5 },
      { instrument_name: 'SOL-PERPETUAL' },
    ])
      expect(executionOf({ ...TRADE, ...wrong }, SYMBOLS), JSON.stringify(wrong)).toBeUndefined();
  });
});

describe('orderRowOf', () => {
  it('counts in lots', () => {
    expect(orderRowOf(ORDER, SYMBOLS)).toMatchObject({
      status: 'cancelled',
      filled: 3,
      detail: 'user_request',
    });
    expect(orderRowOf({ ...ORDER, order_state: 'open', filled_amount: 0 }, SYMBOLS)).toMatchObject({
      status: 'open',
      filled: 0,
    });
  });

  it('has no answer to a state or an amount that it does not know', () => {
    expect(orderRowOf({ ...ORDER, order_state: 'archived' }, SYMBOLS)).toBeUndefined();
    expect(orderRowOf({ ...ORDER, filled_amount: 0.05 }, SYMBOLS)).toBeUndefined();
  });
});
