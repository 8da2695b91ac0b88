import type { Millis } from '../../units/units.ts';

interface Item {
  readonly at: Millis;
  readonly seq: number;
  readonly run: () => void;
}

/** What is to happen, in order of time; what falls on one time, in the order in which it was added. */
export interface Agenda {
  add(at: Millis, run: () => void): void;
  /** When the first item is due; null when there is none. */
  nextAt(): Millis | null;
  /** Takes the first item off, if it is due by `to`. */
  take(to: Millis): { readonly at: Millis; readonly run: () => void } | null;
  clear(): void;
}

function before(a: Item, b: Item): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Moves `item` from the last place towards the root of `heap` until its parent is earlier. */
function rise(heap: Item[], item: Item): void {
  let place = heap.length - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || before(parent, item)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = item;
}

/** Puts `item` at the root of `heap`, then moves it down until both children are later. */
function sink(heap: Item[], item: Item): void {
  let place = 0;
  for (;;) {
    const left = heap[2 * place + 1];
    const right = heap[2 * place + 2];
    const isRight = right !== undefined && left !== undefined && before(right, left);
    const child = isRight ? right : left;
    if (child === undefined || before(item, child)) break;
    heap[place] = child;
    place = 2 * place + (isRight ? 2 : 1);
  }
  heap[place] = item;
}

export function createAgenda(): Agenda {
  const heap: Item[] = [];
  let added = 0;
  return {
    add(at, run) {
      const item = { at, seq: added++, run };
      heap.push(item);
      rise(heap, item);
    },
    nextAt() {
      return heap[0]?.at ?? null;
    },
    take(to) {
      const first = heap[0];
      if (first === undefined || first.at > to) return null;
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(heap, last);
      return first;
    },
    clear() {
      heap.length = 0;
    },
  };
}
