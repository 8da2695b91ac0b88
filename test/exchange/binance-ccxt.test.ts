/** ccxt, which nobody here wrote, trades on the Binance gateway over HTTP and sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { lotsOf, quietBinance } from '../../src/exchange/binance/binance-fixture.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { binanceusdm } from './binance-ccxt-client.ts';

const SYMBOL = 'BTC/USDT:USDT';
const exchange = quietBinance();
const gateway = binanceGateway(exchange);
let server: Serving;
// biome-ignore lint/suspicious/noExplicitAny: ccxt's own types do not know all that its exchanges do
let client: any;

beforeAll(async () => {
  gateway.limits('none');
  server = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  client = await binanceusdm(server.port, 'demo');
}, 30_000);

afterAll(async () => {
  await client?.close();
  await server?.close();
});

describe('ccxt over REST', () => {
  it('loads the markets with their grids and limits', async () => {
    await client.loadMarkets();
    expect(Object.keys(client.markets)).toEqual([SYMBOL, 'ETH/USDT:USDT', 'SOL/USDT:USDT']);
    expect(client.market(SYMBOL)).toMatchObject({
      ...{ id: 'BTCUSDT', active: true, linear: true, contractSize: 1 },
      precision: { amount: 0.001, price: 0.1 },
      limits: { amount: { min: 0.001 }, cost: { min: 100 } },
    });
  });

  it('reads book, ticker, mark and funding', async () => {
    const book = await client.fetchOrderBook(SYMBOL, 5);
    expect(book.bids[0]).toEqual([49_999.9, 0.01]);
    expect(book.asks[4]).toEqual([50_000.5, 0.01]);
    exchange.control.payFunding('BTCUSDT', 0.000_2);
    const [rate, history, ticker] = await Promise.all([
      client.fetchFundingRate(SYMBOL),
      client.fetchFundingRateHistory(SYMBOL),
      client.fetchTicker(SYMBOL),
    ]);
    expect(rate).toMatchObject({ markPrice: 50_000, indexPrice: 50_000, fundingRate: 0 });
    expect(rate.fundingTimestamp).toBeGreaterThan(Date.now());
    expect(history.at(-1)).toMatchObject({ symbol: SYMBOL, fundingRate: 0.000_2 });
    expect(ticker).toMatchObject({ symbol: SYMBOL, last: 50_000 });
    expect((await client.fetchFundingIntervals())[SYMBOL].interval).toBe('8h');
  });

  it('places, finds, changes and cancels an order', async () => {
    const placed = await client.createOrder(SYMBOL, 'limit', 'buy', 0.02, 49_000);
    expect(placed).toMatchObject({ status: 'open', price: 49_000, amount: 0.02, filled: 0, postOnly: false });
    const { clientOrderId } = placed;
    const found = await client.fetchOrder(undefined, SYMBOL, { clientOrderId });
    expect(found).toMatchObject({ id: placed.id, status: 'open' });
    const edited = await client.editOrder(placed.id, SYMBOL, 'limit', 'buy', 0.03, 49_100);
    expect(edited).toMatchObject({ price: 49_100, amount: 0.03 });
    expect(await client.fetchOpenOrders(SYMBOL)).toHaveLength(1);
    expect(await client.cancelOrder(edited.id, SYMBOL)).toMatchObject({ status: 'canceled', filled: 0 });
    await expect(client.cancelOrder(edited.id, SYMBOL)).rejects.toThrow(/-2011/);
    await expect(client.cancelOrder(edited.id, SYMBOL)).rejects.toMatchObject({ name: 'OrderNotFound' });
    expect(await client.fetchOrder(edited.id, SYMBOL)).toMatchObject({ status: 'canceled' });
  });

  it('fills on two levels, and reads position, balance, trades and fees', async () => {
    const bought = await client.createOrder(SYMBOL, 'limit', 'buy', 0.015, 50_000.5, { timeInForce: 'IOC' });
    expect(bought).toMatchObject({ status: 'closed', filled: 0.015 });
    expect(bought.average).toBeCloseTo((0.01 * 50_000.1 + 0.005 * 50_000.2) / 0.015, 4);
    expect(bought.cost).toBeCloseTo(750.002, 6);
    const partial = await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, 50_000.2, { timeInForce: 'IOC' });
    expect(partial).toMatchObject({ status: 'expired', filled: 0.005, remaining: 0.005 });
    const [position] = await client.fetchPositions([SYMBOL]);
    expect(position).toMatchObject({ symbol: SYMBOL, side: 'long', contracts: 0.02, marginMode: 'cross' });
    expect(position.hedged).toBe(false);
    const trades = await client.fetchMyTrades(SYMBOL);
    expect(trades.map(({ amount }: { amount: number }) => amount)).toEqual([0.01, 0.005, 0.005]);
    expect(trades[0]).toMatchObject({ takerOrMaker: 'taker', side: 'buy', price: 50_000.1 });
    expect(trades[0].fee.cost).toBeCloseTo(0.01 * 50_000.1 * 0.0005, 8);
    const balance = await client.fetchBalance();
    const fees = trades.reduce((sum: number, { fee }: { fee: { cost: number } }) => sum + fee.cost, 0);
    const wallet = Number(balance.info.totalWalletBalance);
    expect(wallet).toBeCloseTo(100_000 - fees, 6);
  });

  it('takes post-only orders only where they make, and reduces with reduce-only orders alone', async () => {
    await expect(
      client.createOrder(SYMBOL, 'limit', 'sell', 0.01, 49_990, { postOnly: true }),
    ).rejects.toThrow(/-5022/);
    await expect(
      client.createOrder(SYMBOL, 'market', 'buy', 0.01, undefined, { reduceOnly: true }),
    ).rejects.toThrow(/-2022/);
    const sold = await client.createOrder(SYMBOL, 'market', 'sell', 0.02, undefined, { reduceOnly: true });
    expect(sold).toMatchObject({ status: 'closed', filled: 0.02 });
    expect(await client.fetchPositions([SYMBOL])).toEqual([]);
  });

  it('is told by their names why orders are refused', async () => {
    const order = (amount: number, price: number, params = {}) =>
      client.createOrder(SYMBOL, 'limit', 'buy', amount, price, params);
    await expect(order(0.001, 49_000)).rejects.toThrow(/-4164/);
    await expect(order(100, 49_000)).rejects.toThrow(/-2019/);
    await order(0.01, 49_000, { newClientOrderId: 'mine' });
    await expect(order(0.01, 49_000, { newClientOrderId: 'mine' })).rejects.toThrow(/-4116/);
    await client.cancelAllOrders(SYMBOL);
    const stranger = await binanceusdm(server.port, 'demo');
    stranger.secret = 'wrong';
    await expect(stranger.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' });
  });

  it('sets leverage, reads modes, brackets, funding paid, and whether the key can withdraw', async () => {
    expect(await client.setLeverage(10, SYMBOL)).toMatchObject({ symbol: 'BTCUSDT' });
    expect(await client.fetchLeverage(SYMBOL)).toMatchObject({ longLeverage: 10 });
    expect(await client.fetchPositionMode(SYMBOL)).toMatchObject({ hedged: false });
    const tiers = await client.fetchMarketLeverageTiers(SYMBOL);
    expect(tiers[1]).toMatchObject({ minNotional: 300_000, maxNotional: 800_000, maxLeverage: 100 });
    expect(await client.fetchTradingFee(SYMBOL)).toMatchObject({ taker: 0.0005, maker: 0.0002 });
    await client.createOrder(SYMBOL, 'market', 'sell', 0.01);
    exchange.control.payFunding('BTCUSDT', 0.001);
    const paid = await client.fetchFundingHistory(SYMBOL);
    expect(paid.at(-1)).toMatchObject({ symbol: SYMBOL, amount: 0.5 });
    expect(await client.sapiGetAccountApiRestrictions()).toMatchObject({ enableWithdrawals: false });
  });
});

describe('ccxt over sockets', () => {
  it('streams the book, trades and tickers as they change', async () => {
    exchange.control.maker('BTCUSDT', true);
    const book = await client.watchOrderBook(SYMBOL);
    expect(book.asks[0]).toEqual([50_000.1, 0.01]);
    const next = client.watchOrderBook(SYMBOL);
    exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
    await next;
    expect(client.orderbooks[SYMBOL].asks[0]).toEqual([50_000.1, 0.006]);
    const timer = setInterval(() => exchange.control.takeFrom('BTCUSDT', 'sell', lotsOf(2)), 100);
    const [mark, , trades, ticker] = await Promise.all([
      client.watchMarkPrice(SYMBOL),
      client.watchBidsAsks([SYMBOL]),
      client.watchTrades(SYMBOL),
      client.watchTicker(SYMBOL),
      client.watchOHLCV(SYMBOL, '1m'),
    ]);
    clearInterval(timer);
    expect(mark).toMatchObject({ symbol: SYMBOL, markPrice: 50_000 });
    expect(client.bidsasks[SYMBOL]).toMatchObject({ symbol: SYMBOL, ask: 50_000.1 });
    expect(trades.at(-1)).toMatchObject({ symbol: SYMBOL, side: 'sell', amount: 0.002 });
    expect(ticker.symbol).toBe(SYMBOL);
  }, 20_000);

  it('hears of its own orders, fills, position and balance', async () => {
    exchange.control.maker('BTCUSDT', true);
    const orders = client.watchOrders(SYMBOL);
    const trades = client.watchMyTrades(SYMBOL);
    const positions = client.watchPositions([SYMBOL]);
    let isUp = false;
    const first = orders.then(() => {
      isUp = true;
    });
    while (!isUp) {
      await client.createOrder(SYMBOL, 'limit', 'buy', 0.01, 49_000);
      await client.cancelAllOrders(SYMBOL);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await first;
    await client.createOrder(SYMBOL, 'limit', 'buy', 0.013, 50_000.1);
    const [trade] = await trades;
    expect(trade).toMatchObject({ symbol: SYMBOL, side: 'buy', amount: 0.01, price: 50_000.1 });
    await positions;
    const open = await client.fetchOpenOrders(SYMBOL);
    expect(open[0]).toMatchObject({ filled: 0.01, remaining: 0.003, status: 'open' });
    const { id } = open[0];
    await client.cancelOrder(id, SYMBOL);
    const seen = () => client.orders.find((one: { id: string }) => one.id === id);
    while (seen()?.status !== 'canceled') await client.watchOrders(SYMBOL);
    expect(seen()).toMatchObject({ status: 'canceled', filled: 0.01 });
  }, 20_000);

  it('places, changes and cancels over the order socket', async () => {
    const placed = await client.createOrderWs(SYMBOL, 'limit', 'buy', 0.01, 49_000);
    expect(placed).toMatchObject({ status: 'open', price: 49_000 });
    const edited = await client.editOrderWs(placed.id, SYMBOL, 'limit', 'buy', 0.02, 49_200);
    expect(edited).toMatchObject({ amount: 0.02, price: 49_200 });
    expect(await client.fetchOrderWs(placed.id, SYMBOL)).toMatchObject({ status: 'open' });
    expect(await client.cancelOrderWs(placed.id, SYMBOL)).toMatchObject({ status: 'canceled' });
    await expect(client.cancelOrderWs(placed.id, SYMBOL)).rejects.toThrow(/-2011/);
    expect((await client.fetchBalanceWs()).USDT.total).toBeGreaterThan(99_000);
    await client.createOrderWs(SYMBOL, 'market', 'buy', 0.004);
    const [position] = await client.fetchPositionsWs([SYMBOL]);
    expect(position).toMatchObject({ symbol: SYMBOL, side: 'long', contracts: 0.004 });
  }, 20_000);
});
