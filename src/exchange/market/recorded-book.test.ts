import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { createExchange } from '../create-exchange.ts';
import type { Exchange } from '../exchange.ts';
import { binanceRecording } from './binance-recording.ts';
import { createMarket } from './create-market.ts';
import { standardListings } from './listings.ts';
import { RecordedBook, type RecordedEvent, recordedPrices } from './recorded-book.ts';

const START = millis(Date.parse('2025-11-19T12:00:00Z'));

function exchangeOn(events: readonly RecordedEvent[], pace = 1): Exchange {
  const book = new RecordedBook(events);
  const prices = recordedPrices(book, 'BTC', { pace, vol: 0.6 });
  return createExchange({
    ...{ name: 'binance', accounts: [], seed: 1, start: START },
    listings: standardListings('binance', START).filter(({ instrument }) => instrument.id === 'BTCUSDT'),
    market: createMarket({ prices, recorded: { symbol: 'BTCUSDT', book } }),
  });
}

const levels = (...rows: readonly (readonly ['buy' | 'sell', number, number])[]) =>
  rows.map(([side, price, size]) => ({ side, price, size }));

const small: readonly RecordedEvent[] = [
  {
    ...{ kind: 'book', afterMs: 0, isSnapshot: true },
    levels: levels(['buy', 60_000, 1], ['buy', 59_990, 2], ['sell', 60_010, 1.5], ['sell', 60_020, 3]),
  },
  { kind: 'trade', afterMs: 900, side: 'buy', price: 60_010, size: 0.5 },
  { kind: 'book', afterMs: 1_000, isSnapshot: false, levels: levels(['sell', 60_010, 1]) },
  {
    ...{ kind: 'book', afterMs: 2_000, isSnapshot: false },
    levels: levels(['sell', 60_010, 0], ['buy', 60_010, 0.7], ['buy', 59_990, 0]),
  },
];

function shape(exchange: Exchange) {
  const { bids, asks } = exchange.depth('BTCUSDT', 2_000);
  const rows = (side: typeof bids) => side.map(({ ticks, lots }) => [ticks / 10, lots / 1_000]);
  return { bids: rows(bids), asks: rows(asks) };
}

describe('a recorded book', () => {
  it('is what the exchange has, as time goes on', () => {
    const exchange = exchangeOn(small);
    expect(shape(exchange)).toEqual({
      bids: [
        [60_000, 1],
        [59_990, 2],
      ],
      asks: [
        [60_010, 1.5],
        [60_020, 3],
      ],
    });
    expect(exchange.index('BTC')).toBe(60_005);
    exchange.advance(millis(START + 1_000));
    expect(exchange.trades('BTCUSDT')).toMatchObject([{ ticks: 600_100, lots: 500 }]);
    expect(shape(exchange).asks[0]).toEqual([60_010, 1]);
    exchange.advance(millis(START + 2_000));
    expect(shape(exchange)).toEqual({
      bids: [
        [60_010, 0.7],
        [60_000, 1],
      ],
      asks: [[60_020, 3]],
    });
    expect(exchange.index('BTC')).toBe(60_015);
  });

  it('has only what a later snapshot has', () => {
    const again: RecordedEvent = {
      ...{ kind: 'book', afterMs: 3_000, isSnapshot: true },
      levels: levels(['buy', 60_000, 4], ['sell', 60_030, 5]),
    };
    const exchange = exchangeOn([...small, again]);
    exchange.advance(millis(START + 3_000));
    expect(shape(exchange)).toEqual({ bids: [[60_000, 4]], asks: [[60_030, 5]] });
  });

  it('is caught up with after a halt and after maintenance', () => {
    for (const stop of ['halt', 'maintenance'] as const) {
      const exchange = exchangeOn(small);
      const set = (on: boolean) => {
        if (stop === 'maintenance') exchange.control.maintenance(on);
        else if (on) exchange.control.halt('BTCUSDT');
        else exchange.control.resume('BTCUSDT');
      };
      set(true);
      exchange.advance(millis(START + 2_500));
      expect(exchange.index('BTC')).toBe(60_015);
      set(false);
      exchange.advance(millis(START + 3_500));
      expect(shape(exchange)).toEqual({
        bids: [
          [60_010, 0.7],
          [60_000, 1],
        ],
        asks: [[60_020, 3]],
      });
    }
  });

  it('plays faster at a pace, moves with a jump, and can be switched off', () => {
    const exchange = exchangeOn(small, 4);
    exchange.advance(millis(START + 500));
    expect(exchange.index('BTC')).toBe(60_015);
    exchange.control.jump('BTC', 0.5);
    expect(exchange.index('BTC')).toBeCloseTo(30_007.5, 8);
    expect(shape(exchange)).toEqual({
      bids: [
        [30_005, 0.7],
        [30_000, 1],
      ],
      asks: [[30_010, 3]],
    });
    exchange.control.maker('BTCUSDT', false);
    expect(shape(exchange)).toEqual({ bids: [], asks: [] });
    exchange.control.maker('BTCUSDT', true);
    expect(shape(exchange).bids).toHaveLength(2);
  });
});

