import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { ccxtError, fakeExchange, fastDesk, LISTINGS, SYMBOL } from './ccxt-fixture.ts';
import { createClientIds } from './client-id.ts';
import { createEntry } from './entry.ts';
import { meaningOf } from './fault.ts';
import { createLookup } from './lookup.ts';
import { createOrders } from './orders.ts';
import { quirksOf } from './quirks.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => vi.useRealTimers());

const ROW = {
  ...{ id: 'o-1', clientOrderId: 'ekZjZ1Z0', symbol: SYMBOL, status: 'closed', amount: 2.5, filled: 2.5 },
  timestamp: 1_700_000_000_000,
};
const TRADE = {
  ...{ id: '7', order: 'o-1', symbol: SYMBOL, side: 'buy', amount: 2.5, price: 60_000 },
  ...{ timestamp: 1_700_000_000_001, fee: { cost: 0.01, currency: 'USDT' } },
};
const order = (change: Partial<OrderRequest> = {}): OrderRequest => ({
  ...{ id: 'ek-j-1-0', venue: 'there', instrument: 'btc', lots: lots(25), limit: 60_123.456 },
  ...{ deadline: millis(Date.now() + 400), reduceOnly: false, ...change },
});
const fails = (name: string) => vi.fn(() => Promise.reject(ccxtError(name)));

function made(parts: object, exchangeId = 'fake') {
  const fake = fakeExchange(parts);
  const [exchange, listings, ids] = [() => fake, () => LISTINGS, createClientIds('', 36)] as const;
  const desk = fastDesk();
  const quirks = quirksOf(exchangeId);
  const lookup = createLookup({ exchange, desk, listings, ids, since: 0 });
  return createOrders({
    ...{ exchange, desk, lookup, listings, ids, quirks, entry: createEntry(exchange), meaning: meaningOf },
    ...{ now: () => Date.now(), stirred: () => undefined },
  });
}

describe('place', () => {
  it('sends contracts, a price on the grid, our id, and a deadline where the exchange has one', async () => {
    const createOrder = vi.fn(async () => ROW);
    expect(await made({ createOrder }).place(order())).toEqual({
      ...{ kind: 'accepted', fills: [], closed: { reason: 'filled', filled: 25 } },
    });
    const params = { clientOrderId: 'ekZjZ1Z0', timeInForce: 'IOC' };
    expect(createOrder).toHaveBeenCalledWith(SYMBOL, 'limit', 'buy', 2.5, 60_123.5, params);
    await made({ createOrder }, 'binanceusdm').place(order({ lots: lots(-1), reduceOnly: true }));
    const bound = { ...params, reduceOnly: true, recvWindow: 400 };
    expect(createOrder).toHaveBeenLastCalledWith(SYMBOL, 'limit', 'sell', 0.1, 60_123.5, bound);
  });

  it('lets an order rest that may not take, and calls it no rejection where it would have', async () => {
    const rests = order({ postOnly: true });
    const cancelOrder = fails('OrderNotFound');
    const place = (createOrder: () => Promise<unknown>) => made({ createOrder, cancelOrder }).place(rests);
    const createOrder = vi.fn(async () => ({ ...ROW, status: 'open', filled: 0 }));
    expect(await place(createOrder)).toEqual({ kind: 'accepted', fills: [], closed: null });
    const params = { clientOrderId: 'ekZjZ1Z0', postOnly: true };
    expect(createOrder).toHaveBeenCalledWith(SYMBOL, 'limit', 'buy', 2.5, 60_123.5, params);
    const closed = { reason: 'cancelled', filled: 0, detail: expect.stringMatching(/post-only/) };
    for (const status of ['expired', 'canceled', 'rejected'])
      expect(await place(async () => ({ ...ROW, status, filled: 0 }))).toMatchObject({ closed });
    expect(await place(fails('InvalidOrder'))).toMatchObject({ kind: 'rejected' });
  });

  it('calls rejected only what surely is', async () => {
    const outcomes = {
      InsufficientFunds: 'rejected',
      RateLimitExceeded: 'rejected',
      ExchangeError: 'unknown',
    };
    for (const [name, kind] of Object.entries({ ...outcomes, NetworkError: 'unknown', TypeError: 'unknown' }))
      expect(await made({ createOrder: fails(name), cancelOrder: fails('x') }).place(order())).toMatchObject({
        ...{ kind, detail: name },
      });
    const silent = expect(
      made({ createOrder: () => new Promise(() => undefined), cancelOrder: fails('x') }).place(order()),
    ).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
  });

  it('does not believe an answer about another order, and takes one that says little for no end', async () => {
    const cancelOrder = fails('OrderNotFound');
    const place = (row: object) => made({ createOrder: async () => row, cancelOrder }).place(order());
    expect(await place({ ...ROW, clientOrderId: 'ekZjZ2Z0' })).toMatchObject({ kind: 'unknown' });
    expect(await place({ ...ROW, filled: 0.05 })).toMatchObject({ kind: 'unknown' });
    expect(await place({})).toMatchObject({ kind: 'unknown' });
    expect(await place({ id: 'o-1', symbol: SYMBOL })).toMatchObject({ kind: 'accepted', closed: null });
  });

  it('cancels after its deadline what is not known to have ended', async () => {
    const cancelOrder = vi.fn(async () => ({}));
    const rests = made({ createOrder: async () => ({ ...ROW, status: 'open', filled: 0 }), cancelOrder });
    await rests.place(order());
    await vi.advanceTimersByTimeAsync(400);
    expect(cancelOrder).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(300);
    expect(cancelOrder).toHaveBeenCalledWith('o-1', SYMBOL, {});
    const lost = made({ createOrder: fails('RequestTimeout'), cancelOrder });
    await lost.place(order());
    await vi.advanceTimersByTimeAsync(700);
    expect(cancelOrder).toHaveBeenLastCalledWith('', SYMBOL, { clientOrderId: 'ekZjZ1Z0' });
    cancelOrder.mockClear();
    await made({ createOrder: async () => ROW, cancelOrder }).place(order());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(cancelOrder).not.toHaveBeenCalled();
  });
});

