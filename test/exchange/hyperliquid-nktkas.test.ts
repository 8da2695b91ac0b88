import {
  ExchangeClient,
  HttpTransport,
  InfoClient,
  SubscriptionClient,
  WebSocketTransport,
} from '@nktkas/hyperliquid';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { hyperliquidGateway } from '../../src/exchange/hyperliquid/hyperliquid.ts';
import { DEMO, venueExchange } from '../../src/exchange/hyperliquid/hyperliquid-fixture.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { lots, millis } from '../../src/units/units.ts';

const wallet = privateKeyToAccount(DEMO.privateKey as `0x${string}`);
const user = DEMO.address as `0x${string}`;
const cloid = `0x${'c1'.repeat(16)}` as const;

let serving: Serving;
let exchange: Exchange;
let http: HttpTransport;
let socket: WebSocketTransport;

beforeAll(async () => {
  exchange = venueExchange(millis(Date.now()));
  const gateway = hyperliquidGateway(exchange);
  gateway.limits('none');
  serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  http = new HttpTransport({ apiUrl: `http://127.0.0.1:${serving.port}` });
  // Node 20 has no WebSocket of its own.
  const reconnect = { WebSocket: WebSocket as unknown as typeof globalThis.WebSocket };
  socket = new WebSocketTransport({ url: `ws://127.0.0.1:${serving.port}/ws`, reconnect });
  await socket.ready();
});

afterAll(async () => {
  await socket.close();
  await serving.close();
});

function limit(b: boolean, p: string, s: string, tif: 'Gtc' | 'Ioc' | 'Alo' = 'Gtc') {
  return { a: 0, b, p, s, r: false, t: { limit: { tif } } };
}

describe.each(['http', 'socket'] as const)(
  '@nktkas/hyperliquid on the Hyperliquid gateway, by %s',
  (which) => {
    const clients = () => {
      const transport = which === 'http' ? http : socket;
      return { trader: new ExchangeClient({ transport, wallet }), info: new InfoClient({ transport }) };
    };

    it('reads markets', async () => {
      const { info } = clients();
      const [{ universe }, contexts] = await info.metaAndAssetCtxs();
      expect(universe.map(({ name }) => name)).toEqual(['BTC', 'ETH', 'SOL']);
      expect(contexts[0]).toMatchObject({ markPx: '60000.0', funding: '0.0' });
      expect((await info.l2Book({ coin: 'BTC' }))?.levels[0][0]).toMatchObject({ px: '59999.0' });
      expect(await info.allMids()).toHaveProperty('BTC');
    });

    it('places, is filled in part, modifies and cancels', async () => {
      const { trader, info } = clients();
      const { response } = await trader.order({ orders: [{ ...limit(true, '60000', '0.5'), c: cloid }] });
      const [status] = response.data.statuses;
      const oid = typeof status === 'object' && 'resting' in status ? status.resting.oid : 0;
      exchange.control.takeFrom('BTC', 'sell', lots(20_000));
      expect(await info.openOrders({ user })).toMatchObject([{ oid, sz: '0.3', origSz: '0.5', cloid }]);
      expect((await info.clearinghouseState({ user })).assetPositions[0]?.position.coin).toBe('BTC');
      await trader.modify({ oid, order: limit(true, '59000', '0.5') });
      const [open] = await info.frontendOpenOrders({ user });
      expect(open).toMatchObject({ limitPx: '59000.0', orderType: 'Limit', tif: 'Gtc' });
      await trader.cancel({ cancels: [{ a: 0, o: open?.oid ?? 0 }] });
      expect(await info.openOrders({ user })).toEqual([]);
      expect(await info.orderStatus({ user, oid: cloid })).toMatchObject({ order: { status: 'canceled' } });
      const [fill] = await info.userFills({ user });
      expect(fill).toMatchObject({ px: '60000.0', sz: '0.2', crossed: false, oid });
    });

    it('is refused with the venue’s words', async () => {
      const { trader } = clients();
      const place = (wire: ReturnType<typeof limit>) => trader.order({ orders: [wire] });
      await expect(place(limit(true, '60001', '1', 'Alo'))).rejects.toThrow(/bbo was 59999\.0@60001\.0/);
      await expect(place(limit(true, '60000.5', '1'))).rejects.toThrow(/divisible by tick size/);
      await expect(place(limit(true, '59000', '1', 'Ioc'))).rejects.toThrow(/could not immediately match/);
      await expect(trader.cancel({ cancels: [{ a: 0, o: 1 }] })).rejects.toThrow(/never placed/);
      const late = trader.order(
        { orders: [limit(true, '59000', '1')] },
        { expiresAfter: Date.now() - 5_000 },
      );
      await expect(late).rejects.toThrow(/expired/);
      await expect(trader.withdraw3({ destination: user, amount: '1' })).rejects.toThrow(/not served/);
    });

    it('sets leverage, approves an agent, arms the dead-man switch', async () => {
      const { trader, info } = clients();
      await trader.updateLeverage({ asset: 0, isCross: true, leverage: 7 });
      expect((await info.activeAssetData({ user, coin: 'BTC' })).leverage).toEqual({
        type: 'cross',
        value: 7,
      });
      const agent = privateKeyToAccount(`0x${(which === 'http' ? '11' : '22').repeat(32)}`);
      await trader.approveAgent({ agentAddress: agent.address, agentName: which });
      expect((await info.extraAgents({ user })).map(({ name }) => name)).toContain(which);
      const transport = which === 'http' ? http : socket;
      const delegate = new ExchangeClient({ transport, wallet: agent });
      await delegate.order({ orders: [limit(true, '59000', '0.1')] });
      const [open] = await info.openOrders({ user });
      expect(open).toMatchObject({ sz: '0.1' });
      await delegate.cancel({ cancels: [{ a: 0, o: open?.oid ?? 0 }] });
      await trader.scheduleCancel({ time: Date.now() + 10_000 });
      await trader.scheduleCancel();
    });
  },
);

