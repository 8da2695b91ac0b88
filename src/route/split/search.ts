/**
 * Who takes part in a split. Gas, and least orders, make that a choice: the relaxation's price settles most of it, and
 * says of each venue what it costs at least to settle otherwise; the few for which that is less than what the best plan
 * is above the bound are tried both ways.
 */
import { allot, type Best, closeness, modesOf, type Need, reachable } from './allot.ts';
import { type Curve, lotsIn } from './curve.ts';
import { fewest, findPrices, isStepped, type Mode, netCost, type Prices, zeros } from './price.ts';

/** Up to so many venues are tried both ways in all combinations. */
const MOST_COMBINED = 8;
/** Trials of lots in all, so that a split ends in milliseconds whatever the lots are. */
const MOST_TRIALS = 1_500;
/** Rounds of improvement where there are more venues than can be combined. */
const ROUNDS = 4;

export interface Found {
  /** Lots by curve. */
  readonly counts: number[];
  readonly total: number;
  /** No split costs less than `total` by more than this. */
  readonly gap: number;
  /** Cost of the next unit of delta, as the relaxation has it. */
  readonly price: number;
}

/** A venue that may be settled otherwise, and what that adds to the bound. */
interface Turn {
  readonly place: number;
  readonly adds: number;
}

interface Search {
  readonly curves: readonly Curve[];
  readonly need: Need;
  readonly best: Best;
  readonly modes: Mode[];
  readonly turns: readonly Turn[];
  readonly bound: number;
  readonly price: number;
}

const PRICES: Prices = { low: 0, high: 0 };

/** The best that one venue does by itself, or nothing at all: no split may be dearer. */
function bestAlone(curves: readonly Curve[], need: Need): Best {
  const best: Best = {
    total: need.unhedgedCost * need.delta,
    counts: zeros(curves.length),
    trials: MOST_TRIALS,
    untried: Infinity,
  };
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    if (curve === undefined) continue;
    const count = Math.min(curve.lotsAt(need.unhedgedCost, fewest(curve)), lotsIn(need.delta, curve.lot));
    if (count < curve.least) continue;
    const rest = Math.max(0, need.delta - count * curve.lot);
    const total = curve.fixed + curve.costOfLots(count) + need.unhedgedCost * rest;
    if (!(total < best.total)) continue;
    best.total = total;
    best.counts.fill(0);
    best.counts[i] = count;
  }
  return best;
}

function turned(mode: Mode | undefined): Mode {
  return mode === 'in' ? 'out' : 'in';
}

/** Tries both ways for every turn from `depth` on; `adds` is what the turns made before it add to the bound. */
function combine(search: Search, depth: number, adds: number, isTurned: boolean): void {
  const { curves, need, best, modes, turns, bound, price } = search;
  const least = bound + adds;
  if (!(least < best.total - closeness(best.total))) return;
  if (best.trials <= 0) {
    best.untried = Math.min(best.untried, least);
    return;
  }
  const turn = turns[depth];
  if (turn === undefined) {
    // Without a turn it is the plan that was tried first.
    if (isTurned) allot(curves, modes, need, price, best);
    return;
  }
  combine(search, depth + 1, adds, isTurned);
  const before = modes[turn.place];
  modes[turn.place] = turned(before);
  combine(search, depth + 1, adds + turn.adds, true);
  modes[turn.place] = before ?? 'out';
}

/** Turns one venue after the other for as long as that betters the plan. */
function improve({ curves, need, best, modes, turns, price }: Search): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = best.total;
    for (const { place } of turns) {
      const kept = modes[place] ?? 'out';
      const total = best.total;
      modes[place] = turned(kept);
      allot(curves, modes, need, price, best);
      if (!(best.total < total)) modes[place] = kept;
    }
    if (!(best.total < before) || best.trials <= 0) return;
  }
}

/** The stepped venues that might be better settled otherwise, those that cost least to turn first. */
function turnsOf(
  curves: readonly Curve[],
  modes: readonly Mode[],
  nets: number[],
  price: number,
  room: number,
): Turn[] {
  const spare = zeros(curves.length);
  const turns: Turn[] = [];
  for (let place = 0; place < curves.length; place += 1) {
    const curve = curves[place];
    if (curve === undefined || !isStepped(curve)) continue;
    const net = modes[place] === 'in' ? (nets[place] ?? 0) : netCost(curve, 'in', price, spare, place);
    const adds = Math.abs(net);
    if (adds < room) turns.push({ place, adds });
  }
  return turns.sort((a, b) => a.adds - b.adds || a.place - b.place);
}

/**
 * The best lots of `curves` for a need of `delta`, of which each unit that is left costs `unhedgedCost`. Exact, to a
 * ten-millionth of its cost, where no more than eight venues' taking part is in question and lots allow it within the
 * trials that there are; `gap` says how near it surely is.
 */
export function searchSplit(curves: readonly Curve[], delta: number, unhedgedCost: number): Found {
  const need: Need = { delta, unhedgedCost };
  const best = bestAlone(curves, need);
  const open = curves.map((): Mode => 'open');
  const within = reachable(curves, open, delta);
  findPrices(curves, open, within, unhedgedCost, Number.NaN, PRICES);
  const price = PRICES.high;
  const ideal = zeros(curves.length);
  const nets = zeros(curves.length);
  let bound = price * within + unhedgedCost * (delta - within);
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    if (curve === undefined) continue;
    nets[i] = netCost(curve, 'open', price, ideal, i);
    bound += nets[i] ?? 0;
  }
  const modes = modesOf(curves, ideal);
  const room = best.total - closeness(best.total) - bound;
  if (room > 0) allot(curves, modes, need, price, best);
  const left = best.total - closeness(best.total) - bound;
  const turns = left > 0 ? turnsOf(curves, modes, nets, price, left) : [];
  const search = { curves, need, best, modes, turns, bound, price };
  if (turns.length > MOST_COMBINED) improve(search);
  combine(search, 0, 0, false);
  const { total, counts } = best;
  return { counts, total, price, gap: Math.max(closeness(total), total - Math.max(best.untried, bound)) };
}
