import { describe, expect, it } from 'vitest';
import { type Bench, bench, lotsOf, START } from './binance-fixture.ts';

const symbol = 'BTCUSDT';
const PATH = '/fapi/v1/order';

function ids(bodies: readonly { orderId: number }[]): number[] {
  return bodies.map(({ orderId }) => orderId);
}

describe('GET order', () => {
  it('finds by number or by client id, in the right symbol and of the right account', () => {
    const { order, signed } = bench();
    const { orderId } = order({ newClientOrderId: 'a' }).body;
    const query = (values: Record<string, string | number>, key?: string) =>
      signed('GET', PATH, values, key).body;
    expect(query({ symbol, orderId })).toMatchObject({ clientOrderId: 'a', time: START });
    expect(query({ symbol, origClientOrderId: 'a' })).toMatchObject({ orderId });
    expect(query({ symbol: 'ETHUSDT', orderId })).toMatchObject({ code: -2013 });
    expect(query({ symbol, orderId }, 'other')).toMatchObject({ code: -2013 });
    expect(query({ symbol, orderId: 10_000 })).toMatchObject({ code: -2013 });
    expect(query({ symbol })).toMatchObject({ code: -1102 });
    expect(query({ symbol, orderId: 'x' })).toMatchObject({ code: -1100 });
  });

  it('finds open orders as such only while they are open', () => {
    const { order, signed } = bench();
    const { orderId } = order().body;
    expect(signed('GET', '/fapi/v1/openOrder', { symbol, orderId }).body).toMatchObject({ orderId });
    expect(signed('DELETE', PATH, { symbol, orderId }).body).toMatchObject({ status: 'CANCELED', orderId });
    expect(signed('GET', '/fapi/v1/openOrder', { symbol, orderId }).body).toMatchObject({ code: -2013 });
    expect(signed('DELETE', PATH, { symbol, orderId }).body).toMatchObject({ code: -2011 });
  });
});

describe('PUT order', () => {
  const change = ({ signed }: Bench, orderId: number, values: Record<string, string | number>) =>
    signed('PUT', PATH, { symbol, orderId, side: 'BUY', quantity: '0.010', price: '49990.0', ...values });

  it('changes price and size', () => {
    const here = bench();
    const { orderId } = here.order().body;
    const { body } = change(here, orderId, { quantity: '0.020', price: '49980.5' });
    expect(body).toMatchObject({ orderId, origQty: '0.020', price: '49980.5', status: 'NEW' });
    expect(here.exchange.depth(symbol, 50).bids).toContainEqual({ ticks: 499_805, lots: 20 });
  });

  it('ends an order that has filled as much already', () => {
    const here = bench();
    const { orderId } = here.order({ price: '50000.0' }).body;
    here.exchange.control.takeFrom(symbol, 'sell', lotsOf(4));
    const { body } = change(here, orderId, { quantity: '0.004', price: '50000.0' });
    expect(body).toMatchObject({ status: 'CANCELED', executedQty: '0.004' });
  });

  it('fills what it makes meet the market, but ends a post-only order instead', () => {
    const here = bench();
    const { orderId } = here.order().body;
    expect(change(here, orderId, { price: '50000.1' }).body).toMatchObject({ status: 'FILLED' });
    const post = here.order({ timeInForce: 'GTX' }).body;
    expect(post).toMatchObject({ status: 'NEW', timeInForce: 'GTX' });
    expect(change(here, post.orderId, { price: '50000.2' }).body).toMatchObject({ code: -5022 });
    const query = { symbol, orderId: post.orderId };
    expect(here.signed('GET', PATH, query).body).toMatchObject({ status: 'CANCELED' });
  });

  it('leaves the order as it is where it refuses', () => {
    const here = bench();
    const { orderId } = here.order().body;
    expect(change(here, orderId, {}).body).toMatchObject({ code: -5027 });
    expect(change(here, orderId, { side: 'SELL', price: '49980.0' }).body).toMatchObject({ code: -2013 });
    expect(change(here, orderId, { price: '60000.0' }).body).toMatchObject({ code: -4016 });
    expect(change(here, orderId, { price: '' }).body).toMatchObject({ code: -1102 });
    expect(change(here, orderId, { quantity: '0.001' }).body).toMatchObject({ code: -5029 });
    here.exchange.control.halt(symbol);
    expect(change(here, orderId, { quantity: '0.020' }).body).toMatchObject({ code: -5024 });
    here.exchange.control.resume(symbol);
    expect(change(here, 999, { price: '1.0' }).body).toMatchObject({ code: -2013 });
    const { body } = here.signed('GET', PATH, { symbol, orderId });
    expect(body).toMatchObject({ status: 'NEW', price: '49990.0', origQty: '0.010' });
  });
});

