import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { leastSquares } from '../math/least-squares.ts';
import { DAY } from '../units/time.ts';
import { emptyModel, interrupted, type ModelSpec, type ModelState, memoryOf, stepModel } from './model.ts';
import { type Reading, readingOf, remembered } from './reading.ts';
import { featuresOf, type Term } from './terms.ts';
import { drawnReadings, periodLike } from './volatility-fixture.ts';

const LOG_HAR: readonly Term[] = [
  { kind: 'one' },
  { kind: 'mean', of: 'variance', periods: 1 },
  { kind: 'mean', of: 'variance', periods: 7 },
  { kind: 'mean', of: 'variance', periods: 30 },
];
const PLAIN: ModelSpec = {
  terms: LOG_HAR,
  scale: 'log',
  ahead: 1,
  ridge: 0,
  every: 1,
  lead: 30,
  errors: 'residuals',
};

/** `spec` over all of `readings`: the last state, and the forecast made as each closed. */
function walk(spec: ModelSpec, readings: readonly Reading[], start: ModelState = emptyModel(spec)) {
  let state = start;
  let history: readonly Reading[] = [];
  const forecasts = readings.map((reading) => {
    history = remembered(history, reading, Math.max(memoryOf(spec), spec.lead));
    const step = stepModel(spec, state, history, reading.start + DAY);
    state = step.state;
    return step.forecast;
  });
  return { state, forecasts };
}

/** The coefficients that all rows of the definition give at once. */
function batch({ terms, ahead, lead, scale }: ModelSpec, readings: readonly Reading[]) {
  const [xs, ys]: [number[][], number[]] = [[], []];
  for (let t = lead - 1; t + ahead < readings.length; t++) {
    xs.push(featuresOf(terms, readings.slice(0, t + 1), readings[t]!.start + DAY));
    const next = readings.slice(t + 1, t + 1 + ahead).map(({ variance }) => variance);
    const mean = next.reduce((sum, variance) => sum + variance, 0) / ahead;
    ys.push(scale === 'log' ? Math.log(mean) : 1e4 * mean);
  }
  return { fit: leastSquares(xs, ys)!, rows: ys.length };
}

