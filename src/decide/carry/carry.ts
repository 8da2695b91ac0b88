/**
 * Carry as a target: two instruments on one underlying, one bought and one sold, for the funding or the basis between
 * them. A pure rule. It enters where what it is sure to earn over some time ahead pays for the way in and out and for
 * the collateral, and leaves where staying is expected to lose more than coming back would cost. Between the two
 * nothing is done: that is the hysteresis, and what trading costs is what makes it as wide as it is.
 */
import type { Millis } from '../../units/units.ts';
import {
  type CarryFacts,
  type CarryOutlook,
  type CarrySide,
  lowerOf,
  marginOf,
  outlooksOf,
} from './outlook.ts';
import { type CarryRoll, rollTo, roundTrip } from './roll.ts';
import { type CarryBudget, type CarryRoom, roomFor } from './size.ts';

export interface CarryRule {
  /** Standard deviations below what is expected that must still pay for getting in. */
  readonly enter: number;
  /** The same below which staying must not lose more than coming back would cost. */
  readonly leave: number;
  /** Decisions that getting all the way in or out is spread over. */
  readonly slices: number;
  /** Share of a slice, or of all that is aimed at where that is less, that is worth an order. */
  readonly least: number;
  /** Share by which the room must have moved before the size follows it. */
  readonly band: number;
  readonly budget: CarryBudget;
}

export interface CarrySituation extends CarryFacts {
  /** Notional that is held in quote units, in the pair's direction where positive. */
  readonly held: number;
  /** Quote units that carry may use, what is tied up in the pair among them. */
  readonly collateral: number;
  /** Mean loss by marks alone on the worst twentieth of days, as a fraction of notional. */
  readonly shortfall: number;
  /** Why what is known of the pair is not to be relied on: such a pair is left. Null where it is sound. */
  readonly unsound: string | null;
  /** What a dated pair may be moved on to; null where there is nothing. */
  readonly next: CarryFacts | null;
}

/** Plain data. */
export interface CarryMemory {
  readonly wanted: 0 | CarrySide;
  readonly since: Millis | null;
  /** Notional that is aimed at, without sign. */
  readonly aim: number;
}

export const NO_CARRY: CarryMemory = { wanted: 0, since: null, aim: 0 };

/** The numbers that decided. Fractions of notional, but for `room` and `held`. */
export interface CarryBecause {
  readonly reason: 'pays' | 'does not pay' | 'not worth leaving' | 'next pays' | 'expired' | 'unsound';
  readonly unsound: string | null;
  readonly side: CarrySide;
  /** Over the time ahead that speaks most for what was decided. */
  readonly outlook: CarryOutlook | null;
  /** What that outlook is sure of: to gain, or where it does not pay, to lose by staying. */
  readonly sure: number;
  /** What it is to pay for: both ways together. */
  readonly costs: number;
  readonly room: CarryRoom;
  readonly held: number;
  readonly roll?: CarryRoll;
}

export interface CarryDecision {
  readonly kind: 'enter' | 'size' | 'roll' | 'exit' | 'hold';
  /** What is to be held: the pair decided on, or the one that it is rolled to. */
  readonly pair: string;
  /** Notional to be held next, in quote units. */
  readonly target: number;
  readonly because: CarryBecause;
}

interface Best {
  readonly outlook: CarryOutlook | null;
  readonly value: number;
}

interface Wish {
  readonly wanted: 0 | CarrySide;
  readonly side: CarrySide;
  readonly reason: CarryBecause['reason'];
  readonly best: Best;
}

/** Days that size is taken from where nothing expires. */
const SURE_DAYS = 16;

/** The outlook of greatest `value`; none is worth nothing. */
function bestOf(outlooks: readonly CarryOutlook[], value: (outlook: CarryOutlook) => number): Best {
  let best: Best = { outlook: null, value: -Infinity };
  for (const outlook of outlooks) {
    const found = value(outlook);
    if (found > best.value) best = { outlook, value: found };
  }
  return best.outlook === null ? { outlook: null, value: 0 } : best;
}

function wishToEnter(rule: CarryRule, situation: CarrySituation): Wish {
  const gain = (side: CarrySide): Best =>
    bestOf(outlooksOf(situation, side), (outlook) => lowerOf(outlook, rule.enter));
  const [one, other] = [gain(1), gain(-1)];
  const side = situation.pair.isReversible && other.value > one.value ? -1 : 1;
  const best = side === 1 ? one : other;
  return best.value > roundTrip(situation)
    ? { wanted: side, side, reason: 'pays', best }
    : { wanted: 0, side, reason: 'does not pay', best };
}

