import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import type { Fields } from '../../wire/fields.ts';
import { bytesOf } from '../../wire/scan.ts';
import { createNames } from '../../wire/scan-names.ts';
import { type BinanceBook, createBook } from './book.ts';
import { AT, createDepthScan, scanDepth } from './scan.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];
const START = { lastUpdateId: 7, bids: [['0.5', '3']], asks: [['500', '3']] };

/** What a parser makes of `text`: which symbol's `depthUpdate`; undefined where it is none. */
function parsed(text: string, symbols: readonly string[]): { place: number; data: Fields } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const message = Object(value) as Fields;
  const data = 'stream' in message ? (Object(message.data) as Fields) : message;
  const place = symbols.indexOf(String(data.s));
  return data.e === 'depthUpdate' && place >= 0 ? { place, data } : undefined;
}

function shown(book: BinanceBook, news: unknown, most: number): object {
  return { news, isSound: book.isSound, depth: book.ladder.depth(most), levels: book.ladder.levels };
}

/**
 * Two sets of books: one that only parses, and one that parses what cannot be scanned. `most` levels are compared
 * after each message.
 */
function createPair(symbols: readonly string[], snapshotOf: (symbol: string) => Fields, most = Infinity) {
  const names = createNames(symbols);
  const scan = createDepthScan();
  const byParser = symbols.map(createBook);
  const byScanner = symbols.map(createBook);
  let scanned = 0;
  return {
    start: (symbol: string): void => {
      for (const books of [byParser, byScanner]) books[symbols.indexOf(symbol)]?.start(snapshotOf(symbol));
    },
    /** Gives `text` to both, and expects the same of them. */
    take: (text: string): void => {
      const message = parsed(text, symbols);
      const isScanned = scanDepth(bytesOf(text), names, scan);
      if (message === undefined) {
        expect(isScanned, text).toBe(false);
        return;
      }
      const { place, data } = message;
      const [one, other] = [byParser[place], byScanner[place]] as [BinanceBook, BinanceBook];
      if (isScanned) {
        expect(scan.symbol).toBe(place);
        expect(scan.numbers[AT.time]).toBe(data.E);
      }
      const told = isScanned ? other.applyScan(scan) : undefined;
      if (told !== undefined) scanned += 1;
      const news = told ?? other.apply(data);
      expect(shown(other, news, most), text).toEqual(shown(one, one.apply(data), most));
    },
    /** Expects all levels to be the same. */
    same: (): void => {
      for (const [i, one] of byParser.entries())
        expect(byScanner[i]?.ladder.depth(Infinity)).toEqual(one.ladder.depth(Infinity));
    },
    scanned: () => scanned,
  };
}

const price = fc.integer({ min: 1, max: 400 }).map((tick) => (tick / 2).toFixed(2));
const size = fc.oneof(
  fc.constant('0.000'),
  fc.integer({ min: 1, max: 99_999 }).map((lot) => (lot / 1_000).toFixed(3)),
);
const rows = fc.array(fc.tuple(price, size), { maxLength: 6 });
/** An event that fits on the last one, but for the odd one that does not. */
const event = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  isCombined: fc.boolean(),
  from: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, -1),
  to: fc.constantFrom(1, 2, 3, 0),
  b: rows,
  a: rows.map((list) => list.map(([tick, count]) => [(200 + Number(tick)).toFixed(2), count])),
  order: fc.shuffledSubarray(['e', 'E', 'T', 's', 'U', 'u', 'pu', 'b', 'a'], { minLength: 8 }),
});

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function textsOf(events: readonly Event[]): string[] {
  const last = new Map<string, number>();
  return events.map(({ symbol, isCombined, from, to, b, a, order }, i) => {
    const before = last.get(symbol) ?? 7;
    last.set(symbol, before + to);
    const all: Record<string, unknown> = {
      ...{ e: 'depthUpdate', E: 1_700_000_000_000 + i, T: 1_700_000_000_000, s: symbol },
      ...{ U: before + 1, u: before + to, pu: before + from, b, a },
    };
    const data = Object.fromEntries(order.map((key) => [key, all[key]]));
    return JSON.stringify(isCombined ? { stream: `${symbol.toLowerCase()}@depth`, data } : data);
  });
}

