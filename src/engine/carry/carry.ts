/**
 * Carry on the one loop: with each decision every pair is asked what is to be held of it, and both of its legs are sent
 * or none. What is known is learnt from bars (`learning.ts`), put before the rule (`facts.ts`), and done (`legs.ts`).
 * Delta is not touched by it: what one leg adds, the other takes away; and what stands alone is given back before
 * anything of the underlying is hedged.
 */
import { type CarryDecision, type CarryMemory, decideCarry, NO_CARRY } from '../../decide/carry/carry.ts';
import { CARRY_RULE } from '../../decide/carry/rule.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { CarryTerms, Profile } from '../../domain/config.ts';
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../../domain/market.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Part } from '../../execute/legs/part.ts';
import type { Order } from '../../execute/order.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { isKnown } from '../exposure.ts';
import { gateOf } from '../gate.ts';
import { rateOf } from '../ledger.ts';
import type { Placed, PlacingRules, placeOrders } from '../placing.ts';
import { obstacleOf } from '../situation.ts';
import type { EngineState } from '../state.ts';
import { carrySituation } from './facts.ts';
import { type Learnt, learn, NOTHING_LEARNT, pairId } from './learning.ts';
import { followUp, giveBack, isMoving, outOfStep, sendTogether, type Trade } from './legs.ts';

type Seen = Parameters<typeof placeOrders>[2];

/** The rule was made to be asked as often: its slices are of that time. */
const PERIOD = 8 * HOUR;

/** What is remembered of carry. Plain data. */
export interface Carrying {
  readonly learnt: Learnt;
  /** By pair. */
  readonly memories: Readonly<Record<string, CarryMemory>>;
  /** What was last decided of each pair, or what is not known of it yet. */
  readonly last: Readonly<Record<string, CarryDecision | string>>;
  /** When each pair was last decided on: once in each period of funding. */
  readonly askedAt: Readonly<Record<string, Millis>>;
  /** Plans whose legs have not come to their end, by underlying. */
  readonly plans: Readonly<Record<Currency, readonly Part[]>>;
  /** Funding that legs were paid, less what they paid, in the reporting currency. */
  readonly earned: Readonly<Record<InstrumentId, number>>;
}

const NOTHING: Carrying = {
  learnt: NOTHING_LEARNT,
  memories: {},
  last: {},
  askedAt: {},
  plans: {},
  earned: {},
};

/** What was done about carry in a decision. */
export interface Carried extends Placed {
  readonly decisions: readonly CarryDecision[];
  readonly alarms: readonly Alarm[];
  /** Underlyings whose legs are under way: they are not hedged before it is known what came of that. */
  readonly waiting: ReadonlyMap<Currency, string>;
}

export function legsOf({ carry = [] }: Pick<Profile, 'carry'>): readonly InstrumentId[] {
  return [...new Set(carry.flatMap(({ bought, sold }) => [bought, sold]))];
}

/** `state` after what a bar teaches of carry. */
export function learnCarry(state: EngineState, snapshot: MarketSnapshot, at: Millis): EngineState {
  if (state.config.profiles.every(({ carry }) => carry === undefined)) return state;
  const carry = state.carry ?? NOTHING;
  return { ...state, carry: { ...carry, learnt: learn(carry.learnt, state, snapshot, at) } };
}

/** `state` after a payment of funding, which a leg may have earned. */
export function earnedBy(state: EngineState, event: AccountEvent): EngineState {
  const { carry, config } = state;
  if (carry === undefined || event.kind !== 'funding') return state;
  const { instrument, amount, currency } = event;
  if (!config.profiles.some((profile) => legsOf(profile).includes(instrument))) return state;
  const sum = (carry.earned[instrument] ?? 0) + fromAtoms(amount) * rateOf(state, currency);
  return { ...state, carry: { ...carry, earned: { ...carry.earned, [instrument]: sum } } };
}

/** Whether `order` is of a plan that is under way. */
export function isCarried({ carry }: Pick<EngineState, 'carry'>, { request }: Order): boolean {
  if (carry === undefined) return false;
  return Object.values(carry.plans).some((parts) =>
    parts.some(({ legs }) => legs.some(({ orders }) => orders.includes(request.id))),
  );
}

/** Whether all legs have a price that is good now, at venues that hold what we hold. */
function areGood(state: EngineState, legs: readonly InstrumentId[], { snapshot }: Seen): boolean {
  return legs.every(
    (id) => snapshot.quotes[id]?.quality === 'fresh' && isKnown(state, state.instruments[id]?.venue ?? ''),
  );
}

/** What `decision` wants traded, `next` being the pair that it may be rolled to. */
function tradesOf(
  decision: CarryDecision,
  terms: CarryTerms,
  next: CarryTerms | undefined,
  held: number,
  price: number,
): readonly Trade[] {
  if (decision.kind === 'roll') {
    const units = held / price;
    if (next === undefined) return [];
    return [
      { instrument: terms.sold, units },
      { instrument: next.sold, units: -units },
    ];
  }
  const units = (decision.target - held) / price;
  if (units === 0) return [];
  return [
    { instrument: terms.bought, units },
    { instrument: terms.sold, units: -units },
  ];
}

