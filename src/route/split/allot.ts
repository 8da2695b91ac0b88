/**
 * A need met by venues of which it is settled who takes part, in whole lots of different sizes. Venues with lots larger
 * than the smallest are tried lot by lot about what the price of the relaxation gives them, and the others take what is
 * left; what a trial already costs beyond the relaxation's best bounds what it can come to.
 */
import { type Curve, lotsIn } from './curve.ts';
import { equalLots } from './equal-lots.ts';
import { fewest, findPrices, isStepped, type Mode, netCost, type Prices, zeros } from './price.ts';

/** Counts within this share of one another are of one size. */
const SAME = 1e-12;
/** A plan this near to the bound, as a share of what it costs, is not bettered: a tenth of what is promised. */
const CLOSE = 1e-7;

/** A need, and what leaving one unit of it costs. */
export interface Need {
  readonly delta: number;
  readonly unhedgedCost: number;
}

/** The best plan so far, by curve, and how it was found. It costs `total`, what is left unhedged included. */
export interface Best {
  total: number;
  readonly counts: number[];
  /** Trials that are left. */
  trials: number;
  /** What plans that were not tried for want of trials come to at least. */
  untried: number;
}

/** What `total` is not worth bettering by. */
export function closeness(total: number): number {
  return CLOSE * Math.abs(total);
}

/** What `counts` cost, with what they leave of the need. */
function totalOf(curves: readonly Curve[], counts: number[], need: Need): number {
  let left = need.delta;
  let sum = 0;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    const count = counts[i] ?? 0;
    if (curve === undefined || count === 0) continue;
    sum += curve.fixed + curve.costOfLots(count);
    left -= count * curve.lot;
  }
  return sum + need.unhedgedCost * Math.max(0, left);
}

interface Trial {
  readonly curves: readonly Curve[];
  readonly need: Need;
  readonly best: Best;
  /** Trials that are left when it ends at the latest. */
  readonly trials: number;
  readonly price: number;
  /** What no plan of these venues comes to less than. */
  readonly bound: number;
  /** Places of the venues that are tried lot by lot, and of those that share the smallest lot. */
  readonly large: readonly number[];
  readonly small: readonly number[];
  readonly smallCurves: readonly Curve[];
  readonly smallModes: readonly Mode[];
  /** By place: the count that is best at the price, its net cost there, and the count to begin with. */
  readonly ideal: number[];
  readonly nets: number[];
  readonly starts: number[];
  readonly counts: number[];
  readonly smallCounts: number[];
}

/** The smallest lots take what is left; a plan that is better than the best becomes it. */
function settle(trial: Trial, left: number): void {
  const { curves, need, best, small, smallCurves, smallModes, counts, smallCounts } = trial;
  best.trials -= 1;
  if (!equalLots(smallCurves, smallModes, left, need.unhedgedCost, trial.price, smallCounts)) return;
  for (let i = 0; i < small.length; i += 1) counts[small[i] ?? 0] = smallCounts[i] ?? 0;
  const total = totalOf(curves, counts, need);
  if (!(total < best.total)) return;
  best.total = total;
  for (let i = 0; i < counts.length; i += 1) best.counts[i] = counts[i] ?? 0;
}

/** Tries counts of the large venue `depth`, the least beyond the ideal first, with `beyond` the excess so far. */
function tryLarge(trial: Trial, depth: number, left: number, beyond: number): void {
  const place = trial.large[depth];
  const curve = place === undefined ? undefined : trial.curves[place];
  if (place === undefined || curve === undefined) {
    settle(trial, left);
    return;
  }
  const { best, price, bound, counts } = trial;
  const ideal = trial.ideal[place] ?? 0;
  const net = trial.nets[place] ?? 0;
  const most = Math.min(curve.most, lotsIn(left, curve.lot));
  const excess = (count: number): number =>
    count < fewest(curve) || count > most
      ? Infinity
      : Math.max(0, curve.fixed + curve.costOfLots(count) - price * curve.lot * count - net);
  const enough = best.total - closeness(best.total) - bound - beyond;
  const start = Math.min(trial.starts[place] ?? 0, most);
  // What may be better lies on both sides of the best count, without a gap: it is walked from a count among it.
  let down = excess(start) < enough ? start : Math.min(ideal, most);
  let up = down + 1;
  let atDown = excess(down);
  let atUp = excess(up);
  for (;;) {
    const isDown = atDown <= atUp;
    const added = isDown ? atDown : atUp;
    const least = bound + beyond + added;
    if (!(least < best.total - closeness(best.total))) return;
    if (best.trials <= trial.trials) {
      best.untried = Math.min(best.untried, least);
      return;
    }
    const count = isDown ? down : up;
    counts[place] = count;
    tryLarge(trial, depth + 1, left - count * curve.lot, beyond + added);
    if (isDown) {
      down -= 1;
      atDown = excess(down);
    } else {
      up += 1;
      atUp = excess(up);
    }
  }
}

