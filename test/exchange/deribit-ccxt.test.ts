/** A client that nobody here wrote trades on the Deribit gateway over real sockets: ccxt, REST and pro. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import { customer, marketWithGreeks } from '../../src/exchange/deribit/deribit-fixture.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { lots, millis } from '../../src/units/units.ts';

const PERP = 'BTC/USD:BTC';

type Ccxt = typeof import('ccxt').default;
type Client = InstanceType<Ccxt['pro']['deribit']>;

let serving: Serving;
let exchange: Exchange;
let client: Client;
let ccxt: Ccxt;

async function connect(key: string, secret: string): Promise<Client> {
  const made = new ccxt.pro.deribit({ apiKey: key, secret, enableRateLimit: false });
  made.urls.api = {
    rest: `http://127.0.0.1:${serving.port}`,
    ws: `ws://127.0.0.1:${serving.port}/ws/api/v2`,
  };
  await made.loadHttpProxyAgent();
  return made;
}

beforeAll(async () => {
  ({ default: ccxt } = await import('ccxt'));
  const start = millis(Date.now());
  exchange = createExchange({
    name: 'deribit',
    listings: standardListings('deribit', start),
    accounts: [customer('ann'), customer('eve', { canTrade: false })],
    seed: 1,
    start,
    market: marketWithGreeks,
  });
  const gateway = deribitGateway(exchange);
  gateway.limits('none');
  serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  client = await connect('ann', 'ann-secret');
  await client.loadMarkets();
}, 30_000);

afterAll(async () => {
  await client?.close();
  await serving?.close();
});

describe('ccxt over REST', () => {
  it('finds the markets, with their kinds and sizes', async () => {
    expect(client.market(PERP)).toMatchObject({ swap: true, inverse: true, contractSize: 10, settle: 'BTC' });
    const options = Object.values(client.markets ?? {}).filter((market) => market?.option);
    expect(options.length).toBeGreaterThan(50);
    expect(options[0]).toMatchObject({ inverse: true, strike: expect.any(Number) });
    expect(await client.fetchStatus()).toMatchObject({ status: 'ok' });
    expect(Math.abs(((await client.fetchTime()) ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('places, partly fills, edits and cancels an order', async () => {
    const placed = await client.createOrder(PERP, 'limit', 'buy', 150, 100_000.5);
    expect(placed).toMatchObject({ status: 'open', filled: 100, amount: 150, average: 100_000.5 });
    expect(placed.trades).toHaveLength(1);
    const id = String(placed.id);
    const edited = await client.editOrder(id, PERP, 'limit', 'buy', 130, 99_990);
    expect(edited).toMatchObject({ id: placed.id, amount: 130, price: 99_990, filled: 100, status: 'open' });
    expect(await client.fetchOpenOrders(PERP)).toMatchObject([{ id: placed.id, remaining: 30 }]);
    expect(await client.cancelOrder(id, PERP)).toMatchObject({ status: 'canceled', filled: 100 });
    expect(await client.fetchOrder(id, PERP)).toMatchObject({ status: 'canceled' });
    expect(await client.fetchClosedOrders(PERP)).toMatchObject([{ id: placed.id }]);
    const trades = await client.fetchMyTrades(PERP);
    expect(trades).toMatchObject([{ side: 'buy', amount: 100, price: 100_000.5, takerOrMaker: 'taker' }]);
    expect(trades[0]?.fee).toMatchObject({ currency: 'BTC', cost: 0.0000005 });
  });

  it('reads the position and the balance', async () => {
    const [position] = await client.fetchPositions([PERP]);
    expect(position).toMatchObject({ symbol: PERP, side: 'long', contracts: 100, contractSize: 10 });
    expect(position?.entryPrice).toBeCloseTo(100_000.5, -1);
    const balance = await client.fetchBalance();
    expect(balance.BTC).toMatchObject({ total: expect.closeTo(10, 4) });
    expect(balance.ETH).toMatchObject({ total: 100, free: 100 });
  });

  it('sees funding that was paid', async () => {
    exchange.control.payFunding('BTC-PERPETUAL', 0.0001);
    const [rate] = (await client.fetchFundingRateHistory(PERP)).slice(-1);
    expect(rate?.fundingRate).toBe(0.0001);
    expect((await client.fetchFundingRate(PERP)).fundingRate).toBe(0.0001);
    const { result } = await client.privateGetGetTransactionLog({
      currency: 'BTC',
      start_timestamp: 0,
      end_timestamp: Date.now() + 60_000,
    });
    expect(result.logs[0]).toMatchObject({ type: 'settlement', instrument_name: 'BTC-PERPETUAL' });
    expect(Number(result.logs[0].interest_pl)).toBeCloseTo(-0.0001 * 0.001, 9);
  });

  it('reads options, with Greeks', async () => {
    const option = Object.values(client.markets ?? {}).find(
      (market) => market?.option && market.base === 'BTC' && market.strike === 100_000,
    );
    const symbol = option?.symbol ?? '';
    expect(await client.fetchGreeks(symbol)).toMatchObject({ markImpliedVolatility: 60, vega: 60 });
    expect(await client.fetchOption(symbol)).toMatchObject({ symbol, currency: 'BTC' });
    expect(Object.keys(await client.fetchOptionChain('BTC')).length).toBeGreaterThan(20);
    const bought = await client.createOrder(symbol, 'market', 'buy', 0.3);
    expect(bought).toMatchObject({ status: 'closed', filled: 0.3, type: 'market' });
  });

  it('is told what it did wrong in terms that it knows', async () => {
    await expect(client.fetchOrder('no such', PERP)).rejects.toThrow(ccxt.OrderNotFound);
    await expect(client.createOrder(PERP, 'limit', 'buy', 1e9, 100_000)).rejects.toThrow(
      ccxt.InsufficientFunds,
    );
    const crossing = client.createOrder(PERP, 'limit', 'buy', 10, 100_010, { postOnly: true });
    await expect(crossing).rejects.toThrow(ccxt.InvalidOrder);
    const wrong = await connect('ann', 'not her secret');
    await wrong.loadMarkets();
    await expect(wrong.fetchBalance()).rejects.toThrow(ccxt.AuthenticationError);
    const reader = await connect('eve', 'eve-secret');
    await reader.loadMarkets();
    await expect(reader.createOrder(PERP, 'limit', 'buy', 10, 90_000)).rejects.toThrow(ccxt.PermissionDenied);
    exchange.control.maintenance(true);
    await expect(client.fetchTicker(PERP)).rejects.toThrow(ccxt.OnMaintenance);
    exchange.control.maintenance(false);
    serving.hosted[0]?.gateway.limits('spent');
    await expect(client.fetchTicker(PERP)).rejects.toThrow(ccxt.DDoSProtection);
    serving.hosted[0]?.gateway.limits('none');
  });
});

describe('ccxt over WebSocket', () => {
  it('streams the book as it changes, raw too', async () => {
    const first = await client.watchOrderBook(PERP, undefined, { interval: 'raw' });
    expect(first.bids[0]?.[0]).toBe(99_999.5);
    expect(first.asks[0]?.[0]).toBe(100_000.5 + 0.5);
    const next = client.watchOrderBook(PERP, undefined, { interval: 'raw' });
    exchange.control.takeFrom('BTC-PERPETUAL', 'sell', lots(4));
    expect((await next).bids[0]?.slice(0, 2)).toEqual([99_999.5, 60]);
    const batched = await client.watchOrderBook(PERP);
    expect(batched.bids[0]?.[0]).toBe(99_999.5);
  });

  it('streams tickers, quotes and trades', async () => {
    expect(await client.watchTicker(PERP)).toMatchObject({ bid: 99_999.5, markPrice: 100_000 });
    expect(await client.watchBidsAsks([PERP])).toMatchObject({ [PERP]: { bid: 99_999.5 } });
    const trades = client.watchTrades(PERP);
    const bars = client.watchOHLCV(PERP, '1m');
    await client.watchTicker(PERP, { interval: 'raw' });
    exchange.control.takeFrom('BTC-PERPETUAL', 'sell', lots(1));
    expect((await trades).at(-1)).toMatchObject({ side: 'sell', amount: 10, price: 99_999.5 });
    expect((await bars).at(-1)?.[4]).toBe(99_999.5);
  });

  it('streams orders, fills and balances as they happen', async () => {
    const orders = client.watchOrders();
    const fills = client.watchMyTrades();
    const balance = await client.watchBalance();
    expect(balance.BTC).toBeDefined();
    const placed = await client.createOrder(PERP, 'limit', 'sell', 10, 99_000, { timeInForce: 'IOC' });
    expect(placed).toMatchObject({ status: 'closed', filled: 10 });
    expect(await orders).toEqual(expect.arrayContaining([expect.objectContaining({ id: placed.id })]));
    expect((await fills).at(-1)).toMatchObject({ order: placed.id, amount: 10 });
  });
});
