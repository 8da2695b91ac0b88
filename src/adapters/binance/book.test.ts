import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, unsound } from '../../../test/support/hostile.ts';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { type BinanceBook, createBook, SNAPSHOT_LEVELS } from './book.ts';

type Rows = readonly (readonly string[])[];

const snapshot = (lastUpdateId: number, bids: Rows = [['100', '5']], asks: Rows = [['101', '7']]) => ({
  ...{ lastUpdateId, bids, asks },
});
const event = (pu: number, u: number, b: Rows = [], a: Rows = []) => ({ U: pu + 1, u, pu, b, a });
const sound = (book: BinanceBook): [number, number] => [book.ladder.bid, book.ladder.ask];

describe('createBook', () => {
  it('follows a snapshot and the events that were kept for it', () => {
    const book = createBook();
    expect(book.apply(event(1, 4, [['99', '1']]))).toBe('waiting');
    expect(book.apply(event(4, 9, [['100.5', '2']], [['101', '0']]))).toBe('waiting');
    expect(book.apply(event(9, 12, [], [['101.5', '3']]))).toBe('waiting');
    expect(book.start(snapshot(6))).toBe('changed');
    expect(book.ladder.depth(9)).toEqual({
      bids: [
        { price: 100.5, size: 2 },
        { price: 100, size: 5 },
      ],
      asks: [{ price: 101.5, size: 3 }],
    });
    expect(book.apply(event(12, 13, [['100.5', '0']]))).toBe('changed');
    expect(sound(book)).toEqual([100, 101.5]);
  });

  it.each([
    ['holds exactly what came before', 12, 15],
    ['was taken within the event', 10, 15],
  ])('joins an event to a snapshot that %s', (_name, pu, u) => {
    const book = createBook();
    book.start(snapshot(12));
    expect(book.apply(event(pu, u, [['100', '6']]))).toBe('changed');
    expect(book.ladder.bidSize).toBe(6);
  });

  it('takes no snapshot that is older than what was kept, and a newer one after it', () => {
    const book = createBook();
    book.apply(event(8, 9));
    book.apply(event(9, 11, [['100.5', '1']]));
    expect(book.start(snapshot(7))).toEqual({ gap: 'event 9 follows 8, not 7' });
    expect([book.isSound, book.ladder.levels]).toEqual([false, 0]);
    expect(book.start(snapshot(9))).toBe('changed');
    expect(book.ladder.bid).toBe(100.5);
  });

  it('is empty as soon as an event was missed, and joins what came meanwhile to the next snapshot', () => {
    const book = createBook();
    book.start(snapshot(10));
    book.apply(event(10, 12));
    expect(book.apply(event(14, 16, [['100.5', '1']]))).toEqual({ gap: 'event 16 follows 14, not 12' });
    expect([book.isSound, book.ladder.levels]).toEqual([false, 0]);
    expect(book.apply(event(16, 18))).toBe('waiting');
    expect(book.start(snapshot(15))).toBe('changed');
    expect(sound(book)).toEqual([100.5, 101]);
  });

  it('is not led astray by an event that comes twice or late', () => {
    const book = createBook();
    book.start(snapshot(10));
    expect(book.apply(event(10, 12, [['100', '6']]))).toBe('changed');
    expect(book.apply(event(12, 13, [['100', '7']]))).toBe('changed');
    expect(book.apply(event(10, 12, [['100', '6']]))).toBe('waiting');
    expect(book.ladder.bidSize).toBe(7);
  });

  it('does not believe a crossed book, or levels that are none', () => {
    const book = createBook();
    const start = (): unknown => book.start(snapshot(1));
    start();
    expect(book.apply(event(1, 2, [['102', '1']]))).toMatchObject({
      gap: expect.stringContaining('crosses'),
    });
    for (const level of [['-1', '1'], ['x', '1'], ['1'], ['1', 'NaN'], ['1', ''], ['1e999', '1'], []]) {
      start();
      expect(book.apply(event(1, 2, [level])), JSON.stringify(level)).toMatchObject({
        gap: expect.any(String),
      });
    }
    expect(book.start(snapshot(1, [['101', '1']], [['101', '1']]))).toMatchObject({
      gap: expect.any(String),
    });
  });

  it('asks for another snapshot when the price leaves what a cut one has told', () => {
    const book = createBook();
    const bids = Array.from({ length: SNAPSHOT_LEVELS }, (_, i) => [String(2_000 - i), '1']);
    book.start(snapshot(1, bids, [['2001', '1']]));
    const gone = bids.map(([price = '']) => [price, '0']);
    expect(book.apply(event(1, 2, [...gone, ['900', '1']]))).toMatchObject({
      gap: expect.stringContaining('out of what its snapshot'),
    });
  });

  it('stays as it is until the snapshot that was asked for in time has come', () => {
    const book = createBook();
    const rows = (from: number): Rows =>
      Array.from({ length: SNAPSHOT_LEVELS }, (_, i) => [String(from - i), '1']);
    book.start(snapshot(1, rows(2_000), [['2001', '1']]));
    const fall = rows(2_000)
      .slice(0, 800)
      .map(([price = '']) => [price, '0']);
    expect(book.isThin).toBe(false);
    expect(book.apply(event(1, 2, fall))).toBe('changed');
    expect([book.isThin, book.ladder.bid]).toEqual([true, 1_200]);
    book.renew();
    expect(book.apply(event(2, 4, [['1200', '3']]))).toBe('changed');
    expect(book.start(snapshot(1))).toBe('waiting');
    expect([book.isSound, book.ladder.bidSize]).toEqual([true, 3]);
    expect(book.start(snapshot(3, rows(1_200), [['2001', '1']]))).toBe('changed');
    expect([book.isThin, book.ladder.bidSize, book.ladder.levels]).toEqual([false, 3, 1_001]);
    expect(book.apply(event(4, 5))).toBe('changed');
  });

  it('never throws, and is either sound or empty, whatever it is told', () => {
    const message = fc.oneof(
      fc.object(),
      hostileLike(snapshot(1)),
      hostileLike(event(1, 2, [['100.5', '2']], [['101', '0']])),
      fc.constant(snapshot(1)),
      fc.constant(event(1, 2)),
      fc.constant(event(2, 3, [['200', '1']])),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), message)), (messages) => {
        const book = createBook();
        for (const [isSnapshot, one] of messages) {
          if (isSnapshot) book.start(fieldsOf(one));
          else book.apply(fieldsOf(one));
          expect(unsound(book.ladder.depth(9))).toEqual([]);
          if (!book.isSound) expect(book.ladder.levels).toBe(0);
        }
      }),
    );
  });
});

