import fc from 'fast-check';
import { keccak256, stringToBytes } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { hostileLike, hostileValue, textOf } from '../../../test/support/hostile.ts';
import { hyperliquidGateway } from './hyperliquid.ts';
import { bench, DEMO, order, orders, venueExchange } from './hyperliquid-fixture.ts';

describe('hyperliquidGateway', () => {
  it('serves its paths', () => {
    const { gateway, send } = bench();
    expect(['/info', '/exchange', '/ws', '/ws/x', '/', '/fapi/v1/time'].map(gateway.serves)).toEqual([
      ...[true, true, true, false, false, false],
    ]);
    expect(gateway.name).toBe('hyperliquid');
    expect(send('/ws', '{}').status).toBe(405);
    const get = { method: 'GET', path: '/info', query: '', headers: {}, body: '', address: '' };
    expect(gateway.request(get).status).toBe(405);
  });

  it('answers what is no JSON, or no request, as the venue does', () => {
    const { send } = bench();
    for (const path of ['/info', '/exchange']) {
      expect(send(path, '').status).toBe(400);
      expect(send(path, '{"type":').status).toBe(400);
      expect(send(path, '{}').status).toBe(422);
      expect(send(path, '[]').status).toBe(422);
    }
    const signature = { r: '0x1', s: '0x1', v: 27 };
    for (const request of [
      { action: { type: 'noop' }, signature },
      { action: { type: 'noop' }, nonce: 'soon', signature },
      { action: { type: 'noop' }, nonce: 1 },
      { action: 'noop', nonce: 1, signature },
      { action: { type: 'dance' }, nonce: 1, signature },
      { action: { type: 'noop' }, nonce: 1, signature, vaultAddress: 'mine' },
      { action: { type: 'noop' }, nonce: 1, signature, expiresAfter: 'soon' },
    ])
      expect(send('/exchange', JSON.stringify(request)).status).toBe(422);
  });

  it('refuses those who ask too much', () => {
    const { send, gateway } = bench();
    const ask = (): number => send('/info', '{"type":"meta"}').status;
    expect(Array.from({ length: 60 }, ask).every((status) => status === 200)).toBe(true);
    expect(ask()).toBe(429);
    gateway.limits('none');
    expect(ask()).toBe(200);
    gateway.limits('spent');
    expect(ask()).toBe(429);
    const line = { id: 1, address: '127.0.0.1', send: () => undefined, close: () => undefined };
    expect(gateway.connect(line, '/ws', '')).toBeUndefined();
    gateway.limits('real');
    expect(gateway.connect(line, '/elsewhere', '')).toBeUndefined();
    expect(gateway.connect(line, '/ws', '')).toBeDefined();
  });

  it('says on sockets too that the limit is reached', () => {
    const desk = bench();
    const { session, got } = desk.socket();
    const post = { method: 'post', id: 1, request: { type: 'info', payload: { type: 'meta' } } };
    for (let i = 0; i < 61; i++) session.message(JSON.stringify(post));
    expect(got[59]).toMatchObject({ data: { response: { type: 'info' } } });
    expect(got[60]).toMatchObject({
      data: { response: { type: 'error', payload: '429 Too Many Requests' } },
    });
    desk.gateway.limits('spent');
    session.message('{"method":"ping"}');
    expect(got[61]).toMatchObject({ channel: 'error', data: 'Too many messages: {"method":"ping"}' });
  });

  it('gives the demo account the wallet that its secret stands for', () => {
    const privateKey = keccak256(stringToBytes('demo'));
    expect(DEMO.privateKey).toBe(privateKey);
    expect(privateKeyToAccount(privateKey).address.toLowerCase()).toBe(DEMO.address);
    const { info } = bench();
    expect(info({ type: 'userRole', user: DEMO.address })).toEqual({ role: 'user' });
  });

  it('answers anything with an answer', () => {
    const exchange = venueExchange();
    const gateway = hyperliquidGateway(exchange);
    gateway.limits('none');
    const got: string[] = [];
    const line = { id: 1, address: 'x', send: (text: string) => got.push(text), close: () => undefined };
    const session = gateway.connect(line, '/ws', '');
    const kinds = fc.constantFrom(
      ...[
        'order',
        'cancel',
        'modify',
        'meta',
        'l2Book',
        'userFills',
        'orderStatus',
        'candleSnapshot',
        '__proto__',
      ],
    );
    const values = fc.oneof(
      hostileValue,
      fc.constantFrom('BTC', DEMO.address, 0, -1, Number.MAX_SAFE_INTEGER + 1, '1m', [null]),
    );
    const requests = fc.record({
      type: kinds,
      ...{ user: values, coin: values, req: values, oid: values, action: values, nonce: values },
      ...{ startTime: values, signature: values, method: kinds, request: values, orders: values },
    });
    const signature = { r: '0x1', s: '0x1', v: 27 };
    const money = {
      ...{ signatureChainId: '0x66eee', hyperliquidChain: 'Mainnet', nonce: 1, agentAddress: DEMO.address },
      ...{ agentName: 'a', maxFeeRate: '0%', builder: DEMO.address },
    };
    const sealed = fc.oneof(
      ...['approveAgent', 'approveBuilderFee', 'withdraw3'].map((type) =>
        hostileLike({ action: { type, ...money }, nonce: 1, signature }),
      ),
      hostileLike({ action: orders(order('buy', '1', '59000')), nonce: 1, signature }),
    );
    fc.assert(
      fc.property(requests, sealed, fc.string(), (request, other, text) => {
        for (const body of [textOf(request), text, textOf({ action: request, nonce: 1 }), textOf(other)])
          for (const path of ['/info', '/exchange']) {
            const { status } = gateway.request({
              ...{ method: 'POST', path, query: '', headers: {}, address: 'x', body },
            });
            expect([200, 400, 422]).toContain(status);
          }
        const before = got.length;
        session?.message(text);
        session?.message(textOf({ method: 'subscribe', subscription: request }));
        session?.message(textOf({ method: 'post', id: 1, request: { type: 'info', payload: request } }));
        session?.message(textOf({ method: 'post', id: 1, request: { type: 'action', payload: other } }));
        expect(got.length).toBeGreaterThanOrEqual(before + 4);
        gateway.tick();
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 5_000 : 100 },
    );
  });

  it('carries out hostile orders by nobody’s loss', () => {
    const desk = bench();
    desk.gateway.limits('none');
    const numbers = fc.constantFrom(
      '0',
      '1',
      '60001',
      '0.00001',
      '99999999999',
      '1'.repeat(30),
      '59999',
      '0.5',
    );
    const wires = fc.record({
      ...{ a: fc.integer({ min: 0, max: 4 }), b: fc.boolean(), p: numbers, s: numbers, r: fc.boolean() },
      t: fc.constantFrom({ limit: { tif: 'Gtc' } }, { limit: { tif: 'Ioc' } }, { limit: { tif: 'Alo' } }),
    });
    fc.assert(
      fc.property(fc.array(wires, { minLength: 1, maxLength: 5 }), (all) => {
        const reply = desk.act(orders(...all)) as { response: { data: { statuses: object[] } } };
        expect(reply.response.data.statuses).toHaveLength(all.length);
        const state = desk.info({ type: 'clearinghouseState', user: DEMO.address });
        expect(JSON.stringify(state)).not.toMatch(/NaN|Infinity|null,"totalNtl/);
      }),
      { numRuns: 40 },
    );
  });
});
