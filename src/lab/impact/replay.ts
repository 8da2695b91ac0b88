/**
 * Recorded crash days: the hedger against prices that do not hear it. Of depth six minutes are recorded and of
 * liquidations a few prints, so the price trigger is all that can be judged here; the others are, in the agent
 * market.
 */
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { crashRows, steepest } from '../breakers/crashes.ts';
import { driveSeries, mostPerMinute } from '../breakers/drive.ts';
import type { BarSeries } from '../data/bar-file.ts';
import { guardedHedger } from './guarded.ts';
import { type Book, type Hedger, hedgeOf, type View } from './hedger.ts';
import { naiveHedger } from './naive.ts';
import { Resting } from './resting.ts';

/** A hedger on a day that everybody remembers. */
export interface ReplayRow {
  readonly part: 'replay';
  readonly day: string;
  readonly asset: string;
  readonly file: string;
  readonly intervalMinutes: number;
  readonly hedger: 'naive' | 'guarded';
  /** The steepest fall within an hour, in log price. */
  readonly fall: number;
  /**
   * What was lacking of a whole hedge that day, root mean square and most, in hedges of a usual move of ten
   * minutes.
   */
  readonly residual: number;
  readonly mostResidual: number;
  /** Of what was traded that day. */
  readonly share: number;
  /** Changes of level that day, and within any minute of the three days. */
  readonly changes: number;
  readonly mostChangesPerMinute: number;
}

/** Recorded bars have no quotes. */
const HALF_SPREAD = 5e-5;
/**
 * Of the volume: what hedging a usual move of ten minutes at once would be. With √-impact that is a gain of about
 * 0.3.
 */
const HEDGE_SHARE = 0.1;
const BEFORE = 2 * DAY;

/** A book sized on the bars from `first` to `end`. */
function sized(series: BarSeries, first: number, end: number): Book {
  const span = Math.max(1, Math.round((10 * MINUTE) / series.intervalMs));
  let squares = 0;
  let volume = 0;
  for (let i = first + span; i < end; i += 1) {
    const move = (series.close[i] as number) - (series.close[i - span] as number);
    squares += move * move;
    volume += series.volume[i] as number;
  }
  const count = end - first - span;
  const move = Math.sqrt(squares / count);
  return {
    gamma: (-HEDGE_SHARE * span * volume) / count / move,
    move,
    struck: series.close[first] as number,
  };
}

interface Told {
  readonly residuals: readonly number[];
  readonly traded: number;
  readonly own: number;
}

/** Bars `first` to `end` with `hedger`, and what was counted from `counted` on. */
function drive(
  series: BarSeries,
  book: Book,
  hedger: Hedger,
  [first, counted, end]: readonly number[],
): Told {
  const unknown = Number.NaN;
  const view: View = {
    ...{ now: 0, price: 0, halfSpread: 0, depth: unknown, openInterest: unknown, liquidated: unknown },
    ...{ liquidations: unknown, traded: 0, held: 0, took: 0, rested: 0, rest: 0, limit: 0 },
  };
  const resting = new Resting();
  const residuals: number[] = [];
  let before = { traded: 0, own: 0 };
  for (let i = first as number; i < (end as number); i += 1) {
    if (i === counted) before = { traded: view.traded, own: view.took + view.rested };
    // Nobody knows who was first at a limit, so a bar must trade through it.
    const extreme = resting.size > 0 ? series.low[i] : series.high[i];
    const filled = resting.fill(extreme as number, HALF_SPREAD * resting.limit, 0);
    view.price = series.close[i] as number;
    view.now =
      ((series.starts[i] as number) - (series.starts[first as number] as number) + series.intervalMs) /
      SECOND;
    view.halfSpread = HALF_SPREAD * view.price;
    view.traded += series.volume[i] as number;
    view.held += filled;
    view.rested += Math.abs(filled);
    view.rest = resting.size;
    view.limit = resting.limit;
    if (i >= (counted as number)) residuals.push(hedgeOf(book, view.price) - view.held);
    const { take, rest, limit } = hedger.decide(view);
    if (rest !== resting.size || limit !== resting.limit) resting.set(rest, limit, 0);
    view.held += take;
    view.took += Math.abs(take);
  }
  return { residuals, traded: view.traded - before.traded, own: view.took + view.rested - before.own };
}

/** Rows of the crash days that `series` holds with two days before them. */
export function replayCrashes(series: BarSeries, asset: string): readonly ReplayRow[] {
  const { starts, file, intervalMs } = series;
  const driven = driveSeries(series, asset);
  return crashRows(driven).flatMap(({ day }): readonly ReplayRow[] => {
    const start = Date.parse(`${day}T00:00:00Z`);
    const place = (time: number): number => {
      const found = starts.findIndex((at) => at >= time);
      return found < 0 ? starts.length : found;
    };
    const [first, counted, end] = [place(start - BEFORE), place(start), place(start + DAY)];
    const book = sized(series, first, counted);
    const hedge = Math.abs(book.gamma) * book.move;
    const fall = steepest(driven, counted, end, HOUR).size;
    const hedgers = { naive: naiveHedger(book), guarded: guardedHedger(book) };
    return Object.entries(hedgers).map(([hedger, each]): ReplayRow => {
      const { residuals, traded, own } = drive(series, book, each, [first, counted, end]);
      const squares = residuals.reduce((sum, residual) => sum + residual * residual, 0);
      const since = (start - (starts[first] as number)) / SECOND;
      return {
        ...{ part: 'replay', day, asset, file, intervalMinutes: intervalMs / MINUTE, fall },
        hedger: hedger as ReplayRow['hedger'],
        residual: Math.sqrt(squares / residuals.length) / hedge,
        mostResidual: residuals.reduce((most, residual) => Math.max(most, Math.abs(residual)), 0) / hedge,
        share: own / traded,
        changes: each.changes.filter(({ at }) => at > since * SECOND).length,
        mostChangesPerMinute: mostPerMinute(each.changes),
      };
    });
  });
}
