import {
  createLevels,
  endOfText,
  endsInBrace,
  type Levels,
  literal,
  NOT_READ,
  passQuotedLevels,
  passText,
  passWhole,
} from '../../wire/scan.ts';
import type { Names } from '../../wire/scan-names.ts';

/** Where the whole numbers of a message lie in `DepthScan.numbers`. */
export const AT = { time: 0, last: 1, before: 2, other: 3 } as const;

/** A `depthUpdate`, as it was last read. */
export interface DepthScan {
  /** Which of the names its symbol is. */
  symbol: number;
  /** `E`, `u` and `pu`. */
  readonly numbers: Float64Array;
  readonly bids: Levels;
  readonly asks: Levels;
}

export function createDepthScan(): DepthScan {
  return { symbol: -1, numbers: new Float64Array(4), bids: createLevels(), asks: createLevels() };
}

const STREAM = literal('{"stream":"');
const DATA = literal('","data":{');
const OPEN = literal('{');
const EVENT = literal('"e":"depthUpdate"');
const KEYS = {
  E: literal('"E":'),
  T: literal('"T":'),
  s: literal('"s":"'),
  U: literal('"U":'),
  u: literal('"u":'),
  pu: literal('"pu":'),
  b: literal('"b":'),
  a: literal('"a":'),
};
/** A bit for each key that has been read: none may come twice, and but for `T` and `U` all must come. */
const BIT = { e: 1, E: 2, s: 4, u: 8, pu: 16, b: 32, a: 64, T: 128, U: 256 };
const NEEDED = BIT.e | BIT.E | BIT.s | BIT.u | BIT.pu | BIT.b | BIT.a;
const COMMA = 0x2c;
const BRACE = 0x7d;

/** The bit of the key at `at`, told by its first letter; 0 where it is none that is known. */
function keyAt(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1]) {
    case 0x62:
      return BIT.b;
    case 0x61:
      return BIT.a;
    case 0x75:
      return BIT.u;
    case 0x70:
      return BIT.pu;
    case 0x73:
      return BIT.s;
    case 0x65:
      return BIT.e;
    case 0x45:
      return BIT.E;
    case 0x54:
      return BIT.T;
    case 0x55:
      return BIT.U;
    default:
      return 0;
  }
}

function passSymbol(bytes: Uint8Array, from: number, symbols: Names, into: DepthScan): number {
  const to = endOfText(bytes, from);
  if (to < 0) return NOT_READ;
  into.symbol = symbols.find(bytes, from, to);
  return into.symbol < 0 ? NOT_READ : to + 1;
}

/** Behind the key at `at` and its value. */
function passField(bytes: Uint8Array, at: number, key: number, symbols: Names, into: DepthScan): number {
  const { numbers, bids, asks } = into;
  switch (key) {
    case BIT.b:
      return passQuotedLevels(bytes, passText(bytes, at, KEYS.b), bids);
    case BIT.a:
      return passQuotedLevels(bytes, passText(bytes, at, KEYS.a), asks);
    case BIT.u:
      return passWhole(bytes, passText(bytes, at, KEYS.u), numbers, AT.last);
    case BIT.pu:
      return passWhole(bytes, passText(bytes, at, KEYS.pu), numbers, AT.before);
    case BIT.E:
      return passWhole(bytes, passText(bytes, at, KEYS.E), numbers, AT.time);
    case BIT.T:
      return passWhole(bytes, passText(bytes, at, KEYS.T), numbers, AT.other);
    case BIT.U:
      return passWhole(bytes, passText(bytes, at, KEYS.U), numbers, AT.other);
    case BIT.e:
      return passText(bytes, at, EVENT);
    case BIT.s:
      return passSymbol(bytes, passText(bytes, at, KEYS.s), symbols, into);
    default:
      return NOT_READ;
  }
}

/**
 * Reads a `depthUpdate` of one of `symbols` into `into`, from a stream of its own or a combined one. False where it
 * is anything else, or has anything in it that is not known here; `into` is of no use then. Allocates only for more
 * levels than ever before.
 */
export function scanDepth(bytes: Uint8Array, symbols: Names, into: DepthScan): boolean {
  if (!endsInBrace(bytes)) return false;
  const name = passText(bytes, 0, STREAM);
  const isCombined = name >= 0;
  let at = isCombined ? passText(bytes, endOfText(bytes, name), DATA) : passText(bytes, 0, OPEN);
  let read = 0;
  while (at >= 0) {
    const key = keyAt(bytes, at);
    if (key === 0 || (read & key) !== 0) return false;
    read |= key;
    at = passField(bytes, at, key, symbols, into);
    if (at < 0) return false;
    const next = bytes[at];
    at += 1;
    if (next === COMMA) continue;
    if (next !== BRACE || (read & NEEDED) !== NEEDED) return false;
    // The last byte is a brace.
    return at + (isCombined ? 1 : 0) === bytes.length;
  }
  return false;
}
