import { describe, expect, it } from 'vitest';
import { foldBar, forecastOf } from '../forecast/forecast.ts';
import { type ForecasterState, foldForecaster } from '../forecast/forecaster.ts';
import { forecastOver, type HorizonForecast } from '../forecast/horizon.ts';
import { drawnBars } from '../forecast/volatility-fixture.ts';
import { DAY, HOUR, later, MINUTE } from '../units/time.ts';
import { millis } from '../units/units.ts';
import type { Layout } from '../value/layout.ts';
import type { PairMarks } from '../value/pair-marks.ts';
import { CONFIG, started, T0 } from './engine-fixture.ts';
import { expectedVolOf, hedgeHorizonOf } from './expected-vol.ts';
import type { EngineState } from './state.ts';

type Held = readonly [gamma: number, lifeMs: number | null, underlying?: string];

function rowOf(...held: Held): Held {
  return held;
}

function horizonOf(...rows: readonly Held[]): number {
  const bases = rows.map(([, , underlying = 'BTC']) => underlying);
  const options = rows.flatMap(([, lifeMs], i) => (lifeMs === null ? [] : [i]));
  const layout = {
    optionRows: Int32Array.from(options),
    pair: Int32Array.from(rows, (_, i) => i),
    expiry: Float64Array.from(rows, ([, lifeMs]) => (lifeMs === null ? Infinity : later(T0, lifeMs))),
  } as Layout;
  const pairs = bases.map((underlying) => ({ underlying })) as unknown as readonly PairMarks[];
  return hedgeHorizonOf('BTC', { layout, pairs, gamma: Float64Array.from(rows, ([gamma]) => gamma), at: T0 });
}

describe('hedgeHorizonOf', () => {
  it('is the time that options have, each as heavy as its gamma, be it sold or bought', () => {
    expect(horizonOf(rowOf(-2, 3 * DAY))).toBe(3 * DAY);
    expect(horizonOf(rowOf(-3, 2 * DAY), rowOf(1, 6 * DAY))).toBe(3 * DAY);
    expect(horizonOf(rowOf(-1, 2 * DAY), rowOf(-0, 6 * DAY))).toBe(2 * DAY);
  });

  it('is an hour at least and a week at most, each option counted with all the time it has', () => {
    expect(horizonOf(rowOf(1, MINUTE))).toBe(HOUR);
    expect(horizonOf(rowOf(1, -DAY))).toBe(HOUR);
    expect(horizonOf(rowOf(1, 90 * DAY))).toBe(7 * DAY);
    expect(horizonOf(rowOf(1, 8 * DAY), rowOf(3, 0))).toBe(2 * DAY);
  });

  it('is a day where there are none: liquidity has no expiry, and others are others', () => {
    expect(horizonOf()).toBe(DAY);
    expect(horizonOf(rowOf(0, 3 * DAY), rowOf(5, null), rowOf(5, 2 * DAY, 'ETH'))).toBe(DAY);
  });
});

const DAYS = 9;
const END = millis(DAYS * DAY);

/** A state that has seen the hourly bars of `DAYS` days, made at the vol of `underlying`. */
function stateAfter(underlying: string, forecastModel?: 'har'): EngineState {
  let forecaster: ForecasterState | undefined;
  let volatility: EngineState['volatility'][string] | undefined;
  for (const bar of drawnBars(underlying, (DAYS * DAY) / HOUR, HOUR, 'expected')) {
    forecaster = foldForecaster(forecaster, [bar], HOUR);
    volatility = foldBar(volatility, bar, HOUR, 6 * HOUR);
  }
  if (forecaster === undefined || volatility === undefined) throw new Error('there are no bars');
  const config = forecastModel === undefined ? CONFIG : { ...CONFIG, forecastModel };
  return { ...started(config).state(), forecaster, volatility: { [underlying]: volatility } };
}

