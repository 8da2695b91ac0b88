import { describe, expect, it } from 'vitest';
import { type Bench, bench } from './binance-fixture.ts';
import { Params } from './params.ts';
import { sign, signedParams } from './signature.ts';

const ORDER = {
  ...{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' },
  ...{ quantity: '0.010', price: '49990.0' },
};

function asking(here: Bench = bench()) {
  const { send, heard } = here.open('/ws-fapi/v1');
  /** A request signed by `demo`; its answer. */
  const ask = (method: string, values: object = {}, id: unknown = 1) => {
    const params = { timestamp: here.exchange.now, apiKey: 'demo', ...values };
    const signature = sign(signedParams(Params.fromObject(params)), "demo's secret");
    send({ id, method, params: { signature, ...params } });
    return heard.at(-1);
  };
  return { ...here, send, heard, request: ask };
}

describe('a socket for orders', () => {
  it('places, changes, finds and cancels', () => {
    const { request } = asking();
    const placed = request('order.place', ORDER, 'a-1');
    expect(placed).toMatchObject({ id: 'a-1', status: 200, result: { status: 'NEW', price: '49990.0' } });
    const { orderId } = placed.result;
    const changed = request('order.modify', { ...ORDER, orderId, quantity: '0.020' });
    expect(changed).toMatchObject({ status: 200, result: { orderId, origQty: '0.020' } });
    expect(request('order.status', { symbol: 'BTCUSDT', orderId }).result).toMatchObject({ status: 'NEW' });
    expect(request('order.cancel', { symbol: 'BTCUSDT', orderId }).result).toMatchObject({
      status: 'CANCELED',
    });
    expect(request('order.cancel', { symbol: 'BTCUSDT', orderId })).toMatchObject({
      ...{ id: 1, status: 400, error: { code: -2011 } },
    });
  });

  it('shows what is used of the limits, unless told not to', () => {
    const { request } = asking();
    expect(request('order.place', ORDER).rateLimits).toEqual([
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400, count: 0 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200, count: 1 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300, count: 1 },
    ]);
    expect(request('order.place', { ...ORDER, returnRateLimits: false })).not.toHaveProperty('rateLimits');
    expect(request('time', { returnRateLimits: 'false' })).not.toHaveProperty('rateLimits');
    expect(request('time', { returnRateLimits: { toString: 0 } })).toHaveProperty('rateLimits');
  });

  it('reads account and market, the latter without a key', () => {
    const { request, send, heard } = asking();
    expect(request('v2/account.balance').result).toMatchObject([
      { asset: 'USDT', balance: '100000.00000000' },
    ]);
    expect(request('v2/account.position').result).toEqual([]);
    expect(request('account.position').result).toHaveLength(3);
    expect(request('v2/account.status').result).toMatchObject({ totalWalletBalance: '100000.00000000' });
    send({ id: null, method: 'ticker.book', params: { symbol: 'BTCUSDT' } });
    expect(heard.at(-1)).toMatchObject({ id: null, status: 200, result: { bidPrice: '49999.9' } });
  });

  it('opens user streams for a key alone', () => {
    const { send, heard, request } = asking();
    send({ id: 1, method: 'userDataStream.start', params: { apiKey: 'demo' } });
    expect(heard.at(-1).result.listenKey).toMatch(/^\w{64}$/);
    expect(request('userDataStream.stop')).toMatchObject({ status: 200, result: {} });
    expect(request('userDataStream.ping')).toMatchObject({ status: 400, error: { code: -1125 } });
  });

  it('has no log-on for keys that sign with HMAC', () => {
    const { request } = asking();
    expect(request('session.logon')).toMatchObject({ status: 400, error: { code: -4056 } });
    expect(request('session.status')).toMatchObject({ status: 200, result: { apiKey: null } });
  });

  it.each<[string, object, number, number]>([
    ['a wrong signature', { ...ORDER, signature: 'ab' }, 400, -1022],
    ['an unknown key', { ...ORDER, apiKey: 'nobody' }, 401, -2015],
    ['a key that can be none', { ...ORDER, apiKey: 'a key' }, 401, -2014],
    ['an old timestamp', { ...ORDER, timestamp: 1 }, 400, -1021],
    ['a parameter that is no value', { ...ORDER, price: { deep: true } }, 400, -1100],
  ])('refuses %s', (_, values, status, code) => {
    const { request, exchange } = asking();
    expect(request('order.place', values)).toMatchObject({ status, error: { code } });
    expect(exchange.orders('demo', 'all')).toEqual([]);
  });

  it.each([
    '',
    '{',
    '7',
    'null',
    '[]',
    '{"id":{}}',
    '{"id":1}',
    '{"id":1,"method":"order.place","params":3}',
  ])('refuses the message %s', (message) => {
    const { send, heard } = asking();
    send(message);
    expect(heard).toMatchObject([{ id: null, status: 400, error: { code: -1135 } }]);
  });

  it('refuses methods that there are not, and all when the limits are spent', () => {
    const { request, gateway } = asking();
    expect(request('order.dance')).toMatchObject({ status: 404, error: { code: -5000 } });
    expect(request('constructor')).toMatchObject({ status: 404 });
    gateway.limits('spent');
    expect(request('order.place', ORDER)).toMatchObject({ status: 429, error: { code: -1003 } });
  });
});
