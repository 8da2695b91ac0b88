/** What JSON may have that no honest stranger sends: in place of a field, and of any part of a message. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { isUnanswered, VenueRefused } from '../../src/wire/protocol.ts';

/** A list within lists, which `JSON.parse` reads, and at which `JSON.stringify` and `String` run out of stack. */
const DEEP_TEXT = '['.repeat(10_000) + ']'.repeat(10_000);
const DEEP: unknown = Object.assign(JSON.parse(DEEP_TEXT), { [fc.toStringMethod]: () => '[[[…]]]' });

const ODD: readonly unknown[] = [
  ...[null, true, false, '', ' ', '\t', 'NaN', 'Infinity', '-0', '0x10', '1e400', '1e-400', '-1', '1.5.1'],
  ...['9'.repeat(400), '0.'.concat('0'.repeat(400), '1'), '__proto__', 'constructor', 'toString', '\ud800'],
  ...[0, -0, -1, 0.5, 1e-9, 5e-324, 2 ** 53, -(2 ** 53) + 1, 8.64e15 + 2, 1e21, 1e308, Infinity, -Infinity],
  ...[{}, [], [[]], [null], ['1'], [['1']], [0], { length: 1 }, { toString: 0 }, { valueOf: 0 }],
  ...[{ toString: 0, valueOf: 0 }, [{ toString: 0, valueOf: 0 }], { toString: null, valueOf: {} }],
  ...[{ toJSON: 0 }, { constructor: 0 }, JSON.parse('{"__proto__": {"toString": 0}}'), DEEP],
];

/** Any value of JSON, most often one of those that trip readers up; 1e999, which it may write, is infinite. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** Stands for a field that is not there. */
const MISSING = Symbol('missing');

/** Mostly what it should be, so that readers get as far as the one part that is not. */
function partLike(sample: unknown): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 20, arbitrary: likeOf(sample) },
    { weight: 1, arbitrary: hostileValue },
    { weight: 1, arbitrary: fc.constant(MISSING) },
  );
}

function likeOf(sample: unknown): fc.Arbitrary<unknown> {
  if (typeof sample !== 'object' || sample === null) return fc.constant(sample);
  const names = Object.keys(sample);
  const parts = fc.tuple(...Object.values(sample).map(partLike));
  if (!Array.isArray(sample))
    return parts.map((all) =>
      Object.fromEntries(all.flatMap((part, i) => (part === MISSING ? [] : [[names[i], part]]))),
    );
  const others = fc.array(hostileValue, { maxLength: 2 });
  return fc
    .tuple(parts, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: others }))
    .map(([rows, more]) => [...rows.filter((row) => row !== MISSING), ...more]);
}

/** Something like the message `sample`, in which any part may be missing, or be what it should not be. */
export function hostileLike(sample: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 20, arbitrary: likeOf(sample) }, { weight: 1, arbitrary: hostileValue });
}

/** `value` as a stranger writes it, whatever of it `JSON.stringify` could not. */
export function textOf(value: unknown): string {
  const stands = (part: unknown): unknown => {
    if (part === DEEP) return '<deep>';
    return part === Infinity ? '<endless>' : part === -Infinity ? '<below>' : part;
  };
  const text = JSON.stringify(value, (_name, part: unknown) => stands(part));
  const written = text.replaceAll('"<deep>"', DEEP_TEXT).replaceAll('"<endless>"', '1e999');
  return written.replaceAll('"<below>"', '-1e999');
}

/**
 * Where in what is told of a message there is something that must never get that far: a number that is none or has no
 * end, or something inherited in place of a word.
 */
export function unsound(told: unknown, at = 'it'): readonly string[] {
  if (typeof told === 'number') return Number.isFinite(told) ? [] : [`${at} is ${told}`];
  if (typeof told === 'function') return [`${at} is a function`];
  if (typeof told !== 'object' || told === null) return [];
  return Object.entries(told).flatMap(([name, part]) => unsound(part, `${at}.${name}`));
}

/** Waits for what may have no answer, or be refused. Whatever else goes wrong in it would take the session down. */
export async function answered(work: Promise<unknown>): Promise<void> {
  const outcome = await work.catch((error: unknown) => {
    if (!isUnanswered(error) && !(error instanceof VenueRefused)) throw error;
  });
  expect(unsound(outcome)).toEqual([]);
}