describe('expectedVolOf', () => {
  const state = stateAfter('BTC', 'har');
  const over = (ms: number): number => (forecastOver(state.forecaster?.BTC, ms) as HorizonForecast).vol;
  const ewma = forecastOf(state.volatility.BTC)?.vol ?? 0;
  const standIn = { vol: ewma, ready: true, from: 'ewma, forecaster not ready' };

  it('is the forecast over the horizon', () => {
    for (const ms of [HOUR, 5 * HOUR, DAY, 7 * DAY])
      expect(expectedVolOf(state, 'BTC', END, ms)).toEqual({
        ...{ vol: over(ms), ready: true, from: 'forecast' },
        volOfVol: expect.any(Number),
      });
    expect(over(HOUR) / over(7 * DAY)).not.toBeCloseTo(1, 1);
  });

  it('says how far the vol may go: log vol spreads by half of what log variance does', () => {
    const { spread } = forecastOver(state.forecaster?.BTC, 7 * DAY) as HorizonForecast;
    const { volOfVol = 0 } = expectedVolOf(state, 'BTC', END, 7 * DAY) ?? {};
    expect(volOfVol * Math.sqrt(7 / 365)).toBeCloseTo(Math.sqrt(spread) / 2, 12);
    expect(expectedVolOf(stateAfter('BTC'), 'BTC', END, DAY)).not.toHaveProperty('volOfVol');
  });

  it('is EWMA over any horizon where that is the model, whatever else is known', () => {
    const found = { vol: ewma, ready: true, from: 'forecast' };
    for (const ms of [HOUR, 7 * DAY]) expect(expectedVolOf(stateAfter('BTC'), 'BTC', END, ms)).toEqual(found);
  });

  it('takes the hour from the day once it was not heard of for two hours, and EWMA after two days', () => {
    expect(expectedVolOf(state, 'BTC', later(END, 2 * HOUR), HOUR)?.vol).toBe(over(HOUR));
    const perDay = Math.sqrt(365 * (state.forecaster?.BTC?.forecasts.day?.variance ?? 0));
    expect(expectedVolOf(state, 'BTC', later(END, 2 * HOUR + 1), HOUR)?.vol).toBeCloseTo(perDay, 12);
    expect(expectedVolOf(state, 'BTC', later(END, 2 * DAY), DAY)?.vol).toBe(over(DAY));
    expect(expectedVolOf(state, 'BTC', later(END, 2 * DAY + 1), DAY)).toEqual(standIn);
  });

  it('is EWMA before there is a forecaster, and before it has seen a day', () => {
    const { forecaster, ...without } = state;
    expect(forecaster).toBeDefined();
    expect(expectedVolOf(without, 'BTC', END, DAY)).toEqual(standIn);
    const [first] = drawnBars('BTC', 1, HOUR, 'expected');
    const early = {
      ...state,
      forecaster: foldForecaster(undefined, first === undefined ? [] : [first], HOUR),
    };
    expect(expectedVolOf(early, 'BTC', END, DAY)).toEqual(standIn);
  });

  it('is nothing to go by where the price never moved, and nothing at all where there was none', () => {
    let forecaster: ForecasterState | undefined;
    let still: EngineState['volatility'][string] | undefined;
    for (let i = 0; i < 48; i += 1) {
      const bar = {
        instrument: 'BTC',
        start: millis(i * HOUR),
        open: 7,
        high: 7,
        low: 7,
        close: 7,
        volume: 1,
      };
      forecaster = foldForecaster(forecaster, [bar], HOUR);
      still = foldBar(still, bar, HOUR, 6 * HOUR);
    }
    if (forecaster === undefined || still === undefined) throw new Error('there are no bars');
    const unmoved = { ...state, forecaster, volatility: { BTC: still } };
    const found = expectedVolOf(unmoved, 'BTC', millis(2 * DAY), DAY);
    expect(found).toEqual({ vol: 0, ready: false, from: 'ewma, forecaster not ready' });
    expect(expectedVolOf(state, 'ETH', END, DAY)).toBeUndefined();
  });

  it('forecasts an asset that nothing was known of: what earlier years taught holds for all', () => {
    const found = expectedVolOf(stateAfter('DOGE', 'har'), 'DOGE', END, DAY);
    expect(found).toMatchObject({ ready: true, from: 'forecast' });
    const realised = forecastOf(stateAfter('DOGE').volatility.DOGE)?.vol ?? 0;
    expect((found?.vol ?? 0) / realised).toBeGreaterThan(0.5);
    expect((found?.vol ?? 0) / realised).toBeLessThan(2);
  });
});
