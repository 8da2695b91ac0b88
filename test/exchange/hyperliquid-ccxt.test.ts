import type { hyperliquid as Client, Order } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { hyperliquidGateway } from '../../src/exchange/hyperliquid/hyperliquid.ts';
import { DEMO, venueExchange } from '../../src/exchange/hyperliquid/hyperliquid-fixture.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { lots, millis } from '../../src/units/units.ts';

const BTC = 'BTC/USDC:USDC';
const CLOID = `0x${'c1'.repeat(16)}`;

let serving: Serving;
let exchange: Exchange;
let client: Client;
let errors: typeof import('ccxt');

beforeAll(async () => {
  // The house quotes 1 BTC at each dollar from 59 999 down and from 60 001 up.
  exchange = venueExchange(millis(Date.now()));
  const gateway = hyperliquidGateway(exchange);
  gateway.limits('none');
  serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  errors = await import('ccxt');
  client = new errors.pro.hyperliquid({
    walletAddress: DEMO.address,
    privateKey: DEMO.privateKey,
    enableRateLimit: false,
    options: { builderFee: false },
  });
  const http = `http://127.0.0.1:${serving.port}`;
  client.urls.api = { public: http, private: http, ws: { public: `ws://127.0.0.1:${serving.port}/ws` } };
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
});

afterAll(async () => {
  await client.close();
  await serving.close();
});

/** The id of what was placed; ccxt says that there may be none. */
function idOf(order: Order): string {
  if (order.id === undefined) throw new Error(`no id: ${JSON.stringify(order)}`);
  return order.id;
}

function limit(side: 'buy' | 'sell', amount: number, price: number, params: object = {}): Promise<Order> {
  return client.createOrder(BTC, 'limit', side, amount, price, params);
}

describe('ccxt on the Hyperliquid gateway, over REST', () => {
  it('loads the markets', () => {
    expect(Object.keys(client.markets ?? {}).sort()).toEqual([BTC, 'ETH/USDC:USDC', 'SOL/USDC:USDC']);
    expect(client.market(BTC)).toMatchObject({
      ...{ swap: true, linear: true, baseId: '0', active: true },
      precision: { amount: 1e-5, price: 1 },
      limits: { leverage: { max: 40 }, cost: { min: 10 } },
    });
  });

  it('reads book, ticker, status, time, trades and candles', async () => {
    const book = await client.fetchOrderBook(BTC);
    expect([book.bids[0], book.asks[0], book.asks.length]).toEqual([[59_999, 1], [60_001, 1], 10]);
    expect(await client.fetchTicker(BTC)).toMatchObject({ bid: 59_999, ask: 60_001, last: 60_000 });
    expect((await client.fetchStatus()).status).toBe('ok');
    expect(await client.fetchTime()).toBeLessThanOrEqual(exchange.now);
    exchange.control.takeFrom('ETH', 'buy', lots(5_000));
    const [trade] = await client.fetchOHLCV('ETH/USDC:USDC', '1m');
    expect(trade?.slice(1)).toEqual([3000.1, 3000.1, 3000.1, 3000.1, 0.5]);
  });

  it('takes what is there, and reads position, balance and fills', async () => {
    const order = await limit('buy', 1.5, 60_002, { timeInForce: 'Ioc' });
    expect(order).toMatchObject({ filled: 1.5, average: 60_001.33333 });
    const [position] = await client.fetchPositions([BTC]);
    expect(position).toMatchObject({ side: 'long', contracts: 1.5, entryPrice: 60_001.333333, leverage: 20 });
    const { total, used } = (await client.fetchBalance()) as unknown as Record<
      string,
      Record<string, number>
    >;
    // Less fees of 0.045 % of 90 002, and 2 lost to the mark.
    expect(total?.USDC).toBeCloseTo(1e6 - 90_002 * 0.00045 - 2, 6);
    expect(used?.USDC).toBe(4_500);
    const trades = await client.fetchMyTrades(BTC);
    expect(trades.map(({ price, amount, takerOrMaker }) => [price, amount, takerOrMaker])).toEqual([
      [60_002, 0.5, 'taker'],
      [60_001, 1, 'taker'],
    ]);
  });

  it('rests, is filled in part, is modified and cancelled', async () => {
    const id = idOf(await limit('sell', 1, 60_000, { clientOrderId: CLOID }));
    exchange.control.takeFrom('BTC', 'buy', lots(40_000));
    expect(await client.fetchOrder(id, BTC)).toMatchObject({ status: 'open', filled: 0.4, remaining: 0.6 });
    expect(await client.fetchOrder('', BTC, { clientOrderId: CLOID })).toMatchObject({ id });
    const edited = idOf(await client.editOrder(id, BTC, 'limit', 'sell', 0.5, 61_000));
    expect(edited).not.toBe(id);
    const open = await client.fetchOpenOrders(BTC);
    expect(open.map(({ id: each, price, amount }) => [each, price, amount])).toEqual([[edited, 61_000, 0.5]]);
    await client.cancelOrder(edited, BTC);
    expect(await client.fetchOpenOrders(BTC)).toEqual([]);
    expect(await client.fetchOrder(edited, BTC)).toMatchObject({ status: 'canceled' });
    await expect(client.cancelOrder(edited, BTC)).rejects.toBeInstanceOf(errors.OrderNotFound);
  });

  it('is refused as by the venue', async () => {
    await expect(limit('buy', 1, 60_002, { postOnly: true })).rejects.toBeInstanceOf(errors.InvalidOrder);
    await expect(limit('buy', 0.0001, 60_000)).rejects.toThrow(/minimum value of \$10/);
    await expect(limit('buy', 1000, 60_000)).rejects.toBeInstanceOf(errors.InsufficientFunds);
    await expect(limit('buy', 1, 59_000, { timeInForce: 'Ioc' })).rejects.toThrow(
      /could not immediately match/,
    );
    await expect(client.fetchOrder('999999', BTC)).rejects.toBeInstanceOf(errors.OrderNotFound);
  });

  it('sees funding, sets leverage and arms the dead-man switch', async () => {
    expect(await client.fetchFundingRate(BTC)).toMatchObject({ fundingRate: 0, interval: '1h' });
    exchange.control.payFunding('BTC', 0.001);
    const [payment] = await client.fetchFundingHistory(BTC);
    expect(payment).toMatchObject({ symbol: BTC, amount: -66 });
    expect(await client.fetchFundingRateHistory(BTC)).toMatchObject([{ fundingRate: 0.001 }]);
    await client.setLeverage(10, BTC);
    expect((await client.fetchPositions([BTC]))[0]).toMatchObject({ leverage: 10 });
    await client.cancelAllOrdersAfter(10_000);
    await client.cancelAllOrdersAfter(0).catch(() => undefined);
  });
});

