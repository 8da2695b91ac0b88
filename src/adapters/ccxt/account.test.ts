import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { createAccount } from './account.ts';
import { ccxtError, fakeExchange, fastDesk, LISTINGS, SYMBOL } from './ccxt-fixture.ts';
import { createClientIds } from './client-id.ts';
import { createLookup } from './lookup.ts';
import { quirksOf } from './quirks.ts';

const NOW = 1_700_000_000_000;
const trade = (id: number, change: object = {}) => ({
  ...{ id: String(id), order: `o-${id}`, symbol: SYMBOL, side: 'buy', amount: 0.1, price: 60_000 },
  ...{ timestamp: NOW - 5_000 + id, fee: { cost: 0.01, currency: 'USDT' }, info: { id }, ...change },
});
const row = (id: string, clientOrderId: string) => ({
  ...{ id, clientOrderId, symbol: SYMBOL, status: 'closed', amount: 0.1, filled: 0.1, timestamp: NOW },
});

function made(parts: object, { since = NOW - 60_000, exchangeId = 'fake' } = {}) {
  const fake = fakeExchange({ fetchMyTrades: async () => [], ...parts });
  const [exchange, listings, desk] = [() => fake, () => LISTINGS, fastDesk()] as const;
  const ids = createClientIds('', 36);
  const lookup = createLookup({ exchange, desk, listings, ids, since });
  const told: AccountEvent[] = [];
  const notices: string[] = [];
  const account = createAccount({
    ...{ exchange, desk, lookup, listings, quirks: quirksOf(exchangeId), since: millis(since) },
    ...{ tell: (event) => told.push(event), notice: (text) => notices.push(text), time: () => NOW },
  });
  return { account, told, notices };
}

describe('catchUp', () => {
  it('tells each trade once, ours as fills and others as deals, whoever tells of them', async () => {
    const orders: Record<string, object> = { 'o-1': row('o-1', 'ekZjZ1Z0'), 'o-2': row('o-2', 'web') };
    const { account, told } = made({
      fetchMyTrades: async () => [trade(1), trade(2)],
      fetchOrder: async (id: string) => orders[id],
    });
    // Nobody knows yet whose they are.
    expect(account.takeTrades([trade(1)])).toBe(false);
    await account.catchUp('all');
    await account.catchUp('all');
    expect(account.takeTrades([trade(1), trade(2)])).toBe(true);
    expect(told).toMatchObject([
      { kind: 'fill', order: 'ek-j-1-0', fill: `${SYMBOL}/1`, lots: 1 },
      { kind: 'deal', id: `${SYMBOL}/2`, lots: 1 },
    ]);
  });

  it('reads on until a list ends, over pages and over weeks', async () => {
    const all = Array.from({ length: 25 }, (_, i) =>
      trade(i, { order: 'o', timestamp: NOW - 20 * DAY + Math.floor(i / 2) * DAY }),
    );
    const { account, told } = made(
      {
        // Ten at most, of a week from the start, as most exchanges have it.
        fetchMyTrades: async (_symbol: string, at: number) =>
          all.filter(({ timestamp: t }) => t >= at && t < at + 7 * DAY).slice(0, 10),
        fetchOrder: async () => row('o', 'web'),
      },
      { since: NOW - 40 * DAY },
    );
    await account.catchUp('all');
    expect(told).toHaveLength(25);
  });

  it('does not guess whose a trade is', async () => {
    const unknown = made({
      fetchMyTrades: async () => [trade(1)],
      fetchOrder: () => Promise.reject(ccxtError('OrderNotFound')),
    });
    await expect(unknown.account.catchUp('all')).rejects.toThrow(NoAnswer);
    const nameless = made({
      fetchMyTrades: async () => [trade(1)],
      fetchOrder: async () => ({ ...row('o-1', ''), clientOrderId: undefined }),
    });
    await expect(nameless.account.catchUp('all')).rejects.toThrow(NoAnswer);
    expect([...unknown.told, ...nameless.told]).toEqual([]);
    // Liquidations are orders that nobody finds, even when the lists have long been filled.
    const old = made(
      {
        fetchMyTrades: async () => [trade(1, { timestamp: NOW - 2 * DAY })],
        fetchOrder: () => Promise.reject(ccxtError('OrderNotFound')),
      },
      { since: NOW - 3 * DAY },
    );
    await old.account.catchUp('all');
    expect(old.told).toMatchObject([{ kind: 'deal' }]);
  });

  it('says once what it cannot read', async () => {
    const { account, told, notices } = made({ fetchMyTrades: async () => [trade(1, { fee: null })] });
    await account.catchUp('all');
    await account.catchUp('all');
    expect(told).toEqual([]);
    expect(notices).toHaveLength(1);
  });

  it('tells funding with the sign that the exchange means', async () => {
    const paid = { id: 'f', symbol: SYMBOL, timestamp: NOW - 1_000, amount: 0.5, code: 'USDT' };
    const parts = { fetchFundingHistory: async () => [paid] };
    const [plain, bybit] = [made(parts), made(parts, { exchangeId: 'bybit' })];
    for (const { account } of [plain, plain, bybit]) await account.catchUp('all');
    expect(plain.told).toMatchObject([{ kind: 'funding', amount: 50_000_000n, currency: 'USDT' }]);
    expect(bybit.told).toMatchObject([{ amount: -50_000_000n }]);
    const dear = made({ fetchFundingHistory: () => Promise.reject(ccxtError('BadRequest')) });
    await expect(dear.account.catchUp('all')).rejects.toThrow(NoAnswer);
    const { account, told } = made(parts, { since: NOW - 30_000 });
    await account.catchUp('due');
    expect(told).toEqual([]);
  });
});

