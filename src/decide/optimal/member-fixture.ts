/** Members of a programme, for the tests of this folder. */
import type { Profile } from '../../domain/config.ts';
import { DAY, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import type { Because, Situation } from '../decide.ts';
import type { Curve } from '../region.ts';
import type { Member, Optimal, OptimalProfile, Tool } from './member.ts';
import { decideTogether, type Found, type Together } from './optimal.ts';
import { VOL_OF_VOL } from './weights.ts';

/** So small that whole lots hide nothing, and a power of two. */
const FINE = 1 / 1_073_741_824;

/** A straddle sold on a coin, a week from its end. */
export const SOLD: Curve = { gamma: -2e-4, side: 'short', years: (7 * DAY) / YEAR, vol: 0.6, rate: 0 };

export function situationLike(delta: number, change: Partial<Situation> = {}): Situation {
  return {
    ...{ at: millis(1_700_000_000_000), price: 60_000, delta, inFlight: 0, hedgeDelta: 0, curve: SOLD },
    ...{ costRate: 6e-4, vol: 0.6, volFrom: 'mark', forecastVol: null },
    ...change,
  };
}

export function profileLike(policy: Partial<Optimal> = {}, change: Partial<Profile> = {}): OptimalProfile {
  return {
    ...{ underlying: 'BTC', index: 'SPOT', hedge: 'PERP', targetDelta: 0, hedgeVol: 'mark', rate: 0 },
    markVol: { kind: 'stated', vol: 0.6 },
    ...change,
    policy: { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking', ...policy },
  };
}

export function toolLike(instrument: string, change: Partial<Tool> = {}): Tool {
  return {
    ...{ instrument, delta: 1, gamma: 0, vega: 0, cost: 36, worth: 60_000 },
    ...{ lower: -1e6, upper: 1e6, lot: FINE, leftOut: null },
    ...change,
  };
}

/** A call at the money a month from its end: its cost is three basis points of the underlying and half a vol point. */
export const CALL: Tool = toolLike('CALL', { delta: 0.53, gamma: 3.8e-5, vega: 6_850, cost: 52 });

/** A member that trades its delta with `PERP`, at the cost that its situation tells. */
export function memberLike(
  situation: Situation,
  profile: OptimalProfile = profileLike(),
  change: Partial<Member> = {},
): Member {
  const { costRate, price } = situation;
  return {
    ...{ profile, situation, rate: 1, gamma: situation.curve.gamma, vega: -10_000 },
    ...{ gammaBand: null, vegaBand: null, volOfVol: VOL_OF_VOL },
    hedge: toolLike(profile.hedge, { cost: costRate * price, worth: price }),
    also: [],
    ...change,
  };
}

export function together(
  members: readonly Member[],
  change: Partial<Together> = {},
): ReturnType<typeof decideTogether> {
  const plain = { members, correlations: {}, budget: Infinity, gate: 'running' as const, last: undefined };
  return decideTogether({ ...plain, ...change });
}

/** The decision on one member by itself. */
export function alone(member: Member, change: Partial<Together> = {}): Found {
  const [found] = together([member], change).found;
  if (found === undefined) throw new Error('nothing was found');
  return found;
}

/** Trades of the hedge and, by instrument, of the rest; nothing where it holds. */
export function tradesOf({ decision }: Found): Record<string, number> {
  if (decision.kind === 'hold') return {};
  const also = (decision.also ?? []).map(({ instrument, trade }) => [instrument, trade] as const);
  return Object.fromEntries([['hedge', decision.trade], ...also]);
}

/** The trade in the hedge; 0 where it holds. */
export function tradeOf(found: Found): number {
  return tradesOf(found).hedge ?? 0;
}

/** Why it was decided so, where nothing kept it from being decided. */
export function because({ decision }: Found): Because {
  if (!('reason' in decision.because)) throw new Error('there was an obstacle');
  return decision.because;
}
