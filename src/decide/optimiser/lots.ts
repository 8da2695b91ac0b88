/** Whole lots instead of the optimiser's trades. */
import { addUp, exposuresAfter, objectiveOf } from './objective.ts';
import type { LimitName } from './outcome.ts';
import type { Programme } from './programme.ts';

/** Trades that are undecided between two lots are tried in all combinations, as long as they are this many. */
const MOST_TRIED = 10;
/** Of a limit's own size: what rounding may seem to break it by. */
const ROUNDING = 1e-9;

/** Trades in whole lots. */
export interface Lotted {
  /** In the instruments' own units: multiples of their lots. */
  readonly trades: Float64Array;
  readonly objective: number;
  /** The limit that is broken, where no combination that was tried keeps them all. */
  readonly broken: LimitName | undefined;
}

interface Excess {
  /** How far limits are broken, each in parts of its size, in all. */
  readonly amount: number;
  readonly worst: LimitName | undefined;
}

function excessOf(programme: Programme, trades: Float64Array): Excess {
  const { lower, upper, bandLower, bandUpper, rowLimits, margins, marginLimit } = programme;
  let [amount, most] = [0, 0];
  let worst: LimitName | undefined;
  const check = (
    kind: LimitName['kind'],
    index: number,
    value: number,
    from: number,
    to: number,
    size: number,
  ) => {
    const slack = ROUNDING * size;
    const over = Math.max(from - slack - value, value - to - slack) / (size || 1);
    if (!(over > 0)) return;
    amount += over;
    if (over <= most) return;
    most = over;
    worst = { kind, index, side: value < from ? 'lower' : 'upper' };
  };
  const { sums, sizes } = exposuresAfter(programme, trades);
  for (let j = 0; j < sums.length; j++)
    check(
      'exposure',
      j,
      sums[j] as number,
      bandLower[j] as number,
      bandUpper[j] as number,
      sizes[j] as number,
    );
  const rows = new Float64Array(rowLimits.length);
  const rowSizes = new Float64Array(rowLimits.length);
  addUp(programme.rows, trades, rows, rowSizes);
  for (let j = 0; j < rows.length; j++)
    check('row', j, rows[j] as number, -Infinity, rowLimits[j] as number, rowSizes[j] as number);
  let margin = 0;
  for (let i = 0; i < trades.length; i++) {
    const x = trades[i] as number;
    check('trade', i, x, lower[i] as number, upper[i] as number, Math.abs(x));
    margin += (margins[i] as number) * Math.abs(x);
  }
  check('margin', 0, margin, -Infinity, marginLimit, margin);
  return { amount, worst };
}

/** A number of lots, or the nearest whole one where it differs from that by rounding alone. */
function lotsOf(trade: number, lot: number): number {
  const lots = trade / lot;
  const whole = Math.round(lots);
  return Math.abs(lots - whole) <= ROUNDING * Math.max(1, Math.abs(lots)) ? whole : lots;
}

/**
 * The best of the whole lots next to `trades`: keeping all limits first, then by objective, then by trading less.
 * All combinations of rounding down and up are tried of the trades that are least decided, ten at most; the others
 * are rounded to the nearest. Rounding all of them towards 0 is tried as well. `lots` are sizes, above 0. Limits
 * count as kept if they are broken by no more than rounding. For a decision that is taken, not for every tick: it
 * allocates.
 */
export function toLots(programme: Programme, trades: ArrayLike<number>, lots: ArrayLike<number>): Lotted {
  const counts = Array.from(trades, (trade, i) => lotsOf(trade, lots[i] as number));
  const inLots = (count: number, i: number): number => count * (lots[i] as number);
  const undecided = Array.from(counts.keys())
    .filter((i) => !Number.isInteger(counts[i]))
    .sort((a, b) => indecision(counts[b] as number) - indecision(counts[a] as number) || a - b)
    .slice(0, MOST_TRIED);
  let best = Float64Array.from(counts, (count, i) => inLots(Math.trunc(count), i));
  let excess = excessOf(programme, best);
  let objective = objectiveOf(programme, best);
  const trial = Float64Array.from(counts, (count, i) => inLots(Math.round(count), i));
  for (let choice = 0; choice < 1 << undecided.length; choice++) {
    for (const [bit, i] of undecided.entries()) {
      const towards = Math.trunc(counts[i] as number);
      const isAway = ((choice >> bit) & 1) === 1;
      trial[i] = inLots(isAway ? towards + Math.sign(counts[i] as number) : towards, i);
    }
    const tried = excessOf(programme, trial);
    if (tried.amount > excess.amount) continue;
    const value = objectiveOf(programme, trial);
    if (tried.amount === excess.amount && value >= objective) continue;
    [best, excess, objective] = [trial.slice(), tried, value];
  }
  return { trades: best.map((x) => x + 0), objective, broken: excess.worst };
}

/** How near to the middle between two whole numbers: 0 to ½. */
function indecision(count: number): number {
  return 0.5 - Math.abs(Math.abs(count) - Math.floor(Math.abs(count)) - 0.5);
}
