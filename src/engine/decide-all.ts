/** A decision for every profile: by itself, or together where the optimiser is to weigh several things at once. */
import { decide, type HedgeDecision, type Obstacle } from '../decide/decide.ts';
import type { Anchor } from '../decide/due.ts';
import type { FloorMemory } from '../decide/floor/account.ts';
import { decideFloored } from '../decide/floor/decide-floored.ts';
import { isBent, isOptimal, type Member, type OptimalProfile } from '../decide/optimal/member.ts';
import { decideTogether, type Joint, type LastAnswer } from '../decide/optimal/optimal.ts';
import type { EngineConfig, Floor, Profile } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { Unpriced } from '../value/marks.ts';
import { UNWATCHED } from './anchor.ts';
import { correlationsOf } from './correlations.ts';
import { exposureOf } from './exposure.ts';
import { floorFactsOf } from './floor-facts.ts';
import { gateOf } from './gate.ts';
import type { HedgeView } from './hedge-view.ts';
import { memberOf, type Seen } from './member.ts';
import { readinessOf } from './readiness.ts';
import { ordersOf, requestOf, spendOf } from './requests.ts';
import { retryAt } from './retry.ts';
import { obstacleOf, situationOf } from './situation.ts';
import type { EngineState, Watched } from './state.ts';
import { hourlyTurnover } from './turnover.ts';

interface Decided {
  readonly decision: HedgeDecision;
  readonly watched: Watched;
}

type Decisions = Record<Currency, Decided>;

/** The sets of profiles that the optimiser looks at together; of one that it need not look at there is none. */
export function programmesOf({ profiles, joint }: EngineConfig): readonly (readonly OptimalProfile[])[] {
  // A floor says itself what is dealt for it.
  const optimal = profiles.filter(isOptimal).filter(({ floor }) => floor === undefined);
  if (joint === true && optimal.length > 1) return [optimal];
  return optimal
    .filter(({ alsoHedge, gammaBand, vegaBand }) => alsoHedge ?? gammaBand ?? vegaBand)
    .map((profile) => [profile]);
}

function held(state: EngineState, profile: Profile, snapshot: MarketSnapshot, because: Obstacle): Decided {
  const { underlying } = profile;
  const before = state.decisions.watched[underlying] ?? UNWATCHED;
  const quality = readinessOf(profile, snapshot);
  return {
    decision: { kind: 'hold', underlying, because },
    watched: { ...before, quality, retryAt: retryAt(state) },
  };
}

/** What is watched of a profile that was decided on; not until later where nothing can be done about it for now. */
function watchedOf(
  state: EngineState,
  profile: Profile,
  snapshot: MarketSnapshot,
  anchor: Anchor,
  memory: Watched['memory'],
  isStuck: boolean,
): Watched {
  const quality = readinessOf(profile, snapshot);
  return { memory, quality, anchor, retryAt: isStuck ? retryAt(state) : null };
}

function isPaused({ because }: HedgeDecision): boolean {
  return 'reason' in because && because.reason === 'paused';
}

function decideOne(state: EngineState, profile: Profile, { view, snapshot, gate }: Seen): Decided {
  const before = state.decisions.watched[profile.underlying] ?? UNWATCHED;
  const situation = situationOf(state, profile, view, snapshot);
  const { decision, memory } = decide(profile, situation, before.memory, gate);
  const { price, delta, hedgeDelta, curve } = situation;
  const anchor = { price, delta, hedgeDelta, curve };
  return { decision, watched: watchedOf(state, profile, snapshot, anchor, memory, isPaused(decision)) };
}

function anchorOf({ situation }: Member, joint: Joint | undefined): Anchor {
  const { price, delta, hedgeDelta, curve } = situation;
  return joint === undefined
    ? { price, delta, hedgeDelta, curve }
    : { price, delta, hedgeDelta, curve, joint };
}

/** What is remembered of the floors that there are still. */
function floorsOf({ config, decisions }: EngineState): Record<Currency, FloorMemory> {
  const floors: Record<Currency, FloorMemory> = {};
  for (const { underlying, floor } of config.profiles) {
    const memory = decisions.floors?.[underlying];
    if (floor !== undefined && memory !== undefined) floors[underlying] = memory;
  }
  return floors;
}

function isEmpty(floors: Readonly<Record<Currency, FloorMemory>>): boolean {
  for (const _ in floors) return false;
  return true;
}

/** `decisions` with `floors` in place of its own; where there are none, without. */
function withFloors(
  decisions: EngineState['decisions'],
  floors: Readonly<Record<Currency, FloorMemory>>,
): EngineState['decisions'] {
  const { floors: _, ...others } = decisions;
  return isEmpty(floors) ? others : { ...others, floors };
}

/** Decides on `profile` by its `floor`; what is to be remembered of that is left in `floors`. */
function decideOnFloor(
  state: EngineState,
  profile: Profile,
  floor: Floor,
  { view, snapshot, gate }: Seen,
  floors: Record<Currency, FloorMemory>,
): Decided {
  const { underlying } = profile;
  const { memory } = state.decisions.watched[underlying] ?? UNWATCHED;
  const situation = situationOf(state, profile, view, snapshot);
  const facts = floorFactsOf(state, profile, floor, situation, { view, snapshot });
  const { decision, anchor, remembered } = decideFloored(profile, floor, {
    ...{ situation, facts, gate },
    memory: floors[underlying],
  });
  floors[underlying] = remembered;
  return { decision, watched: watchedOf(state, profile, snapshot, anchor, memory, isPaused(decision)) };
}

