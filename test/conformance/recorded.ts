/** Recorded exchange messages line by line, and a book kept of them as texts, to hold an adapter's against. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Depth, Level } from '../../src/domain/depth.ts';
import type { Quote } from '../../src/domain/market.ts';
import { sharedPath } from '../support/shared-data.ts';

// biome-ignore lint/suspicious/noExplicitAny: messages of others, read as they come.
export type Json = any;

const FOLDERS = [
  ['data', 'fixtures', 'cryptofeed'],
  ['data', 'l2'],
];

/** What the folders of recorded messages hold. */
export function recordedFiles(): readonly string[] {
  return FOLDERS.flatMap((folder) => readdirSync(sharedPath(...folder)));
}

/** A line of a recording. `of` says what it is where it is no message: a request of the recorder's, or its notes. */
export interface Line {
  readonly of: 'message' | 'answer' | 'request' | 'note';
  /** In seconds, or in nanoseconds, as recorded. */
  readonly at: number;
  readonly url: string;
  readonly text: string;
}

const SHAPES = [
  // With a colon in one of the collections, and without in the other.
  ['message', /^(?<at>[\d.]+):? (?<text>[{[].*)$/],
  ['answer', /^(?<url>http\S+) -> (?<at>[\d.]+): (?<text>.*)$/],
  ['request', /^(?<url>ws\S+) <- (?<at>[\d.]+): (?<text>.*)$/],
  ['note', /^(?<url>ws\S+) <-> (?<at>[\d.]+)$/],
  ['note', /^configuration: (?<text>.*)$/],
] as const;

function lineOf(line: string): Line {
  for (const [of, shape] of SHAPES) {
    const { at = '0', url = '', text = '' } = shape.exec(line)?.groups ?? { at: '' };
    if (at !== '') return { of, at: Number(at), url, text };
  }
  throw new Error(`a line of no known shape: ${line.slice(0, 100)}`);
}

/** The lines of a file, wherever it lies. */
export function linesOf(file: string): readonly Line[] {
  const folder = FOLDERS.find((one) => readdirSync(sharedPath(...one)).includes(file)) ?? [];
  const text = gunzipSync(readFileSync(sharedPath(...folder, file))).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(lineOf);
}

/** Levels by their prices as texts: decimals are told apart by their digits, so nothing is lost on the way. */
type TextLevels = Map<string, { readonly price: number; readonly size: number }>;

function bestOf(levels: TextLevels, sign: 1 | -1): readonly [number, number] {
  let best = { price: Number.NaN, size: 0 };
  for (const level of levels.values())
    if (Number.isNaN(best.price) || sign * level.price > sign * best.price) best = level;
  return [best.price, best.size];
}

/** A book of decimals: what the messages say, and nothing else. */
export class TextBook {
  readonly bids: TextLevels = new Map();
  readonly asks: TextLevels = new Map();

  /** Sets levels of `[price, size]`; a size of zero takes one away. */
  set(levels: TextLevels, rows: readonly (readonly [unknown, unknown])[]): void {
    for (const [price, size] of rows) {
      if (Number(size) === 0) levels.delete(String(price));
      else levels.set(String(price), { price: Number(price), size: Number(size) });
    }
  }

  /** Both sides at once. */
  tell(bids: readonly (readonly [unknown, unknown])[], asks: readonly (readonly [unknown, unknown])[]): void {
    this.set(this.bids, bids);
    this.set(this.asks, asks);
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** The best of each side; NaN where there is none. */
  top(): Quote {
    const [bid, bidSize] = bestOf(this.bids, 1);
    const [ask, askSize] = bestOf(this.asks, -1);
    return { bid, ask, bidSize, askSize };
  }

  /** All levels, best first, as a ladder tells them. */
  depth(): Depth {
    const side = (levels: TextLevels, sign: 1 | -1): Level[] =>
      [...levels.values()].sort((a, b) => sign * (b.price - a.price));
    return { bids: side(this.bids, 1), asks: side(this.asks, -1) };
  }
}

/** How often each kind was met. */
export function tally<T>(items: readonly T[], kindOf: (item: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const kind = kindOf(item);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