describe('stepModel', () => {
  const readings = drawnReadings(300, 'model');

  it('has the coefficients of least squares on all rows so far, and corrects for the logarithm', () => {
    const [first, ahead] = [fc.integer({ min: 50, max: 300 }), fc.constantFrom(1, 2, 7)];
    fc.assert(
      fc.property(first, ahead, fc.constantFrom('log' as const, 'level' as const), (count, span, scale) => {
        const terms: readonly Term[] =
          scale === 'log'
            ? [...LOG_HAR, { kind: 'weekday' }]
            : [
                { kind: 'one' },
                ...[1, 7, 30].map((n) => ({ kind: 'level', of: 'variance', periods: n }) as Term),
              ];
        const spec: ModelSpec = { ...PLAIN, terms, ahead: span, scale };
        const some = readings.slice(0, count);
        const { state, forecasts } = walk(spec, some);
        const { fit, rows } = batch(spec, some);
        for (const [i, value] of fit.coefficients.entries())
          expect(Math.abs(state.coefficients![i]! - value)).toBeLessThan(1e-8);
        if (scale === 'level') return;
        const x = featuresOf(terms, some, some.at(-1)!.start + DAY);
        const log = x.reduce((sum, value, i) => sum + value * fit.coefficients[i]!, 0);
        const spread = fit.squares / (rows - x.length);
        const forecast = forecasts.at(-1)!;
        expect(forecast.log).toBeCloseTo(log, 8);
        expect(forecast.spread).toBeCloseTo(spread, 8);
        expect(forecast.variance / Math.exp(log + spread / 2)).toBeCloseTo(1, 8);
      }),
      { numRuns: 25 },
    );
  });

  it('takes spread from the errors that its forecasts made, where it is told to', () => {
    const halfLife = 50;
    const { state, forecasts } = walk({ ...PLAIN, errors: { halfLife } }, readings);
    let [squares, weight] = [30 * 0.8, 30];
    const keep = Math.exp(-Math.LN2 / halfLife);
    for (const [t, forecast] of forecasts.entries()) {
      if (forecast === undefined || t + 1 >= readings.length) continue;
      const error = readings[t + 1]!.logs.variance - forecast.log;
      squares = keep * squares + error * error;
      weight = keep * weight + 1;
    }
    expect(state.squares / state.weight).toBeCloseTo(squares / weight, 10);
    expect(forecasts.at(-1)!.spread).toBeCloseTo(squares / weight, 10);
  });

  it('knows nothing that has not happened: what comes later changes no forecast', () => {
    const spec = { ...PLAIN, ahead: 7 };
    const before = walk(spec, readings).forecasts;
    for (const cut of [60, 150, 299]) {
      const corrupt = readings.map((reading, t) =>
        t < cut ? reading : { ...drawnReadings(300, 'other')[t]!, variance: 1 },
      );
      expect(walk(spec, corrupt).forecasts.slice(0, cut)).toEqual(before.slice(0, cut));
    }
  });

  it('goes on from a state that was written down', () => {
    const spec: ModelSpec = { ...PLAIN, ahead: 2, errors: { halfLife: 100 } };
    const whole = walk(spec, readings).state;
    let state = emptyModel(spec);
    let history: readonly Reading[] = [];
    for (const [t, reading] of readings.entries()) {
      history = remembered(history, reading, 30);
      state = stepModel(spec, state, history, reading.start + DAY).state;
      if (t % 40 === 20) state = JSON.parse(JSON.stringify(state)) as ModelState;
    }
    expect(state).toEqual(whole);
  });

  it('solves only as often as it is told', () => {
    const { state } = walk({ ...PLAIN, every: 50 }, readings.slice(0, 200));
    const then = walk(PLAIN, readings.slice(0, 30 + 150)).state;
    expect(state.regression.rows).toBe(170);
    expect(state.coefficients).toEqual(then.coefficients);
  });

  it('begins with evidence from the first reading on', () => {
    const { regression } = walk(PLAIN, readings).state;
    const columns = ['one', 'mean variance 1', 'mean variance 7', 'mean variance 30', 'target'];
    const means = regression.sums.map((sum) => sum / regression.rows);
    const spec: ModelSpec = {
      ...PLAIN,
      ridge: 1e-9,
      lead: 1,
      evidence: { of: { columns, means }, rows: 100 },
    };
    const [forecast] = walk(spec, readings.slice(0, 1)).forecasts;
    expect(Math.abs(forecast!.log - readings[0]!.logs.variance)).toBeLessThan(1.5);
    const { fit, rows } = batch(PLAIN, readings);
    for (const [i, value] of fit.coefficients.entries())
      expect(emptyModel(spec).coefficients![i]!).toBeCloseTo(value, 5);
    const start = emptyModel({ ...spec, errors: { halfLife: 10 } });
    expect(start.squares / start.weight).toBeCloseTo((fit.squares / rows / (100 - 4)) * 100, 4);
  });

  it('lets no level out that was never seen', () => {
    const terms: readonly Term[] = [{ kind: 'one' }, { kind: 'level', of: 'variance', periods: 1 }];
    const spec: ModelSpec = { ...PLAIN, terms, scale: 'level', lead: 1 };
    // Variance falls by the same each day, so that the line leads below nothing.
    const falling = [5, 4, 3, 2, 1].map((x, i) => readingOf(periodLike(i * DAY, x * 1e-4), []));
    const { forecasts, state } = walk(spec, falling);
    expect(state.least).toBe(1e-4);
    expect(forecasts.at(-1)!.variance).toBeCloseTo(2.5e-4, 12);
  });

  it('drops rows that what follows does not belong to', () => {
    const { state } = walk({ ...PLAIN, ahead: 3 }, readings.slice(0, 50));
    expect(state.awaiting.length).toBe(3);
    expect(interrupted(state)).toEqual({ ...state, awaiting: [] });
  });

  it('answers with numbers or not at all, whatever prices did', () => {
    const wild = fc.oneof(fc.constantFrom(0, 1e-300, 1e10), fc.double({ min: 0, max: 1, noNaN: true }));
    const errors = fc.constantFrom<ModelSpec['errors']>('residuals', { halfLife: 20 });
    fc.assert(
      fc.property(
        fc.array(wild, { minLength: 1, maxLength: 60 }),
        errors,
        fc.constantFrom('log' as const, 'level' as const),
        (variances, from, scale) => {
          let history: readonly Reading[] = [];
          const all = variances.map((variance, i) => {
            const reading = readingOf(periodLike(i * DAY, variance), history);
            history = remembered(history, reading, 30);
            return reading;
          });
          for (const forecast of walk({ ...PLAIN, lead: 1, ridge: 1e-6, errors: from, scale }, all)
            .forecasts) {
            if (forecast === undefined) continue;
            expect(forecast.variance).toBeGreaterThan(0);
            for (const value of Object.values(forecast)) expect(Number.isFinite(value)).toBe(true);
          }
        },
      ),
    );
  });
});

describeWithShared('HAR on the S&P 500', () => {
  it('has the coefficients of R on 5,412 days', () => {
    const path = sharedPath('data', 'reference', 'sp500_realized_daily_2000_2021.csv.gz');
    const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
    const place = lines[0]!.split(',').indexOf('rv');
    const unit = 1e-4;
    const readings = lines
      .slice(1)
      .map((line, i) => readingOf(periodLike(i * DAY, unit * Number(line.split(',')[place])), []));
    const terms = [1, 5, 22].map((n): Term => ({ kind: 'level', of: 'variance', periods: n }));
    const spec: ModelSpec = { ...PLAIN, terms: [{ kind: 'one' }, ...terms], scale: 'level', lead: 22 };
    const { state } = walk(spec, readings);
    expect(state.regression.rows).toBe(5_412);
    for (const [i, value] of [0.1220447657, 0.2827119346, 0.5039199552, 0.1024744613].entries())
      expect(Math.abs(state.coefficients![i]! - value)).toBeLessThan(1e-9);
  });
});
