/** Recorded bars as weather: days that everybody remembers, and months one after the other, calm and not. */
import { HOUR } from '../../units/time.ts';
import type { BarSeries } from '../data/bar-file.ts';
import { forecasts, HALF_SPREAD, type Weather } from './weather.ts';

/** Both coins on the same stamps. Ether is null where it was not recorded. */
export interface Recorded {
  readonly btc: BarSeries;
  readonly eth: BarSeries | null;
}

/** Before there are bars to tell. */
const FIRST_VOL = 0.6;
/** What options are priced at is what moved over these last days, and a little more. */
const IMPLIED_HALF_LIFE = 10 * 24 * HOUR;
const IMPLIED_ABOVE = 0.05;

type Column = 'close' | 'low' | 'high';

/** A column of `series` at the stamps of `other`; where it has none the last close before stands. */
function alignedTo(series: BarSeries, other: BarSeries, column: Column): Float64Array {
  let i = 0;
  return other.starts.map((start, k) => {
    if (series === other) return series[column][k] as number;
    while (i + 1 < series.length && (series.starts[i + 1] as number) <= start) i += 1;
    return (series.starts[i] === start ? series[column][i] : series.close[i]) as number;
  });
}

/** All of a recording, of which `slice` takes parts. */
export function weatherOf({ btc, eth }: Recorded): Weather {
  const other = eth ?? btc;
  const column = (name: Column) => ({ BTC: btc[name], ETH: alignedTo(other, btc, name) });
  const close = column('close');
  const { intervalMs: stepMs } = btc;
  const vol = {
    BTC: forecasts(close.BTC, FIRST_VOL, stepMs),
    ETH: forecasts(close.ETH, FIRST_VOL, stepMs),
  };
  const slow = forecasts(close.BTC, FIRST_VOL, stepMs, IMPLIED_HALF_LIFE);
  return {
    ...{ stepMs, length: btc.length, close, low: column('low'), high: column('high'), vol },
    implied: slow.map((each) => each + IMPLIED_ABOVE),
    halfSpread: vol.BTC.map((each) => HALF_SPREAD * Math.max(1, each / FIRST_VOL)),
    gaps: [],
    isOut: () => false,
  };
}

/** Steps `first` to `end` of `weather`. */
export function slice(weather: Weather, first: number, end: number): Weather {
  const part = (column: Float64Array) => column.subarray(first, end);
  const both = ({ BTC, ETH }: Weather['close']) => ({ BTC: part(BTC), ETH: part(ETH) });
  const { stepMs, close, low, high, vol, implied, halfSpread, gaps, isOut } = weather;
  return {
    ...{ stepMs, length: Math.max(0, Math.min(end, weather.length) - first), gaps, isOut },
    ...{ close: both(close), low: both(low), high: both(high), vol: both(vol) },
    ...{ implied: part(implied), halfSpread: part(halfSpread) },
  };
}

/** Where `from` to `to` are, by the bars' opening times. */
export function placesOf({ starts, length }: BarSeries, from: number, to: number): readonly [number, number] {
  const first = starts.findIndex((start) => start >= from);
  const end = starts.findIndex((start) => start >= to);
  return [first < 0 ? length : first, end < 0 ? length : end];
}
