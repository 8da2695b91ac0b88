/** The recorded prices that hedges are tried on: closes of each coin, and the vol that was known at each. */
import type { Currency } from '../../domain/instrument.ts';
import { foldBar, forecastOf, type VolatilityState } from '../../forecast/forecast.ts';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import { type FundingSeries, readFunding } from '../data/funding-file.ts';
import { InputRefused } from '../data/input-refused.ts';
import { readTable } from '../data/table.ts';
import type { StudySetting } from '../experiment.ts';
import type { FileReport } from '../recording.ts';

/** One coin's market, a column an array, all of the same length and in order of time. */
export interface CoinPath {
  readonly coin: Currency;
  /** When each bar closed, in epoch milliseconds. */
  readonly at: Float64Array;
  readonly close: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** Annualised, known at the close: implied where there is a file of it, else realised. NaN before there is any. */
  readonly vol: Float64Array;
  /** Of realised variance alone. */
  readonly realised: Float64Array;
  /** What a long has paid of its notional since the bar before. */
  readonly funding: Float64Array;
}

export interface Market {
  readonly paths: readonly CoinPath[];
  readonly files: readonly FileReport[];
  readonly warnings: readonly string[];
}

/** Implied vol of one coin by day. */
interface Implied {
  readonly coin: Currency;
  /** A day's number, counted from 1970, and the vol that it closed at. */
  readonly closes: ReadonlyMap<number, number>;
}

/** Of the vol that stands in where no implied one is known. */
const HALF_LIFE = 2 * DAY;
/** An implied vol older than this many days counts as unknown. */
const STALE_DAYS = 7;
const IMPLIED_NAME = /(?:^|[/\\])dvol_([a-z0-9]+)_/;

function reportOf(file: string, coins: readonly string[], rows: number, read: Read): FileReport {
  return { file, instruments: coins, rows, refused: read.refused, sha256: read.sha256 };
}

type Read = Pick<FileReport, 'refused' | 'sha256'>;

async function readImplied(path: string, coin: string): Promise<{ implied: Implied; report: FileReport }> {
  const closes = new Map<number, number>();
  const table = await readTable(path, ['ts_ms', 'dvol_close_pct'], (row) => {
    const [at, percent] = [row.number(0), row.number(1)];
    if (!(Number.isSafeInteger(at) && percent > 0 && percent < 1_000)) return 'no day, or no vol in percent';
    closes.set(Math.floor(at / DAY), percent / 100);
    return null;
  });
  const read = { refused: table.refusals.rows(), sha256: table.sha256 };
  return { implied: { coin, closes }, report: reportOf(path, [`${coin}-DVOL`], closes.size, read) };
}

type Prices = Pick<CoinPath, 'at' | 'close' | 'high' | 'low'>;

/** The bars of all files of one coin; where two tell the same time the finer one is taken. */
function spliced(series: readonly BarSeries[]): Prices {
  const finestFirst = series.toSorted((a, b) => a.intervalMs - b.intervalMs);
  const rows: (readonly [at: number, series: BarSeries, place: number])[] = [];
  const covered: [number, number][] = [];
  for (const one of finestFirst) {
    const { starts, intervalMs, length } = one;
    for (let i = 0; i < length; i += 1) {
      const at = (starts[i] as number) + intervalMs;
      if (!covered.some(([from, to]) => at > from && at <= to)) rows.push([at, one, i]);
    }
    covered.push([starts[0] as number, (starts[length - 1] as number) + intervalMs]);
  }
  rows.sort((a, b) => a[0] - b[0]);
  const pick = (key: 'close' | 'high' | 'low'): Float64Array =>
    Float64Array.from(rows, ([, one, i]) => one[key][i] as number);
  const at = Float64Array.from(rows, ([time]) => time);
  return { at, close: pick('close'), high: pick('high'), low: pick('low') };
}

