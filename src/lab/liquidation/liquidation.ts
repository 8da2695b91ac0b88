/**
 * `lab liquidation`: how many hedged books a crash takes away, with protection and without, and what protection costs.
 * Books and leverage are in a committed file and were fixed before any was run; the planner's numbers were decided by
 * reasoning and tried on other seeds (`liquidation/developing`). A thousand crash paths have gaps of 10 to 25 % within
 * one step, transfers that are late or never arrive, orders that fail and venues that are out. Crash days that were
 * recorded are replayed by the minute, and all recorded months by the hour tell the cost. Venues liquidate by the
 * simulated exchange's margin, protection plans by `pricing/margin`. Prices of perps are those of spot and funding is
 * left out: both fall on a book whether or not it is protected.
 */
import { DAY, HOUR, MINUTE, YEAR } from '../../units/time.ts';
import { CRASH_DAYS } from '../breakers/crashes.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import type { Chart, Study, StudySetting } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import { type BookRow, goalsOf, peersOf } from './goals.ts';
import { liveAlone, liveProtected } from './life.ts';
import { placesOf, type Recorded, slice, weatherOf } from './recorded.ts';
import { BOOKS, type BookSetup } from './setup.ts';
import { drawWeather, type Weather } from './weather.ts';

const PATHS = 1000;
/** Of the seeds that judge; none of them was looked at before everything was decided. */
const JUDGING = 'liquidation/judging';
/** Shares of the work. */
const DRAWN = 0.7;
const DAYS = 0.1;

function holdsEther({ accounts }: BookSetup): boolean {
  return Object.values(accounts).some(({ positions }) =>
    Object.keys(positions ?? {}).some((symbol) => symbol.startsWith('ETH')),
  );
}

type Place = Pick<BookRow, 'part' | 'of'>;

/** A row for each book along one path. */
function rowsOf(place: Place, weather: Weather, books: readonly BookSetup[]): readonly BookRow[] {
  const years = (weather.length * weather.stepMs) / YEAR;
  const gaps = weather.gaps.map(({ size }) => size);
  return books.map((book) => ({
    ...{ ...place, book: book.name, gaps, years, off: liveAlone(book, weather) },
    on: liveProtected(book, weather, place.of),
  }));
}

export function pathRows(
  count: number,
  seeds: string,
  onProgress: (share: number) => void,
): readonly BookRow[] {
  const rows: BookRow[] = [];
  for (let i = 0; i < count; i += 1) {
    const of = `${seeds}/${i}`;
    rows.push(...rowsOf({ part: 'path', of }, drawWeather(of), BOOKS));
    onProgress((i + 1) / count);
  }
  return rows;
}

interface File {
  readonly base: string;
  readonly series: BarSeries;
}

/** Bitcoin's bars and Ether's beside them, where both were recorded in the same span and step. */
function pairs(files: readonly File[]): readonly Recorded[] {
  return files
    .filter(({ base }) => base === 'BTC')
    .map(({ series: btc }): Recorded => {
      const middle = btc.starts[btc.length >> 1] as number;
      const eth = files.find(
        ({ base, series }) =>
          base === 'ETH' &&
          series.intervalMs === btc.intervalMs &&
          (series.starts[0] as number) <= middle &&
          (series.starts[series.length - 1] as number) >= middle,
      );
      return { btc, eth: eth?.series ?? null };
    });
}

function booksOn({ eth }: Recorded): readonly BookSetup[] {
  return eth === null ? BOOKS.filter((book) => !holdsEther(book)) : BOOKS;
}

