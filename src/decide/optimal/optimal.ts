/**
 * The default policy: the trades of every underlying that is hedged by it, found together.
 *
 * An underlying with nothing but delta to be weighed, and by itself, needs no programme: the region of `region.ts` is
 * the programme's answer, and `decide` trades to its edge. Where a profile has further instruments or bounds on gamma
 * and vega, or where the book says that what is left of one underlying may offset what is left of another, `pose` puts
 * a programme on a desk, `optimiser/` solves it from the last answer, and what comes of it is told here. What cannot
 * be posed or solved falls back to Whalley and Wilmott's band on net gamma, underlying by underlying, and says why.
 */
import type { Currency } from '../../domain/instrument.ts';
import { tradeToEdge } from '../band.ts';
import { becauseOf, decisionOf, type Gate, type HedgeDecision } from '../decide.ts';
import { optimise } from '../optimiser/optimiser.ts';
import { regionOf } from '../region.ts';
import { targetAt } from '../target.ts';
import type { Member } from './member.ts';
import type { Correlations } from './pairs.ts';
import { pose, type Weighed } from './pose.ts';
import { read, type Solved } from './read.ts';
import { weightsOf } from './weights.ts';
import { failureText } from './words.ts';

/** The optimiser's last answer: all that it remembers. */
export interface LastAnswer {
  readonly trades: readonly number[];
  readonly multipliers: readonly number[];
}

/** How what is left of other underlyings moves a region, for whoever watches it until the next decision. */
export interface Joint {
  /** Centre of the region, less the target, in base units. */
  readonly shift: number;
  /** By how much it moves for each base unit more of another underlying's delta. */
  readonly pull: Readonly<Record<Currency, number>>;
}

export interface Together {
  readonly members: readonly Member[];
  readonly correlations: Correlations;
  /** Most that may still be ordered, in the reporting currency. */
  readonly budget: number;
  readonly gate: Gate;
  readonly last: LastAnswer | undefined;
}

/** The decision on one member. */
export interface Found {
  readonly decision: HedgeDecision;
  /** Absent where nothing moves its region. */
  readonly joint?: Joint;
  /** Delta stays out of its region for want of room: there is nothing to be done about it for now. */
  readonly isShort: boolean;
}

/** The safe rule. */
function safely({ profile, situation }: Member, gate: Gate, why: string): Found {
  const { at, delta, hedgeDelta, curve, price, costRate } = situation;
  const { underlying, targetDelta, policy } = profile;
  const target = targetAt(targetDelta, at, delta - hedgeDelta);
  const rule = { kind: 'whalley-wilmott', riskAversion: policy.riskAversion } as const;
  const { halfWidth } = regionOf(rule, curve, price, costRate);
  const edges = { target, lower: target - halfWidth, upper: target + halfWidth };
  const reasons = { trading: 'outside band', holding: 'inside band' } as const;
  const wanted = { trade: tradeToEdge(delta, target, halfWidth) };
  const fallback = `${why}: Whalley-Wilmott on net gamma`;
  const decision = decisionOf(underlying, gate, wanted, reasons, (reason) =>
    becauseOf(situation, reason, policy, edges, fallback),
  );
  return { decision, isShort: false };
}

/** `member` as it is weighed, or why it cannot be. */
function weigh(member: Member): Weighed | string {
  const { profile, situation, volOfVol } = member;
  const { at, delta, hedgeDelta, curve, price, costRate } = situation;
  const { policy, targetDelta } = profile;
  const region = regionOf(policy, curve, price, costRate);
  const traded = { price, vol: curve.vol, costRate, riskAversion: policy.riskAversion };
  const weights = weightsOf(region.halfWidth, traded, volOfVol);
  if ('kind' in weights) return `no weight for risk where ${weights.field} is ${weights.value}`;
  const target = targetAt(targetDelta, at, delta - hedgeDelta);
  return { member, miss: delta - target, target, region, weights };
}

/** Solves the programme of all of `members`; or says why there is no answer. */
function solve(members: readonly Weighed[], together: Together): Solved | string {
  const { correlations, budget, last } = together;
  const posed = pose(members, correlations, budget);
  const { workspace, programme } = posed.desk;
  const isKnown =
    last?.trades.length === workspace.trades.length &&
    last.multipliers.length === workspace.multipliers.length;
  if (isKnown) {
    workspace.trades.set(last.trades);
    workspace.multipliers.set(last.multipliers);
  }
  const outcome = optimise(workspace, programme, isKnown ? 'warm' : 'cold');
  return outcome.kind === 'solved' ? read(posed, members, together) : failureText(outcome, posed);
}

/**
 * The decisions on `members`, in their order, and the answer to start from next time. Never refuses: a member that
 * cannot be weighed is hedged by the safe rule, and so are all where there is no answer.
 */
export function decideTogether(together: Together): {
  readonly found: readonly Found[];
  readonly last: LastAnswer | undefined;
} {
  const { members, gate } = together;
  const tried = members.map(weigh);
  const weighed = tried.filter((one) => typeof one !== 'string');
  const solved = weighed.length === 0 ? '' : solve(weighed, together);
  let next = 0;
  const found = members.map((member, i): Found => {
    const one = tried[i] as Weighed | string;
    if (typeof one === 'string') return safely(member, gate, one);
    if (typeof solved === 'string') return safely(member, gate, solved);
    const own = solved.found[next] as Found;
    next += 1;
    return own;
  });
  return { found, last: typeof solved === 'string' ? undefined : solved.last };
}