interface Doing {
  readonly placed: Placed;
  readonly carry: Carrying;
  readonly decisions: readonly CarryDecision[];
  readonly alarms: readonly Alarm[];
}

function withPlan(carry: Carrying, underlying: Currency, parts: readonly Part[]): Carrying {
  if (parts.length > 0) return { ...carry, plans: { ...carry.plans, [underlying]: parts } };
  const { [underlying]: _, ...plans } = carry.plans;
  return { ...carry, plans };
}

/** One pair: what is decided of it is remembered once it has been sent, or where nothing is to be sent. */
function decidePair(
  doing: Doing,
  profile: Profile,
  terms: CarryTerms,
  seen: Seen,
  rules: PlacingRules,
  seq: number,
): Doing {
  const { carry, placed } = doing;
  const { state } = placed;
  const id = pairId(terms);
  const situation = carrySituation(state, profile, terms, carry.learnt, seen.snapshot);
  if (typeof situation === 'string')
    return { ...doing, carry: { ...carry, last: { ...carry.last, [id]: situation } } };
  const { at } = seen.snapshot;
  const isAsked = Math.floor((carry.askedAt[id] ?? 0) / PERIOD) === Math.floor(at / PERIOD);
  if (isAsked && situation.unsound === null) return doing;
  const before = carry.memories[id] ?? NO_CARRY;
  const { decision, memory } = decideCarry(CARRY_RULE, situation, before);
  const told: Carrying = { ...carry, last: { ...carry.last, [id]: decision } };
  const quote = seen.snapshot.quotes[profile.index];
  const next = profile.carry?.find((one) => pairId(one) === decision.pair);
  const trades = quote === undefined ? [] : tradesOf(decision, terms, next, situation.held, mid(quote));
  const remembered: Carrying = {
    ...told,
    memories: { ...told.memories, [id]: memory },
    askedAt: { ...told.askedAt, [id]: at },
  };
  const key = `carry/${id}`;
  const isMade: Alarm = { key, severity: 'info', text: `${id}: as decided`, state: null };
  if (trades.length === 0) return { ...doing, carry: remembered, alarms: [...doing.alarms, isMade] };
  const sent = sendTogether(placed, profile.underlying, trades, seen, rules, seq);
  if (sent.parts.length === 0) {
    const text = `${decision.kind} of ${id}: there is no room for both legs; it is tried again`;
    const alarm: Alarm = { key, severity: 'warning', text, state: 'unmet' };
    return { ...doing, carry: told, alarms: [...doing.alarms, alarm] };
  }
  return {
    ...doing,
    alarms: [...doing.alarms, isMade],
    placed: sent.placed,
    carry: withPlan(remembered, profile.underlying, sent.parts),
    decisions: [...doing.decisions, decision],
  };
}

function carryOne(doing: Doing, profile: Profile, seen: Seen, rules: PlacingRules, seq: number): Doing {
  const { underlying, carry: pairs = [] } = profile;
  const { placed, carry } = doing;
  const legs = legsOf(profile);
  const parts = carry.plans[underlying];
  if (parts !== undefined) {
    const after = followUp(placed, underlying, parts, seen, rules, seq);
    return {
      ...doing,
      placed: after.placed,
      carry: withPlan(carry, underlying, after.parts),
      alarms: [...doing.alarms, ...after.alarms],
    };
  }
  if (isMoving(placed.state, legs) || !areGood(placed.state, legs, seen)) return doing;
  const { units, tolerance } = outOfStep(placed.state, legs, seen);
  if (Math.abs(units) > tolerance) {
    const after = giveBack(placed, underlying, legs, units, seen, rules, seq);
    return {
      ...doing,
      placed: after.placed,
      carry: withPlan(carry, underlying, after.parts),
      alarms: [...doing.alarms, ...after.alarms],
    };
  }
  if (gateOf(placed.state) !== 'running') return doing;
  let next = doing;
  for (const terms of pairs) {
    // One plan of an underlying at a time: the others are asked again once it has come to its end.
    if (next.carry.plans[underlying] !== undefined) break;
    next = decidePair(next, profile, terms, seen, rules, seq);
  }
  return next;
}

/** Asks every pair what is to be held of it, and does it; null where nothing is carried. */
export function carryNow(
  before: Placed,
  seen: Seen,
  busy: ReadonlyMap<Currency, string>,
  margin: PlacingRules['margin'],
  seq: number,
): Carried | null {
  const { config } = before.state;
  const profiles = config.profiles.filter(({ carry }) => carry !== undefined);
  if (profiles.length === 0) return null;
  const { standing } = before.state;
  const rules: PlacingRules = { maxSlippage: config.execution.maxSlippage, standing, margin };
  let doing: Doing = { placed: before, carry: before.state.carry ?? NOTHING, decisions: [], alarms: [] };
  for (const profile of profiles) {
    const isKept = busy.has(profile.underlying) || gateOf(before.state) === 'paused';
    if (isKept || obstacleOf(doing.placed.state, profile, seen.snapshot) !== null) continue;
    doing = carryOne(doing, profile, seen, rules, seq);
  }
  const { placed, carry, decisions, alarms } = doing;
  const waiting = new Map(Object.keys(carry.plans).map((name) => [name, 'legs of carry are under way']));
  return { ...placed, state: { ...placed.state, carry }, decisions, alarms, waiting };
}
