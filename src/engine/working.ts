/** Orders worked over time: of each leg of a plan only what its schedule owes leaves now. */
import type { Working } from '../domain/config.ts';
import type { Currency, InstrumentId } from '../domain/instrument.ts';
import { type Deciding, type Parent, parentOf } from '../execute/schedule/parent.ts';
import { progressOf } from '../execute/schedule/progress.ts';
import { sliceOf } from '../execute/schedule/slice.ts';
import type { ExecutionPlan, ExpectedCost, Leg } from '../route/plan.ts';
import { later } from '../units/time.ts';
import { type Lots, lots, type Millis, millis } from '../units/units.ts';
import { retryingFrom } from './anchor.ts';
import { isByClock } from './resting.ts';
import type { EngineState } from './state.ts';

type Parents = Readonly<Record<InstrumentId, Parent>>;

/** A plan cut to what leaves now. */
export interface Worked {
  readonly plan: ExecutionPlan;
  /** What is remembered of what is worked. */
  readonly parents: Parents;
  /** When an underlying's next slice is due: until then nothing is to be decided of it for being outside its band. */
  readonly nextAt: Readonly<Record<Currency, Millis>>;
}

function scaled(cost: ExpectedCost, share: number): ExpectedCost {
  const { fee, spread, depth, funding, others, total } = cost;
  const known = { fee: fee * share, spread: spread * share, depth: depth * share, funding: funding * share };
  return others === undefined
    ? { ...known, total: total * share }
    : { ...known, others: others * share, total: total * share };
}

/** `leg` with `count` lots in place of its own. What it costs is taken to fall in proportion: it does so at least. */
function cutTo(leg: Leg, count: Lots): Leg {
  if (count === leg.lots) return leg;
  const share = count / leg.lots;
  return {
    ...leg,
    lots: count,
    notional: leg.notional * share,
    cost: scaled(leg.cost, share),
    cutBy: 'schedule',
  };
}

/**
 * What is worked on: what is wanted no more is not, once nothing of it is in flight. Where nothing could be decided,
 * for want of a price or of an answer, it waits and does not begin anew.
 */
function stillWorked(
  state: EngineState,
  content: ReadonlySet<Currency>,
  working: Working,
  deciding: Deciding,
): Record<InstrumentId, Parent> {
  const parents: Record<InstrumentId, Parent> = {};
  for (const [id, before] of Object.entries(state.parents ?? {})) {
    const isOver = content.has(state.instruments[id]?.base ?? '');
    const progress = progressOf(state.orders, id, before.since);
    const parent = isOver ? parentOf(before, lots(0), progress, working, deciding) : before;
    if (parent !== null) parents[id] = parent;
  }
  return parents;
}

/**
 * `plan` as `working` lets it leave at a decision, where of the underlyings in `content` nothing is wanted. What only
 * makes a position smaller under a halt is not worked: it goes at once. Nor is what a clock trades. What was done of a
 * parent is read off the orders, so that partial fills and lost orders are owed again.
 */
export function workedAt(
  state: EngineState,
  plan: ExecutionPlan,
  content: ReadonlySet<Currency>,
  working: Working,
  deciding: Deciding,
): Worked {
  const { seq, at } = deciding;
  const parents = stillWorked(state, content, working, deciding);
  const nextAt: Record<Currency, Millis> = {};
  const legs: Leg[] = [];
  const dropped = [...plan.dropped];
  for (const leg of plan.legs) {
    const { instrument, underlying } = leg;
    if (leg.reduceOnly || isByClock(state, underlying)) {
      legs.push(leg);
      continue;
    }
    const before = state.parents?.[instrument] ?? null;
    const known = progressOf(state.orders, instrument, before?.since ?? seq);
    const parent = parentOf(before, leg.lots, known, working, deciding);
    if (parent === null) continue;
    parents[instrument] = parent;
    const progress =
      parent.since === before?.since ? known : progressOf(state.orders, instrument, parent.since);
    const slice = sliceOf(parent, progress, {
      ...{ now: at, lot: 1, volume: 0, limit: Infinity, spent: lots(0), least: lots(1) },
      everyMs: working.everyMs,
    });
    const due = slice.nextAt ?? later(at, working.everyMs);
    nextAt[underlying] = millis(Math.min(due, nextAt[underlying] ?? due));
    if (slice.lots === 0) dropped.push({ underlying, why: `${instrument} waits for its next slice` });
    else legs.push(cutTo(leg, slice.lots));
  }
  return { plan: { ...plan, legs, dropped }, parents, nextAt };
}

/** `state` with what `worked` has to remember, and quiet until the next slices are due. */
export function withWorked(state: EngineState, { parents, nextAt }: Worked): EngineState {
  const { parents: _, ...others } = state;
  let { watched } = state.decisions;
  for (const [underlying, at] of Object.entries(nextAt)) watched = retryingFrom(watched, underlying, at);
  const next = { ...others, decisions: { ...state.decisions, watched } };
  return Object.keys(parents).length === 0 ? next : { ...next, parents };
}
