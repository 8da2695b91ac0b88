import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { depthCollapse } from './depth-collapse.ts';
import { divergingOracles } from './diverging-oracles.ts';
import { type BandReading, fillBand } from './fill-band.ts';
import { fundingJump } from './funding-jump.ts';
import { journalLag } from './journal-lag.ts';
import { liquidationPrints } from './liquidation-prints.ts';
import { openInterestDrop } from './open-interest.ts';
import { ownRejects } from './own-rejects.ts';
import { type Grade, graded, type Signal } from './signal.ts';
import { spreadBlowOut } from './spread-blow-out.ts';
import { stablecoinDepeg } from './stablecoin-depeg.ts';
import { staleOracle } from './stale-oracle.ts';
import { venueErrors } from './venue-errors.ts';

const T = 20_000 * DAY;
const at = (ms: number) => millis(T + ms);

/** What `signal` says at the last of `readings`, or at `now`. */
function said<State, Reading extends { readonly at: ReturnType<typeof millis> }>(
  signal: Signal<State, Reading>,
  readings: readonly Reading[],
  now?: number,
): Grade {
  const state = readings.reduce<State | undefined>(
    (before, reading) => signal.fold(before, reading),
    undefined,
  );
  return signal.severity(state as State, now === undefined ? readings.at(-1)!.at : at(now));
}

/** A reading a minute. */
function eachMinute<T>(
  count: number,
  of: (i: number) => T,
): readonly (T & { at: ReturnType<typeof millis> })[] {
  return Array.from({ length: count }, (_, i) => ({ ...of(i), at: at(i * MINUTE) }));
}

describe('a grade', () => {
  it.each([
    [0.9, 0, 1],
    [1, 1, 1],
    [2, 2, 2],
    [2.9, 2, 2],
    [3, 3, 3],
    [Number.NaN, 3, 3],
    [-Infinity, 0, 1],
  ])('of %d is %d, with the threshold %d', (value, severity, threshold) => {
    expect(graded(value, [1, 2, 3], 'x')).toMatchObject({ severity, threshold });
  });

  it('never reaches what is never', () => {
    expect(graded(Infinity, [1, 2, Infinity], 'x')).toMatchObject({ severity: 2, threshold: 2 });
  });
});

describe('an oracle', () => {
  const hourly = (updatedAt: number) => ({ at: at(0), updatedAt: T + updatedAt, heartbeatMs: HOUR });
  it.each([
    [62 * MINUTE, 0],
    [66 * MINUTE, 1],
    [2 * HOUR, 2],
    [3 * HOUR, 3],
  ])('silent for %d ms is graded %d, without another reading', (age, severity) => {
    expect(said(staleOracle, [hourly(0)], age).severity).toBe(severity);
  });

  it('with a clock ahead of ours is not young for longer, and one going back is not believed', () => {
    expect(said(staleOracle, [hourly(9 * HOUR)], 2 * HOUR).severity).toBe(2);
    expect(said(staleOracle, [hourly(0), hourly(-9 * HOUR)], HOUR).severity).toBe(0);
  });

  it.each([
    [1.0099, 0],
    [1.0102, 1],
    [0.98, 2],
    [1.052, 3],
  ])('at %d times the median of venues is graded %d', (ratio, severity) => {
    expect(said(divergingOracles, [{ at: at(0), own: 100 * ratio, venues: [99, 100, 500] }]).severity).toBe(
      severity,
    );
  });

  it('says nothing new where fewer than two venues have a price', () => {
    const off = { at: at(0), own: 103, venues: [100, 100] };
    expect(said(divergingOracles, [off, { at: at(1), own: 100, venues: [100, Number.NaN] }]).severity).toBe(
      2,
    );
  });
});

describe('a band for fills', () => {
  const market = (ms: number, price: number, isDoubled = false): BandReading => ({
    ...{ kind: 'market', at: at(ms), venues: [price, price * 1.001, 0.1], band: 0.05, isDoubled },
  });
  const fill = (ms: number, price: number): BandReading => ({ kind: 'fill', at: at(ms), price });

  it.each([
    [102.4, 0],
    [97.4, 1],
    [105.1, 2],
    [110.1, 3],
  ])('around 100, to a fill at %d says %d', (price, severity) => {
    expect(said(fillBand, [market(0, 100), fill(1, price)]).severity).toBe(severity);
  });

  it('is twice as wide in windows that are so', () => {
    expect(said(fillBand, [market(0, 100, true), fill(1, 105.1)]).severity).toBe(1);
  });

  it('forgets a fill after five minutes, and remembers the worse of two until then', () => {
    const readings = [market(0, 100), fill(1, 106), fill(2 * MINUTE, 100)];
    expect(said(fillBand, readings, 5 * MINUTE).severity).toBe(2);
    expect(said(fillBand, readings, 5 * MINUTE + 1).severity).toBe(0);
  });

  it('stands around the mean of five minutes, and moves every 30 seconds where that is 1 % away', () => {
    const moved = (price: number, seconds: number) =>
      Array.from({ length: seconds }, (_, i) => market((300 + i) * SECOND, price));
    const quiet = Array.from({ length: 300 }, (_, i) => market(i * SECOND, 100));
    const reference = (readings: readonly BandReading[]) =>
      readings.reduce<ReturnType<typeof fillBand.fold>>(
        (state, each) => fillBand.fold(state, each),
        undefined,
      )!.reference;
    // The mean of 300 seconds at 100 and some at 110 is 1 % away when a tenth of the window is at 110.
    expect(reference([...quiet, ...moved(110, 30)])).toBe(100);
    // The mean is over closed slots, the last 300 seconds: 270 at 100, 30 at 110.
    expect(reference([...quiet, ...moved(110, 31)])).toBeCloseTo(101, 10);
    // From 109 it is less than 1 % to 110.
    expect(reference([...quiet, ...moved(110, 301)])).toBeCloseTo(109, 10);
    expect(reference([...quiet, ...moved(100.9, 301)])).toBe(100);
  });
});

