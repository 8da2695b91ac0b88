/** Parts of the study that need nothing of each other, each told by what a thread can be sent. */
import { DAY, YEAR } from '../../units/time.ts';
import { CRASH_DAYS } from '../breakers/crashes.ts';
import { readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import type { BookRow } from './goals.ts';
import { liveAlone, liveProtected } from './life.ts';
import { placesOf, type Recorded, slice, weatherOf } from './recorded.ts';
import { BOOKS, type BookSetup } from './setup.ts';
import { drawWeather, type Weather } from './weather.ts';

/** Of the seeds that judge; none of them was looked at before everything was decided. */
const JUDGING = 'liquidation/verdict';

/** Files of bars of Bitcoin, and of Ether beside it where there are. */
export interface Pair {
  readonly btc: string;
  readonly eth: string | null;
}

export type Job =
  /** Crash paths from one seed to before another. */
  | { readonly kind: 'paths'; readonly from: number; readonly to: number }
  /** The crash days that a recording holds. */
  | { readonly kind: 'days'; readonly pair: Pair }
  /** Every so many-th whole month of a recording, from one on. */
  | { readonly kind: 'months'; readonly pair: Pair; readonly from: number; readonly every: number };

function holdsEther({ accounts }: BookSetup): boolean {
  return Object.values(accounts).some(({ positions }) =>
    Object.keys(positions ?? {}).some((symbol) => symbol.startsWith('ETH')),
  );
}

function booksOn({ eth }: Recorded): readonly BookSetup[] {
  return eth === null ? BOOKS.filter((book) => !holdsEther(book)) : BOOKS;
}

/** A row for each book along one path. */
function rowsOf(
  part: BookRow['part'],
  of: string,
  weather: Weather,
  books: readonly BookSetup[],
): readonly BookRow[] {
  const years = (weather.length * weather.stepMs) / YEAR;
  const gaps = weather.gaps.map(({ size }) => size);
  return books.map((book) => ({
    ...{ part, of, book: book.name, gaps, years, off: liveAlone(book, weather) },
    on: liveProtected(book, weather, of),
  }));
}

function pathRows(from: number, to: number): readonly BookRow[] {
  const rows: BookRow[] = [];
  for (let i = from; i < to; i += 1) {
    const seed = `${JUDGING}/${i}`;
    rows.push(...rowsOf('path', seed, drawWeather(seed), BOOKS));
  }
  return rows;
}

async function readPair({ btc, eth }: Pair): Promise<Recorded> {
  const read = (file: string) => readBars(file, readBarFileName(file).intervalMs);
  return { btc: await read(btc), eth: eth === null ? null : await read(eth) };
}

function dayRows(recorded: Recorded): readonly BookRow[] {
  const { btc } = recorded;
  const weather = weatherOf(recorded);
  return CRASH_DAYS.flatMap((day): readonly BookRow[] => {
    const start = Date.parse(`${day}T00:00:00Z`);
    const [first, end] = placesOf(btc, start, start + DAY);
    // Half a day of bars at least, with some before to tell the volatility by.
    const isHeld = (end - first) * btc.intervalMs >= DAY / 2 && first * btc.intervalMs >= DAY;
    return isHeld ? rowsOf('day', day, slice(weather, first, end), booksOn(recorded)) : [];
  });
}

/** Starts of the months from the first bar's to the last bar's. */
function monthsOf({ btc }: Recorded): readonly number[] {
  const [first, last] = [new Date(btc.starts[0] as number), btc.starts[btc.length - 1] as number];
  const starts: number[] = [];
  for (let i = 0; ; i += 1) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i);
    if (start > last) return starts;
    starts.push(start);
  }
}

/** Books are opened anew at the start of each month. */
function monthRows(recorded: Recorded, from: number, every: number): readonly BookRow[] {
  const weather = weatherOf(recorded);
  return monthsOf(recorded)
    .filter((_, i) => i % every === from)
    .flatMap((start): readonly BookRow[] => {
      const begun = new Date(start);
      const next = Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + 1);
      const [first, end] = placesOf(recorded.btc, start, next);
      const isWhole = (end - first) * recorded.btc.intervalMs >= 0.9 * (next - start);
      const of = begun.toISOString().slice(0, 7);
      return isWhole ? rowsOf('month', of, slice(weather, first, end), booksOn(recorded)) : [];
    });
}

export async function runJob(job: Job): Promise<readonly BookRow[]> {
  if (job.kind === 'paths') return pathRows(job.from, job.to);
  const recorded = await readPair(job.pair);
  return job.kind === 'days' ? dayRows(recorded) : monthRows(recorded, job.from, job.every);
}
