/** Numbers of a policy chosen on what was over when they were to be used. */
import type { Column, Swept } from './sweep.ts';

/** A policy told to reach one hedging error, with its number chosen anew each month. Basis points of notional. */
export interface Forward {
  readonly target: number;
  /** Place in the grid for each roll; −1 where there was too little past to choose on. */
  readonly choice: Int32Array;
}

/** Hedging error of each place of a policy's grid on other data, in basis points: a past that does not grow. */
export type Frozen = readonly number[];

export const BASIS_POINTS = 1e4;
/** Fewer rolls than these say too little of what error a number leads to. */
const PAST_MIN = 30;

function monthOf(at: number): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first moment of the month that `at` is in. */
function monthStart(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** Root mean square over the rolls that were over by `by`, in basis points; undefined where they are too few. */
export function errorBy({ to }: Pick<Swept, 'to'>, { squares }: Column, by: number): number | undefined {
  let sum = 0;
  let count = 0;
  for (let roll = 0; roll < to.length; roll += 1) {
    if ((to[roll] as number) > by) continue;
    sum += squares[roll] as number;
    count += 1;
  }
  return count < PAST_MIN ? undefined : BASIS_POINTS * Math.sqrt(sum / count);
}

/** The place whose past error is nearest to `target`, as a ratio. */
function nearest(errors: readonly number[], target: number): number {
  let best = 0;
  for (const [g, error] of errors.entries()) {
    const distance = Math.abs(Math.log(Math.max(error, 1e-9) / target));
    if (distance < Math.abs(Math.log(Math.max(errors[best] as number, 1e-9) / target))) best = g;
  }
  return best;
}

/**
 * For each of `targets` and each roll the place in the grid whose hedging error, over the rolls that had expired
 * when the month of the deal began, was nearest. With `frozen` the past is that, and no month is without one.
 */
export function chooseForward(
  swept: Pick<Swept, 'from' | 'to'>,
  columns: readonly Column[],
  targets: readonly number[],
  frozen?: Frozen,
): readonly Forward[] {
  const choices = targets.map((target) => ({ target, choice: new Int32Array(swept.from.length).fill(-1) }));
  let month = -1;
  let errors: readonly (number | undefined)[] = [];
  for (const [roll, at] of swept.from.entries()) {
    if (monthOf(at) !== month) {
      month = monthOf(at);
      errors = frozen ?? columns.map((column) => errorBy(swept, column, monthStart(at)));
    }
    if (errors.includes(undefined)) continue;
    const known = errors as readonly number[];
    for (const { target, choice } of choices) choice[roll] = nearest(known, target);
  }
  return choices;
}
