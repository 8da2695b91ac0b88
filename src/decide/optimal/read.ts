import type { Currency } from '../../domain/instrument.ts';
import { type AlsoTrade, becauseOf, decisionOf } from '../decide.ts';
import { becauseOf as optimiserBecause } from '../optimiser/because.ts';
import { exposuresAfter } from '../optimiser/objective.ts';
import { isBent, type Member } from './member.ts';
import type { Found, Joint, LastAnswer, Together } from './optimal.ts';
import type { Left, Optimum } from './optimum.ts';
import { correlationOf } from './pairs.ts';
import type { Posed, Weighed } from './pose.ts';
import { inWholeLots } from './whole.ts';
import { limitText } from './words.ts';

export interface Solved {
  readonly found: readonly Found[];
  readonly last: LastAnswer;
}

/** What a solved programme comes to for all its members. */
interface Answer {
  readonly posed: Posed;
  readonly members: readonly Weighed[];
  readonly together: Together;
  /** In whole lots, and the exposures that they leave. */
  readonly trades: Float64Array;
  readonly after: Float64Array;
  readonly limits: Optimum['limits'];
  readonly notes: readonly string[];
}

/** How the others move the region of member `m`. */
function jointOf({ posed, members, after }: Answer, m: number): Joint | undefined {
  if (members.length === 1) return undefined;
  const { desk, firstExposure } = posed;
  const { risk, exposures } = desk.programme;
  const k = exposures.length;
  const own = firstExposure[m] as number;
  const pull: Record<Currency, number> = {};
  let shift = 0;
  for (const [other, { member }] of members.entries()) {
    if (other === m) continue;
    const at = firstExposure[other] as number;
    const share = -(risk[own * k + at] as number) / (risk[own * (k + 1)] as number);
    pull[member.profile.underlying] = share + 0;
    shift += share * (after[at] as number);
  }
  return { shift: shift + 0, pull };
}

function exposuresOf({ posed, after }: Answer, m: number, member: Member): Left[] {
  const { desk, firstExposure, exposureNames } = posed;
  const { exposures } = desk.programme;
  const first = firstExposure[m] as number;
  const bands = isBent(member) ? [null, member.gammaBand, member.vegaBand] : [null];
  return bands.map((band, j): Left => {
    const name = exposureNames[first + j] as string;
    const left = {
      name,
      before: (exposures[first + j] as number) + 0,
      after: (after[first + j] as number) + 0,
    };
    return band === null ? left : { ...left, least: band[0], most: band[1] };
  });
}

function optimumOf(answer: Answer, m: number): Optimum {
  const { members, together, limits, notes } = answer;
  const { member } = members[m] as Weighed;
  const { underlying } = member.profile;
  const own: string[] = [...notes];
  for (const { instrument, leftOut } of [member.hedge, ...member.also])
    if (leftOut !== null) own.push(`${instrument} left out: ${leftOut}`);
  const correlations: Record<Currency, number> = {};
  for (const { member: other } of members) {
    const name = other.profile.underlying;
    if (name === underlying) continue;
    const value = correlationOf(together.correlations, underlying, name);
    if (value === undefined) own.push(`correlation with ${name} is not known: none`);
    else correlations[name] = value;
  }
  const optimum: Optimum = {
    volOfVol: member.volOfVol,
    exposures: exposuresOf(answer, m, member),
    limits,
    notes: own,
  };
  return members.length === 1 ? optimum : { ...optimum, correlations };
}

function foundOf(answer: Answer, m: number): Found {
  const { posed, members, together, trades, after } = answer;
  const { member, target, region } = members[m] as Weighed;
  const { profile, situation, hedge, also } = member;
  const joint = jointOf(answer, m);
  const first = posed.firstTool[m] as number;
  const centre = target + (joint?.shift ?? 0);
  const edges = { target, lower: centre - region.halfWidth, upper: centre + region.halfWidth };
  const alsoTrades = also.flatMap(({ instrument }, i): AlsoTrade[] => {
    const trade = trades[first + 1 + i] as number;
    return trade === 0 ? [] : [{ instrument, trade }];
  });
  const trade = trades[first] as number;
  const wanted = alsoTrades.length === 0 ? { trade } : { trade, also: alsoTrades };
  const reasons = { trading: 'outside band', holding: 'inside band' } as const;
  const decision = decisionOf(profile.underlying, together.gate, wanted, reasons, (reason) => {
    const because = becauseOf(situation, reason, profile.policy, edges, region.fallback);
    because.optimum = optimumOf(answer, m);
    return because;
  });
  const left = after[posed.firstExposure[m] as number] as number;
  const isShort = Math.abs(left - (joint?.shift ?? 0)) > region.halfWidth + hedge.lot;
  return joint === undefined ? { decision, isShort } : { decision, isShort, joint };
}

/** What the solved programme on the desk of `posed` comes to. */
export function read(posed: Posed, members: readonly Weighed[], together: Together): Solved {
  const { programme, workspace } = posed.desk;
  const { limits } = optimiserBecause(workspace, programme);
  const last = {
    trades: Array.from(workspace.trades, (value) => value + 0),
    multipliers: Array.from(workspace.multipliers, (value) => value + 0),
  };
  const lotted = inWholeLots(posed);
  const { sums } = exposuresAfter(programme, lotted.trades);
  const { broken } = lotted;
  const answer: Answer = {
    posed,
    members,
    together,
    trades: lotted.trades,
    after: sums,
    limits: limits.map((limit) => ({ name: limitText(limit, posed), side: limit.side, price: limit.price })),
    notes:
      broken === undefined
        ? posed.notes
        : [...posed.notes, `whole lots do not keep ${limitText(broken, posed)}`],
  };
  return { found: members.map((_, m) => foundOf(answer, m)), last };
}
