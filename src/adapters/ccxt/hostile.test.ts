import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, hostileLike, unsound } from '../../../test/support/hostile.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { createBucket } from '../../wire/bucket.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { createClockOffset } from '../../wire/offset.ts';
import { createAccount } from './account.ts';
import { fakeExchange, LISTINGS, MARKET, PERP, SYMBOL } from './ccxt-fixture.ts';
import { createClientIds } from './client-id.ts';
import { createDesk, type Desk } from './desk.ts';
import { createEntry } from './entry.ts';
import { examineCcxt } from './examine.ts';
import { meaningOf } from './fault.ts';
import type { CcxtExchange } from './library.ts';
import { createLookup } from './lookup.ts';
import { followMarket } from './market.ts';
import { createOrders } from './orders.ts';
import { prepare } from './prepare.ts';
import { quirksOf } from './quirks.ts';

const NOW = 1_700_000_000_000;
const EXCHANGES = ['fake', 'binanceusdm', 'okx', 'bybit'];
const TRADE = {
  ...{ id: '7', order: 'o-1', symbol: SYMBOL, side: 'sell', amount: 2.5, price: 60_000, timestamp: NOW },
  ...{ fee: { cost: 0.01, currency: 'USDT' }, fees: [], info: { id: 7 } },
};
const ORDER = {
  ...{ id: 'o-1', clientOrderId: 'ekZjZ1Z0', symbol: SYMBOL, status: 'closed', amount: 2.5, filled: 2.5 },
  ...{ timestamp: NOW, info: { clOrdId: '' } },
};
const HELD = { symbol: SYMBOL, contracts: 2.5, side: 'short', entryPrice: 60_000, info: { adl: 3 } };
const BALANCE = {
  total: { USDT: 12.5 },
  info: {
    assets: [
      ...[
        { asset: 'USDT', walletBalance: '12.5', marginBalance: '12', initialMargin: '2', maintMargin: '1' },
      ],
    ],
    data: [
      {
        ...{ adjEq: '12', imr: '2', mmr: '1' },
        details: [{ ccy: 'USDT', cashBal: '12.5', eq: '12', imr: '2', mmr: '1' }],
      },
    ],
  },
};
/** What ccxt would make of an honest exchange's answers, by its names of the questions. */
const ANSWERS = {
  fetchOrder: ORDER,
  fetchOpenOrders: [ORDER],
  fetchCanceledAndClosedOrders: [ORDER],
  createOrder: ORDER,
  cancelOrder: ORDER,
  fetchMyTrades: [TRADE],
  fetchFundingHistory: [{ id: 'f', symbol: SYMBOL, timestamp: NOW, amount: -0.5, code: 'USDT' }],
  fetchPositions: [HELD, { ...HELD, symbol: 'ETH/USDT:USDT' }],
  fetchBalance: BALANCE,
  watchOrderBook: { bids: [[100, 2]], asks: [[101, 3]], nonce: 1, timestamp: NOW },
  fetchOrderBook: { bids: [[100, 2]], asks: [[101, 3]], nonce: 1, timestamp: NOW },
  fetchFundingRate: { fundingRate: 1e-4, interval: '8h', timestamp: NOW },
  fetchFundingIntervals: { [SYMBOL]: { interval: '4h' } },
  fetchPositionMode: { hedged: false },
  fetchLeverage: { longLeverage: 5, marginMode: 'cross' },
  loadMarkets: {},
  market: MARKET,
  sapiGetAccountApiRestrictions: { enableWithdrawals: false },
  fapiPrivateGetMultiAssetsMargin: { multiAssetsMargin: false },
  privateGetAccountConfig: { data: [{ perm: 'trade' }] },
};
const answers = hostileLike(ANSWERS).map(fieldsOf);
const PLACED: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'there', instrument: 'btc', lots: lots(-25), limit: 60_000 },
  ...{ deadline: millis(NOW), reduceOnly: false },
};

