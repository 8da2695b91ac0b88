import { fieldsOf, stringOf } from '../../wire/fields.ts';
import { createLadder, type Ladder } from '../../wire/ladder.ts';
import { AT, type BookScan } from './scan.ts';

/** What a message did to a book. `gap`: something was missed, and the book is empty until the next snapshot. */
export type BookNews = 'changed' | 'waiting' | { readonly gap: string };

/** One instrument's book, believed only as long as nothing was missed. */
export interface DeribitBook {
  readonly ladder: Ladder;
  /** Whether it has had a snapshot and every change since. */
  readonly isSound: boolean;
  /** The data of a `book.` message. */
  apply(data: unknown): BookNews;
  /** The same message, read without a parse. */
  applyScan(scan: BookScan): BookNews;
  /** Forgets everything: after a reconnection nothing of before may stay. */
  reset(): void;
}

interface Level {
  readonly action: unknown;
  readonly price: number;
  readonly size: number;
}

function levelOf(row: unknown): Level | undefined {
  if (!Array.isArray(row)) return undefined;
  const [action, price, size] = row as unknown[];
  if (typeof price !== 'number' || typeof size !== 'number') return undefined;
  if (!(price > 0 && price < Infinity && size >= 0 && size < Infinity)) return undefined;
  return { action, price, size };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/**
 * A book from `book.{instrument}.raw` or `.100ms`: a snapshot, then changes of which each names the change before it
 * (docs.deribit.com: "prev_change_id equals change_id of the previous notification", else something was missed).
 */
export function createBook(): DeribitBook {
  const ladder = createLadder();
  // A typed array, as a number that closures share is a new object each time that it changes. NaN before a snapshot.
  const change = new Float64Array(1).fill(Number.NaN);

  const lose = (why: string): BookNews => {
    ladder.clear();
    change[0] = Number.NaN;
    return { gap: why };
  };
  const set = (side: 'bid' | 'ask', rows: readonly unknown[]): boolean => {
    for (const row of rows) {
      const level = levelOf(row);
      if (level === undefined) return false;
      ladder.set(side, level.price, level.action === 'delete' ? 0 : level.size);
    }
    return true;
  };
  const uncrossed = (): BookNews =>
    ladder.isCrossed()
      ? lose(`change ${change[0]} crosses the book: ${ladder.bid} is bid, ${ladder.ask} asked`)
      : 'changed';
  return {
    ladder,
    get isSound() {
      return !Number.isNaN(change[0]);
    },
    applyScan: ({ isSnapshot, numbers, bids, asks }) => {
      const id = numbers[AT.id] as number;
      const before = numbers[AT.before] as number;
      if (isSnapshot) ladder.clear();
      else if (Number.isNaN(change[0])) return 'waiting';
      else if (before !== change[0])
        return lose(`change ${id} follows ${String(before >= 0 ? before : undefined)}, not ${change[0]}`);
      change[0] = id;
      ladder.setAll('bid', bids.data, bids.count);
      ladder.setAll('ask', asks.data, asks.count);
      return uncrossed();
    },
    apply: (data) => {
      const { type, change_id: id, prev_change_id: before, bids, asks } = fieldsOf(data);
      if (typeof id !== 'number' || !isList(bids) || !isList(asks)) return lose('a message that is no book');
      if (type === 'snapshot') ladder.clear();
      else if (Number.isNaN(change[0])) return 'waiting';
      else if (before !== change[0])
        return lose(`change ${id} follows ${stringOf(before)}, not ${change[0]}`);
      change[0] = id;
      if (!set('bid', bids) || !set('ask', asks)) return lose(`change ${id} has a level that is none`);
      return uncrossed();
    },
    reset: () => {
      ladder.clear();
      change[0] = Number.NaN;
    },
  };
}
