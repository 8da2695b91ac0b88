/**
 * Finds which limits and which trades matter, from nothing: a primal-dual interior point method with Mehrotra's
 * predictor and corrector (1992, SIAM J. Optimization 2). Trades are split into bought and sold; the sums over
 * instruments are unknowns of their own, so that every step needs one system with two unknowns a link, its sum and
 * its price, however many instruments there are.
 *
 * All unknowns stand in one list: what is bought of each instrument, what is sold, then the sums. Each has a wall
 * below and above, perhaps at infinity, and walls push: up from below, down from above.
 */
import { eliminate, substitute } from './eliminate.ts';
import { gaugePressure, gaugeRoom, pushShifts } from './walls.ts';
import { PRESSURE, ROOM, TARGET, type Workspace } from './workspace.ts';

/** Of the way to the nearest wall. */
const SHORT_OF_WALL = 0.995;
/** Of the pressure: what is aimed at without a look ahead, and what being left means little gained. */
const PLAIN = 0.3;
const LITTLE = 0.8;
const CLOSED = 1e-6;

/** What is missing for an optimum but for the walls: `lack` of balance, `gap` between sums and what makes them. */
function measure(workspace: Workspace): void {
  const { place, quote, start, effects, costs, impacts, links, risk, size, lack, gap, up, down } = workspace;
  const n = costs.length;
  const k = size.exposures;
  const last = links - 1;
  for (let j = 0; j < links; j++) {
    const a = 2 * n + j;
    gap[j] = (place[a] as number) - (start[j] as number);
    let slope = 0;
    if (j < k) {
      const row = j * k;
      for (let l = 0; l < k; l++) slope += (risk[row + l] as number) * (place[2 * n + l] as number);
    }
    lack[a] = slope - (quote[j] as number) - (up[a] as number) + (down[a] as number);
  }
  for (let i = 0; i < n; i++) {
    const own = i * links;
    const b = n + i;
    const bought = place[i] as number;
    const sold = place[b] as number;
    const x = bought - sold;
    let pull = 0;
    for (let j = 0; j < last; j++) {
      const effect = effects[own + j] as number;
      pull += effect * (quote[j] as number);
      gap[j] = (gap[j] as number) - effect * x;
    }
    const margin = effects[own + last] as number;
    gap[last] = (gap[last] as number) - margin * (bought + sold);
    const cost = (costs[i] as number) + margin * (quote[last] as number);
    const bend = 1.5 * (impacts[i] as number);
    lack[i] = cost + pull + bend * Math.sqrt(bought) - (up[i] as number) + (down[i] as number);
    lack[b] = cost - pull + bend * Math.sqrt(sold) - (up[b] as number) + (down[b] as number);
  }
}

/** The walls' share of the system: every unknown's `give` to a push, or its stiffness if it is a sum. */
function stiffen(workspace: Workspace): void {
  const { place, below, above, up, down, give, impacts } = workspace;
  const n = impacts.length;
  for (let a = 0; a < place.length; a++) {
    const x = place[a] as number;
    const from = below[a] as number;
    const to = above[a] as number;
    const walls = (up[a] as number) / (x - from) + (down[a] as number) / (to - x);
    if (a >= 2 * n) give[a] = walls;
    else if (from < to) {
      const impact = impacts[a < n ? a : a - n] as number;
      give[a] = 1 / (walls + (impact > 0 ? (0.75 * impact) / Math.sqrt(x) : 0));
    } else give[a] = 0;
  }
}

/**
 * The system for sums and prices, eliminated; false if it has no answer. Eliminating the prices by hand would halve
 * it, but near the end the walls' stiffness and the instruments' give are 16 orders apart, and their product would
 * hold no digits of either.
 */
function prepare(workspace: Workspace): boolean {
  const { give, effects, spread, system, risk, links, size, pivots } = workspace;
  const { instruments: n, exposures: k } = size;
  const last = links - 1;
  spread.fill(0);
  for (let i = 0; i < n; i++) {
    const own = i * links;
    const bought = give[i] as number;
    const sold = give[n + i] as number;
    const both = bought + sold;
    const margin = effects[own + last] as number;
    for (let j = 0; j < last; j++) {
      const effect = effects[own + j] as number;
      if (effect === 0) continue;
      const row = j * links;
      const weight = both * effect;
      for (let l = 0; l <= j; l++)
        spread[row + l] = (spread[row + l] as number) + weight * (effects[own + l] as number);
      spread[last * links + j] = (spread[last * links + j] as number) + (bought - sold) * margin * effect;
    }
    spread[last * links + last] = (spread[last * links + last] as number) + both * margin * margin;
  }
  for (let j = 0; j < links; j++)
    for (let l = 0; l < j; l++) spread[l * links + j] = spread[j * links + l] as number;
  const wide = 2 * links;
  system.fill(0);
  for (let j = 0; j < links; j++) {
    const row = j * wide;
    if (j < k) for (let l = 0; l < k; l++) system[row + l] = risk[j * k + l] as number;
    system[row + j] = (system[row + j] as number) + (give[2 * n + j] as number);
    system[row + links + j] = -1;
    const other = (links + j) * wide;
    system[other + j] = 1;
    for (let l = 0; l < links; l++) system[other + links + l] = spread[j * links + l] as number;
  }
  workspace.systems += 1;
  return eliminate(system, wide, pivots);
}

