import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { Appended } from '../engine/scribe.ts';
import { HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { hedgeDemo } from './shell-fixture.ts';
import { count, createTally } from './tally.ts';

const AT = millis(1_700_000_000_000);

function alarmed(text: string): Appended {
  return {
    seq: 1,
    at: AT,
    body: { kind: 'timer' },
    outcome: { alarms: [{ key: 'test', severity: 'warning', text }] },
  };
}

describe('count', () => {
  it('agrees with the journal', async () => {
    const journal = createMemoryJournal();
    const { tally } = await hedgeDemo(journal, 3 * HOUR);
    const lines = [...journal.read()];
    const decided = lines.filter((line) => line.includes('"body":{"kind":"decisionDue"'));
    expect(tally.entries).toBe(lines.length);
    expect(tally.decisions).toBe(decided.length);
    const orders = decided.flatMap((line) => JSON.parse(line).outcome.commands ?? []);
    expect(tally.hedges).toBe(orders.length);
    expect(tally.fills).toBe(lines.filter((line) => line.includes('"kind":"fill"')).length);
    expect(tally.expectedCost).toBeGreaterThan(0);
  });

  it('keeps the last few alarms, newest last', () => {
    const tally = createTally();
    for (let i = 0; i < 20; i += 1) count(tally, alarmed(`alarm ${i}`));
    expect(tally.alarms).toHaveLength(8);
    expect(tally.alarms.at(-1)?.text).toBe('alarm 19');
  });

  it('has no line for an entry that decided nothing', () => {
    expect(count(createTally(), alarmed('x'))).toEqual([]);
  });
});
