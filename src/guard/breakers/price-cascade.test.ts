import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { type PriceReading, priceCascade, rareMove } from './price-cascade.ts';
import type { Grade } from './signal.ts';

const T = 20_000 * DAY;
const at = (ms: number) => millis(T + ms);
const numRuns = process.env.EVENKEEL_LONG === '1' ? 5_000 : 200;

function folded(readings: readonly PriceReading[]) {
  return readings.reduce<ReturnType<typeof priceCascade.fold>>(
    (held, each) => priceCascade.fold(held, each),
    undefined,
  )!;
}

/** What it says at the last of `readings`, or at `now`. */
function said(readings: readonly PriceReading[], now?: number): Grade {
  return priceCascade.severity(folded(readings), now === undefined ? readings.at(-1)!.at : at(now));
}

describe('a cascade', () => {
  it('is told by moves that come once in so many years, by Student’s law with 3 degrees of freedom', () => {
    for (const [minutes, years] of [
      [1, 1],
      [10, 1],
      [1, 6],
      [60, 6],
    ] as const) {
      const x = rareMove(minutes * MINUTE, years) * Math.sqrt(3);
      // Its distribution function, exactly; the tail by difference of arctangents.
      const tail = 2 * (Math.atan(Math.sqrt(3) / x) / Math.PI - (Math.sqrt(3) * x) / (Math.PI * (3 + x * x)));
      expect((tail * years * YEAR) / (minutes * MINUTE)).toBeCloseTo(1, 1);
    }
  });

  // A sixth of a year's allowance for each of the six doublings from a minute to an hour.
  const rare = (minutes: number) => Math.sqrt((minutes * MINUTE) / YEAR) * rareMove(minutes * MINUTE, 6);
  const grown = (minutes: number) => minutes ** (1 / 6);
  it.each([
    ['less than once a year within ten minutes', 10, 0.99 * 0.2 * rare(10), 0.2, 0],
    ['more than that', 10, -1.01 * 0.2 * rare(10), 0.2, 1],
    ['less than once a year within an hour', 60, -0.99 * 0.2 * rare(60), 0.2, 0],
    ['more than that within an hour', 60, 1.01 * 0.2 * rare(60), 0.2, 1],
    ['once in ten years', 10, 2.16 * 0.1 * rare(10), 0.1, 2],
    ['nothing new at such a vol, but beyond the first band', 1, -0.0501, 3, 1],
    ['beyond the first band of a minute within ten', 10, 0.0501, 3, 0],
    ['beyond what the first band is for ten', 10, 0.0501 * grown(10), 3, 1],
    ['beyond what it is for an hour', 60, -0.0501 * grown(60), 3, 1],
    ['beyond the second within a minute', 1, -0.101, 3, 2],
    ['beyond the second within ten', 10, -0.101, 3, 2],
    ['beyond the second of ten within an hour', 60, -0.101, 3, 1],
    ['beyond what the second is for an hour', 60, -0.101 * grown(6), 3, 2],
    ['beyond the third', 10, -0.201, 3, 3],
    ['beyond what the third is for an hour', 60, 0.201 * grown(6), 3, 3],
    ['beyond the first, with no forecast', 10, 0.0501 * grown(10), 0, 1],
    ['beyond the first, with a model that fails', 10, 0.0501 * grown(10), Number.NaN, 1],
    ['beyond the first, with one that is absurd', 10, 0.0501 * grown(10), 1e200, 1],
  ])('%s', (_what, minutes, move, vol, severity) => {
    const readings = [
      { at: at(0), price: 100, vol },
      { at: at(minutes * MINUTE), price: 100 * Math.exp(move), vol },
    ];
    expect(said(readings).severity).toBe(severity);
  });

  it('does not excuse itself by the forecast that it raised, nor look back for longer than an hour', () => {
    const move = Math.exp(-1.01 * 0.2 * rare(60));
    const readings = (minutes: number) => [
      { at: at(0), price: 100, vol: 0.2 },
      { at: at(minutes * MINUTE), price: 100 * move, vol: 3 },
    ];
    expect(said(readings(60)).severity).toBe(1);
    expect(said(readings(60.01)).severity).toBe(0);
  });

  it('has one alarm for a move and what follows upon it within an hour, at the least severity', () => {
    const jump = [
      { at: at(0), price: 100, vol: 0.5 },
      { at: at(MINUTE), price: 85, vol: 0.5 },
      { at: at(2 * MINUTE), price: 100, vol: 0.5 },
    ];
    // What was at 85 is in the window for an hour yet: a price of 100 is far from it.
    expect(said(jump)).toMatchObject({ severity: 2 });
    const stayed = (ms: number) => [jump[0]!, jump[1]!, { at: at(ms), price: 85, vol: 0.5 }];
    expect(said(stayed(60 * MINUTE)).severity).toBe(2);
    expect(said(stayed(60 * MINUTE + 1))).toMatchObject({ severity: 1, threshold: 0.1 });
    expect(said(stayed(60 * MINUTE + 1), 61 * MINUTE - 1).severity).toBe(1);
    expect(said(stayed(60 * MINUTE + 1), 61 * MINUTE).severity).toBe(0);
  });

  it('is not told after a quiet night by what would be nothing in the week before', () => {
    const week = Array.from({ length: 7 * 24 }, (_, i) => ({ at: at(i * HOUR), price: 100, vol: 0.6 }));
    const now = 7 * DAY;
    const night = [
      { at: at(now), price: 100, vol: 0.1 },
      { at: at(now + 10 * MINUTE), price: 102.5, vol: 0.1 },
    ];
    expect(said([...week, ...night]).severity).toBe(0);
    expect(said(night).severity).toBe(1);
  });

  it('is what a look at all prices of the last hour says, and of the hour before each', () => {
    const prices = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 400 }), fc.double({ min: -0.03, max: 0.03, noNaN: true })),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(prices, (steps) => {
        let second = 0;
        let price = 100;
        const all = steps.map(([wait, move]) => {
          second += wait;
          price *= Math.exp(move);
          return { at: at(second * SECOND), price, vol: 0.3 };
        });
        const isFirst = (i: number) =>
          i === 0 || Math.floor(all[i - 1]!.at / MINUTE) < Math.floor(all[i]!.at / MINUTE);
        const alone = (last: (typeof all)[number], place: number): number => {
          const marks = all.filter((each, i) => i <= place && isFirst(i) && last.at - each.at <= HOUR);
          const moves = marks.map(
            (each) =>
              [Math.abs(Math.log(last.price / each.price)), Math.max(MINUTE, last.at - each.at)] as const,
          );
          const isAny = (threshold: (ms: number) => number) =>
            moves.some(([move, ms]) => move >= threshold(ms));
          const rare = (ms: number) => 0.3 * Math.sqrt(ms / (365 * DAY)) * rareMove(ms, 6);
          const band = (size: number, from: number) => (ms: number) =>
            size * Math.max(1, ms / from) ** (1 / 6);
          if (isAny(band(0.2, 10 * MINUTE))) return 3;
          if (isAny(band(0.1, 10 * MINUTE)) || isAny((ms) => Math.cbrt(10) * rare(ms))) return 2;
          return Number(isAny(band(0.05, MINUTE)) || isAny(rare));
        };
        const grades = all.map(alone);
        const now = all.at(-1)!.at;
        const isAlarmed = grades.some((grade, i) => grade > 0 && now - all[i]!.at < HOUR);
        const state = folded(all);
        expect(state.marks.length).toBeLessThanOrEqual(61);
        expect(priceCascade.severity(state, now).severity).toBe(Math.max(grades.at(-1)!, Number(isAlarmed)));
      }),
      { numRuns },
    );
  });
});
