/**
 * Protection from liquidation: before a venue takes positions away, collateral is moved, hedges are shifted to
 * healthier accounts, and what is left is reduced in the cheapest order. For each account a stage is told from a
 * forecast of its liquidation: warn → no new risk → move collateral → shift → reduce → flatten. What is not known well
 * enough is never calm. A planner only: what it answers are plain values, and its state is plain data that outlives a
 * restart; nothing here sends anything.
 */
import type { Alarm } from '../../domain/alarm.ts';
import type { Millis } from '../../units/units.ts';
import type { AccountId, Guarded, Route } from './account.ts';
import type { Action, Transit } from './action.ts';
import { planRehedges, type Rehedge } from './adl.ts';
import { alarmsOf, explained } from './alarms.ts';
import { type Draft, draftOf, type Vols } from './danger.ts';
import { AT_EASE, climbStage, type StageLadder } from './ladder.ts';
import { type Means, withoutLeaving } from './moves.ts';
import type { Accepts } from './place.ts';
import { relieve } from './relieve.ts';
import { type Danger, graverStage, gravityOf, type ProtectionRule, type Stage, stageAsked } from './stage.ts';

/** What is remembered of an account. Plain data. */
export interface AccountWatch {
  readonly ladder: StageLadder;
  readonly danger: Danger;
  /** With the numbers that decided. */
  readonly because: string;
  /** Why the account is not known well enough; null where it is. */
  readonly doubt: string | null;
  /** Prepared for positions that may be deleveraged. */
  readonly rehedges: readonly Rehedge[];
}

/** Plain data: journaled, and read back as it was. */
export interface Protection {
  readonly accounts: Readonly<Record<AccountId, AccountWatch>>;
  readonly transit: readonly Transit[];
  /** Number of the next transfer. */
  readonly nextTransfer: number;
}

export const NO_PROTECTION: Protection = { accounts: {}, transit: [], nextTransfer: 1 };

export interface ProtectionInputs {
  readonly rule: ProtectionRule;
  /** Never earlier than the last time. */
  readonly at: Millis;
  /** All own accounts, those that only hold collateral included. */
  readonly accounts: readonly Guarded[];
  readonly routes: readonly Route[];
  readonly vols: Vols;
}

export interface Protected {
  readonly state: Protection;
  /** In the order in which they are to be done. */
  readonly actions: readonly Action[];
  readonly alarms: readonly Alarm[];
}

/** Whether what adds risk to the account may pass. Not where nothing is known of it. */
export function mayAddRisk({ accounts }: Pick<Protection, 'accounts'>, account: AccountId): boolean {
  const watch = accounts[account];
  return watch !== undefined && gravityOf(watch.ladder.stage) < gravityOf('noNewRisk');
}

/** `state` after the end of a transfer was told: what arrived is in its account from then on, what failed is not. */
export function transferEnded(state: Protection, id: number): Protection {
  return { ...state, transit: state.transit.filter((each) => each.id !== id) };
}

interface Asked {
  readonly asked: Stage;
  readonly near: Stage;
}

/** What is not known well enough is at least not added to. */
function askedOf(rule: ProtectionRule, { danger, doubt }: Draft): Asked {
  const { asked, near } = stageAsked(rule, danger);
  if (doubt === null) return { asked, near };
  return { asked: graverStage(asked, 'noNewRisk'), near: graverStage(near, 'noNewRisk') };
}

function meansOf(state: Protection, { rule, vols, routes, accounts, at }: ProtectionInputs): Means {
  const means: Means = { rule, vols, routes, transit: state.transit, at, drafts: new Map() };
  for (const guarded of accounts)
    means.drafts.set(guarded.id, withoutLeaving(means, draftOf(rule, vols, guarded, at)));
  return means;
}

/** The next state, and what is to be done now. */
export function protect(state: Protection, inputs: ProtectionInputs): Protected {
  const { rule, at } = inputs;
  let means = meansOf(state, inputs);
  const asked = new Map<AccountId, Asked>();
  const ladders = new Map<AccountId, StageLadder>();
  for (const [id, draft] of means.drafts) {
    const found = askedOf(rule, draft);
    asked.set(id, found);
    ladders.set(id, climbStage(rule, state.accounts[id]?.ladder ?? AT_EASE, found, at));
  }
  const accepts: Accepts = (id) => {
    const draft = means.drafts.get(id);
    const stage = ladders.get(id)?.stage ?? 'flatten';
    if (draft === undefined || draft.doubt !== null || gravityOf(stage) > gravityOf('warn')) return false;
    return draft.guarded.isOpen && !draft.guarded.isBusy;
  };
  const actions: Action[] = [];
  const drafts = [...means.drafts.values()];
  const weakestFirst = drafts.toSorted((one, other) => urgency(asked, other) - urgency(asked, one));
  for (const draft of weakestFirst) {
    const { id } = draft.guarded;
    const wanted = asked.get(id) as Asked;
    if (gravityOf(wanted.asked) < gravityOf('moveCollateral')) continue;
    const next = state.nextTransfer + means.transit.length - state.transit.length;
    const relief = relieve(means, draft, wanted.asked, accepts, next);
    actions.push(...relief.actions);
    means = { ...means, transit: [...means.transit, ...relief.transits] };
    const used = {
      asked: graverStage(wanted.asked, relief.used),
      near: graverStage(wanted.near, relief.used),
    };
    ladders.set(id, climbStage(rule, ladders.get(id) as StageLadder, used, at));
  }
  const accounts = Object.fromEntries(
    drafts.map((draft): [AccountId, AccountWatch] => {
      const { id } = draft.guarded;
      const ladder = ladders.get(id) as StageLadder;
      const rehedges = planRehedges(means, draft, accepts);
      return [
        id,
        { ladder, danger: draft.danger, because: explained(rule, draft), doubt: draft.doubt, rehedges },
      ];
    }),
  );
  const nextTransfer = state.nextTransfer + means.transit.length - state.transit.length;
  const after: Protection = { accounts, transit: means.transit, nextTransfer };
  return { state: after, actions, alarms: alarmsOf(after, at) };
}

/** The gravest first; of the same stage the nearest. */
function urgency(asked: ReadonlyMap<AccountId, Asked>, { guarded, danger }: Draft): number {
  const { distance } = danger;
  return gravityOf(asked.get(guarded.id)?.asked ?? 'calm') - (distance === null ? 1 : Math.min(1, distance));
}
