import type { EntryBody } from '../domain/entry.ts';
import { decode, encode } from '../record/canonical.ts';
import { type Hasher, seal } from '../record/chain.ts';
import type { Millis } from '../units/units.ts';
import type { Engine } from './engine.ts';
import type { EngineState, Outcome, Step } from './state.ts';

/** One entry as it was appended. */
export interface Appended {
  readonly seq: number;
  readonly at: Millis;
  readonly body: EntryBody;
  readonly outcome: Outcome;
}

export interface ScribeOptions {
  /** Where an earlier run left off; null for a new journal. */
  readonly state: EngineState | null;
  /** Hash of the last line, or the genesis. */
  readonly head: string;
  readonly hash: Hasher;
  /** Takes each line as it is made, before any command of it may be sent. */
  readonly append: (line: string) => void;
  /** Told of each entry, for views and reports. */
  readonly onAppended?: (appended: Appended) => void;
  readonly checkpointEvery: number;
  readonly engine: Engine;
}

/** Makes entries one after the other: steps the state, seals the line and hands it on. */
export interface Scribe {
  readonly state: EngineState;
  readonly head: string;
  /** Time never goes back, whatever a clock does: what is done at `at` is done at this. */
  forward(at: Millis): Millis;
  post(body: EntryBody, at: Millis, cause: number | null): Step['commands'];
  checkpoint(at: Millis): void;
  /** Whether enough has been written since the last checkpoint for another. */
  isCheckpointDue(): boolean;
}

/**
 * `body` as a replay will read it: keys in canonical order, for those kinds whose records the state keeps and
 * sums over. A snapshot's are only looked up, and bars and decisions are too many to copy.
 */
function asRead(body: EntryBody): EntryBody {
  if (body.kind === 'bar' || body.kind === 'decisionDue') return body;
  return decode(encode(body)) as EntryBody;
}

export function createScribe(options: ScribeOptions): Scribe {
  let { state, head } = options;
  let sinceCheckpoint = 0;

  const current = (): EngineState => {
    if (state === null) throw new Error('the conductor has not been configured');
    return state;
  };
  const forward = (at: Millis): Millis => (state !== null && state.at > at ? state.at : at);

  const post = (given: EntryBody, wanted: Millis, cause: number | null): Step['commands'] => {
    const body = asRead(given);
    const at = forward(wanted);
    const seq = state === null ? 0 : state.seq + 1;
    const entry = { seq, at, cause, body };
    const result = options.engine.step(state, entry);
    const sealed = seal(entry, result.outcome, head, options.hash);
    options.append(sealed.line);
    head = sealed.hash;
    state = result.state;
    sinceCheckpoint = body.kind === 'checkpoint' ? 0 : sinceCheckpoint + 1;
    options.onAppended?.({ seq, at, body, outcome: result.outcome });
    return result.commands;
  };

  return {
    get state() {
      return current();
    },
    get head() {
      return head;
    },
    forward,
    post,
    checkpoint: (at) => {
      post({ kind: 'checkpoint', state: current() }, at, null);
    },
    isCheckpointDue: () => sinceCheckpoint >= options.checkpointEvery,
  };
}