describe('scanDepth', () => {
  it('keeps the same books as a parser, with the same verdicts', () => {
    let scanned = 0;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 25 }), (events) => {
        const pair = createPair(SYMBOLS, () => START);
        for (const symbol of SYMBOLS) pair.start(symbol);
        for (const text of textsOf(events)) pair.take(text);
        scanned += pair.scanned();
      }),
      { numRuns: 500 },
    );
    expect(scanned).toBeGreaterThan(200);
  });

  it('takes no message that was tampered with for another', () => {
    const pieces = [
      '',
      '0',
      '9',
      '-',
      '.',
      'e5',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ' ',
      'null',
      '\u0001',
      'ü',
      ':1',
    ];
    fc.assert(
      fc.property(
        event,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...pieces)), {
          minLength: 1,
          maxLength: 3,
        }),
        (one, edits) => {
          let [text = ''] = textsOf([one]);
          for (const [place, cut, piece] of edits) {
            const at = place % (text.length + 1);
            text = text.slice(0, at) + piece + text.slice(at + cut);
          }
          const pair = createPair(SYMBOLS, () => START);
          for (const symbol of SYMBOLS) pair.start(symbol);
          pair.take(text);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('leaves to a parser what it does not know: other events and symbols, more keys, keys told twice or wanting', () => {
    const names = createNames(SYMBOLS);
    const full = { e: 'depthUpdate', E: 1, s: 'BTCUSDT', u: 9, pu: 7, b: [], a: [] };
    const scans = (text: string) => scanDepth(bytesOf(text), names, createDepthScan());
    expect(scans(JSON.stringify(full))).toBe(true);
    expect(scans(JSON.stringify({ stream: 'x', data: full }))).toBe(true);
    for (const other of [
      { e: 'trade' },
      { s: 'XRPUSDT' },
      { more: 1 },
      { u: 1e16 },
      { b: [['1', '1', '1']] },
    ])
      expect(scans(JSON.stringify({ ...full, ...other }))).toBe(false);
    for (const odd of [
      '{',
      '}',
      '',
      '{"stream":"x","data":{}}',
      `{"stream":"x","data":${JSON.stringify(full)}`,
    ])
      expect(scans(odd), odd).toBe(false);
    for (const key of Object.keys(full)) {
      expect(scans(JSON.stringify({ ...full, [key]: undefined })), key).toBe(false);
      const again = `"${key}":${JSON.stringify(full[key as keyof typeof full])}`;
      expect(scans(JSON.stringify(full).replace(again, `${again},${again}`)), key).toBe(false);
    }
  });

  it('leaves to `apply` what a book cannot follow: it may have to be kept', () => {
    const scan = createDepthScan();
    const names = createNames(SYMBOLS);
    const book = createBook();
    const tell = (pu: number, u: number) => {
      scanDepth(
        bytesOf(`{"e":"depthUpdate","E":1,"s":"BTCUSDT","u":${u},"pu":${pu},"b":[],"a":[]}`),
        names,
        scan,
      );
      return book.applyScan(scan);
    };
    expect(tell(7, 8)).toBeUndefined();
    book.start(START);
    expect([tell(3, 7), tell(6, 8), tell(7, 9), tell(8, 9)]).toEqual([
      'waiting',
      'changed',
      undefined,
      'changed',
    ]);
    expect(book.isSound).toBe(true);
  });
});

/** The JSON of each line of a recording. */
function textsIn(...file: string[]): string[] {
  return gunzipSync(readFileSync(sharedPath('data', ...file)))
    .toString()
    .split('\n')
    .map((line) => line.slice(line.indexOf('{')))
    .filter((text) => text.startsWith('{'));
}

describeWithShared('scanDepth on recorded messages', () => {
  it.each([
    [
      'fixtures/cryptofeed/BINANCE_FUTURES.ws.1.0.txt.gz',
      ['SUSHIUSDT', 'AKROUSDT', 'KEEPUSDT', 'CTKUSDT'],
      200,
    ],
    ['l2/binance_usdm_btcusdt_20240808.txt.gz', ['BTCUSDT'], 900],
  ])('reads those of %s into the same books as a parser', (file, symbols, least) => {
    const texts = textsIn(...file.split('/')).filter((text) => text.includes('"depthUpdate"'));
    const few = process.env.EVENKEEL_LONG === '1' ? texts : texts.slice(0, 1_000);
    // No snapshot fits all of these, so the first event of each stands for one.
    const pair = createPair(
      symbols,
      (symbol) => {
        const first = few.find((text) => text.includes(`"s":"${symbol}"`)) ?? '{}';
        return { lastUpdateId: JSON.parse(first).data.pu, bids: [], asks: [] };
      },
      12,
    );
    for (const symbol of symbols) pair.start(symbol);
    for (const text of few) pair.take(text);
    expect(pair.scanned()).toBe(few.length);
    pair.same();
    expect(few.length).toBeGreaterThan(least);
  });
});
