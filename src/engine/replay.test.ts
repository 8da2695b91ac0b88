import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { encode } from '../record/canonical.ts';
import { MINUTE } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CONFIG,
  fillOf,
  hash,
  hedged,
  onlyOrder,
  type Rig,
  recovered,
  rigFrom,
  SPOT,
  trading,
} from './engine-fixture.ts';
import { recover, replay } from './replay.ts';

/** A journal of some entries, with a checkpoint after every `every`. */
function journalOf(every: number): Rig {
  const rig = hedged(CONFIG, every);
  for (let i = 0; i < 6; i += 1) {
    rig.quote('SPOT', 60_000 + 100 * i);
    rig.bar(60_000 + 100 * i);
    rig.pass(MINUTE);
  }
  return rig;
}

describe('replay', () => {
  it('of a journal as it was written finds no difference and arrives where the run did', () => {
    const rig = journalOf(4);
    const found = replay(rig.lines, hash, ENGINE);
    expect(found.difference).toBeNull();
    expect(found).toMatchObject({ entries: rig.lines.length, decisions: 1, head: rig.conductor.head });
    expect(encode(found.state)).toBe(encode(rig.state()));
  });

  it('of nothing finds nothing', () => {
    expect(replay([], hash, ENGINE)).toEqual({
      entries: 0,
      decisions: 0,
      head: '',
      state: null,
      difference: null,
    });
  });

  it('names the first entry whose outcome is not what the engine makes of it', () => {
    const rig = journalOf(1_000);
    const lines = resealed(rig.lines, 2, (line) => line.replace('"trade":-0.9', '"trade":-0.8'));
    const found = replay(lines, hash, ENGINE);
    expect(found.difference).toMatchObject({ seq: 2, written: lines[2] });
    expect(found.difference?.replayed).toContain('"trade":-0.9');
    expect(found.entries).toBe(2);
  });

  it('names a checkpoint that is not the state at which the entries before it arrive', () => {
    const rig = journalOf(4);
    const at = rig.lines.findIndex((line) => line.includes('"kind":"checkpoint"'));
    const lines = resealed(rig.lines, at, (line) => line.replace('"changedAt":1', '"changedAt":2'));
    expect(replay(lines, hash, ENGINE).difference?.seq).toBe(at);
  });

  it('throws on a line that was changed without its hash', () => {
    const [first = '', ...rest] = journalOf(4).lines;
    expect(() => replay([first.replace('"j1"', '"j2"'), ...rest], hash, ENGINE)).toThrow(/entry 0/);
  });
});

/** `lines` with entry `seq` changed and every hash from there on made anew, as a forger would. */
function resealed(lines: readonly string[], seq: number, change: (line: string) => string): string[] {
  let previous = '';
  return lines.map((line, i) => {
    const entry = JSON.parse(i === seq ? change(line) : line) as Record<string, unknown>;
    const bare: Record<string, unknown> = { ...entry, previous };
    delete bare.hash;
    // Keys of a parsed line are in canonical order, and `hash` is left out of what is hashed.
    const digest = hash(JSON.stringify(bare));
    previous = digest;
    return encodeLine({ ...bare, hash: digest });
  });
}

/** JSON with the top level's keys in order: all else of a parsed line is. */
function encodeLine(entry: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))));
}

describe('recover', () => {
  it.each([1_000, 7, 2, 1])(
    'arrives at the live state to the byte, with checkpoints every %i entries',
    (every) => {
      const rig = journalOf(every);
      const again = recover(rig.lines.length, (from) => rig.lines.slice(from), hash, ENGINE);
      expect(encode(again.state)).toBe(encode(rig.state()));
      expect(again.head).toBe(rig.conductor.head);
    },
  );

  it('reads no further back than the last checkpoint, however long the journal', () => {
    const rig = journalOf(4);
    const last = rig.lines.findLastIndex((line) => line.includes('"kind":"checkpoint"'));
    const damaged = rig.lines.map((line, i) => (i < last ? 'not read' : line));
    const { state } = recover(damaged.length, (from) => damaged.slice(from), hash, ENGINE);
    expect(encode(state)).toBe(encode(rig.state()));
  });

  it('looks back past the entries that it reads at a time', () => {
    const rig = hedged(CONFIG, 5);
    const checkpoints = rig.lines.length;
    const long = rigFrom({ state: rig.state(), head: rig.conductor.head }, rig.lines, rig.now);
    for (let i = 0; i < 4_500; i += 1) long.operate('pause');
    const { state } = recover(long.lines.length, (from) => long.lines.slice(from), hash, ENGINE);
    expect(checkpoints).toBeLessThan(10);
    expect(encode(state)).toBe(encode(long.state()));
  });

  it('of an empty journal is a new book', () => {
    expect(recover(0, () => [], hash, ENGINE)).toEqual({ state: null, head: '' });
  });

  it('from a checkpoint goes on in the same order, though ids do not sort by age', () => {
    const live = trading();
    const first = onlyOrder(live);
    while (live.lines.length < 40) live.operate('resume');
    live.tell({ kind: 'deal', id: 'd', instrument: SPOT, ...fillOf({ ...first, lots: lots(1) }, 500) });
    live.pass(0);
    const second = onlyOrder(live);
    expect(second.id < first.id).toBe(true);
    live.conductor.checkpoint(live.now);
    const again = recovered(live);
    for (const rig of [live, again]) rig.operate('stop');
    expect(again.lines).toEqual(live.lines);
    expect(again.take()).toEqual(live.take());
  });

  it('goes on as if there had been no restart', () => {
    const live = journalOf(4);
    const again = recovered(live);
    for (const rig of [live, again]) {
      for (const id of ['SPOT', 'PERP', 'INVERSE']) rig.quote(id, 61_000);
      rig.operate('resume');
      rig.pass(MINUTE);
      rig.bar(61_000);
    }
    // They differ in when the next checkpoint comes, which is the host's to say.
    expect(again.lines.at(-1)).toBe(live.lines.at(-1));
    expect(again.lines).toHaveLength(live.lines.length);
  });
});
