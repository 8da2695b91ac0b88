import { describe, expect, it } from 'vitest';
import type { EntryBody, OperatorAction } from '../../domain/entry.ts';
import { DAY, HOUR, later } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { plainScenario } from '../sim-fixture.ts';
import { createStanding } from './standing.ts';

const MIDNIGHT = millis(1_767_571_200_000);
const { engine } = plainScenario();
const config = { ...engine, limits: { ...engine.limits, maxDailyLoss: 100 } };
const configured: EntryBody = {
  ...{ kind: 'configured', journal: 'a', code: '', kernel: 'k', config, starting: true },
};

/** The standing after words of operators and values of the book, each hours after a midnight. */
function modeAfter(...told: readonly (OperatorAction | readonly [hours: number, equity: number])[]) {
  const standing = createStanding();
  const fold = (body: EntryBody, outcome: object) =>
    standing.fold({ seq: 1, at: MIDNIGHT, cause: null, body, outcome, previous: '', hash: '' });
  fold(configured, {});
  for (const one of told) {
    if (typeof one === 'string') fold({ kind: 'operator', action: one }, {});
    else {
      const at = later(MIDNIGHT, one[0] * HOUR);
      const snapshot = { at, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };
      fold({ kind: 'bar', intervalMs: HOUR, bars: [], snapshot }, { equity: one[1] });
    }
  }
  return standing.mode;
}

describe('a standing worked out again', () => {
  it('halts on a loss beyond the limit, and stays so into the next day', () => {
    expect(modeAfter([1, 1_000], [2, 900])).toBe('running');
    expect(modeAfter([1, 1_000], [2, 899])).toBe('halted');
    expect(modeAfter([1, 1_000], [2, 899], [30, 2_000])).toBe('halted');
  });

  it('counts from where the day before ended, but not over a longer absence', () => {
    expect(modeAfter([23, 1_000], [25, 899])).toBe('halted');
    expect(modeAfter([23, 1_000], [25 + DAY / HOUR, 899])).toBe('running');
    expect(modeAfter([1, 1_000], [23, 950], [25, 860])).toBe('running');
  });

  it('follows operators', () => {
    expect(modeAfter('pause')).toBe('paused');
    expect(modeAfter('pause', 'resume')).toBe('running');
    expect(modeAfter('kill', 'resume')).toBe('killed');
    expect(modeAfter('kill', [1, 1_000], [2, 1])).toBe('killed');
    expect(modeAfter('kill', 'rearm')).toBe('running');
    expect(modeAfter('pause', 'rearm')).toBe('paused');
    expect(modeAfter([1, 1_000], [2, 1], 'rearm', [3, 500], [4, 450])).toBe('running');
  });
});