/** Crash days, each from the recording with the shortest bars that holds it. */
function dayRows(recordings: readonly Recorded[]): readonly BookRow[] {
  const finest = recordings.toSorted((one, other) => one.btc.intervalMs - other.btc.intervalMs);
  return CRASH_DAYS.flatMap((day): readonly BookRow[] => {
    const start = Date.parse(`${day}T00:00:00Z`);
    for (const recorded of finest) {
      const [first, end] = placesOf(recorded.btc, start, start + DAY);
      // Half a day of bars at least, with some before to tell the volatility by.
      const isHeld =
        (end - first) * recorded.btc.intervalMs >= DAY / 2 && first * recorded.btc.intervalMs >= DAY;
      if (isHeld)
        return rowsOf({ part: 'day', of: day }, slice(weatherOf(recorded), first, end), booksOn(recorded));
    }
    return [];
  });
}

/** Every whole month. Books are opened anew at the start of each. */
function monthRows(recorded: Recorded, onProgress: (share: number) => void): readonly BookRow[] {
  const { btc } = recorded;
  const weather = weatherOf(recorded);
  const rows: BookRow[] = [];
  const at = new Date(btc.starts[0] as number);
  const last = btc.starts[btc.length - 1] as number;
  let start = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  while (start < last) {
    const begun = new Date(start);
    const next = Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + 1);
    const [first, end] = placesOf(btc, start, next);
    const isWhole = (end - first) * btc.intervalMs >= 0.9 * (next - start);
    const of = begun.toISOString().slice(0, 7);
    if (isWhole) rows.push(...rowsOf({ part: 'month', of }, slice(weather, first, end), booksOn(recorded)));
    start = next;
    onProgress(Math.min(1, (start - (btc.starts[0] as number)) / (last - (btc.starts[0] as number))));
  }
  return rows;
}

function chartOf(rows: readonly BookRow[]): Chart {
  const paths = rows.filter(({ part }) => part === 'path');
  const deepest = (row: BookRow) => Math.max(0, ...row.gaps.map(Math.abs));
  const edges = [0.1, 0.125, 0.15, 0.175, 0.2, 0.225];
  const points = (isDead: (row: BookRow) => boolean) =>
    edges.map((edge): readonly [number, number] => {
      const found = paths.filter((row) => deepest(row) >= edge && deepest(row) < edge + 0.025);
      return [edge + 0.0125, found.length === 0 ? 0 : found.filter(isDead).length / found.length];
    });
  return {
    title: 'Books liquidated, by the largest gap of their path',
    kind: 'line',
    x: 'largest gap',
    y: 'share of books',
    series: [
      { name: 'without protection', points: points(({ off }) => off.diedAt !== null) },
      { name: 'with protection', points: points(({ on }) => on.diedAt !== null) },
    ],
  };
}

/** The study on `paths` crash paths. */
export async function runLiquidation(
  paths: number,
  { data, onProgress }: Pick<StudySetting, 'data' | 'onProgress'>,
): ReturnType<Study> {
  const files: FileReport[] = [];
  const minutes: File[] = [];
  const hours: File[] = [];
  for (const file of data) {
    const { base, intervalMs } = readBarFileName(file);
    const series = await readBars(file, intervalMs);
    const { length, refused, gaps, sha256 } = series;
    files.push({ file, instruments: [], rows: length, refused, gaps, sha256 });
    (series.intervalMs <= 5 * MINUTE ? minutes : hours).push({ base: base ?? file, series });
  }
  const drawn = pathRows(paths, JUDGING, (share) => onProgress(DRAWN * share));
  const days = dayRows(pairs(minutes));
  onProgress(DRAWN + DAYS);
  const hourly = pairs(hours.filter(({ series }) => series.intervalMs === HOUR));
  const months = hourly.flatMap((recorded, i) =>
    monthRows(recorded, (share) =>
      onProgress(DRAWN + DAYS + ((1 - DRAWN - DAYS) * (i + share)) / hourly.length),
    ),
  );
  const rows = [...drawn, ...days, ...months];
  return { goals: goalsOf(rows), peers: peersOf(rows), charts: [chartOf(rows)], rows, files, warnings: [] };
}

/** The study at full effort. */
export const liquidation: Study = (setting) => runLiquidation(PATHS, setting);