function linesOf(...path: string[]): string[] {
  return gunzipSync(readFileSync(sharedPath('data', ...path)))
    .toString()
    .split('\n');
}

describeWithShared('recorded messages', () => {
  it('of four symbols make sound books without a gap', () => {
    const books = new Map<string, BinanceBook>();
    const bookOf = (symbol: string): BinanceBook => {
      const book = books.get(symbol) ?? createBook();
      books.set(symbol, book);
      return book;
    };
    let count = 0;
    for (const line of linesOf('fixtures', 'cryptofeed', 'BINANCE_FUTURES.ws.1.0.txt.gz')) {
      const at = line.indexOf(': {');
      if (at < 0) continue;
      const { data } = JSON.parse(line.slice(at + 2));
      if (data?.e !== 'depthUpdate') continue;
      expect(bookOf(data.s).apply(data)).toBe('waiting');
      count += 1;
    }
    expect(count).toBe(764);
    for (const line of linesOf('fixtures', 'cryptofeed', 'BINANCE_FUTURES.http.0.0.txt.gz')) {
      const [, symbol, body] = /symbol=(\w+)&limit=1000 -> [\d.]+: (.*)/.exec(line) ?? [];
      if (symbol !== undefined && body !== undefined)
        expect(bookOf(symbol).start(JSON.parse(body)), symbol).toBe('changed');
    }
    expect(books.size).toBe(4);
    expect([...books.values()].every(({ isSound }) => isSound)).toBe(true);
  });

  it('of six minutes make a book whose top is the one that was told at the same update', () => {
    const book = createBook();
    const tops = new Map<number, readonly number[]>();
    const seen: (readonly [number, readonly number[]])[] = [];
    let [gap, wasThin] = ['', false];
    for (const line of linesOf('l2', 'binance_usdm_btcusdt_20240808.txt.gz')) {
      if (line.includes('@trade"') || line === '') continue;
      const message = JSON.parse(line.slice(line.indexOf(' ') + 1));
      if (message.lastUpdateId !== undefined) expect(book.start(message)).toBe('changed');
      const { e, u, b, B, a, A } = message.data ?? {};
      if (e === 'bookTicker') tops.set(u, [b, B, a, A].map(Number));
      if (e !== 'depthUpdate' || gap !== '') continue;
      wasThin = book.isThin;
      const news = book.apply(message.data);
      if (typeof news === 'object') gap = news.gap;
      const { ladder } = book;
      if (book.isSound) seen.push([u, [ladder.bid, ladder.bidSize, ladder.ask, ladder.askSize]]);
    }
    // The one snapshot reaches 147 below its best bid; the price falls by 160 within the six minutes.
    expect([gap.includes('out of what its snapshot'), wasThin]).toEqual([true, true]);
    const compared = seen.filter(([u]) => tops.has(u));
    expect(seen.length).toBe(4_114);
    expect(compared.length).toBeGreaterThan(100);
    for (const [u, top] of compared) expect(top).toEqual(tops.get(u));
  });
});
