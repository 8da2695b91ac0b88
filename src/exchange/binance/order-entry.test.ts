import { describe, expect, it } from 'vitest';
import { bench, lotsOf, START } from './binance-fixture.ts';

describe('POST order', () => {
  it('answers with the order as Binance shows it', () => {
    const { order } = bench();
    expect(order({ newClientOrderId: 'my-1' })).toEqual({
      status: 200,
      body: {
        orderId: expect.any(Number),
        symbol: 'BTCUSDT',
        status: 'NEW',
        clientOrderId: 'my-1',
        price: '49990.0',
        avgPrice: '0.0',
        origQty: '0.010',
        executedQty: '0.000',
        cumQty: '0.000',
        cumQuote: '0.0000',
        timeInForce: 'GTC',
        type: 'LIMIT',
        reduceOnly: false,
        closePosition: false,
        side: 'BUY',
        positionSide: 'BOTH',
        stopPrice: '0',
        workingType: 'CONTRACT_PRICE',
        priceProtect: false,
        origType: 'LIMIT',
        priceMatch: 'NONE',
        selfTradePreventionMode: 'EXPIRE_TAKER',
        goodTillDate: 0,
        updateTime: START,
      },
      headers: expect.objectContaining({ 'x-mbx-order-count-10s': '1', 'x-mbx-order-count-1m': '1' }),
    });
  });

  it('acknowledges before it tells of fills, unless the result is asked for', () => {
    const { order } = bench();
    const taking = { price: '50000.1', quantity: '0.004' };
    expect(order({ ...taking, newOrderRespType: 'ACK' }).body).toMatchObject({
      ...{ status: 'NEW', executedQty: '0.000', avgPrice: '0.0', cumQuote: '0.0000' },
    });
    expect(order(taking).body).toMatchObject({
      ...{ status: 'FILLED', executedQty: '0.004', avgPrice: '50000.10000', cumQuote: '200.0004' },
    });
  });

  it('gives an id of its own to an order that comes without', () => {
    const { order } = bench();
    const [one, other] = [order().body.clientOrderId, order().body.clientOrderId];
    expect(one).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(other).not.toBe(one);
  });

  it('ends what is immediate or cancelled, and a market order, with what they could get', () => {
    const { order, exchange } = bench();
    expect(order({ timeInForce: 'IOC', quantity: '0.012', price: '50000.1' }).body).toMatchObject({
      ...{ status: 'EXPIRED', executedQty: '0.010', timeInForce: 'IOC' },
    });
    expect(order({ type: 'MARKET', side: 'SELL', quantity: '0.004' }).body).toMatchObject({
      ...{ status: 'FILLED', type: 'MARKET', timeInForce: 'GTC', price: '0', cumQuote: '199.9996' },
    });
    exchange.control.maker('BTCUSDT', false);
    expect(order({ type: 'MARKET' }).body).toMatchObject({ code: -4131 });
  });

  it('kills without a record what cannot be filled at once and whole', () => {
    const { order, signed, open, ask } = bench();
    const { listenKey } = ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' }).body;
    const stream = open(`/ws/${listenKey}`);
    const killed = { timeInForce: 'FOK', quantity: '0.012', price: '50000.1', newClientOrderId: 'all' };
    expect(order(killed)).toMatchObject({ status: 400, body: { code: -5021 } });
    expect(stream.heard).toEqual([]);
    const query = { symbol: 'BTCUSDT', origClientOrderId: 'all' };
    expect(signed('GET', '/fapi/v1/order', query).body).toMatchObject({ code: -2013 });
    expect(signed('GET', '/fapi/v1/allOrders', { symbol: 'BTCUSDT' }).body).toEqual([]);
    expect(order({ ...killed, quantity: '0.010' }).body).toMatchObject({ status: 'FILLED' });
    expect(stream.heard.length).toBeGreaterThan(0);
  });

  it('holds a client id back only while its order is open', () => {
    const { order, signed } = bench();
    const mine = { newClientOrderId: 'mine' };
    order(mine);
    expect(order(mine).body).toMatchObject({ code: -4116 });
    expect(order(mine, 'other').status).toBe(200);
    signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'mine' });
    const { orderId } = order(mine).body;
    const found = signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', origClientOrderId: 'mine' }).body;
    expect(found).toMatchObject({ orderId, status: 'NEW' });
  });

  it('refuses to trade before a position mode that it does not have', () => {
    const { order, signed } = bench();
    expect(order({ positionSide: 'LONG' }).body).toMatchObject({ code: -4061 });
    expect(order({ positionSide: 'BOTH' }).status).toBe(200);
    signed('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' });
    expect(order().body).toMatchObject({ code: -4061 });
    expect(order({ positionSide: 'LONG' }).body).toMatchObject({ code: -1020 });
  });

  it.each([
    ['a symbol that is not listed', { symbol: 'DOGEUSDT' }, -1121],
    ['no symbol', { symbol: '' }, -1102],
    ['a side of its own', { side: 'LONG' }, -1117],
    ['an unknown type', { type: 'ICEBERG' }, -1116],
    ['a conditional type', { type: 'STOP_MARKET' }, -4120],
    ['an unknown time in force', { timeInForce: 'DAY' }, -1115],
    ['a price off the tick', { price: '49990.05' }, -1111],
    ['no price', { price: '' }, -1102],
    ['a price of 0', { price: '0.0' }, -4001],
    ['a price in words', { price: 'cheap' }, -1102],
    ['a size off the lot', { quantity: '0.0105' }, -1111],
    ['a size of 0', { quantity: '0' }, -4003],
    ['a negative size', { quantity: '-1' }, -1102],
    ['too small an order', { quantity: '0.001' }, -4164],
    ['too high a price', { price: '55000.0' }, -4016],
    ['too low a price', { side: 'SELL', price: '45000.0' }, -4024],
    ['more than the margin allows', { quantity: '100' }, -2019],
    ['a post-only order that would take', { timeInForce: 'GTX', price: '50000.1' }, -5022],
    ['a reduce-only order with nothing to reduce', { reduceOnly: 'true' }, -2022],
    ['a client id of other letters', { newClientOrderId: 'ü' }, -4015],
    ['a client id too long', { newClientOrderId: 'x'.repeat(37) }, -4015],
    ['a market order with a time', { type: 'MARKET', timeInForce: 'GTC' }, -1106],
    ['a date too near', { timeInForce: 'GTD', goodTillDate: START + 600_000 }, -5040],
    ['no date', { timeInForce: 'GTD' }, -1102],
    ['an answer of an unknown kind', { newOrderRespType: 'FULL' }, -1136],
    ['the closing of a position', { closePosition: 'true' }, -4137],
    ['a side of no position', { positionSide: 'UP' }, -4060],
    ['a flag that is none', { reduceOnly: 'yes' }, -1102],
  ])('refuses %s', (_, values, code) => {
    const { order, exchange } = bench();
    expect(order(values)).toMatchObject({ status: 400, body: { code, msg: expect.any(String) } });
    expect(exchange.orders('demo', 'all').filter(({ status }) => status === 'open')).toEqual([]);
  });

  it('refuses while the market is halted, delisted or down', () => {
    const { order, exchange } = bench();
    exchange.control.halt('BTCUSDT');
    expect(order().body).toMatchObject({ code: -4140 });
    exchange.control.resume('BTCUSDT');
    exchange.control.maintenance(true);
    expect(order()).toMatchObject({ status: 503, body: { code: -1016 } });
    exchange.control.maintenance(false);
    exchange.control.delist('BTCUSDT');
    expect(order().body).toMatchObject({ code: -4141 });
  });

  it('reads a request to test and does not carry it out', () => {
    const { signed, exchange } = bench();
    const values = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };
    expect(signed('POST', '/fapi/v1/order/test', values)).toMatchObject({ status: 200, body: {} });
    expect(signed('POST', '/fapi/v1/order/test', { ...values, side: 'UP' }).body).toMatchObject({
      code: -1117,
    });
    expect(exchange.orders('demo', 'all')).toEqual([]);
  });

  it('fills a resting order as the market comes to it', () => {
    const { order, exchange, signed } = bench();
    const { orderId } = order({ price: '50000.0', quantity: '0.005' }).body;
    exchange.control.takeFrom('BTCUSDT', 'sell', lotsOf(3));
    expect(signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId }).body).toMatchObject({
      ...{ status: 'PARTIALLY_FILLED', executedQty: '0.003', time: START },
    });
  });
});
