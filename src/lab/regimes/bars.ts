/** Bars of a file as the forecasters take them. */
import type { Bar } from '../../domain/market.ts';
import { foldSurprise, type SurpriseState } from '../../forecast/range-surprise.ts';
import { millis } from '../../units/units.ts';
import { type BarSeries, barAt } from '../data/bar-file.ts';

/** One bar in place of two that follow each other. */
function together(one: Bar, next: Bar): Bar {
  const [high, low] = [Math.max(one.high, next.high), Math.min(one.low, next.low)];
  return { ...one, high, low, close: next.close, volume: one.volume + next.volume };
}

/** The bars of `series`, put together to `intervalMs`, of which theirs is a part, where that is longer. */
export function barsOf(series: BarSeries, intervalMs: number): readonly Bar[] {
  const bars: Bar[] = [];
  for (let i = 0; i < series.length; i += 1) {
    const bar = barAt(series, i, series.file);
    const start = millis(Math.floor(bar.start / intervalMs) * intervalMs);
    const last = bars.at(-1);
    if (series.intervalMs === intervalMs) bars.push(bar);
    else if (last?.start === start) bars[bars.length - 1] = together(last, bar);
    else bars.push({ ...bar, start });
  }
  return bars;
}

/** The surprises of the bars that start in [`from`, `to`), learning from those before `from` as well. */
export function surprisesOf(
  bars: readonly Bar[],
  intervalMs: number,
  halfLifeMs: number,
  from: number,
  to: number,
): readonly number[] {
  const found: number[] = [];
  let state: SurpriseState | undefined;
  for (const bar of bars) {
    if (bar.start >= to) break;
    state = foldSurprise(state, bar, intervalMs, halfLifeMs);
    if (bar.start >= from && state !== undefined && state.surprise !== null) found.push(state.surprise);
  }
  return found;
}