describe('reports', () => {
  it('answers with all fills of an order, or not at all', async () => {
    const fetchOrder = vi.fn(async () => ROW);
    const other = { ...TRADE, id: '8', order: 'o-2' };
    const report = (trades: object[], parts: object = { fetchOrder }) =>
      made({ ...parts, fetchMyTrades: async () => trades }).reports(['ek-j-1-0']);
    expect(await report([TRADE, other])).toMatchObject([{ status: 'filled', fills: [{ lots: 25 }] }]);
    await expect(report([other])).rejects.toThrow(NoAnswer);
    await expect(report([{ ...TRADE, amount: 1 }])).rejects.toThrow(NoAnswer);
    await expect(report([TRADE], { fetchOrder: async () => ({ ...ROW, status: null }) })).rejects.toThrow(
      NoAnswer,
    );
    expect(await report([], { fetchOrder: fails('OrderNotFound') })).toMatchObject([{ status: 'absent' }]);
    await expect(report([], { fetchOrder: fails('ExchangeError') })).rejects.toThrow(NoAnswer);
  });

  it('finds an order in lists where it cannot be asked for, and proves nothing by half of them', async () => {
    const lists = { fetchOpenOrders: async () => [], fetchMyTrades: async () => [TRADE] };
    const refuses = { ...lists, fetchOrder: fails('ArgumentsRequired') };
    const whole = { ...refuses, fetchCanceledAndClosedOrders: async () => [ROW] };
    expect(await made(whole).reports(['ek-j-1-0'])).toMatchObject([{ status: 'filled' }]);
    expect(await made(whole).reports(['ek-j-9-0'])).toMatchObject([{ status: 'absent' }]);
    await expect(
      made({ ...refuses, fetchClosedOrders: async () => [] }).reports(['ek-j-9-0']),
    ).rejects.toThrow(NoAnswer);
    const both = { ...refuses, fetchClosedOrders: async () => [], fetchCanceledOrders: async () => [] };
    expect(await made(both).reports(['ek-j-9-0'])).toMatchObject([{ status: 'absent' }]);
  });
});

describe('cancel', () => {
  it('never says that an order is cancelled: what was filled is to be asked for', async () => {
    expect(await made({ cancelOrder: async () => ROW }).cancel('ek-j-1-0', 'btc')).toEqual({
      kind: 'not-open',
    });
    expect(await made({ cancelOrder: fails('OrderNotFound') }).cancel('ek-j-1-0', 'btc')).toEqual({
      kind: 'not-open',
    });
    expect(await made({ cancelOrder: fails('ExchangeError') }).cancel('ek-j-1-0', 'btc')).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('foreign', () => {
  it('names what rests and is none of ours', async () => {
    const rows = [
      ROW,
      { ...ROW, id: 'o-2', clientOrderId: 'web' },
      { ...ROW, id: 'o-3', clientOrderId: null },
    ];
    expect(await made({ fetchOpenOrders: async () => rows }).foreign()).toEqual([
      `o-2 in ${SYMBOL}`,
      `o-3 in ${SYMBOL}`,
    ]);
  });
});
