import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { Entry } from '../domain/entry.ts';
import { seal } from '../record/chain.ts';
import { configured, hash, T0 } from './engine-fixture.ts';
import { OtherKernel } from './kernel.ts';
import { recover, replay } from './replay.ts';
import type { EngineState } from './state.ts';

/** A journal that another kernel wrote: its first entry, a checkpoint, and `more` timers. */
function foreign(more: number): string[] {
  const first: Entry = { seq: 0, at: T0, cause: null, body: { kind: 'configured', ...configured() } };
  const state = { ...ENGINE.step(null, first).state, kernel: 'other-1' } as EngineState;
  const bodies: Entry['body'][] = [
    { kind: 'configured', ...configured(), kernel: 'other-1' },
    { kind: 'checkpoint', state },
    ...Array.from({ length: more }, () => ({ kind: 'timer' }) as const),
  ];
  let head = '';
  return bodies.map((body, seq) => {
    const sealed = seal({ seq, at: T0, cause: null, body }, {}, head, hash);
    head = sealed.hash;
    return sealed.line;
  });
}

describe('a journal of another kernel', () => {
  it('is not replayed', () => {
    expect(() => replay(foreign(0), hash, ENGINE)).toThrow(OtherKernel);
    expect(() => replay(foreign(0), hash, ENGINE)).toThrow(`other-1, and this is ${ENGINE.kernel}`);
  });

  it('is not gone on with where something of it would have to be stepped again', () => {
    const lines = foreign(1);
    expect(() => recover(lines.length, (from) => lines.slice(from), hash, ENGINE)).toThrow(OtherKernel);
  });

  it('is gone on with from a checkpoint at its end', () => {
    const lines = foreign(0);
    const { state } = recover(lines.length, (from) => lines.slice(from), hash, ENGINE);
    expect(state?.kernel).toBe('other-1');
    const next: Entry = { seq: 2, at: T0, cause: null, body: { kind: 'configured', ...configured() } };
    expect(ENGINE.step(state, next).state.kernel).toBe(ENGINE.kernel);
  });
});