const PRICES: Prices = { low: 0, high: 0 };

/**
 * The counts of the `large` venues to begin with. At the price itself levels are worth as much taken as not, so of
 * what is taken only at the higher of both prices no more is given than is left of the need.
 */
function begin(
  curves: readonly Curve[],
  large: readonly number[],
  small: readonly number[],
  within: number,
  ideal: readonly number[],
): number[] {
  const starts = zeros(curves.length);
  const { low } = PRICES;
  const least = (curve: Curve): number =>
    Math.max(fewest(curve) * curve.lot, Math.min(curve.amountAt(low), curve.most * curve.lot));
  let left = within;
  for (const place of [...large, ...small]) {
    const curve = curves[place];
    if (curve !== undefined) left -= least(curve);
  }
  for (const place of large) {
    const curve = curves[place];
    if (curve === undefined) continue;
    const amount = least(curve);
    // What is given beyond the least is of the venue with larger lots, as the smaller ones can take any rest.
    const count = lotsIn(amount + Math.max(0, left), curve.lot);
    const start = Math.min(count, Math.max(ideal[place] ?? 0, lotsIn(amount, curve.lot)));
    starts[place] = start;
    left -= start * curve.lot - amount;
  }
  return starts;
}

/**
 * The largest step of which all lots are multiples, of the need itself no more than whole steps can be met; 0 where
 * there is none of a thousandth of the smallest lot or more.
 */
function commonStep(curves: readonly Curve[], modes: readonly Mode[]): number {
  let step = 0;
  let least = Infinity;
  for (let i = 0; i < curves.length; i += 1) {
    const lot = curves[i]?.lot ?? 0;
    if (modes[i] === 'out') continue;
    least = Math.min(least, lot);
    if (lot === step) continue;
    let other = lot;
    while (step > 1e-9 * lot) {
      const rest = other - step * lotsIn(other, step);
      other = step;
      step = rest;
    }
    step = other;
    if (step < 1e-3 * least) return 0;
  }
  return step;
}

/** Delta of `need` that whole lots of the venues that may take part could give at best. */
export function reachable(curves: readonly Curve[], modes: readonly Mode[], need: number): number {
  const step = commonStep(curves, modes);
  return step > 0 ? lotsIn(need, step) * step : need;
}

/**
 * Finds the best lots where venues take part by `modes`, which has none that is `open` and stepped, and writes them to
 * `best` where they are better. Their price is sought about `guess`.
 */
export function allot(
  curves: readonly Curve[],
  modes: readonly Mode[],
  need: Need,
  guess: number,
  best: Best,
): void {
  best.trials -= 1;
  const within = reachable(curves, modes, need.delta);
  if (!findPrices(curves, modes, within, need.unhedgedCost, guess, PRICES)) return;
  const price = PRICES.high;
  const ideal = zeros(curves.length);
  const nets = zeros(curves.length);
  let bound = price * within + need.unhedgedCost * (need.delta - within);
  let smallest = Infinity;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    const mode = modes[i] ?? 'out';
    if (curve === undefined || mode === 'out') continue;
    nets[i] = netCost(curve, mode, price, ideal, i);
    bound += nets[i] ?? 0;
    smallest = Math.min(smallest, curve.lot);
  }
  if (!(bound < best.total - closeness(best.total))) return;
  const taking = curves.map((_, i) => i).filter((i) => modes[i] !== 'out');
  const isLarge = (i: number): boolean => (curves[i]?.lot ?? 0) > smallest * (1 + SAME);
  const small = taking.filter((i) => !isLarge(i));
  const large = taking.filter(isLarge).sort((a, b) => (curves[b]?.lot ?? 0) - (curves[a]?.lot ?? 0) || a - b);
  const smallCurves = small.flatMap((i) => curves[i] ?? []);
  const trial: Trial = {
    ...{ curves, need, best, price, bound, large, small, smallCurves, ideal, nets },
    // Half of them: other choices of who takes part may matter more than lots do.
    trials: best.trials / 2,
    smallModes: small.map((i) => modes[i] ?? 'out'),
    starts: begin(curves, large, small, within, ideal),
    counts: zeros(curves.length),
    smallCounts: zeros(small.length),
  };
  tryLarge(trial, 0, need.delta, 0);
}

/** Venues that take part where their taking part is a question, settled by what pays at the price of all. */
export function modesOf(curves: readonly Curve[], ideal: number[]): Mode[] {
  return curves.map((curve, i) => (isStepped(curve) ? ((ideal[i] ?? 0) > 0 ? 'in' : 'out') : 'open'));
}
