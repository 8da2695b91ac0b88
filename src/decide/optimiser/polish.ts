/**
 * Finishes: from trades and multipliers that are nearly right to the optimum at working accuracy. What moves and
 * which limits hold is read off by the conditions of an optimum themselves (the primal-dual active set method,
 * Hintermüller, Ito & Kunisch 2002, SIAM J. Optimization 13), one linear system gives the rest, and this repeats
 * until nothing changes. The system is made solvable by a hair where instruments are interchangeable or limits say
 * the same twice (Vanderbei 1995); repeating takes the hair out of the answer.
 */
import { costOf, effectOn, look, sort } from './conditions.ts';
import { factorSigned, solveSigned } from './eliminate.ts';
import { RESIDUAL, type Workspace } from './workspace.ts';

/** Of the conditions of an optimum in scaled units, for an answer to count as one. */
const TOLERANCE = 1e-10;
/** In scaled units: the root of what float64 resolves, so that it neither drowns the system nor drowns in it. */
const HAIR = 1e-8;
/** Rounds before the residual has to be the best so far. */
const PATIENCE = 4;
/** A residual that cannot become better. */
const ROUNDING = 4e-16;

/** Puts what neither moves nor is held where it belongs, and lists the rest. Answers whether anything moved. */
function place(workspace: Workspace): boolean {
  const { x, trial, moves, impacts, shadow, holds, free, held } = workspace;
  let moved = false;
  workspace.frees = 0;
  for (let i = 0; i < x.length; i++) {
    const sign = moves[i] as number;
    if (sign !== 0) free[workspace.frees++] = i;
    // The impact has no slope to go by at 0 and on the wrong side of it.
    const isAstray = (impacts[i] as number) > 0 && sign * (x[i] as number) <= 0;
    if ((sign === 0 || isAstray) && x[i] !== trial[i]) {
      x[i] = trial[i] as number;
      moved = true;
    }
  }
  workspace.helds = 0;
  for (let j = 0; j < shadow.length; j++) {
    if (holds[j] !== 0) held[workspace.helds++] = j;
    else if (shadow[j] !== 0) {
      shadow[j] = 0;
      moved = true;
    }
  }
  return moved;
}

/** Second derivative of the impact's cost. */
function bendAt(impact: number, x: number): number {
  return impact > 0 ? (0.75 * impact) / Math.sqrt(Math.abs(x)) : 0;
}

/** The lower half of the system: curvature of what is free, then the links that are held. False if it is none. */
function assemble(workspace: Workspace): boolean {
  const { factor, product, free, held, frees, helds, effects, risk, links, size, impacts, x } = workspace;
  const k = size.exposures;
  const both = frees + helds;
  for (let a = 0; a < frees; a++) {
    const i = free[a] as number;
    const own = i * links;
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += (risk[j * k + l] as number) * (effects[own + l] as number);
      product[a * k + j] = sum;
    }
    for (let b = 0; b <= a; b++) {
      const other = b * k;
      let sum = 0;
      for (let j = 0; j < k; j++) sum += (effects[own + j] as number) * (product[other + j] as number);
      factor[a * both + b] = sum;
    }
    const diagonal = a * both + a;
    factor[diagonal] = (factor[diagonal] as number) + bendAt(impacts[i] as number, x[i] as number) + HAIR;
  }
  for (let c = 0; c < helds; c++) {
    const row = (frees + c) * both;
    for (let a = 0; a < frees; a++)
      factor[row + a] = effectOn(workspace, free[a] as number, held[c] as number);
    for (let o = 0; o < c; o++) factor[row + frees + o] = 0;
    factor[row + frees + c] = -HAIR;
  }
  workspace.systems += 1;
  return factorSigned(factor, both, frees, both);
}

/** Solves for the step of what is free and of what holds. */
function solve(workspace: Workspace): void {
  const { factor, step, free, held, frees, helds, moves, pull, impacts, x, reached } = workspace;
  const { holds, linkLower, linkUpper } = workspace;
  const both = frees + helds;
  for (let a = 0; a < frees; a++) {
    const i = free[a] as number;
    const impact = 1.5 * (impacts[i] as number) * Math.sqrt(Math.abs(x[i] as number));
    step[a] = -(pull[i] as number) - (moves[i] as number) * (costOf(workspace, i) + impact);
  }
  for (let c = 0; c < helds; c++) {
    const j = held[c] as number;
    const limit = holds[j] === 1 ? linkUpper[j] : linkLower[j];
    step[frees + c] = (limit as number) - (reached[j] as number);
  }
  solveSigned(factor, both, frees, both, step);
}

