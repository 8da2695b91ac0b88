import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { Entry, EntryBody } from '../domain/entry.ts';
import { decode, encode } from '../record/canonical.ts';
import { millis } from '../units/units.ts';
import { configured, hedged, onlyOrder, T0, trading } from './engine-fixture.ts';

const timer: EntryBody = { kind: 'timer' };

function entryAt(seq: number, at: number, body: EntryBody): Entry {
  return { seq, at: millis(at), cause: null, body };
}

describe('step', () => {
  it('begins with a configured entry 0, and refuses any other', () => {
    const first: EntryBody = { kind: 'configured', ...configured() };
    expect(ENGINE.step(null, entryAt(0, T0, first)).state).toMatchObject({ seq: 0, at: T0, journal: 'j1' });
    expect(() => ENGINE.step(null, entryAt(0, T0, timer))).toThrow(
      'begins with a configured entry 0, not timer 0',
    );
    expect(() => ENGINE.step(null, entryAt(1, T0, first))).toThrow(
      'begins with a configured entry 0, not configured 1',
    );
  });

  it('refuses a gap, a repetition, and time that goes back', () => {
    const state = hedged().state();
    const { seq, at } = state;
    expect(() => ENGINE.step(state, entryAt(seq + 2, at, timer))).toThrow(`entry ${seq + 2} follows ${seq}`);
    expect(() => ENGINE.step(state, entryAt(seq, at, timer))).toThrow(`entry ${seq} follows ${seq}`);
    expect(() => ENGINE.step(state, entryAt(seq + 1, at - 1, timer))).toThrow(
      `is at ${at - 1}, before ${at}`,
    );
    expect(ENGINE.step(state, entryAt(seq + 1, at, timer)).state).toMatchObject({ seq: seq + 1, at });
  });

  it('changes nothing that it was given', () => {
    const state = hedged().state();
    const before = encode(state);
    ENGINE.step(state, entryAt(state.seq + 1, state.at, { kind: 'operator', action: 'kill' }));
    expect(encode(state)).toBe(before);
  });

  it('notes when the book changed, and only then', () => {
    const rig = hedged();
    const { changedAt } = rig.state();
    rig.pass(1_000);
    rig.operate('resume');
    rig.pass(1_000);
    expect(rig.state().changedAt).toBe(changedAt);
    rig.tell({ kind: 'gas', id: 'g', venue: 'v', amount: 1n as never, currency: 'USD' });
    expect(rig.state().changedAt).toBe(rig.now);
  });

  it('goes on from a checkpoint as from the state that it holds', () => {
    const state = hedged().state();
    const body = decode(encode({ kind: 'checkpoint', state })) as EntryBody;
    const { state: next, outcome, commands } = ENGINE.step(state, entryAt(state.seq + 1, state.at, body));
    expect(encode(next)).toBe(encode({ ...state, seq: state.seq + 1 }));
    expect([outcome, commands]).toEqual([{}, []]);
  });

  it('says nothing at a checkpoint, whatever orders stand in it and whatever was said of others', () => {
    const rig = trading();
    rig.tell({ kind: 'ack', order: onlyOrder(rig).id });
    const state = { ...rig.state(), raised: { 'rejected/PERP': 'rejected' } };
    const body = decode(encode({ kind: 'checkpoint', state })) as EntryBody;
    const { state: next, outcome } = ENGINE.step(state, entryAt(state.seq + 1, state.at, body));
    expect(encode(next)).toBe(encode({ ...state, seq: state.seq + 1 }));
    expect(outcome).toEqual({});
  });
});
