import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { ccxtError, fakeExchange, fastDesk, LISTINGS, SYMBOL } from './ccxt-fixture.ts';
import { followMarket } from './market.ts';

const NOW = 1_700_000_000_000;
const book = (bid: number, ask: number, nonce = 1, timestamp: number | undefined = NOW) => ({
  ...{ bids: [[bid, 200]], asks: [[ask, 300]], nonce, timestamp },
});

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function made(parts: object) {
  const turns = new Map<string, () => Promise<void>>();
  const [told, notices, resets] = [[] as MarketEvent[], [] as string[], [] as string[]];
  const exchange = fakeExchange(parts);
  followMarket(
    {
      ...{ exchange: () => exchange, desk: fastDesk(), time: () => Date.now() },
      link: {
        keep: (name, turn) => turns.set(name, turn),
        sleep: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
      },
      ...{ tell: (event) => told.push(event), notice: (text) => notices.push(text) },
      reset: (reason) => resets.push(reason),
    },
    LISTINGS.all,
  );
  const turn = async (name: string): Promise<void> => await turns.get(name)?.();
  return { exchange, told, notices, resets, turns, turn, watch: () => turn(`the book of ${SYMBOL}`) };
}
const quotes = (told: readonly MarketEvent[]) =>
  told.flatMap((event) => (event.kind === 'quote' ? [[event.bid, event.ask, event.at - NOW]] : []));

describe('followMarket', () => {
  it('tells what is streamed, in base units, and never takes time back', async () => {
    const books = [book(100, 101), book(102, 103, 2, NOW - 50), book(104, 105, 3, undefined)];
    const { told, watch } = made({ watchOrderBook: async () => books.shift() });
    await watch();
    expect(told).toEqual([
      { kind: 'quote', instrument: 'btc', at: NOW, bid: 100, ask: 101, bidSize: 2, askSize: 3 },
      {
        ...{ kind: 'depth', instrument: 'btc', at: NOW },
        depth: { bids: [{ price: 100, size: 2 }], asks: [{ price: 101, size: 3 }] },
      },
    ]);
    await watch();
    await watch();
    expect(quotes(told).slice(1)).toEqual([
      [102, 103, 0],
      [104, 105, 0],
    ]);
    expect(told.filter(({ kind }) => kind === 'depth')).toHaveLength(1);
  });

  it.each([
    ['crossed', book(102, 101, 2)],
    ['without a side', { ...book(100, 101, 2), bids: [] }],
    ['gone back', book(100, 101, 0)],
  ])('does not tell a book that is %s: it asks for it, and begins anew', async (_what, wrong) => {
    const books: object[] = [book(100, 101), wrong];
    const fetchOrderBook = vi.fn(async () => book(90, 91));
    const { exchange, told, notices, resets, watch } = made({
      watchOrderBook: async () => books.shift(),
      fetchOrderBook,
    });
    await watch();
    exchange.orderbooks[SYMBOL] = wrong;
    await watch();
    expect(quotes(told)).toEqual([
      [100, 101, 0],
      [90, 91, 0],
    ]);
    expect(notices.join()).toContain('suspect');
    expect(resets).toHaveLength(1);
    expect(exchange.orderbooks).toEqual({});
    // One that does not mend is asked for each time, and the sockets are let be.
    books.push(wrong.nonce === 0 ? book(102, 101) : wrong);
    await watch();
    expect(fetchOrderBook).toHaveBeenCalledTimes(2);
    expect(resets).toHaveLength(1);
  });

  it('tells nothing where the book is as bad when it is asked for', async () => {
    const parts = { watchOrderBook: async () => book(2, 1), fetchOrderBook: async () => book(3, 2) };
    const { told, notices, watch } = made(parts);
    await watch();
    expect(told).toEqual([]);
    expect(notices).toHaveLength(2);
  });

  it('forgets the book of a stream that broke off, or that missed a change', async () => {
    const errors = [ccxtError('ChecksumError', 'nonce', ['InvalidNonce']), ccxtError('NetworkError')];
    const { exchange, notices, watch } = made({ watchOrderBook: () => Promise.reject(errors.shift()) });
    exchange.orderbooks[SYMBOL] = book(1, 2);
    await watch();
    expect(exchange.orderbooks).toEqual({});
    expect(notices.join()).toMatch(/suspect: nonce/);
    exchange.orderbooks[SYMBOL] = book(1, 2);
    await expect(watch()).rejects.toThrow('NetworkError');
    expect(exchange.orderbooks).toEqual({});
  });

  it('compares a stream that is silent with what is asked for', async () => {
    let asked = book(100, 101, 1, NOW + 16_000);
    const parts = { watchOrderBook: async () => book(100, 101), fetchOrderBook: async () => asked };
    const { told, notices, resets, watch, turn } = made(parts);
    await watch();
    const look = () => turn('a look at the books');
    await look();
    expect(quotes(told)).toHaveLength(1);
    for (let i = 0; i < 2; i += 1) await look();
    // It is as it was, and that is known now.
    expect(quotes(told).at(-1)).toEqual([100, 101, 16_000]);
    expect(resets).toEqual([]);
    asked = book(200, 201, 1, NOW + 40_000);
    for (let i = 0; i < 3; i += 1) await look();
    expect(quotes(told).at(-1)).toEqual([200, 201, 40_000]);
    expect(notices.join()).toContain('stands at 100 / 101, while it is 200 / 201');
    expect(resets).toHaveLength(1);
  });

  it('notices by asking that a stream has missed something, though it goes on', async () => {
    let streamed = book(100, 101);
    const parts = { watchOrderBook: async () => streamed, fetchOrderBook: async () => book(90, 91) };
    const { told, notices, resets, watch, turn } = made(parts);
    await watch();
    for (let i = 0; i < 13; i += 1) {
      await turn('a look at the books');
      // Other levels change, and its best ones stay where they are.
      await watch();
    }
    expect(notices.join()).toContain('stands at 100 / 101, while it is 90 / 91');
    expect(quotes(told)).toContainEqual([90, 91, 0]);
    expect(resets).toHaveLength(1);
    // One that moves meanwhile proves nothing.
    notices.length = 0;
    let [bid, isAsked] = [200, false];
    const moves = made({
      watchOrderBook: async () => streamed,
      fetchOrderBook: async () => {
        isAsked = true;
        bid += 10;
        streamed = book(bid, bid + 1);
        await moves.watch();
        return book(90, 91);
      },
    });
    await moves.watch();
    for (let i = 0; i < 13; i += 1) {
      await moves.turn('a look at the books');
      await moves.watch();
    }
    expect([isAsked, moves.notices, moves.resets]).toEqual([true, [], []]);
  });

  it('asks again and again where nothing is streamed, and for funding', async () => {
    const { told, turns, watch, turn } = made({
      fetchOrderBook: async () => book(100, 101),
      fetchFundingRate: async () => ({ fundingRate: 0.0002, timestamp: NOW }),
      fetchFundingIntervals: async () => ({ [SYMBOL]: { interval: '4h' } }),
    });
    await watch();
    await turn(`the funding of ${SYMBOL}`);
    expect(quotes(told)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ kind: 'funding', rate: 0.0002, intervalMs: 4 * 3_600_000 });
    expect(turns.has('a look at the books')).toBe(false);
  });
});
