/**
 * Moves over one to ten minutes, against what volatility was forecast when they began, and against fixed
 * bands.
 *
 * Returns over minutes have tails of a power law with an exponent near 3 (Gopikrishnan, Plerou, Amaral, Meyer
 * & Stanley, Physical Review E 60 (1999) 5305–5316). Student's law with 3 degrees of freedom has that tail:
 * scaled to a deviation of 1 it exceeds x, large, with probability 4 / (3π x³). So what one of the windows of
 * a length exceeds once a year is a multiple of the forecast that needs no fitting: 61 deviations in a
 * minute, 28 in ten.
 *
 * That it is once a year, and that the last week counts where it was wilder than the forecast, was decided on
 * minutes of 2018 and 2019: once a month with the forecast alone would have tripped six times a month, since
 * a forecast falls asleep over a quiet night, and windows of several lengths have more chances than those of
 * one.
 */
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
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
  readonly price: number;
  readonly vol: number;
}

export interface Cascade {
  readonly at: Millis;
  readonly price: number;
  /**
   * The first price of each minute of the window, and what was forecast then: a move is no excuse for itself.
   */
  readonly marks: readonly Mark[];
  /** Forecast variance as it was in the last week; undefined before there was one. */
  readonly week?: Usual;
}

const WINDOW = 10 * MINUTE;
/** Half-life of what the last week's forecasts were. */
const WEEK = 7 * DAY;
/** No coin is calmer than that: a forecast below it comes from a price that stood still. */
const LEAST_VOL = 0.01;
/** And none is wilder. */
const MOST_VOL = 100;
const TAIL = 4 / (3 * Math.PI);

/** How many deviations a move over `ms` reaches once a year. */
export function yearlyMove(ms: number): number {
  return Math.cbrt((TAIL * YEAR) / ms);
}

/** What is reached once a year, and once in ten: with a cubic tail, ∛10 times that. No multiple halts. */
const YEARLY: Thresholds = [1, Math.cbrt(10), Infinity];
/**
 * The three bands of the US Limit Up-Limit Down plan. At 20 % the market-wide breaker also closes US markets for
 * the day.
 */
const BANDS: Thresholds = [0.05, 0.1, 0.2];

function against(
  { at, price, marks }: Cascade,
  each: (move: number, mark: Mark, ms: number) => number,
): number {
  return marks.reduce((most, mark) => {
    const move = Math.abs(Math.log(price) - Math.log(mark.price));
    // Within a minute a price moves as much as it is to in one: shorter windows would be ever more of them.
    return Math.max(most, each(move, mark, Math.max(MINUTE, at - mark.at)));
  }, 0);
}

function relative(state: Cascade): Grade {
  const value = against(state, (move, { vol }, ms) =>
    vol === 0 ? 0 : move / (Math.max(LEAST_VOL, vol) * Math.sqrt(ms / YEAR) * yearlyMove(ms)),
  );
  return graded(value, YEARLY, 'move within ten minutes over what the forecast lets expect once a year');
}

/** The realised move of the last minutes. */
export const priceCascade: Signal<Cascade, PriceReading> = {
  fold(state, { at, price, vol: told }) {
    if (!isPositive(price) || (state !== undefined && at < state.at)) return state;
    const vol = told > 0 && told <= MOST_VOL ? told : 0;
    const marks = (state?.marks ?? []).filter((mark) => at - mark.at <= WINDOW);
    const last = marks.at(-1);
    const isNew = last === undefined || Math.floor(last.at / MINUTE) < Math.floor(at / MINUTE);
    const week = vol === 0 ? state?.week : foldUsual(state?.week, at, vol * vol, WEEK, Infinity);
    const mark = { at, price, vol: vol === 0 ? 0 : Math.max(vol, Math.sqrt(week?.level ?? 0)) };
    const all = isNew ? [...marks, mark] : marks;
    return week === undefined ? { at, price, marks: all } : { at, price, marks: all, week };
  },
  severity(state) {
    const absolute = graded(
      against(state, (move) => move),
      BANDS,
      'log move within ten minutes',
    );
    return graver(relative(state), absolute);
  },
};
