import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { bytesOf } from '../../wire/scan.ts';
import { createNames } from '../../wire/scan-names.ts';
import { createBook, type DeribitBook } from './book.ts';
import { AT, createBookScan, scanBook } from './scan.ts';

const CHANNELS = ['book.BTC-PERPETUAL.raw', 'book.ETH-PERPETUAL.raw'];

function message(data: object, channel = CHANNELS[0]): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });
}

/** What a parser makes of `text`: its channel and data; undefined where it is no message of one of `channels`. */
function parsed(text: string, channels: readonly string[]): { place: number; data: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { method, params } = Object(value);
  const { channel, data } = Object(params);
  const place = channels.indexOf(channel);
  return method === 'subscription' && place >= 0 ? { place, data } : undefined;
}

interface Shown {
  readonly news: unknown;
  readonly isSound: boolean;
  readonly depth: unknown;
}

function shown(book: DeribitBook, news: unknown): Shown {
  return { news, isSound: book.isSound, depth: book.ladder.depth(Infinity) };
}

/** Two sets of books: one that only parses, and one that parses what cannot be scanned. */
function createPair(channels: readonly string[]) {
  const names = createNames(channels);
  const scan = createBookScan();
  const byParser = channels.map(createBook);
  const byScanner = channels.map(createBook);
  let scanned = 0;
  return {
    /** Gives `text` to both, and expects the same of them. */
    take: (text: string): void => {
      const message = parsed(text, channels);
      const isScanned = scanBook(bytesOf(text), names, scan);
      if (isScanned) scanned += 1;
      if (message === undefined) {
        expect(isScanned, text).toBe(false);
        return;
      }
      const { place, data } = message;
      const [one, other] = [byParser[place], byScanner[place]] as [DeribitBook, DeribitBook];
      if (isScanned) {
        expect(scan.channel).toBe(place);
        expect(scan.numbers[AT.timestamp]).toBe(Object(data).timestamp);
      }
      const news = isScanned ? other.applyScan(scan) : other.apply(data);
      expect(shown(other, news), text).toEqual(shown(one, one.apply(data)));
    },
    scanned: () => scanned,
  };
}

const action = fc.constantFrom('new', 'change', 'delete');
const price = fc.integer({ min: 1, max: 400 }).map((tick) => tick / 2);
const size = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 9_999 }).map((lot) => lot / 10),
);
const rows = fc.array(fc.tuple(action, price, size), { maxLength: 6 });
/** A change that fits on the last one, but for the odd one that does not. */
const change = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  type: fc.constantFrom('change', 'change', 'change', 'change', 'snapshot'),
  step: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2),
  bids: rows,
  asks: rows.map((list) => list.map(([act, tick, count]) => [act, 200 + tick, count])),
  order: fc.shuffledSubarray(
    ['type', 'timestamp', 'prev_change_id', 'instrument_name', 'change_id', 'bids', 'asks'],
    {
      minLength: 6,
    },
  ),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function textsOf(changes: readonly Change[]): string[] {
  const last = new Map<string, number>();
  return changes.map(({ channel, type, step, bids, asks, order }, i) => {
    const before = last.get(channel) ?? 7;
    last.set(channel, before + step);
    const all: Record<string, unknown> = {
      ...{ type, timestamp: 1_700_000_000_000 + i, instrument_name: channel, bids, asks },
      ...{ prev_change_id: before, change_id: before + step },
    };
    return message(Object.fromEntries(order.map((key) => [key, all[key]])), channel);
  });
}

const START = CHANNELS.map((channel) =>
  message(
    { type: 'snapshot', timestamp: 1, instrument_name: 'x', change_id: 7, bids: [], asks: [] },
    channel,
  ),
);

describe('scanBook', () => {
  it('keeps the same books as a parser, with the same verdicts', () => {
    let scanned = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        const pair = createPair(CHANNELS);
        for (const text of [...START, ...textsOf(changes)]) pair.take(text);
        scanned += pair.scanned();
      }),
      { numRuns: 500 },
    );
    expect(scanned).toBeGreaterThan(500);
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
        change,
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
          const pair = createPair(CHANNELS);
          for (const start of START) pair.take(start);
          pair.take(text);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('reads nothing that is cut short, wherever', () => {
    const whole = message({
      ...{ type: 'change', timestamp: 5, prev_change_id: 7, instrument_name: 'x', change_id: 8 },
      ...{ bids: [['new', 1.5, 2]], asks: [['delete', 3, 0]] },
    });
    const names = createNames(CHANNELS);
    const scan = createBookScan();
    expect(scanBook(bytesOf(whole), names, scan)).toBe(true);
    for (let length = 0; length < whole.length; length += 1)
      for (const end of ['', '}', '}}}'])
        if (whole.slice(0, length) + end !== whole)
          expect(scanBook(bytesOf(whole.slice(0, length) + end), names, scan)).toBe(false);
  });

  it('leaves to a parser what it does not know: other channels, more keys, keys told twice or wanting', () => {
    const names = createNames(CHANNELS);
    const full = { type: 'change', timestamp: 5, change_id: 8, bids: [], asks: [] };
    const scans = (text: string) => scanBook(bytesOf(text), names, createBookScan());
    expect(scans(message(full))).toBe(true);
    expect(scans(message(full, 'ticker.BTC-PERPETUAL.raw'))).toBe(false);
    expect(scans(message({ ...full, more: 1 }))).toBe(false);
    expect(scans(message({ ...full, type: 'reset' }))).toBe(false);
    expect(scans(message({ ...full, prev_change_id: null }))).toBe(false);
    for (const key of Object.keys(full)) {
      expect(scans(message({ ...full, [key]: undefined })), key).toBe(false);
      const again = `"${key}":${JSON.stringify(full[key as keyof typeof full])}`;
      expect(scans(message(full).replace(again, `${again},${again}`)), key).toBe(false);
    }
  });
});

describeWithShared('scanBook on messages recorded in July 2021', () => {
  it('reads each of them, into the same books as a parser', () => {
    const file = sharedPath('data', 'fixtures', 'cryptofeed', 'DERIBIT.ws.1.0.txt.gz');
    const texts = gunzipSync(readFileSync(file))
      .toString()
      .split('\n')
      .map((line) => line.slice(line.indexOf(': {') + 2))
      .filter((text) => text.includes('"method":"subscription"'));
    const of = (text: string): string => JSON.parse(text).params.channel;
    const books = texts.filter((text) => of(text).startsWith('book.'));
    const pair = createPair([...new Set(books.map(of))]);
    for (const text of texts) pair.take(text);
    expect(books.length).toBeGreaterThan(40);
    expect(pair.scanned()).toBe(books.length);
  });
});