function exchangeOf(all: Readonly<Record<string, unknown>>): CcxtExchange {
  const parts = Object.keys(ANSWERS).map((name) => [name, async () => all[name]] as const);
  return fakeExchange({ ...Object.fromEntries(parts), market: () => all.market });
}

/** One that has room for all pages since an order is said to have been placed. */
function deskOf(): Desk {
  const bucket = createBucket({ capacity: 1e6, refill: 1e6, reserve: 0 });
  return createDesk(bucket, meaningOf, { turnMs: 100, answerMs: 1_000, coolMs: 0 });
}

/** All that an account and orders are made of. */
function rig(all: Readonly<Record<string, unknown>>, exchangeId: string) {
  const made = exchangeOf(all);
  const [exchange, listings, desk] = [() => made, () => LISTINGS, deskOf()] as const;
  const [ids, quirks] = [createClientIds('', 36), quirksOf(exchangeId)] as const;
  const lookup = createLookup({ exchange, desk, listings, ids, since: 0 });
  return { exchange, listings, desk, ids, quirks, lookup };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('whatever the exchange says', () => {
  it('its books and rates are told in figures, or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(answers, answers, async (all, others) => {
        const turns: (() => Promise<void>)[] = [];
        const made = exchangeOf(all);
        followMarket(
          {
            ...{ exchange: () => made, desk: deskOf(), time: () => NOW, notice: () => undefined },
            link: { keep: (_name, turn) => turns.push(turn), sleep: async () => undefined },
            ...{ tell: (event) => expect(unsound(event)).toEqual([]), reset: () => undefined },
          },
          LISTINGS.all,
        );
        for (const turn of turns) await answered(turn());
        Object.assign(made, exchangeOf(others));
        for (const turn of turns) await answered(turn());
      }),
    );
  });

  it('the account is told in figures, or not at all', async () => {
    const streams = fc.tuple(hostileLike([TRADE]), hostileLike([ORDER]));
    const exchangeIds = fc.constantFrom(...EXCHANGES);
    await fc.assert(
      fc.asyncProperty(streams, answers, exchangeIds, async ([trades, orders], all, exchangeId) => {
        const account = createAccount({
          ...{ ...rig(all, exchangeId), since: millis(NOW - 1_000), time: () => NOW },
          ...{ notice: () => undefined, tell: (event) => expect(unsound(event)).toEqual([]) },
        });
        account.takeTrades(trades);
        account.takeOrders(orders);
        await answered(account.learn());
        await answered(account.holdings());
      }),
    );
  });

  it('orders are accounted for, or not known to be', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (all) => {
        const parts = rig(all, 'fake');
        const orders = createOrders({
          ...{ ...parts, entry: createEntry(parts.exchange), meaning: meaningOf },
          ...{ now: () => NOW, stirred: () => undefined },
        });
        await answered(orders.place(PLACED));
        await answered(orders.cancel(PLACED.id, PERP.id));
        await answered(orders.reports([PLACED.id]));
        await answered(orders.foreign());
        orders.close();
      }),
    );
  });

  it('listings and rights are compared', async () => {
    const [exchangeIds, modes] = [fc.constantFrom(...EXCHANGES), fc.constantFrom(2, 3, 4)];
    await fc.assert(
      fc.asyncProperty(answers, modes, exchangeIds, async (all, precisionMode, exchangeId) => {
        const { desk, quirks, exchange } = rig(all, exchangeId);
        const offset = createClockOffset();
        const terms = {
          exchange: { ...exchange(), precisionMode },
          desk,
          quirks,
          venue: 'there',
          exchangeId,
        };
        const options = { instruments: [PERP], symbols: { [PERP.id]: SYMBOL }, key: {} };
        let { all: listings } = LISTINGS;
        const prepared = prepare({ ...terms, ...options, readClock: async () => undefined });
        await answered(
          prepared.then((made) => {
            listings = made.listings.all;
          }),
        );
        await answered(examineCcxt({ ...terms, listings, offset, hasKey: true }));
      }),
    );
  });
});
