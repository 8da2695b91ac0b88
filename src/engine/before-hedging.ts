/** What is done in a decision before anything is hedged: accounts are kept from liquidation, then pairs are carried. */
import type { Alarm } from '../domain/alarm.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarginKnown } from '../guard/protection/barrier.ts';
import { carryNow } from './carry/carry.ts';
import { NOTHING_PLACED, type Placed } from './placing.ts';
import { protectNow } from './protection/act.ts';
import type { Seeing } from './protection/protection.ts';
import type { EngineState, Outcome, Step } from './state.ts';

export interface Before extends Placed {
  /** Underlyings that are not to be hedged now, each with what they wait for. */
  readonly waiting: ReadonlyMap<Currency, string>;
  /** How accounts stand; undefined where none is protected. */
  readonly margin: MarginKnown | undefined;
  readonly alarms: readonly Alarm[];
  /** What was decided, with the reasons. */
  readonly told: Pick<Outcome, 'protecting' | 'carry'>;
}

/** Does it all; null where no account is protected and nothing is carried. */
export function beforeHedging(state: EngineState, seen: Seeing, seq: number): Before | null {
  const guarded = protectNow(state, seen, seq);
  const safer: Placed = guarded ?? { ...NOTHING_PLACED, state };
  const waiting = guarded?.waiting ?? new Map<Currency, string>();
  const carried = carryNow(safer, seen, waiting, guarded?.margin, seq);
  if (guarded === null && carried === null) return null;
  const { state: after, plan, commands } = carried ?? safer;
  return {
    ...{ state: after, plan, commands, margin: guarded?.margin },
    waiting: new Map([...waiting, ...(carried?.waiting ?? [])]),
    alarms: [...(guarded?.alarms ?? []), ...(carried?.alarms ?? [])],
    told: {
      ...(guarded !== null && guarded.actions.length > 0 && { protecting: guarded.actions }),
      ...(carried !== null && carried.decisions.length > 0 && { carry: carried.decisions }),
    },
  };
}

/** `step`, the hedging, with what was done before it. */
export function withBefore(before: Before | null, step: Step): Step {
  if (before === null) return step;
  const { outcome } = step;
  const { legs, dropped } = before.plan;
  const hasPlan = legs.length > 0 || dropped.length > 0;
  const plan =
    outcome.plan === undefined
      ? before.plan
      : {
          ...outcome.plan,
          legs: [...legs, ...outcome.plan.legs],
          dropped: [...dropped, ...outcome.plan.dropped],
        };
  const commands = [...before.commands, ...(outcome.commands ?? [])];
  return {
    ...step,
    outcome: {
      ...outcome,
      ...before.told,
      ...(hasPlan && { plan }),
      ...(commands.length > 0 && { commands }),
      ...(before.alarms.length > 0 && { alarms: [...before.alarms, ...(outcome.alarms ?? [])] }),
    },
    commands: [...before.commands, ...step.commands],
  };
}
