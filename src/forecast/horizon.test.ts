import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../math/normal.ts';
import { createRandom } from '../math/random.ts';
import { DAY, HOUR, MINUTE, YEAR } from '../units/time.ts';
import { type AssetForecasts, type ForecasterState, foldForecaster } from './forecaster.ts';
import { forecastOver, type HorizonForecast, volQuantile } from './horizon.ts';
import { drawnBars } from './volatility-fixture.ts';

function forecastsAfter(days: number, stepMs: number = HOUR): AssetForecasts {
  let state: ForecasterState | undefined;
  for (const bar of drawnBars('BTC', (days * DAY) / stepMs, stepMs, 'horizon'))
    state = foldForecaster(state, [bar], stepMs);
  return state!.BTC!;
}

const asset = forecastsAfter(10);
const horizon = fc.integer({ min: 5 * MINUTE, max: 30 * DAY });

describe('forecastOver', () => {
  it('is each forecast at its own horizon, and annualises it', () => {
    const { hour, day, week, month } = asset.forecasts;
    for (const [ms, forecast, periods] of [
      [HOUR, hour!, 1],
      [DAY, day!, 1],
      [7 * DAY, week!, 7],
      [30 * DAY, month!, 30],
    ] as const) {
      const found = forecastOver(asset, ms) as HorizonForecast;
      expect(found.variance / (periods * forecast.variance)).toBeCloseTo(1, 10);
      expect(found.log).toBeCloseTo(forecast.log + Math.log(periods), 10);
      expect(found.spread).toBeCloseTo(forecast.spread, 10);
      expect(found.vol).toBeCloseTo(Math.sqrt((found.variance * YEAR) / ms), 12);
    }
  });

  it('lies between its neighbours per unit of time, without a jump', () => {
    fc.assert(
      fc.property(horizon, (ms) => {
        const rate = (at: number) => (forecastOver(asset, at) as HorizonForecast).variance / at;
        const knots = [HOUR, DAY, 7 * DAY, 30 * DAY];
        const right = knots.find((knot) => knot >= ms)!;
        const left = knots.findLast((knot) => knot <= ms) ?? right;
        expect(rate(ms)).toBeGreaterThanOrEqual(Math.min(rate(left), rate(right)) * (1 - 1e-12));
        expect(rate(ms)).toBeLessThanOrEqual(Math.max(rate(left), rate(right)) * (1 + 1e-12));
        if (ms < 30 * DAY) expect(Math.abs(rate(ms + 1) / rate(ms) - 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('does without those that are not there yet', () => {
    const young = forecastsAfter(3);
    expect(young.forecasts.hour).toBeNull();
    const [short, day] = [5 * MINUTE, DAY].map((ms) => forecastOver(young, ms) as HorizonForecast);
    expect(short!.vol).toBeCloseTo(day!.vol, 12);
  });

  it('refuses other horizons, too little history and prices that stood still', () => {
    for (const ms of [0, 5 * MINUTE - 1, 30 * DAY + 1, Number.NaN, -DAY])
      expect(forecastOver(asset, ms)).toMatchObject({ kind: 'refused', field: 'horizon' });
    expect(forecastOver(undefined, DAY)).toMatchObject({ field: 'history', value: 0 });
    expect(forecastOver(forecastsAfter(0.5), DAY)).toMatchObject({ field: 'history', value: 0 });
    let still: ForecasterState | undefined;
    for (const bar of drawnBars('BTC', 24 * 9, HOUR, 'still')) {
      const level = { open: 7, high: 7, low: 7, close: 7 };
      still = foldForecaster(still, [{ ...bar, ...level }], HOUR);
    }
    expect(forecastOver(still!.BTC, DAY)).toMatchObject({ kind: 'refused', field: 'variance', value: 0 });
  });
});

describe('volQuantile', () => {
  it('is where the share of outcomes that the law says lies below', () => {
    const forecast = forecastOver(asset, DAY) as HorizonForecast;
    const random = createRandom('quantiles');
    const vols = Array.from({ length: 4_000 }, () => {
      const variance = Math.exp(forecast.log + Math.sqrt(forecast.spread) * random.normal());
      return Math.sqrt((variance * YEAR) / DAY);
    });
    for (const p of [0.05, 0.5, 0.9]) {
      const share = vols.filter((vol) => vol <= (volQuantile(forecast, p) as number)).length / vols.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / vols.length));
    }
  });

  it('grows with the probability, and the median is below the mean', () => {
    const forecast = forecastOver(asset, 7 * DAY) as HorizonForecast;
    const z = (Math.log((forecast.variance * 1) / 1) - forecast.log) / Math.sqrt(forecast.spread);
    expect(volQuantile(forecast, normalCdf(z))).toBeCloseTo(forecast.vol, 10);
    expect(volQuantile(forecast, 0.5)).toBeLessThan(forecast.vol);
    expect(volQuantile(forecast, 0.2)).toBeLessThan(volQuantile(forecast, 0.3) as number);
    for (const p of [0, 1, Number.NaN]) expect(volQuantile(forecast, p)).toMatchObject({ field: 'p' });
  });
});