/** It is left where staying loses as much over some time ahead as it costs to leave now and to come back then. */
function wishToStay(rule: CarryRule, situation: CarrySituation, side: CarrySide): Wish {
  const outlooks = outlooksOf(situation, side);
  const costs = roundTrip(situation);
  const worst = bestOf(outlooks, (outlook) => -lowerOf(outlook, rule.leave));
  if (outlooks.length === 0) return { wanted: 0, side, reason: 'expired', best: worst };
  if (worst.value >= costs) return { wanted: 0, side, reason: 'does not pay', best: worst };
  const best = bestOf(outlooks, (outlook) => lowerOf(outlook, rule.enter));
  return { wanted: side, side, reason: best.value > costs ? 'pays' : 'not worth leaving', best };
}

function wishOf(rule: CarryRule, situation: CarrySituation, { wanted }: CarryMemory): Wish {
  const { held, unsound } = situation;
  const side: CarrySide = held < 0 ? -1 : 1;
  if (unsound !== null) return { wanted: 0, side, reason: 'unsound', best: { outlook: null, value: 0 } };
  if (held === 0) return wishToEnter(rule, situation);
  const wish = wishToStay(rule, situation, side);
  // What is being left is entered again only where that pays for itself.
  return wanted !== side && wish.reason === 'not worth leaving' ? { ...wish, wanted: 0 } : wish;
}

/** The room there is for the pair on `side`. */
function roomOf(rule: CarryRule, situation: CarrySituation, side: CarrySide): CarryRoom {
  const { pair, collateral, shortfall } = situation;
  const outlooks = outlooksOf(situation, side);
  const over = outlooks.find(({ days }) => days >= SURE_DAYS) ?? outlooks.at(-1);
  if (over === undefined) return { notional: 0, bound: 'margin' };
  const sureADay = lowerOf(over, rule.enter) / over.days;
  const risk = { deviation: over.deviation, shortfall: Math.max(0, shortfall - sureADay) };
  return roomFor(pair, risk, rule.budget, collateral);
}

/** What to aim at, without sign: the room there is, which is followed only where it has moved far. */
function aimOf({ band }: CarryRule, { aim }: CarryMemory, { notional }: CarryRoom): number {
  const isNear = Math.abs(notional - aim) <= band * Math.max(notional, aim);
  return aim > 0 && isNear ? aim : notional;
}

/** The notional to be held next, without sign. */
function sizeOf(rule: CarryRule, situation: CarrySituation, { wanted, reason }: Wish, aim: number): number {
  const { pair, collateral, held } = situation;
  const has = Math.abs(held);
  const slice = collateral / marginOf(pair) / rule.slices;
  if (reason === 'unsound' || reason === 'expired') return 0;
  if (wanted === 0) return has <= slice * (1 + rule.least) ? 0 : has - slice;
  const next = has < aim ? Math.min(aim, has + slice) : Math.max(aim, has - slice);
  if (next > has && reason !== 'pays') return has;
  return Math.abs(next - has) < rule.least * Math.min(slice, aim) ? has : next;
}

/** The decision for one pair, and what to remember of it. */
export function decideCarry(
  rule: CarryRule,
  situation: CarrySituation,
  memory: CarryMemory,
): { readonly decision: CarryDecision; readonly memory: CarryMemory } {
  const { pair, held, at, unsound, next } = situation;
  const wish = wishOf(rule, situation, memory);
  const { side, best } = wish;
  const room = roomOf(rule, situation, side);
  const because: CarryBecause = {
    reason: wish.reason,
    unsound,
    side,
    outlook: best.outlook,
    sure: best.value,
    costs: roundTrip(situation),
    room,
    held,
  };
  const roll =
    next === null || held === 0 || unsound !== null ? null : rollTo(situation, next, side, rule.enter);
  if (roll !== null && roll.gain > 0) {
    const told: CarryBecause = { ...because, reason: 'next pays', roll };
    return { decision: { kind: 'roll', pair: roll.to, target: held, because: told }, memory };
  }
  const aim = wish.wanted === 0 ? 0 : aimOf(rule, memory, room);
  const target = side * sizeOf(rule, situation, wish, aim) + 0;
  const kind = target === held ? 'hold' : target === 0 ? 'exit' : held === 0 ? 'enter' : 'size';
  const since = wish.wanted === memory.wanted ? memory.since : at;
  return {
    decision: { kind, pair: pair.id, target, because },
    memory: { wanted: wish.wanted, since, aim },
  };
}
