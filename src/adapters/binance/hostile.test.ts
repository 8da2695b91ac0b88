import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, hostileLike, hostileValue, unsound } from '../../../test/support/hostile.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { createAccount } from './account.ts';
import { PERPETUAL, SYMBOLS, tradedOf } from './binance-fixture.ts';
import { createCalls } from './calls.ts';
import { examineBinance } from './examine.ts';
import { createIdentities } from './identities.ts';
import { createMarket } from './market.ts';
import { misfits } from './misfits.ts';
import { createOrders } from './orders.ts';
import { checkAccount, checkInstruments, fundingIntervals } from './permits.ts';
import type { Rest } from './rest.ts';

const NOW = 100 * DAY;
const TRADE = {
  ...{ symbol: 'BTCUSDT', id: 7, orderId: 5, side: 'SELL', price: '60000', qty: '0.020', time: NOW },
  ...{ commission: '0.1', commissionAsset: 'USDT' },
};
const ORDER = {
  ...{ symbol: 'BTCUSDT', orderId: 5, clientOrderId: 'ek-j-1-0', status: 'FILLED', executedQty: '0.020' },
};
const UPDATE = {
  ...{ s: 'BTCUSDT', c: 'ek-j-1-0', S: 'SELL', x: 'TRADE', X: 'FILLED', i: 5, t: 7, T: NOW },
  ...{ l: '0.020', z: '0.020', L: '60000', n: '0.1', N: 'USDT' },
};
const FILTERS = [
  { filterType: 'PRICE_FILTER', tickSize: '0.10' },
  { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.001' },
  { filterType: 'MIN_NOTIONAL', notional: '100' },
];
const LISTED = {
  ...{ symbol: 'BTCUSDT', contractType: 'PERPETUAL', status: 'TRADING', filters: FILTERS },
  ...{ baseAsset: 'BTC', quoteAsset: 'USDT', marginAsset: 'USDT', deliveryDate: 1 },
};
const ASKED = { initialMargin: '0.5', maintMargin: '0.25' };
const BRACKET = { initialLeverage: 125, notionalFloor: 0, maintMarginRatio: 0.004 };
const WIDER = { initialLeverage: 100, notionalFloor: 50_000, maintMarginRatio: 0.005 };
/** What an honest venue would answer, by path. */
const ANSWERS = {
  '/fapi/v1/userTrades': [TRADE],
  '/fapi/v1/order': ORDER,
  '/fapi/v1/openOrders': [ORDER],
  '/fapi/v1/income': [{ symbol: 'BTCUSDT', income: '-0.5', asset: 'USDT', time: NOW, tranId: 3 }],
  '/fapi/v3/positionRisk': [{ symbol: 'BTCUSDT', positionAmt: '-0.020', entryPrice: '60000.1', adl: 3 }],
  '/fapi/v3/account': {
    assets: [{ asset: 'USDT', walletBalance: '12.5', ...ASKED, marginBalance: '12.25' }],
    ...{ totalMarginBalance: '12.25', totalInitialMargin: '0.5', totalMaintMargin: '0.25' },
  },
  '/fapi/v1/multiAssetsMargin': { multiAssetsMargin: false },
  '/fapi/v1/leverageBracket': [{ symbol: 'BTCUSDT', notionalCoef: 1, brackets: [BRACKET, WIDER] }],
  '/fapi/v1/exchangeInfo': { symbols: [LISTED, { ...LISTED, symbol: 'BTCUSDT_261225' }] },
  '/fapi/v1/fundingInfo': [{ symbol: 'BTCUSDT', fundingIntervalHours: 4 }],
  '/fapi/v1/positionSide/dual': { dualSidePosition: false },
  '/fapi/v1/symbolConfig': [{ symbol: 'BTCUSDT', leverage: 5, marginType: 'CROSSED' }],
  '/sapi/v1/account/apiRestrictions': { enableWithdrawals: false, enableFutures: true },
};
const answers = hostileLike(ANSWERS).map(fieldsOf);
const PLACED: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'binance', instrument: PERPETUAL.id, lots: lots(-20), limit: 60_000 },
  ...{ deadline: millis(NOW), reduceOnly: false },
};