/** Decides on `members` together; the answer to start from next time is left in `answers`. */
function decideProgramme(
  state: EngineState,
  members: readonly Member[],
  { snapshot, gate }: Seen,
  answers: Record<string, LastAnswer>,
  budget: number,
): Decisions {
  const name = members.map(({ profile }) => profile.underlying).join('+');
  const correlations = correlationsOf(state);
  const { found, last } = decideTogether({ members, correlations, budget, gate, last: answers[name] });
  if (last !== undefined) answers[name] = last;
  const decisions: Decisions = {};
  for (const [i, member] of members.entries()) {
    const one = found[i];
    if (one === undefined) continue;
    const { profile } = member;
    const { memory } = state.decisions.watched[profile.underlying] ?? UNWATCHED;
    const isStuck = one.isShort || isPaused(one.decision);
    const anchor = anchorOf(member, one.joint);
    const watched = watchedOf(state, profile, snapshot, anchor, memory, isStuck);
    decisions[profile.underlying] = { decision: one.decision, watched };
  }
  return decisions;
}

/** What may still be ordered in this hour beside all that is `decided` already, in the reporting currency. */
function budgetBeside(
  state: EngineState,
  decided: Decisions,
  { view, snapshot, exposure, gate }: Seen,
): number {
  const { maxHourlyTurnover } = state.config.limits;
  if (maxHourlyTurnover === undefined || gate === 'halted') return Infinity;
  let budget = maxHourlyTurnover - hourlyTurnover(state, view.marks);
  for (const { decision } of Object.values(decided)) {
    if (decision.kind === 'hold') continue;
    for (const order of ordersOf(decision)) {
      const request = requestOf(state, order, { marks: view.marks, snapshot, exposure, budget: Infinity });
      if (typeof request !== 'string') budget -= spendOf(request, snapshot);
    }
  }
  return Math.max(0, budget);
}

/**
 * The decisions of all profiles in their order, and `state.decisions` after them but for when they were taken. Of
 * underlyings in `protecting` nothing is decided now, for the reason that is told there.
 */
export function decideAll(
  state: EngineState,
  view: HedgeView | Unpriced,
  snapshot: MarketSnapshot,
  protecting: ReadonlyMap<Currency, string>,
): { readonly decisions: readonly HedgeDecision[]; readonly left: EngineState['decisions'] } {
  const { profiles } = state.config;
  const gate = gateOf(state);
  const decided: Decisions = {};
  const clear: Profile[] = [];
  for (const profile of profiles) {
    const what = protecting.get(profile.underlying);
    const obstacle: Obstacle | null =
      what === undefined ? obstacleOf(state, profile, snapshot) : { kind: 'protecting', what };
    if (obstacle !== null) decided[profile.underlying] = held(state, profile, snapshot, obstacle);
    else if (view.kind === 'unpriced') decided[profile.underlying] = held(state, profile, snapshot, view);
    else clear.push(profile);
  }
  let { answers } = state.decisions;
  const floors = floorsOf(state);
  if (view.kind === 'view' && clear.length > 0) {
    const programmes = programmesOf(state.config);
    const exposure = programmes.length === 0 ? {} : exposureOf(state);
    const seen: Seen = { view, snapshot, exposure, gate };
    const together = programmes
      .map((programme) =>
        programme
          .filter((profile) => clear.includes(profile))
          .map((profile) => memberOf(state, profile, situationOf(state, profile, view, snapshot), seen)),
      )
      // What is left of one that nothing else is weighed with is a band by itself.
      .filter((members) => members.length > 1 || members.some(isBent));
    const joined = new Set(together.flat().map(({ profile }) => profile.underlying));
    for (const profile of clear) {
      const { floor, underlying } = profile;
      if (joined.has(underlying)) continue;
      decided[underlying] =
        floor === undefined
          ? decideOne(state, profile, seen)
          : decideOnFloor(state, profile, floor, seen, floors);
    }
    // Programmes come last, as they alone see to it that what they order fits into the hour, and in full.
    for (const members of together) {
      const found: Record<string, LastAnswer> = { ...answers };
      const budget = budgetBeside(state, decided, seen);
      Object.assign(decided, decideProgramme(state, members, seen, found, budget));
      answers = found;
    }
  }
  const decisions: HedgeDecision[] = [];
  const watched: Record<Currency, Watched> = { ...state.decisions.watched };
  for (const { underlying } of profiles) {
    const one = decided[underlying];
    if (one === undefined) continue;
    decisions.push(one.decision);
    watched[underlying] = one.watched;
  }
  const plain = { ...state.decisions, watched };
  const answered = answers === undefined ? plain : { ...plain, answers };
  const left =
    state.decisions.floors === undefined && isEmpty(floors) ? answered : withFloors(answered, floors);
  return { decisions, left };
}
