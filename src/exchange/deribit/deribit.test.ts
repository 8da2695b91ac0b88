import { describe, expect, it } from 'vitest';
import { CALL, createVenue, FUTURE, PERP } from './deribit-fixture.ts';

describe('the gateway', () => {
  it('serves its own paths and no others', () => {
    const { gateway } = createVenue();
    for (const path of ['/api/v2', '/api/v2/public/test', '/ws/api/v2'])
      expect(gateway.serves(path)).toBe(true);
    for (const path of ['/', '/api/v20', '/ws/btcusdt@depth', '/fapi/v1/ping', '/info'])
      expect(gateway.serves(path)).toBe(false);
    const connection = { id: 1, address: '', send: () => undefined, close: () => undefined };
    expect(gateway.connect(connection, '/api/v2', '')).toBeUndefined();
  });

  it('answers a life of trading on one socket', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const bought = ann.get('private/buy', {
      ...{ instrument_name: PERP, amount: 150, type: 'limit', price: 100_000.5, label: 'hedge' },
    });
    expect(bought.order).toMatchObject({
      order_state: 'open',
      filled_amount: 100,
      amount: 150,
      average_price: 100_000.5,
      label: 'hedge',
      time_in_force: 'good_til_cancelled',
    });
    expect(bought.trades).toMatchObject([
      { amount: 100, price: 100_000.5, liquidity: 'T', fee_currency: 'BTC' },
    ]);
    const position = ann.get('private/get_position', { instrument_name: PERP });
    expect(position).toMatchObject({ size: 100, direction: 'buy', size_currency: 0.001 });
    // The entry follows from a cost in whole atoms, of which 100 USD are 100 000.
    expect(position.average_price).toBeCloseTo(100_000.5, -1);
    const id = bought.order.order_id;
    expect(ann.get('private/cancel', { order_id: id })).toMatchObject({
      order_state: 'cancelled',
      cancel_reason: 'user_request',
    });
    expect(ann.call('private/cancel', { order_id: id }).error?.code).toBe(11044);
    expect(ann.call('private/cancel', { order_id: 'no such' }).error?.code).toBe(10004);
  });

  it('lists what the exchange lists, in the units of the wire', () => {
    const { connect } = createVenue();
    const rows = connect().get('public/get_instruments', { currency: 'BTC' });
    const of = (name: string) =>
      rows.find((row: { instrument_name: string }) => row.instrument_name === name);
    expect(of(PERP)).toMatchObject({
      ...{ kind: 'future', settlement_period: 'perpetual', contract_size: 10, min_trade_amount: 10 },
      ...{ tick_size: 0.5, base_currency: 'BTC', quote_currency: 'USD', settlement_currency: 'BTC' },
    });
    expect(of(FUTURE)).toMatchObject({ kind: 'future', settlement_period: 'week', tick_size: 2.5 });
    expect(of(CALL)).toMatchObject({
      ...{ kind: 'option', option_type: 'call', strike: 100_000, contract_size: 1, min_trade_amount: 0.1 },
      ...{ quote_currency: 'BTC', counter_currency: 'USD', tick_size: 0.0001 },
    });
  });
});
