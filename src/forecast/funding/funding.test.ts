import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { type FundingSpec, type FundingState, foldFunding, fundingOutlook, NO_FUNDING } from './funding.ts';

const SPEC: FundingSpec = { halfLifeMs: 20 * 24 * HOUR, mostPerHour: 0.001 };
const START = Date.UTC(2024, 0, 1);

/** Hourly rates, told each `hours`: what is paid is their sum. */
function told(
  perHour: readonly number[],
  hours: number,
  state: FundingState = NO_FUNDING,
  from = START,
): FundingState {
  let found = state;
  for (let end = hours; end <= perHour.length; end += hours) {
    const rate = perHour.slice(end - hours, end).reduce((sum, value) => sum + value, 0);
    const print = { at: millis(from + end * HOUR), rate, intervalMs: hours * HOUR };
    const next = foldFunding(SPEC, found, print);
    if ('kind' in next) throw new Error(`refused ${next.field} ${next.value}`);
    found = next;
  }
  return found;
}

const days = (rates: readonly number[]) => rates.flatMap((rate) => Array.from({ length: 8 }, () => rate));
const rates = fc.array(fc.double({ min: -1e-4, max: 1e-4, noNaN: true }), { minLength: 30, maxLength: 60 });

function expectClose(one: FundingState, other: FundingState): void {
  for (const [key, value] of Object.entries(other.rates))
    expect(Math.abs((one.rates[key as keyof typeof one.rates] as number) - value), key).toBeLessThan(
      1e-12 * Math.max(1e-6, Math.abs(value)) + 1e-18,
    );
}

describe('funding', () => {
  it('is the same story every hour, every four and every eight', () => {
    fc.assert(
      fc.property(rates, (perPeriod) => {
        const hourly = days(perPeriod);
        const eight = told(hourly, 8);
        expectClose(told(hourly, 1), eight);
        expectClose(told(hourly, 4), eight);
      }),
      { numRuns: 50 },
    );
  });

  it('goes on where the interval changes midway', () => {
    const perPeriod = Array.from({ length: 60 }, (_, i) => 1e-5 * ((i % 7) - 2));
    const hourly = days(perPeriod);
    const [early, late] = [hourly.slice(0, 240), hourly.slice(240)];
    const changed = told(late, 1, told(early, 8), START + 240 * HOUR);
    expectClose(changed, told(hourly, 8));
    expectClose(told(late, 4, told(early, 1), START + 240 * HOUR), told(hourly, 8));
  });

  it('lays prints that are not of midnight over the periods that they were made in', () => {
    const hourly = days(Array.from({ length: 40 }, (_, i) => 1e-5 * (i % 5)));
    const shifted = told(hourly, 8, NO_FUNDING, START + 4 * HOUR);
    const { lastStart, filling, rates: found } = shifted;
    expect(lastStart).toBe(START + 312 * HOUR);
    expect(filling).toMatchObject({ start: START + 320 * HOUR, coveredMs: 4 * HOUR });
    // Half of one and half of the next: means of neighbours.
    expect(found.last).toBeCloseTo(3.5e-5, 15);
  });

  it('passes over periods of which less than half was told', () => {
    const state = told(days([1e-5, 1e-5]), 8);
    const after = foldFunding(SPEC, state, {
      at: millis(START + 32 * HOUR),
      rate: 8e-5,
      intervalMs: 8 * HOUR,
    });
    expect(after).toMatchObject({ until: START + 32 * HOUR, lastStart: START + 24 * HOUR });
    expect((after as FundingState).rates.pairWeight).toBeLessThan(state.rates.pairWeight);
    const crumb = { at: millis(START + 24 * HOUR), rate: 1e-5, intervalMs: HOUR };
    expect(foldFunding(SPEC, state, crumb)).toMatchObject({ lastStart: START + 8 * HOUR, filling: null });
  });

  it('takes stamps a little off the hour', () => {
    const state = told(days([1e-5]), 8);
    const late = { at: millis(START + 16 * HOUR + 12), rate: 8e-5, intervalMs: 8 * HOUR };
    expect(foldFunding(SPEC, state, late)).toMatchObject({ until: START + 16 * HOUR });
  });

  it.each([
    ['rate', { rate: Number.NaN }],
    ['rate', { rate: 0.01 }],
    ['rate', { rate: -0.01 }],
    ['at', { at: millis(START + 16.5 * HOUR) }],
    ['at', { at: millis(START + 8 * HOUR) }],
    ['intervalMs', { intervalMs: 0 }],
    ['intervalMs', { intervalMs: 24 * HOUR }],
    ['intervalMs', { intervalMs: 1.5 * HOUR }],
    ['intervalMs', { at: millis(START + 12 * HOUR) }],
  ])('refuses by %s: %o', (field, change) => {
    const state = told(days([1e-5]), 8);
    const good = { at: millis(START + 16 * HOUR), rate: 1e-4, intervalMs: 8 * HOUR };
    expect(foldFunding(SPEC, state, { ...good, ...change })).toMatchObject({ kind: 'refused', field });
    expect(foldFunding(SPEC, state, good)).not.toHaveProperty('kind');
  });

  it('looks ahead once there is enough to look back on, and is plain data', () => {
    const state = told(days(Array.from({ length: 40 }, (_, i) => 1e-5 * (i % 5))), 8);
    expect(fundingOutlook(SPEC, state)).toMatchObject({ last: 4e-5 });
    expect(fundingOutlook(SPEC, NO_FUNDING)).toMatchObject({ kind: 'refused', field: 'history' });
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
