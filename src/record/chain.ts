/**
 * The hash chain over a journal's lines: a line's hash covers all else in it, with the hash of the line
 * before, so what was written cannot be changed, taken out or put in without breaking every hash from there
 * on. What it cannot show is lines missing from the end.
 */
import type { Entry, JournalEntry } from '../domain/entry.ts';
import { decode, encode } from './canonical.ts';

/** Hash of `text`'s UTF-8 bytes, in words of its own such as hex. The shell supplies it. */
export type Hasher = (text: string) => string;

/** What stands as `previous` in the first entry. */
export const GENESIS = '';

export interface Sealed {
  /** The entry as it is written: the canonical text of a `JournalEntry`. */
  readonly line: string;
  /** The `previous` of the next entry. */
  readonly hash: string;
}

/**
 * Chains `entry` and its `outcome` to the entry whose hash is `previous`. Throws `NotCanonical` on anything
 * that would not come back as it was written; an undefined outcome is left out.
 */
export function seal(entry: Entry, outcome: unknown, previous: string, hash: Hasher): Sealed {
  const { seq, at, cause, body } = entry;
  // `hash` sorts between these, so that one serialisation serves both the hash and the line.
  const head = encode({ at, body, cause }).slice(0, -1);
  const tail = encode({ outcome, previous, seq }).slice(1);
  const digest = hash(`${head},${tail}`);
  return { line: `${head}${hashMember(digest)},${tail}`, hash: digest };
}

function hashMember(digest: string): string {
  return `,"hash":${encode(digest)}`;
}

/**
 * `line`: it is no JSON, or no entry. `text`: its hash does not fit its text. The rest: it is out of place.
 */
export type Break = 'line' | 'text' | 'seq' | 'previous' | 'at';

/** A journal is not as it was written: nothing after `seq - 1` may be believed. */
export class ChainBroken extends Error {
  readonly seq: number;
  readonly found: Break;
  constructor(seq: number, found: Break, what: string) {
    super(
      `entry ${seq}: ${what}. The journal was changed after it was written: do not trade on it, ` +
        'restore it from a copy, or put it aside and start a new one',
    );
    this.name = 'ChainBroken';
    this.seq = seq;
    this.found = found;
  }
}

/** An entry whose chain holds, and the line that it was read from. */
export interface Verified {
  readonly entry: JournalEntry;
  readonly line: string;
}

/**
 * Yields the entries of `lines`, the first of which is entry `from`, as far as the chain holds; throws
 * `ChainBroken` where it does not. Where `from` is not 0 the first `previous` is taken on trust.
 */
export function* verify(lines: Iterable<string>, hash: Hasher, from = 0): Generator<Verified> {
  let seq = from;
  let before: JournalEntry | null = null;
  for (const line of lines) {
    const entry = opened(line, seq, hash);
    if (entry.seq !== seq) throw new ChainBroken(seq, 'seq', `entry ${entry.seq} stands in its place`);
    const previous = before?.hash ?? (from === 0 ? GENESIS : entry.previous);
    if (entry.previous !== previous) {
      const found = `it follows an entry of hash "${entry.previous}"`;
      throw new ChainBroken(seq, 'previous', `${found}, but the one before has "${previous}"`);
    }
    if (before !== null && entry.at < before.at) {
      throw new ChainBroken(seq, 'at', `it is of ${entry.at}, before entry ${before.seq} of ${before.at}`);
    }
    yield { entry, line };
    before = entry;
    seq += 1;
  }
}

/** The entry that `line` holds, if its hash fits its text. */
function opened(line: string, seq: number, hash: Hasher): JournalEntry {
  const entry = parsed(line, seq);
  // No text can hold its own hash but in the place made for it, so the first that is found is that place.
  const member = hashMember(entry.hash);
  const at = line.indexOf(member);
  const digest = hash(line.slice(0, at) + line.slice(at + member.length));
  if (at < 0 || digest !== entry.hash) {
    throw new ChainBroken(seq, 'text', `its hash is "${entry.hash}", but its text gives "${digest}"`);
  }
  return entry;
}

function parsed(line: string, seq: number): JournalEntry {
  let value: unknown;
  try {
    value = decode(line);
  } catch (error) {
    throw new ChainBroken(seq, 'line', `it is no JSON (${(error as Error).message})`);
  }
  const entry = value as Partial<JournalEntry> | null;
  if (typeof entry?.hash !== 'string') throw new ChainBroken(seq, 'line', 'it is JSON, but has no hash');
  return entry as JournalEntry;
}
