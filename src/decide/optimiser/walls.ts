/** The walls of the interior point method: where it enters between them, how far it may go, where it leaves. */
import { PRESSURE, ROOM, TARGET, type Workspace } from './workspace.ts';

/** The least room between the walls of a sum here; `polish` knows of no such. */
const LEAST_ROOM = 1e-7;

/** Puts all unknowns inside their walls, no further than 1 from the nearest to where they are without trades. */
export function enter(workspace: Workspace): void {
  const { lower, upper, linkLower, linkUpper, start, quote, links } = workspace;
  const n = lower.length;
  const push = 1 + largestPull(workspace);
  // What an earlier programme has left there must not matter, and NaN times 0 would.
  workspace.isStuck = false;
  workspace.shift.fill(0);
  workspace.upShift.fill(0);
  workspace.downShift.fill(0);
  for (let i = 0; i < n; i++) {
    const from = lower[i] as number;
    const to = upper[i] as number;
    build(workspace, i, Math.max(0, from), Math.max(0, to), 0, push);
    build(workspace, n + i, Math.max(0, -to), Math.max(0, -from), 0, push);
  }
  for (let j = 0; j < links; j++) {
    const from = linkLower[j] as number;
    const to = linkUpper[j] as number;
    const pad = to - from < LEAST_ROOM ? LEAST_ROOM : 0;
    build(workspace, 2 * n + j, from - pad, to + pad, start[j] as number, push);
    quote[j] = 0;
  }
}

/** The steepest that the risk is in any exposure where the method enters. */
function largestPull({ risk, start, size }: Workspace): number {
  const k = size.exposures;
  let most = 0;
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += (risk[j * k + l] as number) * (start[l] as number);
    most = Math.max(most, Math.abs(sum));
  }
  return most;
}

/** The walls of one unknown, its place near `at`, and what the walls push by to begin with. */
function build(
  { place, below, above, up, down }: Workspace,
  a: number,
  from: number,
  to: number,
  at: number,
  push: number,
): void {
  const inset = Math.min(1, 0.5 * (to - from));
  below[a] = from;
  above[a] = to;
  place[a] = Math.min(Math.max(at, from + inset), to - inset);
  // What cannot move needs no pushing.
  up[a] = from > -Infinity && from < to ? push : 0;
  down[a] = to < Infinity && from < to ? push : 0;
}

/** Changes of the pushes that go with `shift`, towards the target over the distance, into `upShift`, `downShift`. */
export function pushShifts(workspace: Workspace): void {
  const target = workspace.gauges[TARGET] as number;
  const { place, below, above, up, down, bentUp, bentDown, shift, upShift, downShift } = workspace;
  for (let a = 0; a < place.length; a++) {
    const x = place[a] as number;
    const from = below[a] as number;
    const to = above[a] as number;
    const step = shift[a] as number;
    const push = up[a] as number;
    const back = down[a] as number;
    upShift[a] = push > 0 ? (target - (bentUp[a] as number) - push * step) / (x - from) - push : 0;
    downShift[a] = back > 0 ? (target - (bentDown[a] as number) + back * step) / (to - x) - back : 0;
  }
}

/** Gauges the part of the step, at most 1, that leads to the first wall or takes the first push to 0. */
export function gaugeRoom(workspace: Workspace): void {
  const { place, below, above, up, down, shift, upShift, downShift } = workspace;
  // The largest of what would have to be divided by.
  let most = 1;
  for (let a = 0; a < place.length; a++) {
    const step = shift[a] as number;
    const x = place[a] as number;
    if (step < 0) most = Math.max(most, -step / (x - (below[a] as number)));
    else if (step > 0) most = Math.max(most, step / ((above[a] as number) - x));
    if ((upShift[a] as number) < 0) most = Math.max(most, -(upShift[a] as number) / (up[a] as number));
    if ((downShift[a] as number) < 0) most = Math.max(most, -(downShift[a] as number) / (down[a] as number));
  }
  workspace.gauges[ROOM] = 1 / most;
}

/** Gauges the mean of push times distance over all walls, here or as far ahead as there is room. */
export function gaugePressure(workspace: Workspace, isAhead: boolean): void {
  const part = isAhead ? (workspace.gauges[ROOM] as number) : 0;
  const { place, below, above, up, down, shift, upShift, downShift } = workspace;
  let sum = 0;
  let count = 0;
  for (let a = 0; a < place.length; a++) {
    const x = (place[a] as number) + part * (shift[a] as number);
    if ((up[a] as number) > 0) {
      sum += (x - (below[a] as number)) * ((up[a] as number) + part * (upShift[a] as number));
      count += 1;
    }
    if ((down[a] as number) > 0) {
      sum += ((above[a] as number) - x) * ((down[a] as number) + part * (downShift[a] as number));
      count += 1;
    }
  }
  workspace.gauges[PRESSURE] = count > 0 ? sum / count : 0;
}

/** Where an unknown is about to end: at a wall that pushes more than it is away, else nowhere yet. */
function wallOf({ place, below, above, up, down }: Workspace, a: number): number | undefined {
  const x = place[a] as number;
  const from = below[a] as number;
  const to = above[a] as number;
  if (x - from <= (up[a] as number)) return from;
  return to - x <= (down[a] as number) ? to : undefined;
}

/**
 * Where the method is, for `polish` to begin at: trades and multipliers, and what moves and is held. This is
 * clearer here, where walls and their pushes are apart, than it would be from trades alone.
 */
export function leave(workspace: Workspace): void {
  const { place, up, down, x, shadow, trial, moves, holds, linkLower, linkUpper } = workspace;
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const bought = wallOf(workspace, i);
    const sold = wallOf(workspace, n + i);
    const now = (place[i] as number) - (place[n + i] as number);
    x[i] = now;
    const isFree = bought === undefined || sold === undefined;
    moves[i] = isFree ? (now > 0 ? 1 : -1) : 0;
    trial[i] = isFree ? now : bought - sold;
  }
  for (let j = 0; j < shadow.length; j++) {
    const a = 2 * n + j;
    shadow[j] = (down[a] as number) - (up[a] as number);
    const wall = linkLower[j] === linkUpper[j] ? Infinity : wallOf(workspace, a);
    holds[j] = wall === undefined ? 0 : wall === workspace.below[a] ? -1 : 1;
  }
}
