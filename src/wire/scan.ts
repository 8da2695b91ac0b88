/**
 * Reads messages of a known shape byte by byte, straight from the socket's buffer into typed arrays, so that a book
 * is kept without a text, a parse or an object for each message. Every function takes the place to read at and
 * answers the place behind what it has read, or `NOT_READ` where there is anything but what it reads: whoever calls
 * falls back to `JSON.parse` then, which is slower and knows everything. So these know only what venues really send
 * (no spaces, escapes, exponents, signs or more than 15 digits) and never guess.
 *
 * A message is to be refused first where it does not end in a brace (`endsInBrace`): every loop below stops at one,
 * so nothing is read beyond the end.
 */

/** The place behind something that is not there. */
export const NOT_READ = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const BRACE = 0x7d;

/** Whole numbers below 10^15 are exact in a float, and so is every power of ten here: one division rounds once. */
const DIGITS_MAX = 15;
const TEN_TO = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => Number(`1e${i}`));

/** Levels in the order of the message, its memory used again for the next. */
export interface Levels {
  /** Price and size in turn. */
  data: Float64Array;
  count: number;
}

export function createLevels(): Levels {
  return { data: new Float64Array(128), count: 0 };
}

/** A text to compare with: its bytes four at a time, and what is left of them. */
export interface Literal {
  readonly length: number;
  readonly words: Int32Array;
  readonly rest: Uint8Array;
}

/** The bytes of `text`. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function literal(text: string): Literal {
  const bytes = bytesOf(text);
  const words = Int32Array.from({ length: bytes.length >> 2 }, (_, i) => wordAt(bytes, 4 * i));
  return { length: bytes.length, words, rest: bytes.slice(4 * words.length) };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

export function endsInBrace(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] === BRACE;
}

/** Behind `text`. */
export function passText(bytes: Uint8Array, at: number, { length, words, rest }: Literal): number {
  const end = at + length;
  if (at < 0 || end > bytes.length) return NOT_READ;
  let from = at;
  for (let i = 0; i < words.length; i += 1) {
    if (wordAt(bytes, from) !== words[i]) return NOT_READ;
    from += 4;
  }
  for (let i = 0; i < rest.length; i += 1) if (bytes[from + i] !== rest[i]) return NOT_READ;
  return end;
}

/** The place of the quotation mark that ends the text which begins at `at`: plain ASCII without escapes. */
export function endOfText(bytes: Uint8Array, at: number): number {
  if (at < 0) return NOT_READ;
  for (let i = at; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) return i;
    if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) return NOT_READ;
  }
  return NOT_READ;
}

/** Behind a whole number, which is written to `into[i]`. */
export function passWhole(bytes: Uint8Array, at: number, into: Float64Array, i: number): number {
  if (at < 0) return NOT_READ;
  const first = (bytes[at] as number) - ZERO;
  if (!(first >= 0 && first <= 9)) return NOT_READ;
  let value = 0;
  let end = at;
  for (;;) {
    const digit = (bytes[end] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    value = 10 * value + digit;
    end += 1;
  }
  if (end - at > DIGITS_MAX || (first === 0 && end - at > 1)) return NOT_READ;
  into[i] = value;
  return end;
}

/** Behind a decimal, of which the nearest float, as `Number` would find it, is written to `into[i]`. */
export function passDecimal(bytes: Uint8Array, at: number, into: Float64Array, i: number): number {
  const first = (bytes[at] as number) - ZERO;
  if (!(first >= 0 && first <= 9)) return NOT_READ;
  let whole = first;
  let end = at + 1;
  for (;;) {
    const digit = (bytes[end] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    whole = 10 * whole + digit;
    end += 1;
  }
  if (first === 0 && end - at > 1) return NOT_READ;
  if (bytes[end] !== DOT) {
    if (end - at > DIGITS_MAX) return NOT_READ;
    into[i] = whole;
    return end;
  }
  end += 1;
  const from = end;
  let part = 0;
  for (;;) {
    const digit = (bytes[end] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    part = 10 * part + digit;
    end += 1;
  }
  // The dot is one of the bytes.
  if (end === from || end - at - 1 > DIGITS_MAX) return NOT_READ;
  const scale = TEN_TO[end - from] as number;
  into[i] = (whole * scale + part) / scale;
  return end;
}

function grow(levels: Levels): void {
  const data = new Float64Array(2 * levels.data.length);
  data.set(levels.data);
  levels.data = data;
}

/** Whether the level that was just written at `i` can be one. */
function isLevel(data: Float64Array, i: number): boolean {
  return (data[i] as number) > 0;
}

/** Behind a list of levels such as `["61800.20","2.507"]`, which take the place of what `into` held. */
export function passQuotedLevels(bytes: Uint8Array, from: number, into: Levels): number {
  into.count = 0;
  if (from < 0 || bytes[from] !== OPEN) return NOT_READ;
  let at = from + 1;
  if (bytes[at] === CLOSE) return at + 1;
  for (;;) {
    const i = 2 * into.count;
    if (i === into.data.length) grow(into);
    const { data } = into;
    if (bytes[at] !== OPEN || bytes[at + 1] !== QUOTE) return NOT_READ;
    at = passDecimal(bytes, at + 2, data, i);
    if (at < 0 || bytes[at] !== QUOTE || bytes[at + 1] !== COMMA || bytes[at + 2] !== QUOTE) return NOT_READ;
    at = passDecimal(bytes, at + 3, data, i + 1);
    if (at < 0 || bytes[at] !== QUOTE || bytes[at + 1] !== CLOSE || !isLevel(data, i)) return NOT_READ;
    into.count += 1;
    const next = bytes[at + 2];
    at += 3;
    if (next === CLOSE) return at;
    if (next !== COMMA) return NOT_READ;
  }
}

const NEW = literal('["new",');
const CHANGE = literal('["change",');
const DELETE = literal('["delete",');
const [N, C, D] = [0x6e, 0x63, 0x64];

function passAction(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== OPEN) return NOT_READ;
  const initial = bytes[at + 2];
  if (initial === C) return passText(bytes, at, CHANGE);
  if (initial === N) return passText(bytes, at, NEW);
  return initial === D ? passText(bytes, at, DELETE) : NOT_READ;
}

/** Behind a list of levels such as `["change",61800.5,1200.0]`; one that is deleted has the size 0. */
export function passActedLevels(bytes: Uint8Array, from: number, into: Levels): number {
  into.count = 0;
  if (from < 0 || bytes[from] !== OPEN) return NOT_READ;
  let at = from + 1;
  if (bytes[at] === CLOSE) return at + 1;
  for (;;) {
    const i = 2 * into.count;
    if (i === into.data.length) grow(into);
    const { data } = into;
    const isDeleted = bytes[at + 2] === D;
    at = passAction(bytes, at);
    if (at < 0) return NOT_READ;
    at = passDecimal(bytes, at, data, i);
    if (at < 0 || bytes[at] !== COMMA) return NOT_READ;
    at = passDecimal(bytes, at + 1, data, i + 1);
    if (at < 0 || bytes[at] !== CLOSE || !isLevel(data, i)) return NOT_READ;
    if (isDeleted) data[i + 1] = 0;
    into.count += 1;
    const next = bytes[at + 1];
    at += 2;
    if (next === CLOSE) return at;
    if (next !== COMMA) return NOT_READ;
  }
}
