import { type Fields, numberOf } from '../../wire/fields.ts';
import { createLadder, type Ladder } from '../../wire/ladder.ts';
import { AT, type DepthScan } from './scan.ts';

/** What a message did to a book. `gap`: something was missed, and the book is empty until the next snapshot. */
export type BookNews = 'changed' | 'waiting' | { readonly gap: string };

/** One symbol's book, believed only as long as nothing was missed. */
export interface BinanceBook {
  readonly ladder: Ladder;
  /** Whether it has had a snapshot and every event since. */
  readonly isSound: boolean;
  /** Whether the price comes near to where the snapshot ended: beyond may be levels that nobody has told. */
  readonly isThin: boolean;
  /** An event of `<symbol>@depth@100ms`. Before the snapshot it is kept for later. */
  apply(event: Fields): BookNews;
  /** The same event, read without a parse; undefined where it is for `apply`, as it may have to be kept. */
  applyScan(scan: DepthScan): BookNews | undefined;
  /** Another snapshot is on its way: from now on events are kept for it as well. */
  renew(): void;
  /** A snapshot over HTTP, which the events that were kept follow. One older than a sound book is not taken. */
  start(snapshot: Fields): BookNews;
  /** Forgets everything: after a reconnection nothing of before may stay. */
  reset(): void;
}

/** Levels of a snapshot; one that has as many may have left out more. */
export const SNAPSHOT_LEVELS = 1_000;
/** More than come while a snapshot is fetched; of more the oldest go, which the next snapshot shows as a gap. */
const MOST_KEPT = 1_000;

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function setLevels(ladder: Ladder, side: 'bid' | 'ask', rows: readonly unknown[]): boolean {
  for (const row of rows) {
    if (!isList(row)) return false;
    const [price, size] = [numberOf(row[0]), numberOf(row[1])];
    if (!(price > 0 && price < Infinity && size >= 0 && size < Infinity)) return false;
    ladder.set(side, price, size);
  }
  return true;
}

/** Of what a snapshot reaches, from its best price on; in the rest the book is thin. */
const TRUSTED = 0.5;

interface Reach {
  /** The worst price that the snapshot knows of, and the one from which on another is wanted. */
  readonly worst: number;
  readonly thin: number;
}

/** How far a side of a snapshot reaches; where it has all, to `beyond`. */
function reachOf(rows: readonly unknown[], beyond: number): Reach {
  const [first, last] = [rows.at(0), rows.length < SNAPSHOT_LEVELS ? undefined : rows.at(-1)];
  if (!isList(first) || !isList(last)) return { worst: beyond, thin: beyond };
  const [best, worst] = [numberOf(first[0]), numberOf(last[0])];
  return { worst, thin: best + TRUSTED * (worst - best) };
}

/**
 * A book from events that each tell of all changes after `pu` up to `u`. One that holds every change up to `id` may be
 * followed by an event with `pu` ≤ `id` < `u` as the first (levels are whole sizes, so telling one twice does no
 * harm), and then only by one whose `pu` is the `u` before it ("How to manage a local order book correctly").
 */
export function createBook(): BinanceBook {
  const ladder = createLadder();
  let kept: Fields[] = [];
  // A typed array, as a number that closures share is a new object each time that it changes.
  /** The last change that is in the book; NaN before the snapshot. */
  const last = new Float64Array(1).fill(Number.NaN);
  let isJoined = false;
  let isRenewing = false;
  let bidReach = reachOf([], 0);
  let askReach = reachOf([], Infinity);

  const lose = (gap: string, next: Fields[]): BookNews => {
    ladder.clear();
    last[0] = Number.NaN;
    isRenewing = false;
    kept = next;
    return { gap };
  };
  const checked = (u: number): BookNews => {
    if (ladder.isCrossed())
      return lose(`event ${u} crosses the book: ${ladder.bid} is bid, ${ladder.ask} asked`, []);
    if (ladder.bid < bidReach.worst || ladder.ask > askReach.worst)
      return lose(`event ${u} takes the price out of what its snapshot has told`, []);
    return 'changed';
  };
  const follow = (event: Fields, id: number): BookNews => {
    const { u, pu, b, a } = event;
    if (typeof u !== 'number' || typeof pu !== 'number' || !isList(b) || !isList(a))
      return lose('an event that is none', []);
    if (u <= id) return 'waiting';
    if (isJoined ? pu !== id : pu > id) return lose(`event ${u} follows ${pu}, not ${id}`, [event]);
    last[0] = u;
    isJoined = true;
    if (!setLevels(ladder, 'bid', b) || !setLevels(ladder, 'ask', a))
      return lose(`event ${u} has a level that is none`, []);
    return checked(u);
  };
  const isSound = (): boolean => !Number.isNaN(last[0]);
  return {
    ladder,
    get isSound() {
      return isSound();
    },
    get isThin() {
      return isSound() && (ladder.bid < bidReach.thin || ladder.ask > askReach.thin);
    },
    apply: (event) => {
      if (!isSound() || isRenewing) {
        kept.push(event);
        if (kept.length > MOST_KEPT) kept.shift();
      }
      return isSound() ? follow(event, last[0] as number) : 'waiting';
    },
    applyScan: ({ numbers, bids, asks }) => {
      const id = last[0] as number;
      const u = numbers[AT.last] as number;
      const pu = numbers[AT.before] as number;
      if (isRenewing) return undefined;
      if (u <= id) return 'waiting';
      if (!(isJoined ? pu === id : pu <= id)) return undefined;
      last[0] = u;
      isJoined = true;
      ladder.setAll('bid', bids.data, bids.count);
      ladder.setAll('ask', asks.data, asks.count);
      return checked(u);
    },
    renew: () => {
      if (!isSound()) return;
      isRenewing = true;
      kept = [];
    },
    start: ({ lastUpdateId: id, bids, asks }) => {
      const events = kept;
      if (typeof id !== 'number' || !isList(bids) || !isList(asks))
        return lose('a snapshot that is none', events);
      if (isSound() && id < numberOf(events.at(0)?.pu ?? last[0])) return 'waiting';
      ladder.clear();
      if (!setLevels(ladder, 'bid', bids) || !setLevels(ladder, 'ask', asks) || ladder.isCrossed())
        return lose('a snapshot with levels that are none', events);
      last[0] = id;
      isJoined = false;
      isRenewing = false;
      kept = [];
      bidReach = reachOf(bids, 0);
      askReach = reachOf(asks, Infinity);
      for (const [i, event] of events.entries()) {
        const news = follow(event, last[0] as number);
        if (typeof news === 'object') {
          kept.push(...events.slice(i + 1));
          return news;
        }
      }
      return 'changed';
    },
    reset: () => {
      lose('', []);
    },
  };
}
