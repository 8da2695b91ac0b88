import { describe, expect, it } from 'vitest';
import type { Bar } from '../domain/market.ts';
import { DAY, HOUR, MINUTE } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { combined } from './combination.ts';
import { type ForecasterState, foldForecaster } from './forecaster.ts';
import { emptyModel, stepModel } from './model.ts';
import { foldPeriod, type PeriodState } from './period.ts';
import { type Reading, readingOf } from './reading.ts';
import { HORIZONS } from './specs.ts';
import { drawnBars } from './volatility-fixture.ts';

const STEP = 30 * MINUTE;
const DAYS = 12;
const COUNT = (DAYS * DAY) / STEP;
const btc = drawnBars('BTC', COUNT, STEP, 'forecaster');
const eth = drawnBars('ETH', COUNT, STEP, 'forecaster');

function together(i: number): Bar[] {
  return [btc[i]!, eth[i]!];
}

function folded(count: number, bars: (i: number) => readonly Bar[] = together): ForecasterState {
  let state: ForecasterState | undefined;
  for (let i = 0; i < count; i++) state = foldForecaster(state, bars(i), STEP);
  return state!;
}

function daysOf(bars: readonly Bar[]): Reading[] {
  const days: Reading[] = [];
  let state: PeriodState | undefined;
  for (const bar of bars) {
    const next = foldPeriod(state, bar, STEP, DAY)!;
    state = next.state;
    for (const period of next.closed) days.push(readingOf(period, days));
  }
  return days;
}

describe('foldForecaster', () => {
  const state = folded(COUNT);

  it('forecasts what its models do, run on the days at once, each told of the other asset', () => {
    const others = daysOf(eth);
    const days = daysOf(btc).map((day, i) => ({
      ...day,
      logs: { ...day.logs, market: others[i]!.logs.variance },
    }));
    for (const name of ['day', 'week', 'month'] as const) {
      const answers = HORIZONS[name].members.map((spec) => {
        let model = emptyModel(spec);
        return days.map((day, i) => {
          const step = stepModel(spec, model, days.slice(0, i + 1), day.start + DAY);
          model = step.state;
          return step.forecast!;
        });
      });
      const last = answers.map((all) => all.at(-1)!);
      const { variance, log, spread } = combined(last, [0.5, 0.5])!;
      const found = state.BTC!.forecasts[name]!;
      expect(found.variance / variance).toBeCloseTo(1, 10);
      expect(found.log).toBeCloseTo(log, 10);
      expect(found.spread).toBeCloseTo(spread, 10);
    }
  });

  it('has a forecast of the next day after one day, and of the next hour after a week', () => {
    const dayEnds = DAY / STEP;
    expect(folded(dayEnds - 1).BTC!.forecasts).toEqual({ hour: null, day: null, week: null, month: null });
    const after = folded(dayEnds).BTC!.forecasts;
    expect([after.hour, after.day === null, after.month === null]).toEqual([null, false, false]);
    expect(state.BTC!.forecasts.hour).not.toBeNull();
  });

  it('goes on from a state that was written down, to the same bits', () => {
    let resumed: ForecasterState | undefined;
    for (let i = 0; i < COUNT; i++) {
      resumed = foldForecaster(resumed, together(i), STEP);
      if (i % 101 === 20) resumed = JSON.parse(JSON.stringify(resumed)) as ForecasterState;
    }
    expect(resumed).toEqual(state);
  });

  it('knows nothing that has not happened', () => {
    const cut = COUNT - 70;
    const before = folded(cut);
    const wild = (i: number): Bar[] => {
      const bars = together(i);
      return i < cut ? bars : bars.map((bar) => ({ ...bar, high: bar.high * 7, close: bar.close * 3 }));
    };
    expect(folded(cut, wild)).toEqual(before);
    expect(folded(COUNT, wild).BTC!.forecasts).not.toEqual(state.BTC!.forecasts);
  });

  it('keeps no more after many days than it needs', () => {
    const size = (days: number): number => {
      const bars = drawnBars('SOL', (days * DAY) / (2 * HOUR), 2 * HOUR, 'long');
      let long: ForecasterState | undefined;
      for (const bar of bars) long = foldForecaster(long, [bar], 2 * HOUR);
      return JSON.stringify(long).length;
    };
    expect(Math.abs(size(140) / size(70) - 1)).toBeLessThan(0.02);
  });

  it('takes an asset alone, one that joins later, and bars out of turn', () => {
    const alone = folded(COUNT, (i) => [btc[i]!]);
    expect(alone.BTC!.forecasts.day).not.toBeNull();
    // The others' variance is only looked at when days close.
    expect(alone.BTC!.forecasts.hour).toEqual(state.BTC!.forecasts.hour);
    expect(alone.BTC!.forecasts.day).not.toEqual(state.BTC!.forecasts.day);
    expect(foldForecaster(state, [btc[3]!], STEP)).toEqual(state);
    const joined = folded(COUNT, (i) => (i < 100 ? [btc[i]!] : together(i)));
    // It joined in the third day, which has more than half of its bars yet.
    expect(joined.ETH!.day.history.length).toBe(DAYS - 2);
  });

  it('does not learn across days that are missing', () => {
    const later = drawnBars('BTC', COUNT, STEP, 'later').map((bar) => ({
      ...bar,
      start: millis(bar.start + (DAYS + 3) * DAY),
    }));
    let gone = folded(COUNT, (i) => [btc[i]!]);
    const rows = gone.BTC!.models.day[0]!.regression.rows;
    for (const bar of later.slice(0, DAY / STEP)) gone = foldForecaster(gone, [bar], STEP);
    expect(gone.BTC!.models.day[0]!.regression.rows).toBe(rows);
    for (const bar of later.slice(DAY / STEP, (2 * DAY) / STEP)) gone = foldForecaster(gone, [bar], STEP);
    expect(gone.BTC!.models.day[0]!.regression.rows).toBe(rows + 1);
  });

  it('leaves hours alone where bars are longer', () => {
    let long: ForecasterState | undefined;
    for (const bar of drawnBars('BTC', 60, 4 * HOUR, 'long bars'))
      long = foldForecaster(long, [bar], 4 * HOUR);
    expect(long!.BTC!.hour.history).toEqual([]);
    expect(long!.BTC!.forecasts.day!.variance).toBeGreaterThan(0);
  });

  it('stays a number on prices that stand still, jump, or are no prices', () => {
    let odd: ForecasterState | undefined;
    for (let i = 0; i < COUNT; i++) {
      const bar = btc[i]!;
      const level = i < 200 ? 100 : i < 300 ? 1e-9 : 1e9;
      const still = { ...bar, open: level, high: level, low: level, close: level };
      odd = foldForecaster(odd, [i % 90 === 7 ? { ...still, close: Number.NaN } : still], STEP);
      for (const forecast of Object.values(odd.BTC?.forecasts ?? {}))
        if (forecast !== null) expect(Number.isFinite(forecast.variance + forecast.log)).toBe(true);
    }
    expect(JSON.stringify(odd)).not.toContain('NaN');
  });
});