describe('ccxt pro on the Hyperliquid gateway', () => {
  it('streams the book', async () => {
    expect((await client.watchOrderBook(BTC)).bids[0]).toEqual([59_999, 1]);
    const next = client.watchOrderBook(BTC);
    exchange.control.takeFrom('BTC', 'sell', lots(25_000));
    expect((await next).bids[0]).toEqual([59_999, 0.75]);
  });

  it('trades by the socket, and streams orders and fills', async () => {
    const [orders, fills] = [client.watchOrders(BTC), client.watchMyTrades(BTC)];
    const id = idOf(await client.createOrderWs(BTC, 'limit', 'buy', 0.5, 59_500));
    expect((await orders).at(-1)).toMatchObject({ id, status: 'open', remaining: 0.5 });
    const later = client.watchOrders(BTC);
    await client.cancelOrderWs(id, BTC);
    expect((await later).at(-1)).toMatchObject({ id, status: 'canceled' });
    await fills;
    const more = client.watchMyTrades(BTC);
    await client.createOrderWs(BTC, 'limit', 'sell', 0.25, 59_999, { timeInForce: 'Ioc' });
    expect((await more).at(-1)).toMatchObject({ side: 'sell', price: 59_999, amount: 0.25 });
  });

  it('streams tickers, trades, positions and the balance', async () => {
    expect(await client.watchTicker(BTC)).toMatchObject({ bid: 59_999 });
    const trades = client.watchTrades(BTC);
    exchange.control.takeFrom('BTC', 'sell', lots(1_000));
    expect((await trades).at(-1)).toMatchObject({ symbol: BTC });
    expect(await client.watchPositions([BTC])).toMatchObject([
      { symbol: BTC, side: 'long', contracts: 0.85 },
    ]);
  });
});
