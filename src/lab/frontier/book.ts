/** The frontier of the book: both coins hedged together, beside each hedged alone. */
import { halfWidth } from '../../decide/band.ts';
import { DAY } from '../../units/time.ts';
import type { Chart } from '../experiment.ts';
import { type BookGreeks, type BookKind, bookGreeks, type PairPath } from './book-greeks.ts';
import { falling } from './curve.ts';
import { jointMisses } from './joint.ts';
import { type Comparison, compare, type FrozenCell, frontierOf } from './straddles.ts';
import { COST_RATE, type Column } from './sweep.ts';
import { weekOf } from './weeks.ts';

/** Whether the band looks at gamma ahead, and whether misses may offset each other. */
interface BookPolicy {
  readonly name: string;
  readonly looksAhead: boolean;
  readonly isJoint: boolean;
}

/** The last is the default; those between tell which part of it gains what. */
const POLICIES: readonly BookPolicy[] = [
  { name: 'whalley-wilmott', looksAhead: false, isJoint: false },
  { name: 'gamma ahead alone', looksAhead: true, isJoint: false },
  { name: 'joint alone', looksAhead: false, isJoint: true },
  { name: 'joint', looksAhead: true, isJoint: true },
];
const AVERSIONS: readonly number[] = Array.from({ length: 18 }, (_, i) => 3e4 * Math.exp(-0.6 * i));
/** Errors of the whole book, in basis points of its notional a week. */
const BOOK_LEVELS: readonly number[] = [5, 10, 20];
const TARGETS: readonly number[] = Array.from(
  { length: 16 },
  (_, i) => 2 * Math.exp((i * Math.log(20)) / 15),
);
const SEEDS: Readonly<Record<BookKind, readonly number[]>> = { mixed: [1, 2, 3], short: [1] };
const WARM_UP = 30 * DAY;
/** Of a position without gamma, which then never moves either. */
const WIDTH_MIN = 1e-12;

/** Sums of each week of one book hedged in one way, as fractions of its notional. */
interface WeekColumns {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** The week of each bar, counted from the first whole one after the warm-up; negative before. */
  readonly weekOfBar: Int32Array;
}

function weeksOf({ at }: PairPath): WeekColumns {
  const first = weekOf((at[0] as number) + WARM_UP) + 1;
  const last = weekOf(at.at(-1) as number) - 1;
  const count = Math.max(0, last - first + 1);
  const start = (week: number): number => (first + week) * 7 * DAY + 4 * DAY;
  return {
    from: Float64Array.from({ length: count }, (_, week) => start(week)),
    to: Float64Array.from({ length: count }, (_, week) => start(week + 1)),
    weekOfBar: Int32Array.from(at, (time) => (weekOf(time) > last ? -1 : weekOf(time) - first)),
  };
}

function emptyColumn(weeks: number): Column {
  const column = (): Float64Array => new Float64Array(weeks);
  return { cost: column(), squares: column(), gain: column(), funding: column() };
}

function add(to: Float64Array, week: number, value: number): void {
  if (week >= 0) to[week] = (to[week] as number) + value;
}

/** Half-widths at a risk aversion of 1, for each coin. */
function widthsOf({ close }: PairPath, greeks: BookGreeks, looksAhead: boolean): readonly Float64Array[] {
  const gammas = looksAhead ? greeks.reach : greeks.gamma;
  return gammas.map((gamma, coin) =>
    gamma.map((value, i) => {
      const inputs = { gamma: value, price: close[coin]?.[i] as number, costRate: COST_RATE };
      return halfWidth({ kind: 'whalley-wilmott', riskAversion: 1 }, inputs);
    }),
  );
}

