/**
 * Moves over one to sixty minutes, against what volatility was forecast when they began, and against fixed
 * bands.
 *
 * Returns over minutes have tails of a power law with an exponent near 3 (Gopikrishnan, Plerou, Amaral, Meyer
 * & Stanley, Physical Review E 60 (1999) 5305–5316). Student's law with 3 degrees of freedom has that tail:
 * scaled to a deviation of 1 it exceeds x, large, with probability 4 / (3π x³). So what one of the windows of
 * a length exceeds once a year is a multiple of the forecast that needs no fitting. Each doubling of the
 * length is another chance, and there are six from a minute to an hour: each has a sixth of the allowance, so
 * that all together are exceeded once a year at most (Boole). That takes 111 deviations in a minute, 52 in ten
 * and 28 in an hour: a move that is as rare grows with the sixth root of its window, and so do the bands.
 *
 * The rest was decided on minutes of 2018 and 2019, two coins over 3.3 years, of which no result is told. With
 * the whole allowance for each length and the forecast alone there are 6.0 trips a year, as the law has it;
 * with a sixth 0.6. The last week counts where it was wilder than the forecast, since a forecast falls asleep
 * over a quiet night. 5 % are for a minute: within any ten they made 112 of 117 trips, up to three a calm
 * month, and for the two and a half that the mean price of the plan is old still two. An alarm stands for an
 * hour: without that what follows upon one move is told as up to four.
 */
import { DAY, HOUR, MINUTE, YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type Grade, graded, graver, isPositive, type Signal, type Thresholds } from './signal.ts';
import { foldUsual, type Usual } from './usual.ts';

export interface PriceReading {
  readonly at: Millis;
  /** Best a median over venues. */
  readonly price: number;
  /**
   * Forecast volatility, annualised, as a fraction. Where none is ready (0), or what a model says cannot be
   * one, the fixed bands alone speak: a model that fails must not blind the breaker.
   */
  readonly vol: number;
}

interface Mark {
  readonly at: Millis;
  /** Of the price. */
  readonly log: number;
  readonly vol: number;
}

export interface Cascade {
  readonly at: Millis;
  /**
   * The first price of each minute of the window, and what was forecast then: a move is no excuse for itself.
   */
  readonly marks: readonly Mark[];
  /** What the last price says. */
  readonly grade: Grade;
  /** The last that was not calm, and when; undefined before there was one. */
  readonly alarm?: { readonly at: Millis; readonly grade: Grade };
  /** Forecast variance as it was in the last week; undefined before there was one. */
  readonly week?: Usual;
}

const WINDOW = HOUR;
/** Doublings from a minute to the window, whole. */
const LENGTHS = 6;
/** Half-life of what the last week's forecasts were. */
const WEEK = 7 * DAY;
/** No coin is calmer than that: a forecast below it comes from a price that stood still. */
const LEAST_VOL = 0.01;
/** And none is wilder. */
const MOST_VOL = 100;
const TAIL = 4 / (3 * Math.PI);

/** How many deviations a move over windows of `ms` alone reaches once in so many years. */
export function rareMove(ms: number, years: number): number {
  return Math.cbrt((TAIL * years * YEAR) / ms);
}

/** The log move within a minute, at a vol of 1, that uses up the share of windows of a minute. */
const MINUTELY = Math.sqrt(MINUTE / YEAR) * rareMove(MINUTE, LENGTHS);
/** Of the allowance: once a year, and once in ten, which with a cubic tail is ∛10 times that. It never halts. */
const YEARLY: Thresholds = [1, Math.cbrt(10), Infinity];
/**
 * The bands of the US Limit Up-Limit Down plan: 5 % within a minute, 10 % and 20 % within any ten. At a vol of
 * 100 % the tail above reaches 5 % within ten minutes 15 times a year, and 10 % twice. At 20 % the market-wide
 * breaker also closes US markets for the day.
 */
const OF_MINUTE: Thresholds = [0.05, Infinity, Infinity];
const OF_TEN: Thresholds = [0.1, 0.1, 0.2];

/** By how much a move in so many times the window is larger where it is as rare. */
function growth(times: number): number {
  return Math.cbrt(Math.sqrt(times));
}

/** What a price whose logarithm is `log` says after `marks`. */
function gradeOf(at: Millis, log: number, marks: readonly Mark[]): Grade {
  let ratio = 0;
  let ofMinute = 0;
  let ofTen = 0;
  for (const mark of marks) {
    const move = Math.abs(log - mark.log);
    // Within a minute a price moves as much as it is to in one: shorter windows would be ever more of them.
    const minutes = Math.max(1, (at - mark.at) / MINUTE);
    const scaled = move / growth(minutes);
    ofMinute = Math.max(ofMinute, scaled);
    ofTen = Math.max(ofTen, move / growth(Math.max(1, minutes / 10)));
    if (mark.vol > 0) ratio = Math.max(ratio, scaled / (MINUTELY * Math.max(LEAST_VOL, mark.vol)));
  }
  const told = graded(ratio, YEARLY, 'move within an hour over what the forecast lets expect once a year');
  const small = graded(ofMinute, OF_MINUTE, 'log move within an hour, scaled to one minute');
  const large = graded(ofTen, OF_TEN, 'log move within an hour, scaled to ten minutes');
  return graver(graver(told, small), large);
}

/** The realised move of the last hour. */
export const priceCascade: Signal<Cascade, PriceReading> = {
  fold(state, { at, price, vol: told }) {
    if (!isPositive(price) || (state !== undefined && at < state.at)) return state;
    const log = Math.log(price);
    const vol = told > 0 && told <= MOST_VOL ? told : 0;
    const marks = (state?.marks ?? []).filter((mark) => at - mark.at <= WINDOW);
    const grade = gradeOf(at, log, marks);
    const last = marks.at(-1);
    const isNew = last === undefined || Math.floor(last.at / MINUTE) < Math.floor(at / MINUTE);
    const week = vol === 0 ? state?.week : foldUsual(state?.week, at, vol * vol, WEEK, Infinity);
    if (isNew) marks.push({ at, log, vol: vol === 0 ? 0 : Math.max(vol, Math.sqrt(week?.level ?? 0)) });
    const alarm = grade.severity > 0 ? { at, grade } : state?.alarm;
    return {
      at,
      marks,
      grade,
      ...(alarm === undefined ? {} : { alarm }),
      ...(week === undefined ? {} : { week }),
    };
  },
  severity({ grade, alarm }, at) {
    // What was large within an hour is not over before one: to be watched, not to be reduced for as long.
    if (grade.severity > 0 || alarm === undefined || at - alarm.at >= WINDOW) return grade;
    return { ...alarm.grade, severity: 1, near: 1 };
  },
};
