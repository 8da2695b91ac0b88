import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, hostileValue, textOf } from '../../../test/support/hostile.ts';
import { type Bench, bench, form, START } from './binance-fixture.ts';
import { ROUTES } from './routes.ts';
import { sign } from './signature.ts';

const long = process.env.EVENKEEL_LONG === '1' ? 20 : 1;

const NAMES = [
  ...['symbol', 'side', 'type', 'timeInForce', 'quantity', 'price', 'newClientOrderId', 'orderId', 'limit'],
  ...['origClientOrderId', 'reduceOnly', 'positionSide', 'goodTillDate', 'newOrderRespType', 'startTime'],
  ...['endTime', 'fromId', 'leverage', 'marginType', 'dualSidePosition', 'countdownTime', 'batchOrders'],
  ...['orderIdList', 'interval', 'incomeType', 'recvWindow', 'closePosition', '__proto__', 'constructor'],
];
const VALUES = [
  ...['BTCUSDT', 'ETHUSDT', 'btcusdt', 'BUY', 'SELL', 'LIMIT', 'MARKET', 'STOP', 'GTC', 'IOC', 'FOK', 'GTX'],
  ...['GTD', '0.010', '50000.1', '49990.0', '-1', '0', '1', '1e9', '99999999999999999999', 'true', 'false'],
  ...['NaN', 'Infinity', '', '[]', '[1]', '[{}]', '[null]', '{"a":1}', '1m', 'constructor', '__proto__'],
  ...['RESULT', 'ACK', 'LONG', 'CROSSED', String(START), String(START + 700_000), '30', '1000'],
];

const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string());
const value = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: hostileValue.map(textOf) },
  fc.string(),
);
/** A good order, and more often than not something that makes it another. */
const ORDER = {
  ...{ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.010' },
  ...{ price: '49990.0', orderId: '31', newOrderRespType: 'RESULT' },
};
const values = fc.oneof(
  fc.dictionary(name, value, { maxKeys: 10 }),
  fc.dictionary(name, value, { maxKeys: 3 }).map((other) => ({ ...ORDER, ...other })),
);
const place = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ROUTES.keys()) }, fc.string());

/** Whoever asks is answered in JSON; a refusal has a code and words. */
function isSound({ gateway, exchange }: Bench, at: string, query: string, body: string, key: string): void {
  const [method = 'GET', path = '/fapi/v1/order'] = at.split(' ');
  const headers = { 'x-mbx-apikey': key };
  const answer = gateway.request({ method, path, query, headers, body, address: '127.0.0.1' });
  const read = JSON.parse(answer.body);
  if (answer.status !== 200) expect(read).toEqual({ code: expect.any(Number), msg: expect.any(String) });
  if (answer.status !== 200) expect(read.code).toBeLessThan(0);
  // A client may call its order what it likes.
  expect(answer.body.replace(/"clientOrderId":"[^"]*"/g, '')).not.toMatch(/":"?-?(?:NaN|Infinity)/);
  expect(exchange.orders('demo', 'open').length).toBeLessThan(2_000);
}

describe('hostile requests over HTTP', () => {
  it('that are signed, with any parameters', () => {
    const here = bench();
    here.gateway.limits('none');
    fc.assert(
      fc.property(place, values, fc.boolean(), (at, sent, isBody) => {
        const payload = form({ timestamp: here.exchange.now, ...sent });
        const signed = `${payload}&signature=${sign(payload, "demo's secret")}`;
        isSound(here, at, isBody ? '' : signed, isBody ? signed : '', 'demo');
      }),
      { numRuns: 1_000 * long },
    );
    // They were not all refused for the same reason.
    expect(here.exchange.orders('demo', 'all').length).toBeGreaterThan(0);
  });

  it('of any text', () => {
    const here = bench();
    here.gateway.limits('none');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('%', '&&', '=', '=&=', 'a'),
    );
    fc.assert(
      fc.property(place, text, text, fc.oneof(fc.constant('demo'), fc.string()), (at, query, body, key) =>
        isSound(here, at, query, body, key),
      ),
      { numRuns: 1_000 * long },
    );
  });
});

/** As text, whole, cut short or with something put in. */
const message = fc
  .tuple(
    fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
    fc.nat(),
    fc.constantFrom('', '\u0000', '{', '"'),
  )
  .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + (at % 2 ? '' : text));

describe('hostile messages over sockets', () => {
  const METHODS = [
    'order.place',
    'order.cancel',
    'order.modify',
    'order.status',
    'account.balance',
    'toString',
  ];
  const COMMANDS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY', 'x'];
  const STREAMS = [
    'btcusdt@depth',
    'btcusdt@depth@constructor',
    '@@@',
    '',
    'btcusdt@kline_1m',
    '!ticker@arr',
  ];

  it('for orders are each answered once', () => {
    const here = bench();
    here.gateway.limits('none');
    const { send, heard } = here.open('/ws-fapi/v1');
    const request = fc.record({ id: fc.jsonValue(), method: fc.constantFrom(...METHODS), params: values });
    const params = { ...ORDER, apiKey: 'demo', returnRateLimits: false, batchOrders: [ORDER] };
    const placing = { id: 1, method: 'order.place', params };
    const any = fc.oneof(
      message,
      request.map((one) => JSON.stringify(one)),
      hostileLike(placing).map(textOf),
      fc.json(),
    );
    let sent = 0;
    fc.assert(
      fc.property(any, (text) => {
        send(text);
        sent += 1;
        expect(heard).toHaveLength(sent);
        expect(heard.at(-1)).toMatchObject({ status: expect.any(Number) });
      }),
      { numRuns: 1_000 * long },
    );
  });

  it('for streams are each answered once, and time goes on', () => {
    const here = bench();
    here.gateway.limits('none');
    const { send, heard } = here.open('/stream');
    const params = fc.array(fc.oneof(fc.constantFrom(...STREAMS), fc.jsonValue()), { maxLength: 4 });
    const command = fc.record({ id: fc.jsonValue(), method: fc.constantFrom(...COMMANDS), params });
    const any = fc.oneof(
      message,
      command.map((one) => JSON.stringify(one)),
      hostileLike({ id: 1, method: 'SUBSCRIBE', params: ['btcusdt@depth'] }).map(textOf),
    );
    fc.assert(
      fc.property(any, (text) => {
        const before = heard.length;
        send(text);
        expect(heard.length).toBe(before + 1);
        here.pass(10);
      }),
      { numRuns: 500 * long },
    );
  });

  it('on any path are let in or not', () => {
    const here = bench();
    const path = fc.oneof(
      fc.webPath(),
      fc.constantFrom('/ws/', '/stream/', '/public/ws/x', '/ws//', '/private/ws'),
    );
    fc.assert(
      fc.property(path, fc.webQueryParameters(), (where, query) => {
        here.open(where, query).session?.closed();
      }),
    );
  });
});
