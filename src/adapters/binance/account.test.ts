import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { createAccount } from './account.ts';
import { PERPETUAL, SYMBOLS } from './binance-fixture.ts';
import { Refusal } from './fault.ts';
import { createIdentities } from './identities.ts';
import type { Asking } from './rest.ts';
import type { Values } from './signing.ts';

const NOW = 100 * DAY;
const trade = (id: number, time: number, orderId = 5) => ({
  ...{ symbol: 'BTCUSDT', id, orderId, side: 'BUY', price: '60000', qty: '0.002', time },
  ...{ commission: '0.1', commissionAsset: 'USDT' },
});
const update = (change: object) => ({
  e: 'ORDER_TRADE_UPDATE',
  o: {
    ...{ s: 'BTCUSDT', c: 'ek-j-1-0', S: 'BUY', x: 'TRADE', X: 'FILLED', i: 5, t: 7, T: NOW },
    ...{ l: '0.002', z: '0.002', L: '60000', n: '0.1', N: 'USDT', ...change },
  },
});

type Answers = Readonly<Record<string, (values: Values) => unknown>>;

function account(answers: Answers = {}, since = NOW - DAY) {
  const told: Exclude<AccountEvent, { kind: 'report' | 'suspect' }>[] = [];
  const notices: string[] = [];
  const asked: Asking[] = [];
  const made = createAccount({
    rest: {
      ask: async (asking) => {
        asked.push(asking);
        return answers[asking.path]?.(asking.values ?? {}) ?? [];
      },
      close: async () => undefined,
    },
    ...{ symbols: SYMBOLS, identities: createIdentities(), since: () => since, time: () => NOW },
    tell: (event) => told.push(event),
    notice: (text) => notices.push(text),
  });
  return { account: made, told, notices, asked };
}

const absent = (): never => {
  throw new Refusal('GET', { code: -2013, message: 'm', status: 400, retryMs: 0 });
};

describe('the user stream', () => {
  it('brings ours as fills and ends, and all else as deals', () => {
    const { account: made, told } = account();
    made.take(update({}));
    made.take(update({ c: 'adl_autoclose', x: 'CALCULATED', i: 6, t: 8, S: 'SELL' }));
    expect(told).toMatchObject([
      { kind: 'fill', order: 'ek-j-1-0', fill: 'BTCUSDT-7-b', lots: 2, instrument: PERPETUAL.id },
      { kind: 'closed', order: 'ek-j-1-0', reason: 'filled', filled: 2 },
      { kind: 'deal', id: 'BTCUSDT-8-s', lots: -2, instrument: { id: PERPETUAL.id } },
    ]);
  });

  it('names what it cannot follow', () => {
    const { account: made, told, notices } = account();
    made.take(update({ s: 'SOLUSDT' }));
    made.take(update({ s: 'SOLUSDT', t: 8 }));
    made.take({ e: 'MARGIN_CALL', p: [] });
    made.take({ e: 'TRADE_LITE' });
    expect([told.length, notices.length]).toEqual([0, 2]);
  });

  it('asks for what a payment of funding was for', async () => {
    const row = { symbol: 'BTCUSDT', income: '-0.00000007', asset: 'USDT', time: NOW, tranId: 3 };
    const { account: made, told } = account({ '/fapi/v1/income': () => [row] });
    made.take({ e: 'ACCOUNT_UPDATE', a: { m: 'FUNDING_FEE', B: [] } });
    await new Promise(setImmediate);
    made.take({ e: 'ACCOUNT_UPDATE', a: { m: 'FUNDING_FEE', B: [] } });
    await new Promise(setImmediate);
    expect(told).toMatchObject([
      { kind: 'funding', instrument: PERPETUAL.id, amount: -7n, currency: 'USDT', id: 'BTCUSDT-funding-3' },
    ]);
  });
});