describe('lists of orders', () => {
  it('are of one symbol or all, of what is open or all', () => {
    const { order, signed } = bench();
    const [one, two] = [order().body, order().body];
    const other = order({ symbol: 'ETHUSDT', price: '2990.00', quantity: '1' }).body;
    signed('DELETE', PATH, { symbol, orderId: one.orderId });
    expect(ids(signed('GET', '/fapi/v1/openOrders').body)).toEqual([two.orderId, other.orderId]);
    expect(ids(signed('GET', '/fapi/v1/openOrders', { symbol }).body)).toEqual([two.orderId]);
    const all = (values = {}) => ids(signed('GET', '/fapi/v1/allOrders', { symbol, ...values }).body);
    expect(all()).toEqual([one.orderId, two.orderId]);
    expect(all({ limit: 1 })).toEqual([two.orderId]);
    expect(all({ orderId: one.orderId, limit: 1 })).toEqual([one.orderId]);
    expect(all({ startTime: START + 1 })).toEqual([]);
    expect(signed('DELETE', '/fapi/v1/allOpenOrders', { symbol }).body).toMatchObject({ code: 200 });
    expect(ids(signed('GET', '/fapi/v1/openOrders').body)).toEqual([other.orderId]);
  });

  it('are not said to be cancelled while the exchange is down', () => {
    const { order, signed, exchange } = bench();
    order();
    exchange.control.maintenance(true);
    expect(signed('DELETE', '/fapi/v1/allOpenOrders', { symbol }).body).toMatchObject({ code: -1016 });
    expect(signed('GET', '/fapi/v1/openOrders').body).toHaveLength(1);
  });

  it('show liquidations apart', () => {
    const { order, signed, exchange } = bench();
    order({ type: 'MARKET', quantity: '0.010' });
    order({ type: 'MARKET', quantity: '0.010', side: 'SELL' }, 'other');
    expect(signed('GET', '/fapi/v1/forceOrders').body).toEqual([]);
    exchange.control.deleverage('demo', symbol, lotsOf(2));
    expect(signed('GET', '/fapi/v1/forceOrders').body).toMatchObject([
      { side: 'SELL', executedQty: '0.002' },
    ]);
    expect(signed('GET', '/fapi/v1/forceOrders', { symbol: 'ETHUSDT' }).body).toEqual([]);
    expect(signed('GET', '/fapi/v1/allOrders', { symbol }).body).toHaveLength(2);
  });
});

describe('batchOrders', () => {
  const one = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.010', price: '49990.0' };
  const send = ({ signed }: Bench, list: unknown) =>
    signed('POST', '/fapi/v1/batchOrders', {
      batchOrders: typeof list === 'string' ? list : JSON.stringify(list),
    });

  it('answers each order for itself', () => {
    const here = bench();
    const { body, headers } = send(here, [one, { ...one, price: '1' }, { ...one, side: null }, 7]);
    expect(body).toMatchObject([{ status: 'NEW' }, { code: -4164 }, { code: -1100 }, { code: -1102 }]);
    expect(headers['x-mbx-order-count-1m']).toBe('3');
  });

  it('changes and cancels several', () => {
    const here = bench();
    const placed = ids(send(here, [one, { ...one, newClientOrderId: 'b' }]).body);
    const changed = placed.map((orderId) => ({
      symbol,
      orderId,
      side: 'BUY',
      quantity: '0.011',
      price: '49990.0',
    }));
    const { body } = here.signed('PUT', '/fapi/v1/batchOrders', { batchOrders: JSON.stringify(changed) });
    expect(body).toMatchObject([{ origQty: '0.011' }, { origQty: '0.011' }]);
    const list = { symbol, orderIdList: JSON.stringify([placed[0], 999]) };
    const cancelled = here.signed('DELETE', '/fapi/v1/batchOrders', list).body;
    expect(cancelled).toMatchObject([{ status: 'CANCELED' }, { code: -2011 }]);
    const named = { symbol, origClientOrderIdList: '["b"]' };
    expect(here.signed('DELETE', '/fapi/v1/batchOrders', named).body).toMatchObject([{ status: 'CANCELED' }]);
  });

  it.each(['[]', 'x', '{}', '7', JSON.stringify(Array(6).fill(one))])('refuses the list %s', (list) => {
    expect(send(bench(), list).body).toMatchObject({ code: -4082 });
  });
});