/** Newton's step towards walls that push by the target over their distance, into `shift` and `quoteShift`. */
function aim(workspace: Workspace): void {
  const target = workspace.gauges[TARGET] as number;
  const { place, below, above, up, down, lack, bentUp, bentDown, right, shift, give } = workspace;
  const { gap, effects, system, links, size, pivots, move, quoteShift } = workspace;
  const n = size.instruments;
  const last = links - 1;
  for (let a = 0; a < place.length; a++) {
    const x = place[a] as number;
    const from = below[a] as number;
    const to = above[a] as number;
    right[a] =
      from < to
        ? (down[a] as number) -
          (up[a] as number) -
          (lack[a] as number) +
          (target - (bentUp[a] as number)) / (x - from) -
          (target - (bentDown[a] as number)) / (to - x)
        : 0;
  }
  for (let j = 0; j < links; j++) {
    move[j] = right[2 * n + j] as number;
    move[links + j] = -(gap[j] as number);
  }
  for (let i = 0; i < n; i++) {
    const own = i * links;
    const bought = (give[i] as number) * (right[i] as number);
    const sold = (give[n + i] as number) * (right[n + i] as number);
    const x = bought - sold;
    for (let j = 0; j < last; j++)
      move[links + j] = (move[links + j] as number) + (effects[own + j] as number) * x;
    move[links + last] = (move[links + last] as number) + (effects[own + last] as number) * (bought + sold);
  }
  substitute(system, 2 * links, pivots, move);
  for (let j = 0; j < links; j++) {
    shift[2 * n + j] = move[j] as number;
    quoteShift[j] = move[links + j] as number;
  }
  for (let i = 0; i < n; i++) {
    const own = i * links;
    let pull = 0;
    for (let j = 0; j < last; j++) pull += (effects[own + j] as number) * (quoteShift[j] as number);
    const margin = (effects[own + last] as number) * (quoteShift[last] as number);
    shift[i] = (give[i] as number) * ((right[i] as number) - pull - margin);
    shift[n + i] = (give[n + i] as number) * ((right[n + i] as number) + pull - margin);
  }
}

/** Takes as much of the step as there is room for. */
function take(workspace: Workspace): void {
  const part = Math.min(1, SHORT_OF_WALL * (workspace.gauges[ROOM] as number));
  const { place, up, down, shift, upShift, downShift, quote, quoteShift } = workspace;
  for (let a = 0; a < place.length; a++) {
    place[a] = (place[a] as number) + part * (shift[a] as number);
    up[a] = (up[a] as number) + part * (upShift[a] as number);
    down[a] = (down[a] as number) + part * (downShift[a] as number);
  }
  for (let j = 0; j < quote.length; j++) quote[j] = (quote[j] as number) + part * (quoteShift[j] as number);
}

/**
 * The target, and how pushes bend on the way there, by a look ahead (Mehrotra): where the walls let a step at no
 * pressure go far, little is aimed at. After a step that gained little the targets are plain ones: the look ahead
 * can go round in circles.
 */
function choose(workspace: Workspace): void {
  const { bentUp, bentDown, shift, upShift, downShift, gauges } = workspace;
  bentUp.fill(0);
  bentDown.fill(0);
  gaugePressure(workspace, false);
  const now = gauges[PRESSURE] as number;
  if (workspace.isStuck) {
    gauges[TARGET] = PLAIN * now;
    return;
  }
  gauges[TARGET] = 0;
  aim(workspace);
  pushShifts(workspace);
  gaugeRoom(workspace);
  gaugePressure(workspace, true);
  const share = now > 0 ? (gauges[PRESSURE] as number) / now : 0;
  for (let a = 0; a < shift.length; a++) {
    bentUp[a] = (shift[a] as number) * (upShift[a] as number);
    bentDown[a] = -(shift[a] as number) * (downShift[a] as number);
  }
  gauges[TARGET] = share * share * share * now;
}

/** Whether the sums are what makes them. Where limits conflict they never are, and pressure has to grow. */
function isClosed({ gap }: Workspace): boolean {
  for (let j = 0; j < gap.length; j++) if (!(Math.abs(gap[j] as number) < CLOSED)) return false;
  return true;
}

/** One step. Leaves the pressure that is then left, which is 0 at an optimum, in its gauge. False if none could be. */
export function stepInside(workspace: Workspace): boolean {
  const { gauges } = workspace;
  gaugePressure(workspace, false);
  const before = gauges[PRESSURE] as number;
  measure(workspace);
  stiffen(workspace);
  if (!prepare(workspace)) return false;
  choose(workspace);
  aim(workspace);
  pushShifts(workspace);
  gaugeRoom(workspace);
  take(workspace);
  gaugePressure(workspace, false);
  if ((gauges[PRESSURE] as number) > LITTLE * before && isClosed(workspace)) workspace.isStuck = true;
  return Number.isFinite(gauges[PRESSURE]);
}
