import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { decode } from '../record/canonical.ts';
import { later, MINUTE } from '../units/time.ts';
import { configured, hash, T0 } from './engine-fixture.ts';
import { createScribe, type Scribe, type ScribeOptions } from './scribe.ts';

function scribeOf(more: Partial<ScribeOptions> = {}): { scribe: Scribe; lines: string[] } {
  const lines: string[] = [];
  const append = (line: string): void => void lines.push(line);
  const scribe = createScribe({
    ...{ state: null, head: '', hash, engine: ENGINE, append, checkpointEvery: 3 },
    ...more,
  });
  scribe.post({ kind: 'configured', ...configured() }, T0, null);
  return { scribe, lines };
}

describe('a scribe', () => {
  it('numbers entries without a gap and never lets time go back', () => {
    const { scribe, lines } = scribeOf();
    for (const ms of [MINUTE, -MINUTE, 2 * MINUTE]) scribe.post({ kind: 'timer' }, later(T0, ms), 0);
    const entries = lines.map((line) => decode(line) as { seq: number; at: number; cause: number | null });
    expect(entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
    expect(entries.map(({ at }) => at - T0)).toEqual([0, MINUTE, MINUTE, 2 * MINUTE]);
    expect(entries.map(({ cause }) => cause)).toEqual([null, 0, 0, 0]);
    expect(scribe.forward(T0)).toBe(later(T0, 2 * MINUTE));
  });

  it('counts entries since the last checkpoint, whoever asked for it', () => {
    const { scribe } = scribeOf();
    const due = [1, 2, 3].map(() => {
      scribe.post({ kind: 'timer' }, T0, null);
      return scribe.isCheckpointDue();
    });
    expect(due).toEqual([false, true, true]);
    scribe.checkpoint(T0);
    expect(scribe.isCheckpointDue()).toBe(false);
  });

  it('hands on what is written as a replay will read it: with keys in canonical order', () => {
    const seen: string[][] = [];
    const { scribe } = scribeOf({
      engine: {
        ...ENGINE,
        step: (state, entry) => {
          if (entry.body.kind === 'account') seen.push(Object.keys(entry.body.event));
          return ENGINE.step(state, entry);
        },
      },
    });
    const amount = 1n as never;
    scribe.post(
      { kind: 'account', event: { kind: 'gas', venue: 'v', id: 'g', currency: 'USD', amount } },
      T0,
      null,
    );
    expect(seen).toEqual([['amount', 'currency', 'id', 'kind', 'venue']]);
  });
});
