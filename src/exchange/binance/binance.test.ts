import { describe, expect, it } from 'vitest';
import { toAtoms } from '../../units/rounding.ts';
import { bench, lotsOf, START } from './binance-fixture.ts';

describe('binanceGateway', () => {
  it('serves its own paths and leaves the others', () => {
    const { gateway } = bench();
    const own = ['/fapi/v1/ping', '/fapi/v3/account', '/ws-fapi/v1', '/public/ws/3', '/market/stream'];
    for (const path of [...own, '/private/ws', '/stream', '/ws/abc', '/sapi/v1/account/apiRestrictions'])
      expect(gateway.serves(path), path).toBe(true);
    for (const path of ['/ws', '/ws/api/v2', '/api/v2', '/info', '/exchange', '/', '/control'])
      expect(gateway.serves(path), path).toBe(false);
    expect(gateway.serves('/binance/ws')).toBe(true);
  });

  it('answers under its prefix as without it', () => {
    const { ask } = bench();
    expect(ask('GET', '/binance/fapi/v1/time')).toMatchObject({ status: 200, body: { serverTime: START } });
    expect(ask('GET', '/fapi/v1/nothing')).toMatchObject({ status: 404, body: { code: -5000 } });
    expect(ask('PATCH', '/fapi/v1/order')).toMatchObject({ status: 404, body: { code: -5000 } });
  });

  it('ends a key that is not renewed within the hour, says so, and says no more', () => {
    const { ask, open, pass, order } = bench();
    const { listenKey } = ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' }).body;
    const stream = open('/private/ws', `listenKey=${listenKey}`);
    const renew = () => ask('PUT', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' });
    pass(1_000);
    expect(renew()).toMatchObject({ status: 200, body: { listenKey } });
    pass(3_599_000);
    expect(stream.heard).toEqual([]);
    pass(1_000);
    expect(stream.heard).toMatchObject([{ e: 'listenKeyExpired', listenKey }]);
    expect(renew().body).toMatchObject({ code: -1125 });
    expect(order().status).toBe(200);
    expect(stream.heard).toHaveLength(1);
  });

  it('cancels what its dead man leaves, and nothing of one who calls again in time', () => {
    const { signed, order, pass, exchange } = bench();
    order();
    order({}, 'other');
    const arm = (countdownTime: number, key?: string) =>
      signed('POST', '/fapi/v1/countdownCancelAll', { symbol: 'BTCUSDT', countdownTime }, key);
    expect(arm(500).body).toEqual({ symbol: 'BTCUSDT', countdownTime: '500' });
    arm(300, 'other');
    pass(290);
    arm(1_000, 'other');
    pass(220);
    expect(exchange.orders('demo', 'open')).toHaveLength(0);
    expect(exchange.orders('other', 'open')).toHaveLength(1);
    arm(0, 'other');
    pass(5_000);
    expect(exchange.orders('other', 'open')).toHaveLength(1);
  });

  it('ends an order at its date', () => {
    const { signed, order, pass } = bench();
    const goodTillDate = START + 601_000;
    const { body } = order({ timeInForce: 'GTD', goodTillDate });
    expect(body).toMatchObject({ status: 'NEW', timeInForce: 'GTD', goodTillDate });
    const { orderId } = body;
    const status = () => signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId }).body;
    pass(600_900);
    expect(status()).toMatchObject({ status: 'NEW' });
    pass(200);
    expect(status()).toMatchObject({ status: 'EXPIRED', timeInForce: 'GTD', goodTillDate });
  });

  it('ends dated orders that it could not end in time as soon as it can', () => {
    const { signed, order, pass, exchange } = bench();
    const { orderId } = order({ timeInForce: 'GTD', goodTillDate: START + 601_000 }).body;
    const filled = order({ timeInForce: 'GTD', goodTillDate: START + 601_000, price: '50000.1' }).body;
    exchange.control.maintenance(true);
    pass(602_000);
    exchange.control.maintenance(false);
    pass(10);
    const status = (id: number) =>
      signed('GET', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId: id }).body.status;
    expect([status(orderId), status(filled.orderId)]).toEqual(['EXPIRED', 'FILLED']);
  });

  it('refuses with 429 while its limits are spent, and never with none', () => {
    const { ask, gateway } = bench();
    gateway.limits('spent');
    expect(ask('GET', '/fapi/v1/ping')).toMatchObject({ status: 429, body: { code: -1003 } });
    gateway.limits('none');
    for (let i = 0; i < 300; i += 1)
      expect(ask('GET', '/fapi/v1/aggTrades', { symbol: 'BTCUSDT' }).status).toBe(200);
    gateway.limits('real');
    expect(ask('GET', '/fapi/v1/ping').status).toBe(418);
  });

  it('tells of deposits and funding on the user stream', () => {
    const { ask, open, exchange, order } = bench();
    const { listenKey } = ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' }).body;
    order({ side: 'BUY', type: 'MARKET', quantity: '0.010' });
    const stream = open('/ws/'.concat(listenKey));
    exchange.deposit('demo', 'USDT', toAtoms(5, 'nearest'));
    exchange.control.payFunding('BTCUSDT', 0.001);
    expect(stream.heard).toMatchObject([
      { e: 'ACCOUNT_UPDATE', a: { m: 'DEPOSIT', B: [{ a: 'USDT', bc: '5.00000000' }], P: [] } },
      { e: 'ACCOUNT_UPDATE', a: { m: 'FUNDING_FEE', B: [{ a: 'USDT', bc: '-0.50000000' }], P: [] } },
    ]);
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(1));
    expect(stream.heard).toHaveLength(2);
  });
});
