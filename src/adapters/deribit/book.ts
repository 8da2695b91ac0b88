import { createLadder, type Ladder } from '../../wire/ladder.ts';

/** What a message did to a book. `gap`: something was missed, and the book is empty until the next snapshot. */
export type BookNews = 'changed' | 'waiting' | { readonly gap: string };

/** One instrument's book, believed only as long as nothing was missed. */
export interface DeribitBook {
  readonly ladder: Ladder;
  /** Whether it has had a snapshot and every change since. */
  readonly isSound: boolean;
  /** The data of a `book.` message. */
  apply(data: unknown): BookNews;
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
  if (typeof price !== 'number' || typeof size !== 'number' || !(price > 0) || !(size >= 0)) return undefined;
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
  let changeId: number | undefined;

  const lose = (why: string): BookNews => {
    ladder.clear();
    changeId = undefined;
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
  return {
    ladder,
    get isSound() {
      return changeId !== undefined;
    },
    apply: (data) => {
      const {
        type,
        change_id: id,
        prev_change_id: before,
        bids,
        asks,
      } = Object(data) as Record<string, unknown>;
      if (typeof id !== 'number' || !isList(bids) || !isList(asks)) return lose('a message that is no book');
      if (type === 'snapshot') ladder.clear();
      else if (changeId === undefined) return 'waiting';
      else if (before !== changeId) return lose(`change ${id} follows ${String(before)}, not ${changeId}`);
      changeId = id;
      if (!set('bid', bids) || !set('ask', asks)) return lose(`change ${id} has a level that is none`);
      if (ladder.isCrossed())
        return lose(`change ${id} crosses the book: ${ladder.bid} is bid, ${ladder.ask} asked`);
      return 'changed';
    },
    reset: () => {
      ladder.clear();
      changeId = undefined;
    },
  };
}
