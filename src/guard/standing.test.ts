import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { operated, RUNNING, type Standing, watchLoss } from './standing.ts';

const limits = { maxOrderNotional: 1, maxPositionNotional: 1, maxDailyLoss: 100 };
const NOON = 20_000 * DAY + 12 * HOUR;

/** `from` after the equities in `values`, keyed by hours from noon, each told of the one before. */
function valuedAt(from: Standing, values: Readonly<Record<number, number>>): Standing {
  let standing = from;
  let before: number | null = null;
  for (const [hour, equity] of Object.entries(values)) {
    standing = watchLoss(standing, millis(NOON + Number(hour) * HOUR), equity, limits, before);
    before = equity;
  }
  return standing;
}

describe('the day’s loss', () => {
  /** Equity at hours from noon. */
  it.each<[string, Record<number, number>, Standing['mode']]>([
    ['just at the limit', { 0: 1_000, 1: 900 }, 'running'],
    ['beyond it', { 0: 1_000, 1: 899.99 }, 'halted'],
    ['from a peak, but not from the opening', { 0: 1_000, 1: 1_500, 2: 950 }, 'running'],
    ['of two days, neither of them enough', { 0: 1_000, 11: 910, 13: 905, 20: 815 }, 'running'],
    ['of the new day', { 0: 1_000, 11: 910, 13: 905, 20: 809 }, 'halted'],
    ['in a gap across midnight', { 11: 1_000, 13: 899 }, 'halted'],
    ['while away for longer than a day', { 0: 1_000, 60: 500 }, 'running'],
  ])('%s', (_what, values, mode) => {
    expect(valuedAt(RUNNING, values).mode).toBe(mode);
  });

  it('says what was lost and what the limit is', () => {
    const { why } = valuedAt(RUNNING, { 0: 1_000, 1: 800 });
    expect(why).toBe('lost 200.00 today, maxDailyLoss is 100');
  });

  it('that is no number halts', () => {
    expect(valuedAt(RUNNING, { 0: 1_000, 1: Number.NaN }).mode).toBe('halted');
  });

  it('halts what was paused, and a resume does not lift that', () => {
    const paused = operated(valuedAt(RUNNING, { 0: 1_000 }), 'pause');
    const halted = valuedAt(paused, { 1: 500 });
    expect(halted.mode).toBe('halted');
    expect(operated(halted, 'resume').mode).toBe('halted');
  });
});

describe('a halt', () => {
  const halted = valuedAt(RUNNING, { 0: 1_000, 1: 500 });

  it('lasts, whatever the equity does and however many days pass', () => {
    const paths = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 30 }), fc.double({ min: -1e4, max: 1e4, noNaN: true })),
    );
    fc.assert(
      fc.property(paths, (steps) => {
        let hour = 2;
        const path: Record<number, number> = {};
        for (const [hours, equity] of steps) {
          hour += hours;
          path[hour] = equity;
        }
        expect(valuedAt(halted, path)).toMatchObject({ mode: 'halted', why: halted.why });
      }),
    );
  });

  it('ends with a re-arm, which starts the day’s loss afresh', () => {
    const armed = operated(halted, 'rearm');
    expect(armed.mode).toBe('running');
    expect(valuedAt(armed, { 2: 500, 3: 400 }).mode).toBe('running');
    expect(valuedAt(armed, { 2: 500, 3: 399 }).mode).toBe('halted');
  });
});

describe('an operator’s word', () => {
  const inMode = (mode: Standing['mode']): Standing => ({
    ...RUNNING,
    mode,
    why: 'before',
    day: 7,
    dayEquity: 5,
  });

  it.each([
    ['running', 'pause', 'paused'],
    ['running', 'resume', 'running'],
    ['running', 'kill', 'killed'],
    ['running', 'rearm', 'running'],
    ['paused', 'pause', 'paused'],
    ['paused', 'resume', 'running'],
    ['paused', 'kill', 'killed'],
    ['paused', 'rearm', 'paused'],
    ['halted', 'pause', 'halted'],
    ['halted', 'resume', 'halted'],
    ['halted', 'kill', 'killed'],
    ['halted', 'rearm', 'running'],
    ['killed', 'pause', 'killed'],
    ['killed', 'resume', 'killed'],
    ['killed', 'kill', 'killed'],
    ['killed', 'rearm', 'running'],
    ['running', 'flatten', 'flattening'],
    ['paused', 'flatten', 'flattening'],
    ['halted', 'flatten', 'flattening'],
    ['killed', 'flatten', 'flattening'],
    ['flattening', 'pause', 'flattening'],
    ['flattening', 'resume', 'flattening'],
    ['flattening', 'kill', 'killed'],
    ['flattening', 'rearm', 'running'],
    ['flat', 'pause', 'flat'],
    ['flat', 'resume', 'flat'],
    ['flat', 'flatten', 'flattening'],
    ['flat', 'kill', 'killed'],
    ['flat', 'rearm', 'running'],
  ] as const)('%s, %s: %s', (before, action, after) => {
    const next = operated(inMode(before), action);
    expect(next.mode).toBe(after);
    if (before === after && action !== 'kill') expect(next).toEqual(inMode(before));
  });

  it('keeps the day’s loss but for a re-arm', () => {
    for (const action of ['pause', 'kill'] as const) {
      expect(operated(inMode('running'), action)).toMatchObject({ day: 7, dayEquity: 5 });
    }
  });

  it.each([
    ['kill', 'killed'],
    ['flatten', 'flattening'],
  ] as const)('of %s outlasts losses', (action, mode) => {
    expect(valuedAt(operated(RUNNING, action), { 0: 1_000, 1: 0 }).mode).toBe(mode);
  });
});