describe('catching up', () => {
  it('tells once what stream and lists both tell', async () => {
    const { account: made, told } = account({
      '/fapi/v1/userTrades': ({ symbol }) => (symbol === 'BTCUSDT' ? [trade(7, NOW)] : []),
    });
    made.take(update({}));
    await made.catchUp();
    await made.catchUp();
    expect(told.filter(({ kind }) => kind === 'fill')).toHaveLength(1);
  });

  it('looks through all weeks, and all pages of a week', async () => {
    const all = Array.from({ length: 1_700 }, (_, i) => trade(i + 1, NOW - 20 * DAY + i));
    const { account: made, told } = account(
      {
        '/fapi/v1/order': () => ({ clientOrderId: 'web_1' }),
        '/fapi/v1/userTrades': ({ symbol, startTime = 0, endTime = Infinity, fromId = 0 }) =>
          all
            .filter(
              ({ time, id }) => time >= Number(startTime) && time <= Number(endTime) && id >= Number(fromId),
            )
            .filter((row) => row.symbol === symbol)
            .slice(0, 1_000),
      },
      NOW - 25 * DAY,
    );
    await made.catchUp();
    expect(told).toHaveLength(1_700);
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['deal']));
  });

  it('does not ask for what follows a trade without an id', async () => {
    const all = Array.from({ length: 1_000 }, () => ({ ...trade(7, NOW), id: null }));
    const { account: made, asked } = account({ '/fapi/v1/userTrades': () => all });
    await expect(made.catchUp()).rejects.toThrow(NoAnswer);
    expect(asked).toHaveLength(1);
  });

  it('does not take a trade for somebody else’s while its order may yet be found', async () => {
    const trades = (time: number): Answers => ({
      '/fapi/v1/order': absent,
      '/fapi/v1/userTrades': ({ symbol }) => (symbol === 'BTCUSDT' ? [trade(7, time)] : []),
    });
    const young = account(trades(NOW - 1_000));
    await expect(young.account.catchUp()).rejects.toThrow(NoAnswer);
    expect(young.told).toEqual([]);
    const old = account(trades(NOW - 2 * MINUTE));
    await old.account.catchUp();
    expect(old.told).toMatchObject([{ kind: 'deal', lots: 2 }]);
  });
});

describe('holdings', () => {
  const of = (positions: unknown, assets: unknown): Answers => ({
    '/fapi/v3/positionRisk': () => positions,
    '/fapi/v3/account': () => ({ assets }),
  });

  it('counts positions in lots and cash in atoms, without what is unrealised', async () => {
    const positions = [
      { symbol: 'BTCUSDT', positionAmt: '-0.020', entryPrice: '60000.1' },
      { symbol: 'ETHUSDT', positionAmt: '0.003', entryPrice: '3000' },
      { symbol: 'BTCUSDT_261225', positionAmt: '0.000', entryPrice: '0' },
    ];
    const assets = [
      { asset: 'USDT', walletBalance: '12345678.12345678', marginBalance: '1' },
      { asset: 'BNB', walletBalance: '0.00000000' },
    ];
    expect(await account(of(positions, assets)).account.holdings()).toEqual({
      positions: { 'BTC-PERP': -20, ETHUSDT: 1 },
      entries: { 'BTC-PERP': 60_000.1, ETHUSDT: 3_000 },
      cash: { USDT: 1_234_567_812_345_678n },
    });
  });

  it('has what the venue says of margin, and of the queue for deleveraging', async () => {
    const positions = [
      { symbol: 'BTCUSDT', positionAmt: '-0.020', entryPrice: '60000.1', adl: 3 },
      { symbol: 'ETHUSDT', positionAmt: '0.003', entryPrice: '3000', adl: 'none' },
      { symbol: 'SOLUSDT', positionAmt: '0.000', entryPrice: '0', adl: 4 },
    ];
    const margins = { marginBalance: '12.25', initialMargin: '0.5', maintMargin: '0.25' };
    const { account: made } = account({
      ...of(positions, [{ asset: 'USDT', walletBalance: '12.5', ...margins }]),
      '/fapi/v1/multiAssetsMargin': () => ({ multiAssetsMargin: false }),
    });
    await made.learn();
    expect(await made.holdings()).toMatchObject({
      positions: { 'BTC-PERP': -20, ETHUSDT: 1 },
      margin: { USDT: { equity: 12.25, initial: 0.5, maintenance: 0.25 } },
      adl: { 'BTC-PERP': 3 },
    });
  });

  it('can be had though one of its symbols has been settled, and has no list any more', async () => {
    const ended = (): never => {
      throw new Refusal('GET', { code: -1121, message: 'Invalid symbol.', status: 400, retryMs: 0 });
    };
    const lists: Answers = {
      ...of([], []),
      '/fapi/v1/userTrades': ({ symbol }) => (symbol === 'BTCUSDT' ? [trade(7, NOW - MINUTE)] : ended()),
      '/fapi/v1/order': () => ({ clientOrderId: 'ek-j-1-0' }),
    };
    const { account: made, told } = account(lists);
    expect(await made.holdings()).toEqual({ positions: {}, entries: {}, cash: {} });
    expect(told).toMatchObject([{ kind: 'fill', order: 'ek-j-1-0' }]);
  });

  it.each([
    [{}, []],
    [[], {}],
    [[{ symbol: 'BTCUSDT', positionAmt: '0.0005' }], []],
    [[{ symbol: 'BTCUSDT' }], []],
    [[], [{ asset: 'USDT', walletBalance: 'much' }]],
  ])('has no answer to %j and %j', async (positions, assets) => {
    await expect(account(of(positions, assets)).account.holdings()).rejects.toThrow(NoAnswer);
  });
});
