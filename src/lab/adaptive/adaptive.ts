/**
 * What forecasts and regimes are worth at equal cost: the band of Whalley and Wilmott, left as it is, or made narrower
 * before the hours that are expected to be volatile and wider before the others. Short straddles on recorded bars,
 * dealt each day, as in `../frontier`. Numbers are chosen each month on rolls that were over, so that each
 * way would have cost the same; what it then led to is read off at exactly the same cost.
 */
import type { Chart, Goal, Study } from '../experiment.ts';
import { costAt, falling } from '../frontier/curve.ts';
import { readMarket } from '../frontier/market.ts';
import { resampled } from '../frontier/weeks.ts';
import { PARAMETERS } from '../regimes/regimes.ts';
import { choose, MODES, type Mode, type Pasts, pastOf } from './choose.ts';
import frozen from './frozen.json' with { type: 'json' };
import { type Trial, trialOf } from './hedges.ts';
import { costLevels, type Outcome, type Outcomes, outcomeOf, outcomesAt, weeklyOf } from './outcomes.ts';
import { CRASHES, markedOf, REGIMES, signalsOf } from './signals.ts';

const TENORS = [7, 28] as const;
const FROZEN: Readonly<Record<string, Pasts>> = Object.fromEntries(
  Object.entries(frozen as Record<string, readonly (readonly (readonly number[])[])[]>).map(([key, rows]) => [
    key,
    rows.map((row) => row.map(([cost = 0, known = 0]) => ({ cost, known }))),
  ]),
);
const MODEL_COIN = 'BTC';
/** What the plain band costs where its error is this many basis points: the costs at which all are compared. */
const ERRORS: readonly number[] = [25, 35, 50];

export interface Comparison {
  readonly kind: 'comparison';
  readonly coin: string;
  readonly tenorDays: number;
  readonly mode: Mode;
  /** Basis points of notional a roll. */
  readonly cost: number;
  /** Each over the plain band's at the same cost: in the most volatile hours, in all, and in crash weeks. */
  readonly top: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly all: number | null;
  readonly crash: number | null;
  /** Mean half-width in stress over that in calm. */
  readonly stressOverCalm: number | null;
}

function ratio(one: number | null, other: number | null): number | null {
  return one === null || other === null || other === 0 ? null : one / other;
}

/** `key` of the outcomes read off at `cost`; null beyond them. */
function readAt(outcomes: readonly Outcome[], key: 'top' | 'all' | 'crash', cost: number): number | null {
  const seen = outcomes.filter((outcome) => outcome[key] > 0);
  return costAt(
    seen.map((outcome) => ({ error: outcome.cost, cost: outcome[key] })),
    cost,
  );
}

/** Of the outcome whose cost is nearest. */
function widthRatio(outcomes: readonly Outcome[], cost: number): number | null {
  const distance = (outcome: Outcome): number => Math.abs(Math.log(outcome.cost / cost));
  const [best] = outcomes.filter((outcome) => outcome.cost > 0).toSorted((a, b) => distance(a) - distance(b));
  return best?.stressOverCalm ?? null;
}

interface Cell {
  /** Of the plain band, at each cost that is compared. */
  readonly plainWidths: readonly (number | null)[];
  readonly comparisons: readonly Comparison[];
  readonly rows: readonly object[];
  readonly chart: Chart;
}

