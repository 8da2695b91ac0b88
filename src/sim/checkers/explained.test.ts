import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../domain/entry.ts';
import { millis } from '../../units/units.ts';
import { createExplained } from './explained.ts';
import type { Witness } from './witness.ts';

function entry(seq: number, outcome: object): JournalEntry {
  return { seq, at: millis(seq), cause: null, body: { kind: 'timer' }, outcome, previous: '', hash: '' };
}

function check(turnover: number, ...outcomes: readonly object[]) {
  const checker = createExplained({ truth: { turnover } } as Witness);
  return checker.flushed?.(outcomes.map((outcome, seq) => entry(seq, outcome)));
}

describe('explained P&L', () => {
  it('is well when its parts sum to the change of equity, over as many entries as it takes', () => {
    const parts = [{ explained: { delta: 3, fees: -1 } }, { explained: { gamma: 2 }, equity: 104 }, {}];
    expect(check(0, { equity: 100, explained: { delta: 0 } }, ...parts)).toBeNull();
  });

  it('does not count what was explained before the first equity', () => {
    expect(check(0, { explained: { fees: -7 } }, { equity: 100 }, { equity: 100 })).toBeNull();
  });

  it('is wrong by more than a billionth of the turnover', () => {
    const off = [{ equity: 100 }, { equity: 101.5, explained: { delta: 1 } }];
    expect(check(0, ...off)).toBe('entry 1: equity changed by 1.5, its parts sum to 1');
    expect(check(1e8, ...off)).not.toBeNull();
    expect(check(1e9, ...off)).toBeNull();
  });
});
