import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../units/time.ts';
import { bench, DEMO, order, orders, signTrading } from './hyperliquid-fixture.ts';

function say(desk: ReturnType<typeof bench>, ...messages: unknown[]) {
  const { session, got, closed } = desk.socket();
  for (const message of messages)
    session.message(typeof message === 'string' ? message : JSON.stringify(message));
  return { session, got, closed };
}

describe('a socket', () => {
  it('answers pings', () => {
    expect(say(bench(), { method: 'ping' }).got).toEqual([{ channel: 'pong' }]);
  });

  it('is closed after a minute in which nothing was said to it', () => {
    const desk = bench();
    const { session, closed } = desk.socket();
    desk.advance(MINUTE - 1);
    session.message('{"method":"ping"}');
    desk.advance(MINUTE - 1);
    expect(closed).toEqual([]);
    desk.advance(1);
    expect(closed).toEqual([1000]);
  });

  it('carries questions and actions as posts', () => {
    const desk = bench();
    const action = orders(order('buy', '1', '59000'));
    const nonce = desk.nonce();
    const signature = signTrading(action, { nonce }, DEMO);
    const { got } = say(
      desk,
      { method: 'post', id: 1, request: { type: 'action', payload: { action, nonce, signature } } },
      {
        method: 'post',
        id: 2,
        request: { type: 'info', payload: { type: 'openOrders', user: DEMO.address } },
      },
      { method: 'post', id: 3, request: { type: 'action', payload: { action, nonce, signature } } },
      { method: 'post', id: 4, request: { type: 'info', payload: { type: 'nothing' } } },
      { method: 'post', id: 5, request: { type: 'other', payload: {} } },
      { method: 'post', id: 6 },
    );
    expect(got.map(({ channel }) => channel)).toEqual(Array(6).fill('post'));
    expect(got.map(({ data }) => data)).toMatchObject([
      { id: 1, response: { type: 'action', payload: { status: 'ok' } } },
      { id: 2, response: { type: 'info', payload: { type: 'openOrders', data: [{ sz: '1.0' }] } } },
      {
        id: 3,
        response: {
          type: 'action',
          payload: { status: 'err', response: expect.stringMatching(/duplicate/) },
        },
      },
      { id: 4, response: { type: 'error', payload: expect.stringMatching(/^422/) } },
      { id: 5, response: { type: 'error' } },
      { id: 6, response: { type: 'error' } },
    ]);
  });

  it('complains of what it does not understand, and stays open', () => {
    const trades = { type: 'trades', coin: 'BTC' };
    const { got, closed } = say(
      bench(),
      'not json',
      '[]',
      '5',
      { method: 'dance' },
      { method: 'post', request: {} },
      { method: 'subscribe' },
      { method: 'subscribe', subscription: { type: 'trades', coin: 'DOGE' } },
      { method: 'unsubscribe', subscription: trades },
    );
    expect(got.map(({ channel }) => channel)).toEqual(Array(8).fill('error'));
    expect(got.map(({ data }) => String(data).split(':')[0])).toEqual([
      ...Array(5).fill('Error parsing JSON into valid websocket request'),
      ...['Invalid subscription', 'Invalid subscription', 'Already unsubscribed'],
    ]);
    expect(got[7]?.data).toBe('Already unsubscribed: {"type":"trades","coin":"BTC"}');
    expect(closed).toEqual([]);
  });

  it('subscribes once', () => {
    const subscription = { type: 'l2Book', coin: 'BTC' };
    const { got } = say(
      bench(),
      { method: 'subscribe', subscription },
      { method: 'subscribe', subscription },
    );
    expect(got.map(({ channel }) => channel)).toEqual(['subscriptionResponse', 'l2Book', 'error']);
    expect(got[0]?.data).toEqual({
      method: 'subscribe',
      subscription: { type: 'l2Book', coin: 'BTC', nSigFigs: null, mantissa: null },
    });
    expect(got[2]?.data).toBe('Already subscribed: {"type":"l2Book","coin":"BTC"}');
  });

  it('takes every subscription of the venue that makes sense here', () => {
    const user = DEMO.address;
    const asked = [
      { type: 'allMids' },
      { type: 'l2Book', coin: 'BTC', nSigFigs: 5, mantissa: 2 },
      ...['trades', 'bbo', 'activeAssetCtx'].map((type) => ({ type, coin: 'BTC' })),
      { type: 'candle', coin: 'BTC', interval: '1h' },
      { type: 'activeAssetData', coin: 'BTC', user },
      ...['orderUpdates', 'userFills', 'userFundings', 'userEvents', 'clearinghouseState', 'webData2'].map(
        (type) => ({ type, user }),
      ),
      ...['openOrders', 'spotState', 'notification', 'userHistoricalOrders'].map((type) => ({ type, user })),
      { type: 'userNonFundingLedgerUpdates', user },
    ];
    const { got } = say(bench(), ...asked.map((subscription) => ({ method: 'subscribe', subscription })));
    expect(got.filter(({ channel }) => channel === 'subscriptionResponse')).toHaveLength(asked.length);
    expect(got.filter(({ channel }) => channel === 'error')).toEqual([]);
    for (const wrong of [
      { type: 'l2Book', coin: 'BTC', nSigFigs: 6 },
      { type: 'l2Book', coin: 'BTC', nSigFigs: 4, mantissa: 2 },
      { type: 'l2Book', coin: 'BTC', nSigFigs: 'five' },
      { type: 'candle', coin: 'BTC', interval: '7m' },
      { type: 'userFills', user: 'me' },
      { type: 'allMids', dex: 'xyz' },
      { type: 'valueOf' },
    ])
      expect(say(bench(), { method: 'subscribe', subscription: wrong }).got).toMatchObject([
        { channel: 'error' },
      ]);
  });

  it('follows at most ten users, and a thousand things', () => {
    const desk = bench();
    const { session, got } = desk.socket();
    const ask = (subscription: object): void =>
      session.message(JSON.stringify({ method: 'subscribe', subscription }));
    const userOf = (n: number): string => `0x${String(n).padStart(40, '0')}`;
    for (let n = 0; n < 11; n++) ask({ type: 'orderUpdates', user: userOf(n) });
    expect(got.filter(({ channel }) => channel === 'subscriptionResponse')).toHaveLength(10);
    expect(got.at(-1)?.data).toMatch(/^Cannot track more than 10 total users/);
    ask({ type: 'userEvents', user: userOf(3) });
    expect(got.at(-1)?.channel).toBe('subscriptionResponse');
    desk.gateway.limits('none');
    ask({ type: 'orderUpdates', user: userOf(11) });
    expect(got.at(-1)?.channel).toBe('subscriptionResponse');
  });
});