/** Takes `part` of the step. Answers whether it was finite. */
function advance(workspace: Workspace, part: number): boolean {
  const { step, free, held, frees, helds, moves, impacts, x, shadow } = workspace;
  for (let a = 0; a < frees; a++) {
    const i = free[a] as number;
    const now = x[i] as number;
    const next = now + part * (step[a] as number);
    const sign = moves[i] as number;
    // The impact's slope is a square root: a step across 0 is cut short, not taken.
    x[i] = (impacts[i] as number) > 0 && sign * next < 0.25 * sign * now ? 0.25 * now : next;
    if (!Number.isFinite(next)) return false;
  }
  for (let c = 0; c < helds; c++) {
    const j = held[c] as number;
    shadow[j] = (shadow[j] as number) + part * (step[frees + c] as number);
  }
  return true;
}

/**
 * Takes the step up to the first wall in its way, and leaves what met the wall there: pinned if it is an
 * instrument, held if a link. Answers whether there was one.
 */
function creep(workspace: Workspace): boolean {
  const { step, free, frees, moves, x, lower, upper, trial, holds, reached, links } = workspace;
  const { linkLower, linkUpper, drift } = workspace;
  let part = 1;
  let blocker = -1;
  let wall = 0;
  drift.fill(0);
  for (let a = 0; a < frees; a++) {
    const i = free[a] as number;
    const move = step[a] as number;
    const sign = moves[i] as number;
    const from = sign > 0 ? Math.max(0, lower[i] as number) : (lower[i] as number);
    const to = sign < 0 ? Math.min(0, upper[i] as number) : (upper[i] as number);
    const edge = move > 0 ? to : from;
    const room = edge - (x[i] as number);
    if (Math.abs(room) < part * Math.abs(move) || room * move < 0) {
      part = Math.max(0, room / move);
      blocker = i;
      wall = edge;
    }
    for (let j = 0; j < links; j++) drift[j] = (drift[j] as number) + effectOn(workspace, i, j) * move;
  }
  for (let j = 0; j < links; j++) {
    const move = drift[j] as number;
    if (holds[j] !== 0 || move === 0) continue;
    const room = ((move > 0 ? linkUpper[j] : linkLower[j]) as number) - (reached[j] as number);
    if (Math.abs(room) >= part * Math.abs(move) && room * move >= 0) continue;
    part = Math.max(0, room / move);
    blocker = x.length + j;
  }
  if (!advance(workspace, part)) return false;
  if (blocker < 0) return false;
  if (blocker < x.length) {
    moves[blocker] = 0;
    trial[blocker] = wall;
  } else holds[blocker - x.length] = (drift[blocker - x.length] as number) > 0 ? 1 : -1;
  return true;
}

/**
 * Whether `x` and `shadow` could be brought to an optimum within `rounds` systems. If so they are there, and the
 * gauge of the residual says how well; if not they are spoilt. `isSorted` says that what moves and is held is known
 * already; `isCareful`, that no wall is to be crossed, which takes more rounds but does not lose its way where
 * instruments are nearly interchangeable.
 */
export function polish(workspace: Workspace, rounds: number, isSorted: boolean, isCareful: boolean): boolean {
  let changed = true;
  let before = Infinity;
  let best = Infinity;
  if (!isSorted) {
    look(workspace);
    sort(workspace);
    if ((workspace.gauges[RESIDUAL] as number) <= ROUNDING) return true;
  }
  let patience = PATIENCE;
  for (let round = 0; round < rounds; round++) {
    if (changed && (place(workspace) || round === 0)) look(workspace);
    if ((changed || workspace.bends) && !assemble(workspace)) return false;
    solve(workspace);
    if (isCareful && creep(workspace)) {
      changed = true;
      look(workspace);
      continue;
    }
    if (!isCareful && !advance(workspace, 1)) return false;
    look(workspace);
    changed = sort(workspace);
    const residual = workspace.gauges[RESIDUAL] as number;
    if (residual <= ROUNDING) return true;
    if (!changed && residual > 0.5 * before && residual <= TOLERANCE) return true;
    patience -= 1;
    if (!(residual < 1e100) || (patience < 0 && residual > best)) return false;
    before = residual;
    best = Math.min(best, residual);
  }
  return (workspace.gauges[RESIDUAL] as number) <= TOLERANCE;
}
