/** What chosen hedges led to, over all rolls that had a past to choose on and over weeks drawn again. */
import { BASIS_POINTS } from '../frontier/walk-forward.ts';
import { weekOf } from '../frontier/weeks.ts';
import type { Choice } from './choose.ts';
import { AVERSIONS, type Hedged, type Trial } from './hedges.ts';
import { REGIMES } from './signals.ts';

/** Errors are root mean squares over rolls, in basis points of notional; so is the mean cost. */
export interface Outcome {
  readonly cost: number;
  readonly rolls: number;
  readonly all: number;
  readonly top: number;
  readonly crash: number;
  /** By crash week; over all rolls, most of which did not live then. */
  readonly crashWeeks: readonly number[];
  readonly stressOverCalm: number | null;
}

/** Sums by the week of the deal, counted from the first. */
export interface WeekSums {
  readonly rolls: Float64Array;
  readonly cost: Float64Array;
  readonly all: Float64Array;
  readonly top: Float64Array;
}

/** Of one mode, at each cost aimed at. */
export interface Outcomes {
  readonly choices: readonly Choice[];
  readonly weekly: readonly WeekSums[];
  readonly outcomes: readonly Outcome[];
}

/** The costs that choices aim at, as fractions of notional: from 12 to 90 bp for a week, twice that for four. */
export function costLevels(tenorDays: number): readonly number[] {
  const scale = Math.sqrt(tenorDays / 7) / BASIS_POINTS;
  return Array.from({ length: 14 }, (_, i) => 12 * scale * Math.exp((i * Math.log(7.5)) / 13));
}

function picked({ hedged }: Trial, { response, aversion }: Choice, roll: number): Hedged | undefined {
  return hedged[response[roll] as number]?.[aversion[roll] as number];
}

function root(squares: number, rolls: number): number {
  return rolls === 0 ? 0 : BASIS_POINTS * Math.sqrt(squares / rolls);
}

/** Mean half-width over the bars of each regime, at the chosen aversions: stress over calm. */
function widthRatio(trial: Trial, { response, aversion }: Choice): number | null {
  const sums = REGIMES.map(() => ({ width: 0, bars: 0 }));
  for (let roll = 0; roll < trial.from.length; roll += 1) {
    const [r, g] = [response[roll] as number, aversion[roll] as number];
    if (r < 0) continue;
    for (const [k, sum] of sums.entries()) {
      sum.width += (trial.widths[r]?.[k]?.[roll] as number) / Math.cbrt(AVERSIONS[g] as number);
      sum.bars += trial.bars[k]?.[roll] as number;
    }
  }
  const [calm, , stress] = sums;
  if (calm === undefined || stress === undefined || calm.bars === 0 || stress.bars === 0) return null;
  return stress.width / stress.bars / (calm.width / calm.bars);
}

export function outcomeOf(trial: Trial, choice: Choice): Outcome {
  let [rolls, cost, all, top] = [0, 0, 0, 0];
  const crashes: number[] = [];
  for (let roll = 0; roll < trial.from.length; roll += 1) {
    const hedged = picked(trial, choice, roll);
    if (hedged === undefined) continue;
    rolls += 1;
    cost += hedged.cost[roll] as number;
    all += hedged.squares[roll] as number;
    top += hedged.top[roll] as number;
    for (const [k, column] of hedged.crash.entries())
      crashes[k] = (crashes[k] ?? 0) + (column[roll] as number);
  }
  return {
    cost: rolls === 0 ? 0 : (BASIS_POINTS * cost) / rolls,
    rolls,
    all: root(all, rolls),
    top: root(top, rolls),
    crash: root(
      crashes.reduce((sum, squares) => sum + squares, 0),
      rolls,
    ),
    crashWeeks: crashes.map((squares) => root(squares, rolls)),
    stressOverCalm: widthRatio(trial, choice),
  };
}

export function weeklyOf(trial: Trial, choice: Choice): WeekSums {
  const { from } = trial;
  const first = weekOf(from[0] ?? 0);
  const count = from.length === 0 ? 0 : weekOf(from.at(-1) as number) - first + 1;
  const column = (): Float64Array => new Float64Array(count);
  const sums = { rolls: column(), cost: column(), all: column(), top: column() };
  for (const [roll, at] of from.entries()) {
    const hedged = picked(trial, choice, roll);
    if (hedged === undefined) continue;
    const week = weekOf(at) - first;
    sums.rolls[week] = (sums.rolls[week] as number) + 1;
    sums.cost[week] = (sums.cost[week] as number) + (hedged.cost[roll] as number);
    sums.all[week] = (sums.all[week] as number) + (hedged.squares[roll] as number);
    sums.top[week] = (sums.top[week] as number) + (hedged.top[roll] as number);
  }
  return sums;
}

/** Outcomes over `weeks`, each as often as it is listed; of crash weeks and widths they say nothing. */
export function outcomesAt(sums: readonly WeekSums[], weeks: readonly number[]): readonly Outcome[] {
  return sums.map((one) => {
    const total = (key: keyof WeekSums): number =>
      weeks.reduce((sum, week) => sum + (one[key][week] as number), 0);
    const rolls = total('rolls');
    const errors = { all: root(total('all'), rolls), top: root(total('top'), rolls) };
    const cost = rolls === 0 ? 0 : (BASIS_POINTS * total('cost')) / rolls;
    return { cost, rolls, ...errors, crash: 0, crashWeeks: [], stressOverCalm: null };
  });
}