/** Exponentially weighted realised vol at each close, NaN until it is ready. */
function realisedVol(coin: Currency, at: Float64Array, close: Float64Array): Float64Array {
  const vols = new Float64Array(at.length).fill(Number.NaN);
  let state: VolatilityState | undefined;
  for (let i = 0; i < at.length; i += 1) {
    const price = close[i] as number;
    const before = i === 0 ? (at[0] as number) - 1 : (at[i - 1] as number);
    const bar = {
      instrument: coin,
      start: millis(before),
      open: price,
      high: price,
      low: price,
      close: price,
    };
    state = foldBar(state, { ...bar, volume: 0 }, (at[i] as number) - before, HALF_LIFE);
    const forecast = forecastOf(state);
    if (forecast?.ready && forecast.vol > 0) vols[i] = forecast.vol;
  }
  return vols;
}

/** The implied vol that the last whole day before each close ended with, else `realised`. */
function markVol(at: Float64Array, realised: Float64Array, implied: Implied | undefined): Float64Array {
  if (implied === undefined) return realised;
  return realised.map((vol, i) => {
    const today = Math.floor((at[i] as number) / DAY);
    for (let back = 1; back <= STALE_DAYS; back += 1) {
      const known = implied.closes.get(today - back);
      if (known !== undefined) return known;
    }
    return vol;
  });
}

/** Sums the rates that fell due after one close and not after the next. */
function fundingPaid(at: Float64Array, series: readonly FundingSeries[]): Float64Array {
  const paid = new Float64Array(at.length);
  const seen = new Set<number>();
  for (const { at: times, rates } of series) {
    let i = 1;
    for (const [k, time] of times.entries()) {
      while (i < at.length && (at[i] as number) < time) i += 1;
      if (i >= at.length) break;
      if (time <= (at[0] as number) || seen.has(time)) continue;
      seen.add(time);
      paid[i] = (paid[i] as number) + (rates[k] as number);
    }
  }
  return paid;
}

/** One coin's market out of what was read of it. */
export function pathOf(
  coin: Currency,
  series: readonly BarSeries[],
  funding: readonly FundingSeries[] = [],
  implied?: Implied,
): CoinPath {
  const prices = spliced(series);
  const { at, close } = prices;
  const realised = realisedVol(coin, at, close);
  const vol = markVol(at, realised, implied);
  return { coin, ...prices, realised, vol, funding: fundingPaid(at, funding) };
}

/** Reads bars, funding and daily implied vols (a file named `dvol_COIN_…`). Throws `InputRefused`. */
export async function readMarket(setting: Pick<StudySetting, 'data' | 'funding'>): Promise<Market> {
  const files: FileReport[] = [];
  const series = new Map<Currency, BarSeries[]>();
  const implied: Implied[] = [];
  for (const path of setting.data) {
    const coin = IMPLIED_NAME.exec(path)?.[1]?.toUpperCase();
    if (coin !== undefined) {
      const read = await readImplied(path, coin);
      implied.push(read.implied);
      files.push(read.report);
      continue;
    }
    const { base, intervalMs } = readBarFileName(path);
    if (base === null)
      throw new InputRefused(
        `${path}: its name does not say of what it is`,
        'name it like BTCUSDT_perp_15m.csv',
      );
    const bars = await readBars(path, intervalMs);
    series.set(base, [...(series.get(base) ?? []), bars]);
    files.push(reportOf(path, [base], bars.length, bars));
  }
  if (series.size === 0) throw new InputRefused('there are no bars', 'give files of bars with --data');
  const funding: FundingSeries[] = [];
  for (const path of setting.funding) {
    const read = await readFunding(path);
    funding.push(...read.series);
    const rows = read.series.reduce((sum, { at }) => sum + at.length, 0);
    files.push(
      reportOf(
        path,
        read.series.map(({ asset }) => asset),
        rows,
        read,
      ),
    );
  }
  const paths = [...series.entries()].map(([coin, bars]) => {
    const paid = funding.filter(({ asset }) => asset === coin);
    return pathOf(
      coin,
      bars,
      paid,
      implied.find((one) => one.coin === coin),
    );
  });
  const unpaid = paths.filter(({ coin }) => !funding.some(({ asset }) => asset === coin));
  const unmarked = paths.filter(({ coin }) => !implied.some((one) => one.coin === coin));
  return {
    paths,
    files,
    warnings: [
      ...unpaid.map(({ coin }) => `no funding of ${coin} is given: its hedge pays none`),
      ...unmarked.map(
        ({ coin }) => `no implied vol of ${coin} is given: marked at realised vol (half-life 2 days)`,
      ),
    ],
  };
}
