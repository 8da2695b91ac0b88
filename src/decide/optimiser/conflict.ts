/** Finds out that limits cannot be met together, and which. */
import type { Infeasible, LimitName } from './outcome.ts';
import type { Workspace } from './workspace.ts';

/** Of the terms of a proof, so that rounding proves nothing. */
const PROOF = 1e-9;

/** The least of pull·x + margin·|x| over the box, at an edge of it or at 0; an open box counts pulls of `hair` as 0. */
function leastOver(pull: number, margin: number, lower: number, upper: number, hair: number): number {
  let least = lower <= 0 && upper >= 0 ? 0 : Infinity;
  if (lower > -Infinity) least = Math.min(least, pull * lower + margin * Math.abs(lower));
  else if (margin - pull < -hair) return -Infinity;
  if (upper < Infinity) least = Math.min(least, pull * upper + margin * Math.abs(upper));
  else if (margin + pull < -hair) return -Infinity;
  return least;
}

/**
 * By how much the pushes of the walls around sums prove that no trades within the boxes meet all links (Farkas):
 * what the limits ask for, each weighed by its push, less the most that trades can bring; 0 if they prove nothing.
 * Leaves the weights in `move`, above 0 for upper limits. Without an answer the pushes grow for ever, towards a proof.
 */
export function proofOf(workspace: Workspace): number {
  const { move, up, down, effects, start, links, lower, upper, linkLower, linkUpper } = workspace;
  const n = lower.length;
  const last = links - 1;
  let total = 0;
  let terms = 0;
  for (let j = 0; j < links; j++) {
    const weight = (down[2 * n + j] as number) - (up[2 * n + j] as number);
    move[j] = weight;
    if (weight === 0) continue;
    const limit = (weight > 0 ? linkUpper[j] : linkLower[j]) as number;
    if (!(Math.abs(limit) < Infinity)) return 0;
    total += weight * ((start[j] as number) - limit);
    terms += Math.abs(weight * (start[j] as number)) + Math.abs(weight * limit);
  }
  for (let i = 0; i < n; i++) {
    const own = i * links;
    let pull = 0;
    let size = 0;
    for (let j = 0; j < last; j++) {
      const term = (effects[own + j] as number) * (move[j] as number);
      pull += term;
      size += Math.abs(term);
    }
    const margin = (effects[own + last] as number) * (move[last] as number);
    const least = leastOver(pull, margin, lower[i] as number, upper[i] as number, PROOF * size);
    total += least;
    terms += Math.abs(least);
  }
  return total > PROOF * terms ? total : 0;
}

function nameOf({ size, links, move }: Workspace, j: number): LimitName {
  const side = (move[j] as number) > 0 ? 'upper' : 'lower';
  if (j === links - 1) return { kind: 'margin', index: 0, side };
  if (j >= size.exposures) return { kind: 'row', index: j - size.exposures, side };
  return { kind: 'exposure', index: j, side };
}

/** The links that have a weight in the last proof, the heaviest first. */
function weighed({ move, links }: Workspace): number[] {
  const size = (j: number): number => Math.abs(move[j] as number);
  const named = Array.from({ length: links }, (_, j) => j).filter((j) => size(j) > 0);
  return named.sort((a, b) => size(b) - size(a) || a - b);
}

/**
 * The conflict behind a programme that `isInfeasible` has just said so of: links are let go one after another, the
 * lightest first, and kept only if nothing would be left to prove without them (the deletion filter of Chinneck &
 * Dravnieks 1991, ORSA J. Computing 3). Allocates, and spoils the limits in `workspace`.
 */
export function conflictIn(workspace: Workspace, isInfeasible: () => boolean): Infeasible {
  const { linkLower, linkUpper, linkUnit, move } = workspace;
  for (const j of weighed(workspace).reverse()) {
    const [from, to] = [linkLower[j] as number, linkUpper[j] as number];
    linkLower[j] = -Infinity;
    linkUpper[j] = Infinity;
    if (isInfeasible()) continue;
    linkLower[j] = from;
    linkUpper[j] = to;
  }
  isInfeasible();
  const total = proofOf(workspace);
  const named = weighed(workspace);
  const conflict = named.map((j) => nameOf(workspace, j));
  const worst = named[0] as number;
  const shortfall = (total / Math.abs(move[worst] as number)) * (linkUnit[worst] as number);
  return { kind: 'infeasible', limit: conflict[0] as LimitName, shortfall, conflict };
}
