/**
 * Canonical JSON: one text per value, whatever order its keys were written in, so that a journal can be
 * hashed and a replay compared to the byte. Keys are sorted by code unit, there is no white space, a bigint
 * is the string `"123n"`, and an object's undefined properties are left out. Floats come back to the bit, but
 * for -0, which is written as 0.
 */

/** A value has no canonical form. Names where it is, what it is and what to do. */
export class NotCanonical extends Error {
  constructor(path: readonly PropertyKey[], what: string) {
    super(`${path.length === 0 ? 'the value' : path.join('.')}: ${what}`);
    this.name = 'NotCanonical';
  }
}

/**
 * What was refused, on its way up to the root: each level adds its key, so that the good case builds no path.
 */
class Refused {
  readonly path: PropertyKey[] = [];
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** Objects nested deeper than any entry has reason to be: a cycle. */
const DEPTH_LIMIT = 100;
/** Strings up to this length are looked through here; native code is quicker on longer ones. */
const SHORT = 64;
const LIKE_BIGINT = /^-?\d+n$/;
const HAS_BIGINT = /\dn"/;

/**
 * Keys in the order that an object gave them, the same sorted, and each with its quotes and colon, as it stands
 * first (after a brace) and later (after a comma): a text is made of as few pieces as there can be.
 */
interface Shape {
  readonly given: readonly string[];
  readonly sorted: readonly string[];
  readonly firsts: readonly string[];
  readonly laters: readonly string[];
}

/**
 * Objects of one type give their keys in one order, and entries hold few types, so sorting is remembered: by
 * first key, then by comparing all. Records keyed by ids would fill it without end: it is emptied when full.
 */
const shapes = new Map<string, Shape[]>();
const FIRST_KEYS = 512;
const SHAPES_PER_KEY = 8;

/**
 * The canonical text of `value`: null, booleans, finite numbers, bigints, strings, arrays and plain objects.
 * Throws `NotCanonical` on anything else, on undefined in an array, and on a string that reads like a bigint.
 */
export function encode(value: unknown): string {
  try {
    return textOf(value, 0);
  } catch (error) {
    if (error instanceof Refused) throw new NotCanonical(error.path.reverse(), error.what);
    throw error;
  }
}

/**
 * The value that `text` stands for; bigints come back as bigints. Throws `SyntaxError` when it is no JSON.
 */
export function decode(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return HAS_BIGINT.test(text) ? revived(value) : value;
}

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'number':
      // Only infinities and NaN are not 0 when taken from themselves.
      if (value - value !== 0) throw new Refused(`${value} is not finite; leave out what is not known`);
      return `${value}`;
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}n"`;
    case 'object':
      if (value === null) return 'null';
      if (depth >= DEPTH_LIMIT) throw new Refused(`is nested deeper than ${DEPTH_LIMIT}; is it a cycle?`);
      return Array.isArray(value) ? textOfArray(value, depth + 1) : textOfObject(value, depth + 1);
    default:
      throw new Refused(`${typeof value} has no JSON form; leave it out, or write null`);
  }
}

function textOfArray(values: readonly unknown[], depth: number): string {
  let text = '[';
  let i = 0;
  try {
    for (; i < values.length; i += 1) {
      if (i > 0) text += ',';
      text += textOf(values[i], depth);
    }
  } catch (error) {
    if (error instanceof Refused) error.path.push(i);
    throw error;
  }
  return `${text}]`;
}

function textOfObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name: string = value.constructor?.name ?? 'unnamed';
    throw new Refused(`a ${name} is no plain data; turn it into objects, arrays, numbers and strings`);
  }
  const { sorted, firsts, laters } = shapeOf(Object.keys(value));
  let text = '';
  let i = 0;
  try {
    for (; i < sorted.length; i += 1) {
      const property = (value as Record<string, unknown>)[sorted[i] as string];
      if (property === undefined) continue;
      text += text === '' ? firsts[i] : laters[i];
      text += textOf(property, depth);
    }
  } catch (error) {
    if (error instanceof Refused) error.path.push(sorted[i] as string);
    throw error;
  }
  return text === '' ? '{}' : `${text}}`;
}

function shapeOf(given: readonly string[]): Shape {
  const first = given[0] ?? '';
  let known = shapes.get(first);
  if (known !== undefined) {
    for (const shape of known) if (isSame(shape.given, given)) return shape;
  }
  const sorted = [...given].sort();
  const heads = sorted.map((key) => `${JSON.stringify(key)}:`);
  const shape = {
    ...{ given, sorted },
    firsts: heads.map((head) => `{${head}`),
    laters: heads.map((head) => `,${head}`),
  };
  if (known === undefined || known.length === SHAPES_PER_KEY) {
    if (shapes.size === FIRST_KEYS) shapes.clear();
    known = [];
    shapes.set(first, known);
  }
  known.push(shape);
  return shape;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function quoted(text: string): string {
  const { length } = text;
  if (length > 1 && text.charCodeAt(length - 1) === 110 && LIKE_BIGINT.test(text)) {
    throw new Refused(`the string ${text} would be read back as a bigint; write it another way`);
  }
  if (length > SHORT) return JSON.stringify(text);
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    // Control characters, the quote, the backslash, and all beyond ASCII: lone surrogates must be escaped.
    if (code < 32 || code === 34 || code === 92 || code > 126) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Turns the bigints of a fresh parse into bigints, in place: a reviver takes twice as long. */
function revived(value: unknown): unknown {
  if (typeof value === 'string') return LIKE_BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const before = holder[key];
    const after = revived(before);
    if (after !== before) holder[key] = after;
  }
  return value;
}
