import type { Bar } from '../../domain/market.ts';
import { type ForecasterState, foldForecaster } from '../../forecast/forecaster.ts';
import type { VarianceForecast } from '../../forecast/model.ts';
import type { HorizonName } from '../../forecast/specs.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { type BarSeries, barAt } from '../data/bar-file.ts';

/** Forecasts by the start of the last period that had closed. */
export type Recorded = Readonly<Record<HorizonName, ReadonlyMap<number, VarianceForecast>>>;

/**
 * What the default forecaster said of each series, bars of the same time told at once, as it would have live.
 */
export function recordProduct(
  assets: readonly BarSeries[],
  onProgress: (share: number) => void = () => undefined,
): readonly Recorded[] {
  const records = assets.map(() => ({
    hour: new Map<number, VarianceForecast>(),
    day: new Map<number, VarianceForecast>(),
    week: new Map<number, VarianceForecast>(),
    month: new Map<number, VarianceForecast>(),
  }));
  const places = assets.map(() => 0);
  const total = assets.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  let state: ForecasterState | undefined;
  for (;;) {
    const starts = assets.map(({ starts: all }, i) => all[places[i] as number] ?? Infinity);
    const start = Math.min(...starts);
    if (start === Infinity) return records;
    const bars: Bar[] = [];
    for (const [i, series] of assets.entries()) {
      if (starts[i] !== start) continue;
      bars.push(barAt(series, places[i] as number, String(i)));
      places[i] = (places[i] as number) + 1;
    }
    const { intervalMs } = assets[0] as BarSeries;
    state = foldForecaster(state, bars, intervalMs);
    const end = start + intervalMs;
    for (const { instrument } of bars) {
      const forecasts = state[instrument]?.forecasts;
      const record = records[Number(instrument)];
      if (forecasts === undefined || record === undefined) continue;
      if (end % HOUR === 0 && forecasts.hour !== null) record.hour.set(end - HOUR, forecasts.hour);
      for (const name of ['day', 'week', 'month'] as const) {
        const forecast = forecasts[name];
        if (end % DAY === 0 && forecast !== null) record[name].set(end - DAY, forecast);
      }
    }
    done += bars.length;
    if (done % 1_000 < bars.length) onProgress(done / total);
  }
}
