/**
 * The cost-aware optimiser: which trades lower risk by more than they cost.
 *
 * It finds the x that is least in ½ yᵀWy + Σ cᵢ|xᵢ| + Σ ηᵢ|xᵢ|^{3/2}, where y = g + Gx are the exposures that are left,
 * within limits on trades, exposures and margin. The design's rule falls out: an instrument is left alone exactly
 * while what a unit of it would save in risk, |[GᵀWy]ᵢ|, is no more than its cost cᵢ (and the prices of limits that
 * bind), so that y lies in a no-trade region; and if it is traded, then until saving and cost are equal, which is at
 * the region's nearest edge and never at its centre. One instrument on one exposure of variance w trades to the
 * edge ± c/(w·G) of a band. As W is risk aversion times *forecast* covariance over the time to the next trade, the
 * region narrows in stress and widens in calm and with cost.
 *
 * To use it: make a `workspaceFor` a size once; for each decision fill a `Programme` with exposures, instruments'
 * effects, risk, costs and limits, and call `optimise`. The trades are in the workspace; `toLots` makes whole lots
 * of them and `becauseOf` says why they are what they are. Trades and multipliers of the workspace are all that is
 * remembered, so a checkpoint that holds these two lists replays to the same bits.
 *
 * How it is done: `scale` evens out the units; `polish` tries to finish from where the last answer was, or from no
 * trades at all; if that fails, `interior` approaches the optimum from nothing until `polish` can.
 */

import { refused } from '../../pricing/refused.ts';
import { conflictIn, proofOf } from './conflict.ts';
import { negativeAt } from './curvature.ts';
import { stepInside } from './interior.ts';
import type { Outcome } from './outcome.ts';
import { polish } from './polish.ts';
import { contradictionIn, type Programme, refusalOf } from './programme.ts';
import { scale } from './scale.ts';
import { clamp } from './settle.ts';
import { enter, leave } from './walls.ts';
import { PRESSURE, type Workspace } from './workspace.ts';

const SOLVED: Outcome = { kind: 'solved' };
const STALLED: Outcome = { kind: 'stalled' };

/** Of the interior point method, so that the search ends; random books take 10 to 40. */
const STEPS = 80;
/** Mean push times distance at which `polish` is worth a first try, and by what it must fall before the next. */
const READY = 1e-4;
const READIER = 1e-2;
/** Before this many steps a proof of conflict is not looked for. */
const UNSETTLED = 4;
/** Below this, a wall that is in the way is no mistake in the start. */
const CAREFUL = 1e-7;
const WARM_ROUNDS = 8;
const ROUNDS = 24;

/** Reads the last answer, if it is wanted, into where `polish` begins. */
function begin(workspace: Workspace, isWarm: boolean): void {
  const { x, shadow, trades, multipliers, tradeUnit, linkUnit, moneyUnit, lower, upper, links } = workspace;
  for (let i = 0; i < x.length; i++) {
    const at = (trades[i] as number) / (tradeUnit[i] as number);
    x[i] = clamp(isWarm && Number.isFinite(at) ? at : 0, lower[i] as number, upper[i] as number);
  }
  for (let j = 0; j < links; j++) {
    const push = (multipliers[j] as number) * ((linkUnit[j] as number) / moneyUnit);
    shadow[j] = isWarm && Number.isFinite(push) ? push : 0;
  }
}

function finish(workspace: Workspace): Outcome {
  const { x, shadow, moves, trades, multipliers, tradeUnit, linkUnit, moneyUnit, links } = workspace;
  for (let i = 0; i < x.length; i++) {
    // What moves up cannot have ended below 0, but for the last bit.
    const isAstray = (moves[i] as number) * (x[i] as number) < 0;
    trades[i] = isAstray ? 0 : (x[i] as number) * (tradeUnit[i] as number);
  }
  for (let j = 0; j < links; j++)
    multipliers[j] = (shadow[j] as number) * (moneyUnit / (linkUnit[j] as number));
  return SOLVED;
}

/** Approaches the optimum from nothing. Answers whether it is there, or that there is none, or neither. */
function approach(workspace: Workspace): 'there' | 'conflict' | 'lost' {
  enter(workspace);
  let ready = READY;
  for (let step = 0; step < STEPS; step++) {
    if (!stepInside(workspace)) return 'lost';
    if (step >= UNSETTLED && proofOf(workspace) > 0) return 'conflict';
    const pressure = workspace.gauges[PRESSURE] as number;
    if (pressure >= ready) continue;
    ready *= READIER;
    leave(workspace);
    if (polish(workspace, ROUNDS, true, pressure < CAREFUL)) return 'there';
  }
  return 'lost';
}

/**
 * Solves `programme`, from the last answer if `from` says so: `warm` is much faster where little has changed, and
 * finds the same optimum. The answer is in `workspace`: `trades`, `multipliers`; all 0 unless `solved`. Allocates
 * nothing if solved, and depends on nothing but its arguments and, if warm, the last `trades` and `multipliers`.
 */
export function optimise(workspace: Workspace, programme: Programme, from: 'cold' | 'warm'): Outcome {
  workspace.systems = 0;
  const isWarm = from === 'warm';
  const wrong = refusalOf(programme, workspace.size) ?? contradictionIn(programme);
  if (wrong === undefined) {
    scale(workspace, programme);
    begin(workspace, isWarm);
  }
  workspace.trades.fill(0);
  workspace.multipliers.fill(0);
  if (wrong !== undefined) return wrong;
  const negative = negativeAt(workspace.risk, workspace.size.exposures, workspace.product, workspace.gap);
  if (negative >= 0) {
    const value = programme.risk[negative * (workspace.size.exposures + 1)] as number;
    return refused(`risk[${negative}]`, value, 'a covariance: no direction of negative risk');
  }
  if (polish(workspace, isWarm ? WARM_ROUNDS : 0, false, false)) return finish(workspace);
  const end = approach(workspace);
  if (end === 'there') return finish(workspace);
  if (end === 'lost') return STALLED;
  return conflictIn(workspace, () => approach(workspace) === 'conflict');
}
