import { describe, expect, it } from 'vitest';
import { bench, lotsOf } from './binance-fixture.ts';
import { targetOf } from './stream-session.ts';

const trade = ['btcusdt@aggTrade'];

describe('targetOf', () => {
  it.each<[string, string, boolean, readonly string[]]>([
    ['/ws/btcusdt@depth/ethusdt@trade', '', false, ['btcusdt@depth', 'ethusdt@trade']],
    ['/stream', 'streams=a@depth/b@trade', true, ['a@depth', 'b@trade']],
    ['/public/ws/17', '', false, []],
    ['/market/stream', '', true, []],
    ['/private/ws', 'listenKey=abc', false, ['abc']],
    ['/private/stream', 'listenKey=abc', true, ['abc']],
    ['/ws/abc', '', false, ['abc']],
  ])('reads %s?%s', (path, query, isCombined, names) => {
    expect(targetOf(path, query)).toEqual({ isCombined, names });
  });

  it('knows no other paths, and no names of other letters', () => {
    for (const path of ['/other/ws', '/public', '/fapi/v1/ping', '/ws-fapi/v2', '/ws/<script>'])
      expect(targetOf(path, ''), path).toBeUndefined();
  });
});

describe('a socket for streams', () => {
  it('takes more streams and fewer, and lists them', () => {
    const { open, exchange } = bench();
    const { send, heard } = open('/public/ws/0');
    send({ method: 'SUBSCRIBE', params: [...trade, 'btcusdt@nothing'], id: 1 });
    send({ method: 'LIST_SUBSCRIPTIONS', id: 'two' });
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    send({ method: 'UNSUBSCRIBE', params: trade, id: 3 });
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    expect(heard).toMatchObject([
      { result: null, id: 1 },
      { result: ['btcusdt@aggTrade', 'btcusdt@nothing'], id: 'two' },
      { e: 'aggTrade' },
      { result: null, id: 3 },
    ]);
  });

  it('wraps what it says with the stream’s name where it is combined, or told to', () => {
    const { open, exchange } = bench();
    const { heard, send } = open('/stream', `streams=${trade}`);
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    send({ method: 'GET_PROPERTY', params: ['combined'], id: 1 });
    send({ method: 'SET_PROPERTY', params: ['combined', false], id: 2 });
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    expect(heard).toMatchObject([
      { stream: 'btcusdt@aggTrade', data: { e: 'aggTrade' } },
      { result: true, id: 1 },
      { result: null, id: 2 },
      { e: 'aggTrade' },
    ]);
  });

  it('takes a listen key as the name of a stream', () => {
    const { open, ask, order } = bench();
    const { listenKey } = ask('POST', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' }).body;
    const { heard, send } = open('/private/stream');
    send({ method: 'SUBSCRIBE', params: [listenKey], id: 1 });
    order();
    expect(heard[1]).toMatchObject({ stream: listenKey, data: { e: 'ORDER_TRADE_UPDATE' } });
    ask('DELETE', '/fapi/v1/listenKey', {}, { 'x-mbx-apikey': 'demo' });
    order();
    expect(heard).toHaveLength(2);
  });

  it('says no more once it is closed', () => {
    const { open, exchange } = bench();
    const { heard, session } = open('/ws/btcusdt@aggTrade');
    session?.closed();
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    expect(heard).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ['what is no JSON', '{', 3],
    ['what is no object', '[1]', 3],
    ['no method', { id: 1 }, 2],
    ['an unknown method', { method: 'SING', id: 1 }, 2],
    ['an id that is none', { method: 'SUBSCRIBE', params: trade, id: {} }, 2],
    ['parameters that are no list', { method: 'SUBSCRIBE', params: 'a', id: 1 }, 2],
    ['streams that are no strings', { method: 'SUBSCRIBE', params: [1], id: 1 }, 2],
    ['no streams', { method: 'SUBSCRIBE', params: [], id: 1 }, 2],
    ['more than a socket may have', { method: 'SUBSCRIBE', params: Array(1_025).fill('a@b'), id: 1 }, 2],
    ['a property that there is not', { method: 'SET_PROPERTY', params: ['x', true], id: 1 }, 2],
    ['one to read that there is not', { method: 'GET_PROPERTY', params: ['x'], id: 1 }, 2],
  ])('refuses %s', (_, message, code) => {
    const { open } = bench();
    const { heard, send } = open('/ws/0');
    send(message);
    expect(heard).toMatchObject([{ error: { code, msg: expect.any(String) } }]);
  });

  it('is closed on who says more than ten things a second', () => {
    const here = bench();
    const quick = here.open('/ws/0');
    for (let i = 0; i < 10; i += 1) quick.send({ method: 'LIST_SUBSCRIPTIONS', id: i });
    expect(quick.isClosed).toBe(false);
    here.pass(1_000);
    for (let i = 0; i < 11; i += 1) quick.send({ method: 'LIST_SUBSCRIPTIONS', id: i });
    expect(quick.isClosed).toBe(true);
    here.gateway.limits('none');
    const free = here.open('/ws/0');
    for (let i = 0; i < 99; i += 1) free.send({ method: 'LIST_SUBSCRIPTIONS', id: i });
    expect(free.isClosed).toBe(false);
  });
});
