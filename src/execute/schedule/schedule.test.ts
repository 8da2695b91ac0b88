import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../domain/config.ts';
import { HOUR, later, YEAR } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { doneBy, type Span } from './schedule.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;
const START: Millis = millis(1_000_000);
const END: Millis = later(START, HOUR);
const years = HOUR / YEAR;

const haste = fc.oneof(
  fc.double({ min: 0, max: 1e3, noNaN: true }),
  fc.constantFrom(0, 1e-12, 1e-8, 1e9, 1e300),
);
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constantFrom<Schedule>({ kind: 'immediate' }, { kind: 'twap' }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((share): Schedule => ({ kind: 'pov', share })),
  haste.map((x): Schedule => ({ kind: 'almgren-chriss', urgency: x / years })),
  haste.map((x): Schedule => ({ kind: 'obizhaeva-wang', resilience: x / years })),
);
const totals = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  // Below a float's full precision a share of a total has no digits left to be in order by.
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((x) => (Math.abs(x) < 1e-300 ? 0 : x)),
);
const spans: fc.Arbitrary<Span> = fc
  .record({ schedule: schedules, total: totals, ms: fc.integer({ min: 0, max: 1e9 }) })
  .map(({ schedule, total, ms }) => ({ schedule, total, start: START, end: later(START, ms) }));

function spanOf(schedule: Schedule, total = 90): Span {
  return { schedule, total, start: START, end: END };
}

function at(share: number): Millis {
  return later(START, share * HOUR);
}

describe('a schedule', () => {
  it('owes nothing before its start, never less later, and exactly all of it from its end on', () => {
    const times = fc.tuple(fc.integer({ min: -10, max: 1e9 + 10 }), fc.nat(1e6), fc.nat(1e6), fc.nat(1e6));
    fc.assert(
      fc.property(spans, times, (span, [ms, more, volume, traded]) => {
        const [early, late] = [later(START, ms), later(START, ms + more)];
        const sign = Math.sign(span.total);
        const before = sign * doneBy(span, early, volume);
        const after = sign * doneBy(span, late, volume + traded);
        if (early < span.start) expect(before + 0).toBe(0);
        expect(before).toBeGreaterThanOrEqual(0);
        // To within the last places of a float: two times may lie on one of its steps.
        expect(after).toBeGreaterThanOrEqual(before - 1e-15 * Math.abs(span.total));
        expect(after).toBeLessThanOrEqual(Math.abs(span.total));
        if (late >= span.end) expect(doneBy(span, late, volume) + 0).toBe(span.total + 0);
      }),
      { numRuns: 2_000 * TIMES },
    );
  });

  it('sells as it buys', () => {
    fc.assert(
      fc.property(spans, fc.nat(1e9), fc.nat(1e6), (span, ms, volume) => {
        const when = later(START, ms);
        const sold = doneBy({ ...span, total: -span.total }, when, volume);
        expect(sold + 0).toBe(-doneBy(span, when, volume) + 0);
      }),
    );
  });

  it('is due at once where no time is left for it', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        expect(doneBy({ schedule, total: 7, start: START, end: START }, START, 0)).toBe(7);
      }),
    );
  });

  it.each([
    ['immediate', { kind: 'immediate' }, 0, 90],
    ['TWAP at its start', { kind: 'twap' }, 0, 0],
    ['TWAP after a third', { kind: 'twap' }, 1 / 3, 30],
    ['POV of 100 traded', { kind: 'pov', share: 0.2 }, 0.5, 20],
    ['POV that has all', { kind: 'pov', share: 0.95 }, 0.5, 90],
    ['Almgren-Chriss of no urgency', { kind: 'almgren-chriss', urgency: 0 }, 0.5, 45],
    [
      'Almgren-Chriss',
      { kind: 'almgren-chriss', urgency: 2 / years },
      0.5,
      90 * (1 - Math.sinh(1) / Math.sinh(2)),
    ],
    ['Obizhaeva-Wang at its start', { kind: 'obizhaeva-wang', resilience: 7 / years }, 0, 10],
    ['Obizhaeva-Wang', { kind: 'obizhaeva-wang', resilience: 7 / years }, 0.5, 10 + 35],
  ] satisfies readonly [string, Schedule, number, number][])('%s', (_what, schedule, share, done) => {
    expect(Math.abs(doneBy(spanOf(schedule), at(share), 100) - done)).toBeLessThan(1e-9);
  });

  it('of volume takes nonsense for no volume, and is due at its end all the same', () => {
    const pov = spanOf({ kind: 'pov', share: 0.2 });
    for (const nonsense of [Number.NaN, -5, Infinity]) {
      expect(doneBy(pov, at(0.5), nonsense)).toBe(0);
      expect(doneBy(pov, END, nonsense)).toBe(90);
    }
  });
});
