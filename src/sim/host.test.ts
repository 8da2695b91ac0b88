import { describe, expect, it } from 'vitest';
import type { Command } from '../domain/order.ts';
import type { Recovered } from '../engine/replay.ts';
import { encode } from '../record/canonical.ts';
import { later, SECOND } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { Fault } from './faults.ts';
import { type Composition, Crash, createHost, replayed, SOUND } from './host.ts';
import { faultsOf, plainScenario } from './sim-fixture.ts';

const scenario = plainScenario();
const { engine, start } = scenario;

/** A host, and what became of its lines and commands: `sent` tells how many lines were on disk by then. */
function hosted(rates: Partial<Record<Fault, number>> = {}, change: Partial<Composition> = {}) {
  const disk: string[] = [];
  const sent: { command: Command; lines: number }[] = [];
  const recovered: Recovered[] = [];
  const faults = faultsOf(rates);
  const host = createHost({
    composition: { ...SOUND, ...change },
    journal: 'a',
    checkpointEvery: 1_000,
    faults,
    onFlushed: (lines) => disk.push(...lines),
    onRecovered: (found) => recovered.push(found),
    send: (command) => sent.push({ command, lines: disk.length }),
  });
  return { host, disk, sent, recovered, faults };
}

function crashOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Crash) return error.message;
    throw error;
  }
  return 'none';
}

describe('a host', () => {
  it('sends a command only when its entry is on disk', () => {
    const { host, sent, disk } = hosted();
    host.start(engine, start);
    host.attend(start);
    expect(sent.map(({ command }) => command.kind)).toEqual(['query']);
    expect(sent[0]?.lines).toBe(host.lines.length);
    expect(disk).toEqual(host.lines);
    const hasty = hosted({}, { isHasty: true });
    hasty.host.start(engine, start);
    hasty.host.attend(start);
    expect(hasty.sent[0]?.lines).toBeLessThan(hasty.host.lines.length);
  });

  it('keeps entries that send nothing in memory until it is flushed', () => {
    const { host, disk } = hosted();
    host.start(engine, start);
    host.account({ kind: 'unknown', order: 'x', detail: '' }, start);
    expect([host.lines.length, host.flushed, disk.length]).toEqual([2, 1, 1]);
    host.flush();
    expect([host.flushed, disk.length]).toEqual([2, 2]);
  });

  it('goes on from its disk after its death, whatever part of the rest was lost', () => {
    const { host, disk, recovered } = hosted();
    host.start(engine, start);
    for (let i = 0; i < 20; i += 1) host.account({ kind: 'unknown', order: `${i}`, detail: '' }, start);
    const before = encode(host.state);
    host.die();
    expect(host.isUp).toBe(false);
    expect(() => host.attend(start)).toThrow('the process is down');
    expect(host.lines).toEqual(disk);
    expect(host.lines.length).toBeGreaterThan(0);
    expect(host.lines.length).toBeLessThanOrEqual(21);
    host.start(engine, later(start, SECOND));
    expect(recovered.at(-1)?.state?.seq).toBe(disk.length - 2);
    expect(encode(host.state)).not.toBe(before);
    expect(replayed(host.lines, SOUND)).toMatchObject({ entries: disk.length, difference: null });
  });

  it('stops where its journal cannot be written, and sends nothing', () => {
    const { host, sent, disk, faults } = hosted({ journalFailure: 1 });
    expect(crashOf(() => host.start(engine, start))).toBe('as its journal cannot be written');
    host.die();
    faults.stop();
    host.start(engine, start);
    expect([sent, disk.length > 0]).toEqual([[], true]);
    const heedless = hosted({ journalFailure: 1 }, { isHeedless: true });
    heedless.host.start(engine, start);
    heedless.host.attend(start);
    expect([heedless.sent.length, heedless.disk]).toEqual([1, []]);
  });

  it.each([0, 1, 2])('recovers the same from an older checkpoint, or from none: %i checkpoints', (count) => {
    const { host, recovered, faults } = hosted({ oldSnapshot: 1 });
    host.start(engine, start);
    for (let i = 0; i < count; i += 1) {
      host.account({ kind: 'unknown', order: `${i}`, detail: '' }, start);
      host.checkpoint(start);
    }
    host.account({ kind: 'unknown', order: 'x', detail: '' }, start);
    host.flush();
    const before = encode(host.state);
    host.die();
    host.start(engine, later(start, SECOND));
    expect(faults.counts.oldSnapshot).toBe(2);
    expect(encode(recovered.at(-1)?.state)).toBe(before);
    expect(replayed(host.lines, SOUND).difference).toBeNull();
  });

  it('dies between entries, before and after a flush, and between commands', () => {
    const places = new Map<string, number>();
    for (let i = 0; i < 200; i += 1) {
      const { host, faults } = hosted({ crash: 0.3 });
      for (let j = 0; j < i % 7; j += 1) faults.of('crash').next();
      const now: Millis = later(start, i);
      for (let j = 0; j < i; j += 1) faults.strikes('crash');
      const where = crashOf(() => {
        host.start(engine, now);
        host.attend(now);
        host.operate('kill', now);
      });
      places.set(where, (places.get(where) ?? 0) + 1);
    }
    for (const where of ['between entries', 'before a flush', 'before sending', 'between commands', 'none'])
      expect([where, (places.get(where) ?? 0) > 0]).toEqual([where, true]);
  });
});
