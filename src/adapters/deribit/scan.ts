import {
  createLevels,
  endOfText,
  endsInBrace,
  type Levels,
  literal,
  NOT_READ,
  passActedLevels,
  passText,
  passWhole,
} from '../../wire/scan.ts';
import type { Names } from '../../wire/scan-names.ts';

/** Where the whole numbers of a message lie in `BookScan.numbers`; NaN where it has none. */
export const AT = { timestamp: 0, id: 1, before: 2 } as const;

/** A message of a `book.` channel, as it was last read. */
export interface BookScan {
  /** Which of the names its channel is. */
  channel: number;
  isSnapshot: boolean;
  readonly numbers: Float64Array;
  readonly bids: Levels;
  readonly asks: Levels;
}

export function createBookScan(): BookScan {
  const numbers = new Float64Array(3);
  return { channel: -1, isSnapshot: false, numbers, bids: createLevels(), asks: createLevels() };
}

const HEAD = literal('{"jsonrpc":"2.0","method":"subscription","params":{"channel":"');
const DATA = literal('","data":{');
const TAIL = literal('}}');
const SNAPSHOT = literal('"snapshot"');
const CHANGE = literal('"change"');
const KEYS = {
  type: literal('"type":'),
  timestamp: literal('"timestamp":'),
  before: literal('"prev_change_id":'),
  name: literal('"instrument_name":"'),
  id: literal('"change_id":'),
  bids: literal('"bids":'),
  asks: literal('"asks":'),
};
/** A bit for each key that has been read: none may come twice, and but for `before` and `name` all must come. */
const BIT = { type: 1, timestamp: 2, id: 4, bids: 8, asks: 16, before: 32, name: 64 };
const NEEDED = BIT.type | BIT.timestamp | BIT.id | BIT.bids | BIT.asks;
const COMMA = 0x2c;
const BRACE = 0x7d;
const QUOTE_LENGTH = 1;

/** The bit of the key at `at`, told by its first two letters; 0 where it is none that is known. */
function keyAt(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1];
  if (letter === 0x62) return BIT.bids;
  if (letter === 0x61) return BIT.asks;
  if (letter === 0x63) return BIT.id;
  if (letter === 0x70) return BIT.before;
  if (letter === 0x69) return BIT.name;
  if (letter === 0x74) return bytes[at + 2] === 0x79 ? BIT.type : BIT.timestamp;
  return 0;
}

function passType(bytes: Uint8Array, at: number, into: BookScan): number {
  const behind = passText(bytes, at, CHANGE);
  into.isSnapshot = behind < 0;
  return behind < 0 ? passText(bytes, at, SNAPSHOT) : behind;
}

/** Behind the key at `at` and its value. */
function passField(bytes: Uint8Array, at: number, key: number, into: BookScan): number {
  const { numbers, bids, asks } = into;
  switch (key) {
    case BIT.bids:
      return passActedLevels(bytes, passText(bytes, at, KEYS.bids), bids);
    case BIT.asks:
      return passActedLevels(bytes, passText(bytes, at, KEYS.asks), asks);
    case BIT.id:
      return passWhole(bytes, passText(bytes, at, KEYS.id), numbers, AT.id);
    case BIT.before:
      return passWhole(bytes, passText(bytes, at, KEYS.before), numbers, AT.before);
    case BIT.timestamp:
      return passWhole(bytes, passText(bytes, at, KEYS.timestamp), numbers, AT.timestamp);
    case BIT.type:
      return passType(bytes, passText(bytes, at, KEYS.type), into);
    case BIT.name: {
      const end = endOfText(bytes, passText(bytes, at, KEYS.name));
      return end < 0 ? NOT_READ : end + QUOTE_LENGTH;
    }
    default:
      return NOT_READ;
  }
}

/**
 * Reads a book message on one of `channels` into `into`. False where it is anything else, or has anything in it that
 * is not known here; `into` is of no use then. Allocates only for more levels than ever before.
 */
export function scanBook(bytes: Uint8Array, channels: Names, into: BookScan): boolean {
  if (!endsInBrace(bytes)) return false;
  const from = passText(bytes, 0, HEAD);
  const to = endOfText(bytes, from);
  if (to < 0) return false;
  into.channel = channels.find(bytes, from, to);
  if (into.channel < 0) return false;
  into.numbers[AT.before] = Number.NaN;
  let read = 0;
  let at = passText(bytes, to, DATA);
  while (at >= 0) {
    const key = keyAt(bytes, at);
    if (key === 0 || (read & key) !== 0) return false;
    read |= key;
    at = passField(bytes, at, key, into);
    if (at < 0) return false;
    const next = bytes[at];
    at += 1;
    if (next === COMMA) continue;
    if (next !== BRACE || (read & NEEDED) !== NEEDED) return false;
    return passText(bytes, at, TAIL) === bytes.length;
  }
  return false;
}