function cellOf(trial: Trial, past: Pasts | undefined): Cell {
  const { coin, tenorDays } = trial;
  const costs = costLevels(tenorDays);
  const byMode = new Map<Mode, Outcomes>(
    MODES.map((mode) => {
      const choices = choose(trial, mode, costs, past);
      const weekly = choices.map((choice) => weeklyOf(trial, choice));
      return [mode, { choices, weekly, outcomes: choices.map((choice) => outcomeOf(trial, choice)) }];
    }),
  );
  const off = byMode.get('off') as Outcomes;
  const block = Math.ceil(tenorDays / 7) + 1;
  const weeks = off.weekly[0]?.rolls.length ?? 0;
  const levels = ERRORS.flatMap((error) => {
    const cost = costAt(
      off.outcomes.map(({ all, cost }) => ({ error: all, cost })),
      error,
    );
    return cost === null ? [] : [cost];
  });
  const comparisons = MODES.slice(1).flatMap((mode) =>
    levels.map((cost): Comparison => {
      const own = byMode.get(mode) as Outcomes;
      const over = (key: 'top' | 'all' | 'crash'): number | null =>
        ratio(readAt(own.outcomes, key, cost), readAt(off.outcomes, key, cost));
      const interval = resampled(weeks, block, (drawn) => {
        const [a, b] = [outcomesAt(own.weekly, drawn), outcomesAt(off.weekly, drawn)];
        return ratio(readAt(a, 'top', cost), readAt(b, 'top', cost));
      });
      const measured = { cost, top: over('top'), interval, all: over('all'), crash: over('crash') };
      return {
        ...{ kind: 'comparison', coin, tenorDays, mode, ...measured },
        stressOverCalm: widthRatio(own.outcomes, cost),
      };
    }),
  );
  const rows = MODES.flatMap((mode) =>
    (byMode.get(mode) as Outcomes).outcomes.map((outcome, c) => ({
      ...{ kind: 'walk-forward', coin, tenorDays, mode, target: 1e4 * (costs[c] as number), ...outcome },
    })),
  );
  const chart: Chart = {
    title: `${coin}, straddles of ${tenorDays} days`,
    kind: 'line',
    x: 'fees and slippage, bp of notional a roll',
    y: 'hedging error in the most volatile tenth of hours, bp of notional a roll',
    series: MODES.map((mode) => ({
      name: mode,
      points: falling(
        (byMode.get(mode) as Outcomes).outcomes.map(({ cost, top }) => ({ error: cost, cost: top })),
      ).map(({ error, cost }): [number, number] => [error, cost]),
    })),
  };
  return { plainWidths: levels.map((cost) => widthRatio(off.outcomes, cost)), comparisons, rows, chart };
}

function mean(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length;
}

/** The goals, from comparisons of what is on with what is off. */
export function adaptiveGoals(comparisons: readonly Comparison[]): readonly Goal[] {
  const on = comparisons.filter(({ mode }) => mode === 'on');
  const left = mean(on.map(({ top }) => top));
  const saved = left === null ? null : 1 - left;
  const narrower = mean(on.map(({ stressOverCalm }) => stressOverCalm));
  return [
    {
      id: 'adaptive.stress',
      target: 0.05,
      reached: saved,
      met: saved !== null && saved >= 0.05,
      what: 'error saved in the most volatile tenth of hours at equal cost, mean over costs, coins, tenors; at least',
    },
    {
      id: 'adaptive.stress.band',
      target: 1,
      reached: narrower,
      met: narrower !== null && narrower < 1,
      what: 'mean half-width in stress over that in calm; below',
    },
  ];
}

/** Runs it, on any coins. */
export const adaptive: Study = async (setting) => {
  const { paths, files, warnings } = await readMarket(setting);
  const places = paths.flatMap((path) => TENORS.map((tenorDays) => ({ path, tenorDays })));
  const known = new Map(
    paths.map(
      (path) => [path, { signals: signalsOf(path, PARAMETERS.model), marked: markedOf(path) }] as const,
    ),
  );
  const pasts: object[] = [];
  const cells = places.map(({ path, tenorDays }, i) => {
    const { signals, marked } = known.get(path) as NonNullable<ReturnType<typeof known.get>>;
    const told = (share: number): void => setting.onProgress((i + share) / places.length);
    const trial = trialOf(path, signals, marked, tenorDays, told);
    const key = `${path.coin} ${tenorDays}`;
    pasts.push({ kind: 'past', key, past: pastOf(trial, Infinity) ?? null });
    const frozenPast = FROZEN[key] ?? FROZEN[`${MODEL_COIN} ${tenorDays}`];
    return cellOf(trial, setting.isDefault ? undefined : frozenPast);
  });
  const comparisons = cells.flatMap((cell) => cell.comparisons);
  return {
    goals: adaptiveGoals(comparisons),
    peers: [
      ...MODES.slice(1).map((mode) => {
        const left = mean(comparisons.filter((one) => one.mode === mode).map(({ top }) => top));
        return { name: `${mode}: saved in volatile hours`, reached: left === null ? null : 1 - left };
      }),
      {
        name: 'plain band: mean half-width in stress over that in calm',
        reached: mean(cells.flatMap(({ plainWidths }) => plainWidths)),
      },
    ],
    rows: [
      ...cells.flatMap(({ rows }) => rows),
      ...comparisons,
      ...pasts,
      { kind: 'crash weeks', CRASHES, REGIMES },
    ],
    charts: cells.map(({ chart }) => chart),
    files,
    warnings,
  };
};
