import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, hostileValue, textOf } from '../../../test/support/hostile.ts';
import { CALL, createVenue, PERP } from './deribit-fixture.ts';
import { readRequest } from './dispatch.ts';

const METHODS = [
  ...['public/auth', 'public/subscribe', 'public/get_instruments', 'public/ticker', 'public/get_order_book'],
  ...['public/get_tradingview_chart_data', 'public/get_last_trades_by_instrument', 'public/set_heartbeat'],
  ...['private/buy', 'private/sell', 'private/edit', 'private/cancel', 'private/cancel_by_label'],
  ...['private/get_order_state', 'private/get_user_trades_by_currency', 'private/get_transaction_log'],
  ...['private/get_positions', 'private/get_account_summary', 'private/subscribe', 'private/unsubscribe'],
];
const NAMES = [
  ...['instrument_name', 'amount', 'price', 'type', 'order_id', 'label', 'currency', 'channels', 'depth'],
  ...['grant_type', 'client_id', 'valid_until', 'count', 'start_timestamp', 'end_timestamp', 'kind'],
  ...['access_token', 'time_in_force', '__proto__', 'constructor', 'resolution', 'interval', 'scope'],
];
const value = fc.oneof(
  fc.constantFrom(PERP, CALL, 'BTC', 'any', 'limit', 'market', '1', '10', 'E-1', `book.${PERP}.raw`, '.'),
  hostileValue,
  fc.double(),
  fc.array(fc.oneof(fc.string(), fc.constantFrom(`ticker.${PERP}.100ms`, 'user.portfolio.BTC'))),
);

describe('requests', () => {
  it('are answered in the envelope of the venue', () => {
    const { connect, exchange } = createVenue();
    const { received, call, send } = connect();
    expect(call('public/get_time')).toEqual({
      ...{ jsonrpc: '2.0', id: 1, result: exchange.now, testnet: true },
      ...{ usIn: exchange.now * 1000, usOut: exchange.now * 1000, usDiff: 0 },
    });
    expect(call('public/nothing').error).toEqual({ code: -32601, message: 'Method not found' });
    expect(call('private/get_positions').error?.code).toBe(10000);
    expect(call('public/ticker').error).toEqual({
      ...{ code: -32602, message: 'Invalid params' },
      data: { reason: 'value is required', param: 'instrument_name' },
    });
    expect(call('public/ticker', { instrument_name: 'DOGE' }).error?.code).toBe(13020);
    send('{"id":"a text","method":"public/test"}');
    expect(received.at(-1)).toMatchObject({ id: 'a text', result: { version: expect.any(String) } });
  });

  it.each([
    ['not JSON', '{"method":', null, -32700],
    ['nothing', '', null, -32700],
    ['a list', '[{"method":"public/test"}]', null, 11050],
    ['a number', '7', null, 11050],
    ['null', 'null', null, 11050],
    ['without a method', '{"id":5}', 5, 11050],
    ['with a method that is no text', '{"id":5,"method":{}}', 5, 11050],
    ['with parameters that are a list', '{"id":5,"method":"public/test","params":[1]}', 5, -32602],
  ])('that are %s are refused', (_, text, id, code) => {
    const { connect } = createVenue();
    const socket = connect();
    socket.send(text);
    expect(socket.received).toMatchObject([{ id, error: { code } }]);
  });

  it('take null for no parameters', () => {
    expect(readRequest('{"method":"public/test","params":null}')).toEqual({
      ...{ id: null, method: 'public/test', params: {} },
    });
  });

  it('each get one answer, and leave the accounts right, whatever they hold', () => {
    const { connect, exchange } = createVenue();
    const socket = connect('ann');
    const limit = { instrument_name: PERP, amount: 10, price: 99_000, type: 'limit', label: 'a' };
    const placing = { jsonrpc: '2.0', id: 1, method: 'private/buy', params: limit };
    const request = fc.record({
      id: fc.integer({ min: 1 }),
      method: fc.oneof(fc.constantFrom(...METHODS), fc.string()),
      params: fc.dictionary(fc.constantFrom(...NAMES), value),
    });
    fc.assert(
      fc.property(
        fc.oneof(request.map(textOf), hostileLike(placing).map(textOf), fc.string()),
        fc.nat(),
        (whole, cut) => {
          const text = cut % 4 === 0 ? whole.slice(0, cut % (whole.length + 1)) : whole;
          socket.received.length = 0;
          socket.send(text);
          const answers = socket.received.filter((message) => message.method !== 'subscription');
          expect(answers).toHaveLength(1);
          expect(answers[0]?.result !== undefined).toBe(answers[0]?.error === undefined);
        },
      ),
      { numRuns: 800 },
    );
    for (const { lots } of exchange.positions('ann')) expect(Number.isSafeInteger(lots)).toBe(true);
    expect(Number.isFinite(exchange.balances('ann')[0]?.equity)).toBe(true);
  });
});

describe('who may do what', () => {
  it('is what the key may, less what was asked to be left out', () => {
    const { connect } = createVenue();
    const order = { instrument_name: PERP, amount: 10, price: 99_000 };
    const eve = connect('eve');
    expect(eve.get('private/get_positions')).toEqual([]);
    expect(eve.call('private/buy', order).error?.code).toBe(13021);
    const ann = connect();
    ann.get('public/auth', {
      ...{ grant_type: 'client_credentials', client_id: 'ann', client_secret: 'ann-secret' },
      scope: 'trade:read account:none',
    });
    expect(ann.call('private/buy', order).error?.code).toBe(13021);
    expect(ann.call('private/get_account_summary', { currency: 'BTC' }).error?.code).toBe(13021);
    expect(ann.get('private/get_positions')).toEqual([]);
  });

  it('is limited by credits', () => {
    const { connect, gateway, wait } = createVenue();
    const ann = connect('ann');
    gateway.limits('real');
    const order = { instrument_name: PERP, amount: 10, price: 99_000 };
    const codes = Array.from({ length: 21 }, () => ann.call('private/buy', order).error?.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(20);
    expect(codes.at(-1)).toBe(10028);
    wait(200);
    expect(ann.call('private/cancel_all').result).toBe(20);
    gateway.limits('spent');
    expect(ann.call('public/get_time').error).toMatchObject({ code: 10028, message: 'too_many_requests' });
  });

  it('is nothing during maintenance, but to ask whether it is over', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    exchange.control.maintenance(true);
    for (const method of ['public/ticker', 'private/get_positions', 'private/cancel_all'])
      expect(ann.call(method, { instrument_name: PERP }).error?.code).toBe(11051);
    expect(ann.call('public/test').result).toBeDefined();
    expect(ann.get('public/status')).toMatchObject({ locked: 'true' });
    exchange.control.maintenance(false);
    expect(ann.get('public/status')).toEqual({ locked: 'false', locked_indices: [] });
  });
});
