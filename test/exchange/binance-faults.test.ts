/** Answers lost, sockets cut and messages dropped between ccxt and the Binance gateway, in a market that moves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { customer } from '../../src/exchange/binance/binance-fixture.ts';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { millis } from '../../src/units/units.ts';
import { binanceusdm } from './binance-ccxt-client.ts';

const SYMBOL = 'BTC/USDT:USDT';
const start = millis(Date.now());
const listings = standardListings('binance', start);
const exchange = createExchange({ name: 'binance', listings, accounts: [customer('demo')], seed: 7, start });
const gateway = binanceGateway(exchange);
let server: Serving;
// biome-ignore lint/suspicious/noExplicitAny: ccxt's own types do not know all that its exchanges do
let client: any;

beforeAll(async () => {
  gateway.limits('none');
  server = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  client = await binanceusdm(server.port, 'demo');
  await client.loadMarkets();
}, 30_000);

afterAll(async () => {
  await client?.close();
  await server?.close();
});

/** A price at which a bid rests. */
async function below(): Promise<number> {
  const { bids } = await client.fetchOrderBook(SYMBOL, 5);
  return Number(client.priceToPrecision(SYMBOL, bids[0][0] * 0.98));
}

describe('ccxt, when things go wrong', () => {
  it('finds by its own id an order whose answer was lost, and is kept from placing it twice', async () => {
    const price = await below();
    const newClientOrderId = 'lost-1';
    server.faults({ loseAnswer: 1, match: newClientOrderId });
    const place = () => client.createOrder(SYMBOL, 'limit', 'buy', 0.01, price, { newClientOrderId });
    await expect(place()).rejects.toMatchObject({ name: expect.stringMatching(/NetworkError|ExchangeNot/) });
    server.faults({ loseAnswer: 0, match: '' });
    const found = await client.fetchOrder(undefined, SYMBOL, { clientOrderId: newClientOrderId });
    expect(found).toMatchObject({ status: 'open', price, amount: 0.01 });
    await expect(place()).rejects.toThrow(/-4116/);
    expect(await client.fetchOpenOrders(SYMBOL)).toHaveLength(1);
    await client.cancelAllOrders(SYMBOL);
  });

  it('has a sound book again after its socket was cut and after an event was dropped', async () => {
    const isSound = (): boolean => {
      const { bids, asks } = client.orderbooks[SYMBOL];
      return bids[0][0] < asks[0][0];
    };
    const reasons: string[] = [];
    const watch = async (): Promise<void> => {
      for (;;) {
        try {
          await client.watchOrderBook(SYMBOL);
          return;
        } catch (error) {
          reasons.push((error as Error).name);
        }
      }
    };
    await watch();
    expect(isSound()).toBe(true);
    const cut = watch();
    server.disconnect('binance');
    await cut;
    expect(isSound()).toBe(true);
    server.faults({ drop: 1, match: 'depthUpdate' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    server.faults({ drop: 0, match: '' });
    // The gap is noticed, and the book begun anew.
    while (!reasons.includes('ChecksumError')) await watch();
    await watch();
    expect(isSound()).toBe(true);
  }, 20_000);

  it('is refused in Binance’s words when too much is asked for, and while it is down', async () => {
    gateway.limits('spent');
    await expect(client.fetchTime()).rejects.toMatchObject({ name: 'DDoSProtection' });
    gateway.limits('none');
    exchange.control.maintenance(true);
    await expect(client.createOrder(SYMBOL, 'market', 'buy', 0.01)).rejects.toThrow(/-1016/);
    exchange.control.maintenance(false);
    exchange.control.halt('BTCUSDT');
    await expect(client.createOrder(SYMBOL, 'market', 'buy', 0.01)).rejects.toThrow(/-4140/);
    exchange.control.resume('BTCUSDT');
    expect(await client.createOrder(SYMBOL, 'market', 'buy', 0.01)).toMatchObject({ filled: 0.01 });
  });
});
