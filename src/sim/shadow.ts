import type { JournalEntry } from '../domain/entry.ts';
import type { Recovered } from '../engine/replay.ts';
import type { EngineState } from '../engine/state.ts';
import { encode } from '../record/canonical.ts';
import type { Finding } from './checkers/witness.ts';
import type { Composition } from './host.ts';

/** Steps what is on disk again, entry by entry, to be compared with what a start recovers from a checkpoint. */
export function createShadow(composition: Composition, entries: readonly JournalEntry[]) {
  const engine = composition.engine();
  let state: EngineState | null = null;
  let folded = 0;
  return (recovered: Recovered): Finding => {
    for (const { seq, at, cause, body } of entries.slice(folded)) {
      state = engine.step(state, { seq, at, cause, body }).state;
    }
    folded = entries.length;
    const [ours, theirs] = [encode(state), encode(recovered.state)];
    return ours === theirs ? null : `a start recovers ${theirs}, the journal says ${ours}`;
  };
}
