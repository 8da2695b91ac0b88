/** The npm package `binance`, which nobody here wrote, trades on the Binance gateway over HTTP and sockets. */
import type { USDMClient, WebsocketAPIClient, WebsocketClient } from 'binance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { lotsOf, quietBinance } from '../../src/exchange/binance/binance-fixture.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';

const exchange = quietBinance();
const gateway = binanceGateway(exchange);
const symbol = 'BTCUSDT';
const SILENT = { trace: () => undefined, info: () => undefined, error: () => undefined };
let server: Serving;
let rest: USDMClient;
let sockets: WebsocketClient;
let orders: WebsocketAPIClient;
// biome-ignore lint/suspicious/noExplicitAny: what comes is what is under test
const heard: any[] = [];

/** The first message that is as wanted, come or still to come. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function hears(isWanted: (message: any) => boolean): Promise<any> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    const found = heard.find(isWanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it was not heard; ${JSON.stringify(heard.map(({ e }) => e))} was`);
}

/** Does something again and again until the sockets are up and what it leads to is heard. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function until(act: () => unknown, isWanted: (message: any) => boolean): Promise<void> {
  while (!heard.some(isWanted)) {
    await act();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  heard.length = 0;
}

/** Something that changes the book and trades nothing. */
async function stir(): Promise<void> {
  const order = {
    symbol,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: 49_000,
    quantity: 0.01,
  } as const;
  const { orderId } = await rest.submitNewOrder(order);
  await rest.cancelOrder({ symbol, orderId });
}

beforeAll(async () => {
  gateway.limits('none');
  server = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  const { USDMClient, WebsocketAPIClient, WebsocketClient } = await import('binance');
  const [http, ws] = [`http://127.0.0.1:${server.port}`, `ws://127.0.0.1:${server.port}`];
  const keys = { api_key: 'demo', api_secret: "demo's secret" };
  rest = new USDMClient({ ...keys, baseUrl: http });
  sockets = new WebsocketClient({ ...keys, wsUrl: ws, restOptions: { baseUrl: http } }, SILENT);
  sockets.on('message', (message) => heard.push(message));
  orders = new WebsocketAPIClient({ ...keys, wsUrl: ws, attachEventListeners: false }, SILENT);
}, 30_000);

afterAll(async () => {
  sockets?.closeAll(true);
  orders?.disconnectAll();
  await server?.close();
});

describe('the npm package binance', () => {
  it('reads markets, book and funding', async () => {
    const { symbols } = await rest.getExchangeInfo();
    expect(symbols.map((one) => one.symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
    const { bids, asks } = await rest.getOrderBook({ symbol, limit: 5 });
    expect([bids[0], asks[0]]).toEqual([
      ['49999.9', '0.010'],
      ['50000.1', '0.010'],
    ]);
    expect(await rest.getMarkPrice({ symbol })).toMatchObject({ symbol, markPrice: '50000.00000000' });
    exchange.control.payFunding(symbol, 0.0001);
    expect((await rest.getFundingRateHistory({ symbol })).at(-1)).toMatchObject({
      symbol,
      fundingRate: '0.00010000',
    });
  });

  it('trades, hears of it on the user stream, and reads position and balance', async () => {
    await sockets.subscribeUsdFuturesUserDataStream();
    await until(stir, ({ e }) => e === 'ORDER_TRADE_UPDATE');
    const placed = await rest.submitNewOrder({
      ...{ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', newOrderRespType: 'RESULT' },
      ...{ quantity: 0.015, price: 50_000.1 },
    });
    expect(placed).toMatchObject({
      status: 'PARTIALLY_FILLED',
      executedQty: '0.010',
      avgPrice: '50000.10000',
    });
    const fill = await hears(({ e, o }) => e === 'ORDER_TRADE_UPDATE' && o.x === 'TRADE');
    expect(fill.o).toMatchObject({
      i: placed.orderId,
      X: 'PARTIALLY_FILLED',
      l: '0.010',
      z: '0.010',
      m: false,
    });
    const told = await hears(({ e }) => e === 'ACCOUNT_UPDATE');
    expect(told.a.P).toMatchObject([{ s: symbol, pa: '0.010', ps: 'BOTH' }]);
    await rest.cancelOrder({ symbol, orderId: placed.orderId });
    await hears(({ e, o }) => o?.i === placed.orderId && o.X === 'CANCELED' && e === 'ORDER_TRADE_UPDATE');
    const [position] = await rest.getPositionsV3({ symbol });
    expect(position).toMatchObject({ symbol, positionAmt: '0.010', entryPrice: '50000.10000' });
    const [usdt] = await rest.getBalanceV3();
    expect(usdt).toMatchObject({ asset: 'USDT', balance: '99999.74999950' });
    expect((await rest.getIncomeHistory({ incomeType: 'COMMISSION' })).at(-1)).toMatchObject({
      income: '-0.25000050',
      tradeId: '1',
    });
  });

  it('sends batches, and is answered for each', async () => {
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '49000' } as const;
    const answers = await rest.submitMultipleOrders([
      { ...order, quantity: '0.010' },
      { ...order, quantity: '0.001' },
    ]);
    expect(answers).toMatchObject([{ status: 'NEW' }, { code: -4164 }]);
    expect(await rest.cancelAllOpenOrders({ symbol })).toMatchObject({ code: 200 });
    expect(await rest.getAllOpenOrders({ symbol })).toEqual([]);
  });

  it('refuses what is refused, in Binance’s words', async () => {
    await expect(rest.cancelOrder({ symbol, orderId: 1 })).rejects.toMatchObject({ code: -2011 });
    await expect(rest.getOrder({ symbol, orderId: 999_999 })).rejects.toMatchObject({ code: -2013 });
    await expect(rest.setMarginType({ symbol, marginType: 'CROSSED' })).rejects.toMatchObject({
      code: -4046,
    });
    await expect(rest.setPositionMode({ dualSidePosition: 'true' })).rejects.toMatchObject({ code: -4068 });
  });

  it('hears book, trades and marks on its split sockets', async () => {
    await sockets.subscribe(['btcusdt@depth@100ms', 'btcusdt@bookTicker'], 'usdm');
    await sockets.subscribe(['btcusdt@aggTrade', 'btcusdt@markPrice@1s'], 'usdm');
    await until(
      () => undefined,
      ({ e }) => e === 'markPriceUpdate',
    );
    await until(stir, ({ e }) => e === 'depthUpdate');
    exchange.control.takeFrom(symbol, 'sell', lotsOf(4));
    await hears(({ e, b }) => e === 'depthUpdate' && String(b).includes('49999.9,0.006'));
    const trade = await hears(({ e }) => e === 'aggTrade');
    expect(trade).toMatchObject({ s: symbol, p: '49999.9', q: '0.004', m: true });
    await hears(({ e }) => e === 'bookTicker');
  });

  it('places and cancels over the order socket', async () => {
    const { result } = await orders.submitNewFuturesOrder('usdm', {
      ...{ symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', timestamp: Date.now() },
      ...{ quantity: '0.010', price: '51000.0' },
    });
    expect(result).toMatchObject({ symbol, status: 'NEW', price: '51000.0' });
    const { orderId } = result;
    const cancelled = await orders.cancelFuturesOrder('usdm', { symbol, orderId, timestamp: Date.now() });
    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELED' } });
  });
});
