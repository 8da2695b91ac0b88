/** Programmes for tests, and the conditions of an optimum, spelt out link by link, to hold answers against. */
import { optimise } from './optimiser.ts';
import type { Programme } from './programme.ts';
import { type Workspace, workspaceFor } from './workspace.ts';

/** Instruments on exposures without limits, rows or impact, as far as `change` does not say otherwise. */
export function plain(instruments: number, exposures: number, change: Partial<Programme>): Programme {
  const none = new Float64Array(instruments);
  const wide = (edge: number, count: number) => new Float64Array(count).fill(edge);
  return {
    exposures: new Float64Array(exposures),
    effects: new Float64Array(instruments * exposures),
    risk: new Float64Array(exposures * exposures),
    costs: none,
    impacts: none,
    lower: wide(-Infinity, instruments),
    upper: wide(Infinity, instruments),
    bandLower: wide(-Infinity, exposures),
    bandUpper: wide(Infinity, exposures),
    margins: none,
    marginLimit: Infinity,
    rows: [],
    rowLimits: [],
    ...change,
  };
}

/** The workspace with the cold answer to `programme`; throws where there is none. */
export function solved(programme: Programme, workspace?: Workspace): Workspace {
  const size = {
    instruments: programme.costs.length,
    exposures: programme.exposures.length,
    rows: programme.rowLimits.length,
  };
  const used = workspace ?? workspaceFor(size);
  const outcome = optimise(used, programme, 'cold');
  if (outcome.kind !== 'solved') throw new Error(JSON.stringify(outcome));
  return used;
}

/** How far an answer is from an optimum: each condition in parts of the terms that it is made of, the worst. */
export interface Missed {
  /** Of a balance between saving and cost. */
  readonly balance: number;
  /** Of a limit. */
  readonly limits: number;
  /** Of a multiplier that pushes the wrong way, or at a limit that does not bind. */
  readonly multipliers: number;
}

interface Sum {
  readonly value: number;
  /** Of the terms. */
  readonly size: number;
}

function sum(start: number, terms: readonly number[]): Sum {
  let [value, size] = [start, Math.abs(start)];
  for (const term of terms) {
    value += term;
    size += Math.abs(term);
  }
  return { value, size };
}

/** What is missing of `multiplier` being one of `value` within [from, to], above 0 at `to` and below 0 at `from`. */
function slack(value: Sum, multiplier: number, from: number, to: number): { limit: number; wrong: number } {
  const size = value.size || 1;
  const limit = Math.max(0, from - value.value, value.value - to) / size;
  if (multiplier === 0) return { limit, wrong: 0 };
  return { limit, wrong: Math.abs(value.value - (multiplier > 0 ? to : from)) / size };
}

/** How far −pull is from what the costs of instrument `i` allow at `x`; `cost` includes the margin's price. */
function imbalance(
  pull: number,
  x: number,
  cost: number,
  impact: number,
  lower: number,
  upper: number,
): number {
  const slope = cost + 1.5 * impact * Math.sqrt(Math.abs(x));
  let from = x > 0 ? slope : -slope;
  let to = x < 0 ? -slope : slope;
  if (x <= lower) from = -Infinity;
  if (x >= upper) to = Infinity;
  return Math.max(0, from - -pull, -pull - to);
}

/** How far `trades` and `multipliers`, as the workspace has them, are from an optimum of `programme`. */
export function missedBy(programme: Programme, trades: Float64Array, multipliers: Float64Array): Missed {
  const { exposures, effects, risk, costs, impacts, lower, upper, rows, rowLimits, margins } = programme;
  const [k, count] = [exposures.length, rowLimits.length];
  const indices = Array.from(trades.keys());
  const after = Array.from(exposures, (start, j) =>
    sum(
      start,
      indices.map((i) => (effects[i * k + j] as number) * (trades[i] as number)),
    ),
  );
  const risks = after.map((_, j): Sum => {
    const weights = after.map((_unused, l) => risk[Math.max(j, l) * k + Math.min(j, l)] as number);
    const { value } = sum(
      0,
      weights.map((weight, l) => weight * (after[l]?.value ?? 0)),
    );
    return {
      value,
      size: weights.reduce((all, weight, l) => all + Math.abs(weight) * (after[l]?.size ?? 0), 0),
    };
  });
  let [balance, limits, wrong] = [0, 0, 0];
  const check = (value: Sum, j: number, from: number, to: number): void => {
    const found = slack(value, multipliers[j] as number, from, to);
    limits = Math.max(limits, found.limit);
    wrong = Math.max(wrong, found.wrong);
  };
  for (const [j, value] of after.entries())
    check(value, j, programme.bandLower[j] as number, programme.bandUpper[j] as number);
  for (let j = 0; j < count; j++) {
    const terms = indices.map((i) => (rows[i * count + j] as number) * (trades[i] as number));
    check(sum(0, terms), k + j, -Infinity, rowLimits[j] as number);
  }
  const used = indices.map((i) => (margins[i] as number) * Math.abs(trades[i] as number));
  const price = multipliers[k + count] as number;
  check(sum(0, used), k + count, -Infinity, programme.marginLimit);
  for (const i of indices) {
    const [x, from, to] = [trades[i] as number, lower[i] as number, upper[i] as number];
    const pull = sum(0, [
      ...risks.map(({ value }, j) => (effects[i * k + j] as number) * value),
      ...after.map((_, j) => (effects[i * k + j] as number) * (multipliers[j] as number)),
      ...Array.from(rowLimits, (_, j) => (rows[i * count + j] as number) * (multipliers[k + j] as number)),
    ]);
    const spread = risks.reduce((all, { size }, j) => all + Math.abs(effects[i * k + j] as number) * size, 0);
    const cost = (costs[i] as number) + (margins[i] as number) * price;
    const off = imbalance(pull.value, x, cost, impacts[i] as number, from, to);
    balance = Math.max(balance, off / (pull.size + spread + cost || 1));
    limits = Math.max(limits, (from - x) / (Math.abs(x) || 1), (x - to) / (Math.abs(x) || 1));
  }
  return { balance, limits, multipliers: wrong };
}