describe('takeOrders', () => {
  it('tells what became of ours alone', () => {
    const { account, told } = made({});
    account.takeOrders([
      row('o-1', 'ekZjZ1Z0'),
      row('o-2', 'web'),
      { ...row('o-3', 'ekZjZ2Z0'), status: 'open', filled: 0 },
      { ...row('o-4', 'ekZjZ3Z0'), status: undefined },
    ]);
    expect(told).toEqual([
      { kind: 'closed', order: 'ek-j-1-0', reason: 'filled', filled: 1 },
      { kind: 'ack', order: 'ek-j-2-0' },
    ]);
  });
});

describe('holdings', () => {
  const position = { symbol: SYMBOL, contracts: 2.5, side: 'short', entryPrice: 60_000 };
  const holdings = async (
    rows: unknown,
    total: object,
    exchangeId = 'fake',
    info = {},
    multiAssetsMargin: unknown = false,
  ) => {
    const { account } = made(
      {
        ...{ fetchPositions: async () => rows, fetchBalance: async () => ({ total, info }) },
        fapiPrivateGetMultiAssetsMargin: async () => ({ multiAssetsMargin }),
      },
      { exchangeId },
    );
    await account.learn();
    return account.holdings();
  };

  it('counts positions in lots, also of what we do not list, and cash in atoms', async () => {
    const rows = [
      position,
      { symbol: 'ETH/USDT:USDT', contracts: 3, side: 'long' },
      { symbol: 'X', contracts: 0 },
    ];
    expect(await holdings(rows, { USDT: 1_234_567.12345678, BTC: 0 })).toEqual({
      positions: { btc: -25, 'ETH/USDT:USDT': 3 },
      entries: { btc: 60_000 },
      cash: { USDT: 123_456_712_345_678n },
    });
  });

  it('takes the wallet where ccxt’s total has what is unrealised in it', async () => {
    const assets = [{ asset: 'USDT', walletBalance: '100.00000001', marginBalance: '90' }];
    expect((await holdings([], { USDT: 90 }, 'binanceusdm', { assets })).cash).toEqual({
      USDT: 10_000_000_001n,
    });
    const data = [{ details: [{ ccy: 'USDT', cashBal: '7.5', eq: '9' }] }];
    expect((await holdings([], { USDT: 9 }, 'okx', { data })).cash).toEqual({ USDT: 750_000_000n });
  });

  it('has what the exchange says of margin and the queue for deleveraging, where that is known to be said', async () => {
    const rows = [
      { ...position, info: { adl: 2 } },
      { ...position, symbol: 'X', info: {} },
    ];
    const wallet = { asset: 'USDT', walletBalance: '100', marginBalance: '90', initialMargin: '9' };
    const binance = { assets: [{ ...wallet, maintMargin: '4.5' }] };
    expect(await holdings(rows, {}, 'binanceusdm', binance)).toMatchObject({
      margin: { USDT: { equity: 90, initial: 9, maintenance: 4.5 } },
      adl: { btc: 2 },
    });
    const totals = { totalMarginBalance: '80', totalInitialMargin: '8', totalMaintMargin: '4' };
    const joinedAssets = await holdings(rows, {}, 'binanceusdm', { ...binance, ...totals }, true);
    expect(joinedAssets.margin).toEqual({ USD: { equity: 80, initial: 8, maintenance: 4 } });
    expect((await holdings(rows, {}, 'binanceusdm', binance, 'maybe')).margin).toBeUndefined();
    const details = [{ ccy: 'USDT', cashBal: '7.5', eq: '9', imr: '2', mmr: '1' }];
    const alone = await holdings([], {}, 'okx', { data: [{ details, adjEq: '', imr: '', mmr: '' }] });
    expect(alone.margin).toEqual({ USDT: { equity: 9, initial: 2, maintenance: 1 } });
    const joint = [{ ...details[0], imr: '', mmr: '' }];
    const all = { details: joint, adjEq: '9.5', imr: '2', mmr: '1' };
    const joined = await holdings([], {}, 'okx', { data: [all] });
    expect(joined.margin).toEqual({ USD: { equity: 9.5, initial: 2, maintenance: 1 } });
    const plain = await holdings(rows, { USDT: 5 });
    expect([plain.margin, plain.adl]).toEqual([undefined, undefined]);
  });

  it('has no answer where something makes no sense', async () => {
    for (const [rows, total] of [
      [undefined, {}],
      [[{ ...position, contracts: 0.05 }], {}],
      [[{ ...position, side: undefined }], {}],
      [[{ ...position, contracts: Infinity }], {}],
      [[], { USDT: Number.NaN }],
      [[], { USDT: null }],
    ] as const)
      await expect(holdings(rows, total)).rejects.toThrow(NoAnswer);
  });
});