function restOf(all: Readonly<Record<string, unknown>>): Rest {
  return { ask: async ({ path }) => all[path], close: async () => undefined };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('whatever the venue says', () => {
  it('its books and marks are told in figures, or not at all', async () => {
    const levels = [
      ['100', '2'],
      ['99', '1'],
    ];
    const snapshot = { lastUpdateId: 5, E: NOW, T: NOW, bids: levels, asks: [['101', '3']] };
    const depth = { e: 'depthUpdate', E: NOW, T: NOW, s: 'BTCUSDT', U: 6, u: 6, pu: 5, b: levels, a: [] };
    const next = { ...depth, U: 7, u: 7, pu: 6 };
    const mark = { e: 'markPriceUpdate', E: NOW, s: 'BTCUSDT', p: '100', r: '0.0001', T: NOW };
    await fc.assert(
      fc.asyncProperty(hostileLike(snapshot), hostileLike([depth, next, mark]), async (first, messages) => {
        const market = createMarket({
          symbols: SYMBOLS,
          tell: (event) => expect(unsound(event)).toEqual([]),
          ...{ notice: () => undefined, fundingInterval: () => HOUR, snapshot: async () => first },
        });
        market.begin();
        await vi.advanceTimersByTimeAsync(0);
        for (const message of Array.isArray(messages) ? messages : [messages]) market.take(fieldsOf(message));
        market.end();
        await vi.advanceTimersByTimeAsync(2_000);
      }),
    );
  });

  it('the account is told in figures, or not at all', async () => {
    const updates = hostileLike([
      { e: 'ORDER_TRADE_UPDATE', o: UPDATE },
      { e: 'ORDER_TRADE_UPDATE', o: { ...UPDATE, x: 'EXPIRED', X: 'EXPIRED', l: '0' } },
      { e: 'ACCOUNT_UPDATE', a: { m: 'FUNDING_FEE' } },
      { e: 'MARGIN_CALL', p: [{ s: 'BTCUSDT' }] },
    ]);
    await fc.assert(
      fc.asyncProperty(updates, answers, async (events, all) => {
        const account = createAccount({
          ...{ rest: restOf(all), symbols: SYMBOLS, identities: createIdentities() },
          ...{ since: () => NOW - DAY, time: () => NOW, notice: () => undefined },
          tell: (event) => expect(unsound(event)).toEqual([]),
        });
        for (const event of Array.isArray(events) ? events : [events]) account.take(fieldsOf(event));
        await answered(account.attend());
        await answered(account.learn());
        expect(unsound(account.tiers())).toEqual([]);
        await answered(account.holdings());
      }),
    );
  });

  it('orders are accounted for, or not known to be', async () => {
    const error = { code: -2011, msg: 'Unknown order sent.', data: { serverTime: NOW, retryAfter: NOW + 1 } };
    const messages = fc.oneof(
      hostileLike({ status: 200, result: ORDER }),
      hostileLike({ status: 400, error }),
      hostileValue,
    );
    await fc.assert(
      fc.asyncProperty(messages, answers, async (message, all) => {
        const sent: { id: unknown }[] = [];
        const calls = createCalls(
          (text) => sent.push(JSON.parse(text)) > 0,
          1_000,
          () => NOW,
        );
        const ask = (): ReturnType<typeof calls.call> => {
          const answer = calls.call('order', {});
          calls.settle({ ...fieldsOf(message), id: sent.at(-1)?.id });
          return answer;
        };
        const orders = createOrders({
          ...{ desk: { place: ask, cancel: ask }, rest: restOf(all), symbols: SYMBOLS },
          ...{ identities: createIdentities(), offset: () => 0 },
        });
        await answered(orders.place(PLACED));
        await answered(orders.cancel(PLACED.id, PERPETUAL.id));
        await answered(orders.reports([PLACED.id]));
        await answered(orders.foreign());
      }),
    );
  });

  it('listings and rights are compared', async () => {
    const offset = { sample: () => undefined, ms: 0, within: 1 };
    await fc.assert(
      fc.asyncProperty(hostileLike(LISTED), answers, async (listed, all) => {
        misfits(tradedOf('BTCUSDT'), fieldsOf(listed));
        const permits = { rest: restOf(all), sapi: restOf(all), symbols: SYMBOLS };
        await answered(checkInstruments(permits, 'binance', false));
        await answered(checkAccount(permits, 'binance', () => undefined));
        await answered(examineBinance({ ...permits, offset, hasKey: true }));
        for (const ms of (await fundingIntervals(permits.rest)).values()) expect(unsound(ms)).toEqual([]);
      }),
    );
  });
});