describe('binanceRecording', () => {
  const line = (at: number, message: unknown) => `${at}000000 ${JSON.stringify(message)}`;
  const update = (u: number, b: readonly string[][], a: readonly string[][] = []) => ({
    data: { e: 'depthUpdate', U: u, u, b, a },
  });

  it('drops updates that the snapshot has already, and times the rest from it', () => {
    const events = binanceRecording([
      line(1_700_000_000_000, update(4, [['99', '9']])),
      line(1_700_000_000_001, update(6, [['98', '8']])),
      line(1_700_000_000_002, { lastUpdateId: 5, bids: [['100', '1']], asks: [['101', '2']] }),
      line(1_700_000_000_010, update(7, [], [['101', '0']])),
      line(1_700_000_000_012, { data: { e: 'trade', p: '100', q: '0.5', m: true } }),
      line(1_700_000_000_013, { data: { e: 'bookTicker' } }),
    ]);
    expect(events).toEqual([
      { kind: 'book', afterMs: 0, isSnapshot: true, levels: levels(['buy', 100, 1], ['sell', 101, 2]) },
      { kind: 'book', afterMs: 0, isSnapshot: false, levels: levels(['buy', 98, 8]) },
      { kind: 'book', afterMs: 8, isSnapshot: false, levels: levels(['sell', 101, 0]) },
      { kind: 'trade', afterMs: 10, side: 'sell', price: 100, size: 0.5 },
    ]);
  });
});

/** The best prices that the venue itself told, by the update of the book that they came with. */
function tickersOf(lines: readonly string[]): { u: number; mid: number }[] {
  const found = lines.flatMap((each) => {
    if (!each.includes('"bookTicker"')) return [];
    const { data } = JSON.parse(each.slice(each.indexOf(' '))) as {
      data: { u: number; b: string; a: string };
    };
    return [{ u: data.u, mid: (Number(data.b) + Number(data.a)) / 2 }];
  });
  return found.sort((a, b) => a.u - b.u);
}

describeWithShared('a recorded feed of Binance', () => {
  const path = sharedPath('data', 'l2', 'binance_usdm_btcusdt_20240808.txt.gz');
  const linesOf = () => gunzipSync(readFileSync(path)).toString().split('\n').slice(0, 8_000);

  it('folds to the best prices that the venue told beside it', () => {
    const lines = linesOf();
    const tickers = tickersOf(lines);
    const updates = lines.flatMap((each) => /"depthUpdate".*?"u":(\d+)/.exec(each)?.[1] ?? []).map(Number);
    const books = binanceRecording(lines).filter((event) => event.kind === 'book');
    const kept = updates.slice(updates.length - (books.length - 1));
    const book = new RecordedBook(books);
    let compared = 0;
    for (const [i, event] of books.slice(1).entries()) {
      const isLast = books[i + 2]?.afterMs !== event.afterMs;
      book.advance(event.afterMs);
      const u = kept[i] ?? 0;
      const ticker = tickers.findLast((each) => each.u <= u);
      if (!isLast || ticker === undefined || event.afterMs === 0) continue;
      expect(book.mid()).toBeCloseTo(ticker.mid, 6);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('gives the exchange the book that its venue had', () => {
    const events = binanceRecording(linesOf());
    const exchange = exchangeOn(events);
    const end = Math.floor((events.at(-1)?.afterMs ?? 0) / SECOND);
    const fold = new RecordedBook(events);
    for (let second = 1; second <= end; second++) {
      exchange.advance(millis(START + second * SECOND));
      fold.advance(second * SECOND);
      const { bids, asks } = exchange.depth('BTCUSDT', 1);
      expect(((bids[0]?.ticks ?? 0) + (asks[0]?.ticks ?? 0)) / 20).toBeCloseTo(fold.mid() ?? 0, 6);
    }
    expect(end).toBeGreaterThan(10);
    expect(exchange.trades('BTCUSDT').length).toBeGreaterThan(100);
  });
});