describe('a book', () => {
  it.each([
    [53, 0],
    [46, 1],
    [15, 2],
    [0, 2],
  ])('with %d of a usual depth of 100 for three minutes is graded %d', (depth, severity) => {
    const thin = Array.from({ length: 36 }, (_, i) => ({ at: at(HOUR + 5 * SECOND * i), depth }));
    const readings = [...eachMinute(60, () => ({ depth: 100 })), ...thin];
    expect(said(depthCollapse, readings).severity).toBe(severity);
  });

  it('that is thin for seconds says nothing', () => {
    const each = (i: number) => ({ at: at(HOUR + 5 * SECOND * i), depth: i % 12 === 6 ? 20 : 100 });
    const readings = [
      ...eachMinute(60, () => ({ depth: 100 })),
      ...Array.from({ length: 60 }, (_, i) => each(i)),
    ];
    for (let i = 60; i < readings.length; i += 1)
      expect(said(depthCollapse, readings.slice(0, i)).severity).toBe(0);
  });

  it('that was odd at the first reading of all is soon forgotten', () => {
    const readings = eachMinute(30, (i) => ({ depth: i === 0 ? 1e5 : 100 }));
    expect(said(depthCollapse, readings.slice(0, 2)).severity).toBe(2);
    expect(said(depthCollapse, readings).severity).toBe(0);
  });

  it('that stays thin is not soon what is usual', () => {
    expect(
      said(
        depthCollapse,
        eachMinute(125, (i) => ({ depth: i < 60 ? 100 : 5 })),
      ).severity,
    ).toBe(2);
  });

  it.each([
    [2.9, 4e-3, 0],
    [3.1, 4e-3, 1],
    [10.1, 4e-3, 2],
    [50, 1e-5, 0],
  ])('at %d times its usual spread of %d is graded %d', (times, usual, severity) => {
    const readings = [...eachMinute(60, () => ({ spread: usual })), { at: at(HOUR), spread: times * usual }];
    expect(said(spreadBlowOut, readings).severity).toBe(severity);
  });
});

describe('forced flow', () => {
  // Twice the move of five minutes is 4 / 288 of a day's volume, four times it 16 / 288.
  it.each([
    [3.99, 0],
    [4.01, 1],
    [16.01, 2],
  ])('of %d / 288 of a day’s volume is graded %d', (share, severity) => {
    expect(said(liquidationPrints, [{ at: at(0), liquidated: share, dailyVolume: 288 }]).severity).toBe(
      severity,
    );
  });

  it('is forgotten', () => {
    const print = [{ at: at(0), liquidated: 16.01, dailyVolume: 288 }];
    expect(said(liquidationPrints, print, 5 * MINUTE).severity).toBe(1);
    expect(said(liquidationPrints, print, 10 * MINUTE).severity).toBe(0);
  });

  it.each([
    [95.1, 5, 0],
    [94.9, 5, 1],
    [89.9, 9, 2],
    [50, 10, 0],
  ])('takes open interest from 100 to %d in %d minutes: %d', (openInterest, minutes, severity) => {
    const readings = [
      { at: at(0), openInterest: 100 },
      { at: at(minutes * MINUTE), openInterest },
    ];
    expect(said(openInterestDrop, readings).severity).toBe(severity);
  });
});

describe('funding, pegs, venues and the disk', () => {
  it.each([
    [0.00109, 0],
    [0.00111, 1],
    [-0.003, 2],
  ])('funding of %d per eight hours is graded %d', (rate, severity) => {
    expect(said(fundingJump, [{ at: at(0), rate: rate / 8, intervalMs: HOUR }]).severity).toBe(severity);
  });

  it.each([
    [0.998, 0],
    [1.0031, 1],
    [0.99, 2],
    [0.87, 3],
  ])('a stablecoin worth %d is graded %d', (worth, severity) => {
    expect(said(stablecoinDepeg, [{ at: at(0), worth }]).severity).toBe(severity);
  });

  it.each([
    [1, 0, 0],
    [3, 0, 1],
    [6, 0, 2],
    [6, 100, 0],
  ])('%d errors among %d good answers are graded %d', (errors, good, severity) => {
    const answers = Array.from({ length: errors + good }, (_, i) => ({ at: at(i), isError: i >= good }));
    expect(said(venueErrors, answers).severity).toBe(severity);
    expect(said(venueErrors, answers, HOUR).severity).toBe(0);
  });

  it.each([
    [2, 0],
    [3, 1],
    [6, 2],
    [12, 3],
  ])('%d rejects in a row are graded %d, until one is accepted or an hour has passed', (count, severity) => {
    const rejects = eachMinute(count, () => ({ isRejected: true }));
    expect(said(ownRejects, rejects).severity).toBe(severity);
    expect(said(ownRejects, [...rejects, { at: at(count * MINUTE), isRejected: false }]).severity).toBe(0);
    expect(said(ownRejects, rejects, 2 * HOUR).severity).toBe(0);
  });

  it.each([
    [4_999, 0],
    [5_000, 1],
    [10_000, 2],
    [100_000, 3],
  ])('a journal that is %d ms behind is graded %d, without another reading', (ms, severity) => {
    const waiting = { at: at(0), waitingSince: at(0), staleAfterMs: 10_000 };
    expect(said(journalLag, [waiting], ms).severity).toBe(severity);
    expect(said(journalLag, [waiting, { ...waiting, waitingSince: null }], ms).severity).toBe(0);
  });
});