/** Hedges one book from the first bar to the last and adds what that led to, times `share`, to `column`. */
function hedge(
  pair: PairPath,
  greeks: BookGreeks,
  widths: readonly Float64Array[],
  isJoint: boolean,
  aversion: number,
  share: number,
  weekOfBar: Int32Array,
  column: Column,
): void {
  const { close, funding, correlation } = pair;
  const scale = 1 / Math.cbrt(aversion);
  const left = new Float64Array(2);
  const one = { miss: 0, price: 1, halfWidth: 1 };
  const other = { miss: 0, price: 1, halfWidth: 1 };
  const sides = [one, other] as const;
  const held = [greeks.wanted[0][0] as number, greeks.wanted[1][0] as number];
  for (let i = 0; i + 1 < close[0].length; i += 1) {
    for (const [coin, side] of sides.entries()) {
      side.miss = (held[coin] as number) - (greeks.wanted[coin]?.[i] as number);
      side.price = close[coin]?.[i] as number;
      side.halfWidth = Math.max(WIDTH_MIN, (widths[coin]?.[i] as number) * scale);
    }
    jointMisses(one, other, isJoint ? (correlation[i] as number) : 0, left);
    let [turnover, gain, paid] = [0, 0, 0];
    for (const [coin, side] of sides.entries()) {
      const next = close[coin]?.[i + 1] as number;
      const miss = left[coin] as number;
      turnover += Math.abs(miss - side.miss) * side.price;
      gain += miss * (next - side.price);
      held[coin] = (greeks.wanted[coin]?.[i] as number) + miss;
      paid += (held[coin] as number) * next * (funding[coin]?.[i + 1] as number);
    }
    const week = weekOfBar[i] as number;
    add(column.cost, week, share * turnover * COST_RATE);
    add(column.squares, week, share * gain * gain);
    add(column.gain, week, share * gain);
    add(column.funding, week, share * paid);
  }
}

export interface BookFrontier {
  readonly rows: readonly object[];
  readonly comparisons: readonly Comparison[];
  readonly chart: Chart;
}

/** Hedges the books of `kind` over `pair` in every way. Cost and squared error are means over the books. */
export function bookFrontier(
  pair: PairPath,
  kind: BookKind,
  frozen: FrozenCell | undefined,
  onBook: (share: number) => void,
): BookFrontier {
  const weeks = weeksOf(pair);
  const seeds = SEEDS[kind];
  const columns = POLICIES.map(() => AVERSIONS.map(() => emptyColumn(weeks.from.length)));
  for (const [b, seed] of seeds.entries()) {
    const greeks = bookGreeks(pair, kind, seed);
    for (const [p, { looksAhead, isJoint }] of POLICIES.entries()) {
      const widths = widthsOf(pair, greeks, looksAhead);
      for (const [g, aversion] of AVERSIONS.entries()) {
        const column = columns[p]?.[g] as Column;
        hedge(pair, greeks, widths, isJoint, aversion, 1 / seeds.length, weeks.weekOfBar, column);
      }
    }
    onBook((b + 1) / seeds.length);
  }
  const frontiers = POLICIES.map(({ name }, p) =>
    frontierOf(name, weeks, columns[p] ?? [], TARGETS, frozen?.[name]),
  );
  const [plain] = frontiers as [(typeof frontiers)[number]];
  const coin = `${kind} book of ${pair.coins.join(' and ')}`;
  const comparisons = frontiers.slice(1).flatMap((own) =>
    BOOK_LEVELS.map(
      (level): Comparison => ({
        ...{ kind: 'comparison', coin, tenorDays: 7, level, rival: `${own.policy} over ${plain.policy}` },
        ...compare(own, plain, level, 4),
      }),
    ),
  );
  const rows = frontiers.flatMap(({ policy, forward, forwards, inSample }) => [
    ...forward.map((point, i) => ({
      ...{ kind: 'walk-forward', coin, tenorDays: 7, policy, target: forwards[i]?.target },
      ...{ weeks: forwards[i]?.choice.filter((g) => g >= 0).length, ...point },
    })),
    ...inSample.map((point, g) => ({
      ...{ kind: 'in-sample', coin, tenorDays: 7, policy, parameter: 'risk aversion', value: AVERSIONS[g] },
      ...point,
    })),
  ]);
  const chart: Chart = {
    title: coin,
    kind: 'line',
    x: 'hedging error, bp of notional a week',
    y: 'fees and slippage, bp of notional a week',
    series: frontiers.map(({ policy, forward }) => ({
      name: policy,
      points: falling(forward).map(({ error, cost }): [number, number] => [error, cost]),
    })),
  };
  return { rows: [...rows, ...comparisons], comparisons, chart };
}
