import type { Region } from '../region.ts';
import { type Desk, deskFor } from './desk.ts';
import { isBent, type Member, type Tool } from './member.ts';
import { type Correlations, correlationOf } from './pairs.ts';
import { relax } from './relax.ts';
import { PERSISTENCE, type Weights } from './weights.ts';

/** A member with what the programme needs to know of it. */
export interface Weighed {
  readonly member: Member;
  readonly target: number;
  /** Delta beyond its target. */
  readonly miss: number;
  /** Of delta alone, if nothing moved it. */
  readonly region: Region;
  readonly weights: Weights;
}

/** A programme on its desk, and what its numbers stand for. */
export interface Posed {
  readonly desk: Desk;
  /** Where each member's exposures begin, and its instruments: its hedge, then the further ones. */
  readonly firstExposure: readonly number[];
  readonly firstTool: readonly number[];
  /** By exposure and by instrument. */
  readonly exposureNames: readonly string[];
  readonly toolNames: readonly string[];
  /** What had to give way before there was a programme. */
  readonly notes: readonly string[];
}

function poseTool(desk: Desk, i: number, tool: Tool, first: number, bent: boolean, rate: number): void {
  const { effects, costs, lower, upper, margins, exposures } = desk.programme;
  const own = i * exposures.length + first;
  effects[own] = tool.delta;
  if (bent) {
    effects[own + 1] = tool.gamma;
    effects[own + 2] = tool.vega;
  }
  costs[i] = tool.cost * rate;
  lower[i] = tool.lower;
  upper[i] = tool.upper;
  margins[i] = tool.worth;
  desk.lots[i] = tool.lot;
}

/** How far beyond its target delta may be brought for what others have left: to the far edge of its own band. */
function farEdge({ region, member }: Weighed): number {
  return Math.max(region.halfWidth, member.hedge.lot);
}

/**
 * Bounds the hedge of what is hedged by delta alone to trades towards its target. How far an order may go is left to
 * `route`, as it is where an underlying is decided on by itself: what stands outside its band for want of room is
 * traded on with the next order, and is not for another underlying to make good.
 */
function boundHedge({ programme }: Desk, i: number, weighed: Weighed): void {
  const beyond = farEdge(weighed);
  programme.lower[i] = Math.min(0, -weighed.miss) - beyond;
  programme.upper[i] = Math.max(0, -weighed.miss) + beyond;
}

function poseExposures(desk: Desk, first: number, weighed: Weighed): void {
  const { member, miss, weights } = weighed;
  const { exposures, risk, bandLower, bandUpper } = desk.programme;
  const { gammaBand, vegaBand, rate } = member;
  const k = exposures.length;
  const put = (j: number, value: number, weight: number): void => {
    exposures[first + j] = value;
    risk[(first + j) * (k + 1)] = weight * rate;
  };
  put(0, miss, weights.delta);
  if (!isBent(member)) return;
  // What is traded for gamma and vega takes delta no further out than it is, and not out of its own band.
  const edge = farEdge(weighed);
  bandLower[first] = Math.min(miss, -edge);
  bandUpper[first] = Math.max(miss, edge);
  put(1, member.gamma, weights.gamma);
  put(2, member.vega, weights.vega);
  for (const [j, band] of [gammaBand, vegaBand].entries()) {
    if (band === null) continue;
    bandLower[first + 1 + j] = band[0];
    bandUpper[first + 1 + j] = band[1];
  }
}

/** Couples the deltas of every two members as far as their returns correlate. */
function poseCouplings(
  desk: Desk,
  firstExposure: readonly number[],
  members: readonly Weighed[],
  correlations: Correlations,
): void {
  const { risk, exposures } = desk.programme;
  const k = exposures.length;
  for (const [a, one] of members.entries())
    for (const [b, other] of members.slice(0, a).entries()) {
      const [i, j] = [firstExposure[a] as number, firstExposure[b] as number];
      const names = [one.member.profile.underlying, other.member.profile.underlying] as const;
      const scale = Math.sqrt((risk[i * (k + 1)] as number) * (risk[j * (k + 1)] as number));
      const coupling = PERSISTENCE * (correlationOf(correlations, ...names) ?? 0) * scale;
      risk[i * k + j] = coupling;
      risk[j * k + i] = coupling;
    }
}

/** Puts the programme of `members` on the desk of its size. All its money is in the reporting currency. */
export function pose(members: readonly Weighed[], correlations: Correlations, budget: number): Posed {
  const firstExposure: number[] = [];
  const firstTool: number[] = [];
  const exposureNames: string[] = [];
  const toolNames: string[] = [];
  for (const { member } of members) {
    const { underlying } = member.profile;
    firstExposure.push(exposureNames.length);
    firstTool.push(toolNames.length);
    const kinds = isBent(member) ? ['delta', 'gamma', 'vega'] : ['delta'];
    exposureNames.push(...kinds.map((kind) => `${kind} of ${underlying}`));
    toolNames.push(...[member.hedge, ...member.also].map(({ instrument }) => instrument));
  }
  const desk = deskFor(toolNames.length, exposureNames.length);
  for (const [m, weighed] of members.entries()) {
    const { hedge, also, rate } = weighed.member;
    const [exposure, tool] = [firstExposure[m] as number, firstTool[m] as number];
    poseExposures(desk, exposure, weighed);
    for (const [i, each] of [hedge, ...also].entries())
      poseTool(desk, tool + i, each, exposure, isBent(weighed.member), rate);
    if (!isBent(weighed.member)) boundHedge(desk, tool, weighed);
  }
  poseCouplings(desk, firstExposure, members, correlations);
  desk.programme.marginLimit = members.some(({ member }) => isBent(member)) ? budget : Infinity;
  const notes = relax(desk, exposureNames);
  return { desk, firstExposure, firstTool, exposureNames, toolNames, notes };
}
