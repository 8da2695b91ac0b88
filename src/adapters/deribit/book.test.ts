import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, unsound } from '../../../test/support/hostile.ts';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { createBook } from './book.ts';

const snapshot = (id: number, bids: unknown[], asks: unknown[]) => ({
  type: 'snapshot',
  change_id: id,
  bids,
  asks,
});
const change = (before: number, id: number, bids: unknown[], asks: unknown[]) => ({
  ...{ type: 'change', prev_change_id: before, change_id: id, bids, asks },
});
const START = snapshot(1, [['new', 100, 5]], [['new', 101, 7]]);

describe('createBook', () => {
  it('follows a snapshot and its changes', () => {
    const book = createBook();
    expect(book.apply(START)).toBe('changed');
    expect(book.apply(change(1, 2, [['delete', 100, 0]], [['change', 101, 3]]))).toBe('changed');
    expect(book.apply(change(2, 5, [['new', 100.5, 1]], []))).toBe('changed');
    expect(book.ladder.depth(9)).toEqual({
      bids: [{ price: 100.5, size: 1 }],
      asks: [{ price: 101, size: 3 }],
    });
  });

  it('is empty and waits for a snapshot as soon as a change was missed', () => {
    const book = createBook();
    book.apply(START);
    expect(book.apply(change(2, 3, [], []))).toEqual({ gap: 'change 3 follows 2, not 1' });
    expect(book.isSound).toBe(false);
    expect(book.ladder.levels).toBe(0);
    expect(book.apply(change(3, 4, [['new', 99, 1]], []))).toBe('waiting');
    expect(book.apply(snapshot(9, [['new', 90, 1]], [['new', 91, 1]]))).toBe('changed');
    expect(book.ladder.bid).toBe(90);
  });

  it('keeps nothing of before a new snapshot', () => {
    const book = createBook();
    book.apply(START);
    book.apply(snapshot(7, [['new', 40_000, 1]], [['new', 40_001, 1]]));
    expect(book.ladder.levels).toBe(2);
    book.reset();
    expect([book.ladder.levels, book.isSound]).toEqual([0, false]);
  });

  it('does not believe a crossed book, or levels that are none', () => {
    const book = createBook();
    book.apply(START);
    expect(book.apply(change(1, 2, [['new', 102, 1]], []))).toMatchObject({
      gap: expect.stringContaining('crosses'),
    });
    const endless = [
      ['new', Infinity, 1],
      ['new', 1, Infinity],
    ];
    for (const level of [['new', -1, 1], ['new', 'x', 1], ['new', 1], 'new', null, ...endless]) {
      book.apply(START);
      expect(book.apply(change(1, 2, [level], [])), JSON.stringify(level)).toMatchObject({
        gap: expect.any(String),
      });
    }
  });

  it('never throws, and is either sound or empty, whatever it is told', () => {
    const next = change(1, 2, [['new', 100.5, 1]], [['delete', 101, 0]]);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.anything(), fc.constant(START), hostileLike(START), hostileLike(next))),
        (messages) => {
          const book = createBook();
          for (const message of messages) {
            book.apply(message);
            if (!book.isSound) expect(book.ladder.levels).toBe(0);
            expect(unsound(book.ladder.depth(9))).toEqual([]);
          }
        },
      ),
    );
  });
});

describeWithShared('recorded messages', () => {
  it('make sound books without a gap, one for each instrument that was subscribed to', () => {
    const text = gunzipSync(
      readFileSync(sharedPath('data', 'fixtures', 'cryptofeed', 'DERIBIT.ws.1.0.txt.gz')),
    ).toString();
    const books = new Map<string, ReturnType<typeof createBook>>();
    let applied = 0;
    for (const line of text.split('\n')) {
      const at = line.indexOf(': {');
      if (at < 0 || line.includes(' <- ')) continue;
      const { params } = JSON.parse(line.slice(at + 2));
      if (!String(params?.channel).startsWith('book.')) continue;
      const book = books.get(params.channel) ?? createBook();
      books.set(params.channel, book);
      expect(book.apply(params.data)).toBe('changed');
      applied += 1;
    }
    expect(books.size).toBe(10);
    expect(applied).toBeGreaterThan(20);
    expect([...books.values()].every(({ isSound }) => isSound)).toBe(true);
  });
});