describe('@nktkas/hyperliquid listening', () => {
  it('hears markets and its own account', async () => {
    const listener = new SubscriptionClient({ transport: socket });
    const trader = new ExchangeClient({ transport: socket, wallet });
    const heard: Record<string, unknown[]> = {};
    const hear = (name: string) => (data: unknown) => {
      heard[name] = [...(heard[name] ?? []), data];
    };
    const subscriptions = await Promise.all([
      listener.l2Book({ coin: 'BTC' }, hear('book')),
      listener.trades({ coin: 'BTC' }, hear('trades')),
      listener.bbo({ coin: 'BTC' }, hear('bbo')),
      listener.allMids(hear('mids')),
      listener.activeAssetCtx({ coin: 'BTC' }, hear('context')),
      listener.candle({ coin: 'BTC', interval: '1m' }, hear('candle')),
      listener.orderUpdates({ user }, hear('orders')),
      listener.userFills({ user }, hear('fills')),
      listener.userFundings({ user }, hear('fundings')),
      listener.userEvents({ user }, hear('events')),
      listener.clearinghouseState({ user }, hear('state')),
      listener.webData2({ user }, hear('page')),
    ]);
    for (const events of Object.values(heard)) events.length = 0;
    await trader.order({ orders: [limit(true, '60002', '1.5', 'Ioc')] });
    exchange.control.payFunding('BTC', 0.0001);
    await vi.waitFor(() => expect(heard.state?.length).toBeGreaterThan(0), 5_000);
    await vi.waitFor(() => expect(heard.fundings?.length).toBeGreaterThan(0), 5_000);
    expect(heard.orders?.flat().at(-1)).toMatchObject({ status: 'filled', order: { origSz: '1.5' } });
    expect(heard.fills?.[0]).toMatchObject({
      user,
      fills: [{ px: '60001.0' }, { px: '60002.0', sz: '0.5' }],
    });
    expect(heard.trades?.flat()).toHaveLength(2);
    expect(heard.events).toMatchObject([{ fills: [{}, {}] }, { funding: { fundingRate: '0.0001' } }]);
    await vi.waitFor(() => {
      for (const name of ['book', 'bbo', 'mids', 'context', 'candle', 'page'])
        expect(heard[name]?.length, name).toBeGreaterThan(0);
    }, 5_000);
    for (const subscription of subscriptions) await subscription.unsubscribe();
    for (const events of Object.values(heard)) events.length = 0;
    await trader.order({ orders: [limit(false, '59999', '0.1', 'Ioc')] });
    expect(Object.values(heard).flat()).toEqual([]);
  });

  it('is told again after a disconnection', async () => {
    const listener = new SubscriptionClient({ transport: socket });
    const books: string[] = [];
    await listener.l2Book({ coin: 'ETH' }, ({ levels }) => books.push(levels[0][0]?.sz ?? ''));
    await vi.waitFor(() => expect(books).toEqual(['10.0']), 5_000);
    serving.disconnect('hyperliquid');
    exchange.control.takeFrom('ETH', 'sell', lots(30_000));
    await vi.waitFor(() => expect(books.at(-1)).toBe('7.0'), 10_000);
  });

  it('finds out what became of an order whose answer was lost', async () => {
    const info = new InfoClient({ transport: http });
    const trader = new ExchangeClient({ transport: http, wallet });
    const own = `0x${'d2'.repeat(16)}` as const;
    serving.faults({ loseAnswer: 1, match: own });
    await expect(trader.order({ orders: [{ ...limit(true, '58000', '0.5'), c: own }] })).rejects.toThrow();
    serving.faults({ loseAnswer: 0, match: '' });
    expect(await info.orderStatus({ user, oid: own })).toMatchObject({ order: { status: 'open' } });
    expect((await info.openOrders({ user })).filter((order) => order.cloid === own)).toHaveLength(1);
  });
});
