import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../units/time.ts';
import { minute, numberTicks, shown, timeTicks } from './ticks.ts';

const THIN = '\u2009';

describe('shown', () => {
  it.each([
    [0, '0'],
    [1234567.89, `1${THIN}234${THIN}568`],
    [-1234.5, `−1${THIN}234.5`],
    [0.123456789, '0.12346'],
    [0.05, '0.05'],
    [100, '100'],
    [1e15, '1e15'],
    [2.5e-9, '2.5e−9'],
    [Number.NaN, '–'],
  ])('%s as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('is right to five digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const back = Number(shown(value).replaceAll(THIN, '').replaceAll('−', '-'));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(0.5, 0.51e-4 * Math.abs(value)));
        if (Math.abs(value) < 1e4)
          expect(Math.abs(back - value)).toBeLessThanOrEqual(1.01e-4 * Math.abs(value));
      }),
    );
  });
});

const range = fc
  .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-6, max: 1e9, noNaN: true }))
  .map(([low, width]) => [low, low + width] as const)
  .filter(([low, high]) => (high - low) / Math.max(Math.abs(low), Math.abs(high)) > 1e-9);

describe('numberTicks', () => {
  it.each([
    [0, 1, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [-1, 1, ['−1.0', '−0.5', '0.0', '0.5', '1.0']],
    [248_000, 268_000, ['250k', '255k', '260k', '265k']],
    [16.8, 29, ['18', '20', '22', '24', '26', '28']],
    [0, 3_000_000, ['0M', '1M', '2M', '3M']],
    [0, 4e-12, ['0', '1e−12', '2e−12', '3e−12', '4e−12']],
  ])('from %s to %s', (low, high, labels) => {
    expect(numberTicks(low, high).map(({ label }) => label)).toEqual(labels);
  });

  it('are a few, within the range, evenly apart and told apart', () => {
    fc.assert(
      fc.property(range, ([low, high]) => {
        const ticks = numberTicks(low, high);
        expect(ticks.length).toBeGreaterThanOrEqual(4);
        expect(ticks.length).toBeLessThanOrEqual(11);
        const slack = 1e-6 * (high - low);
        for (const { value } of ticks) {
          expect(value).toBeGreaterThanOrEqual(low - slack);
          expect(value).toBeLessThanOrEqual(high + slack);
        }
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
    );
  });
});

describe('timeTicks', () => {
  const at = (text: string): number => Date.parse(`${text}Z`);
  it.each([
    ['2023-01-01T00:00', '2024-05-14T00:00', ['2023-01', '2023-07', '2024-01']],
    ['2023-01-01T03:00', '2023-01-05T00:00', ['01-02', '01-03', '01-04', '01-05']],
    ['2023-01-01T22:10', '2023-01-02T01:50', ['23:00', '01-02', '01:00']],
    ['2015-02-01T00:00', '2025-02-01T00:00', ['2016', '2018', '2020', '2022', '2024']],
  ])('from %s to %s', (from, to, labels) => {
    expect(timeTicks(at(from), at(to)).map(({ label }) => label)).toEqual(labels);
  });

  it('are a few and within the range', () => {
    const start = fc.integer({ min: 0, max: 2e12 });
    fc.assert(
      fc.property(start, fc.integer({ min: 10 * MINUTE, max: 5_000 * DAY }), (from, length) => {
        const ticks = timeTicks(from, from + length);
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const { value } of ticks) {
          expect(value).toBeGreaterThanOrEqual(from);
          expect(value).toBeLessThanOrEqual(from + length);
        }
      }),
    );
  });

  it('tells a time to the minute', () => {
    expect(minute(at('2023-01-02T03:04:05'))).toBe('2023-01-02 03:04Z');
  });
});
