import { encode } from '../record/canonical.ts';
import { type Hasher, seal, verify } from '../record/chain.ts';
import type { Engine } from './engine.ts';
import { OtherKernel } from './kernel.ts';
import type { EngineState } from './state.ts';

/** What a replay found. `difference` is the first entry that did not come out as it was written. */
export interface Replayed {
  readonly entries: number;
  readonly decisions: number;
  readonly head: string;
  readonly state: EngineState | null;
  readonly difference: { readonly seq: number; readonly written: string; readonly replayed: string } | null;
}

/**
 * Re-runs a whole journal: every entry is stepped again and its line made anew, which must be the line that was
 * written, to the byte. Throws what `verify` throws on a broken chain.
 */
export function replay(lines: Iterable<string>, hash: Hasher, engine: Engine): Replayed {
  let state: EngineState | null = null;
  let head = '';
  let entries = 0;
  let decisions = 0;
  for (const { entry, line } of verify(lines, hash)) {
    const { seq, at, cause, body } = entry;
    const written = { seq, at, cause, body };
    const result = engine.step(state, written);
    const sealed = seal(written, result.outcome, entry.previous, hash);
    if (body.kind === 'checkpoint' && encode(body.state) !== encode(state)) {
      return { entries, decisions, head, state, difference: { seq, written: line, replayed: encode(state) } };
    }
    if (sealed.line !== line) {
      return { entries, decisions, head, state, difference: { seq, written: line, replayed: sealed.line } };
    }
    state = result.state;
    head = entry.hash;
    entries += 1;
    if (body.kind === 'decisionDue') decisions += 1;
  }
  return { entries, decisions, head, state, difference: null };
}

/** Where a start goes on from. */
export interface Recovered {
  readonly state: EngineState | null;
  readonly head: string;
}

/** Entries read at a time when looking back for the last checkpoint. */
const LOOK_BACK = 2_000;

function isCheckpoint(line: string): boolean {
  return line.includes('"body":{"kind":"checkpoint"');
}

/** Seq of the last checkpoint among `length` lines; 0 when there is none: then everything is stepped again. */
function lastCheckpoint(length: number, read: (from: number) => Iterable<string>): number {
  for (let end = length; end > 0; ) {
    const from = Math.max(0, end - LOOK_BACK);
    let seq = from;
    let found = -1;
    for (const line of read(from)) {
      if (seq >= end) break;
      if (isCheckpoint(line)) found = seq;
      seq += 1;
    }
    if (found >= 0) return found;
    end = from;
  }
  return 0;
}

/**
 * The state that a journal of `length` lines ends in: its last checkpoint and the entries after it, stepped
 * again. Verifies the chain from there on; `replay` verifies all of it.
 */
export function recover(
  length: number,
  read: (from: number) => Iterable<string>,
  hash: Hasher,
  engine: Engine,
): Recovered {
  if (length === 0) return { state: null, head: '' };
  const from = lastCheckpoint(length, read);
  let state: EngineState | null = null;
  let head = '';
  for (const { entry } of verify(read(from), hash, from)) {
    const { seq, at, cause, body } = entry;
    if (seq === from && body.kind === 'checkpoint') state = { ...(body.state as EngineState), seq, at };
    // A session that ended well ended in a checkpoint, and leaves nothing to be valued again by another kernel.
    else if (state !== null && state.kernel !== engine.kernel)
      throw new OtherKernel(state.kernel, engine.kernel);
    else state = engine.step(state, { seq, at, cause, body }).state;
    head = entry.hash;
  }
  return { state, head };
}
