/** What is done for one account at its stage: the gentlest means first, and of the others only what those leave. */
import type { Action, Transit } from './action.ts';
import type { Draft } from './danger.ts';
import { type Means, planMoves, withArriving } from './moves.ts';
import type { Accepts } from './place.ts';
import { planBlindReduction, planFlatten, planReduction } from './reduce.ts';
import { planShift } from './shift.ts';
import { gravityOf, type ProtectionRule, type Stage } from './stage.ts';

export interface Relief {
  readonly actions: readonly Action[];
  readonly transits: readonly Transit[];
  /** The gravest means that was used. */
  readonly used: Stage;
}

function isSafe({ danger: { distance, least } }: Draft): boolean {
  return distance === null || distance > least;
}

function isFarEnough(rule: ProtectionRule): (draft: Draft) => boolean {
  return ({ danger: { distance, least } }) => distance === null || distance >= rule.wanted.byOrders * least;
}

/** All that can be held elsewhere is opened there, and all that wants margin is closed. */
function flattened(means: Means, draft: Draft, accepts: Accepts): Relief {
  if (!canOrder(draft)) return { actions: [], transits: [], used: 'flatten' };
  const shifted = planShift(means, draft, accepts, () => false);
  const { orders } = planFlatten(means.rule, means.vols, shifted.draft);
  return { actions: [...shifted.orders, ...orders], transits: [], used: 'flatten' };
}

function canOrder({ guarded }: Draft): boolean {
  return guarded.isOpen && !guarded.isBusy;
}

function blindly(means: Means, draft: Draft, asked: Stage): Relief {
  const isGrave = gravityOf(asked) >= gravityOf('reduce') && canOrder(draft);
  if (!isGrave) return { actions: [], transits: [], used: 'calm' };
  const actions =
    asked === 'flatten'
      ? planFlatten(means.rule, means.vols, draft).orders
      : planBlindReduction(means.rule, draft);
  return { actions, transits: [], used: asked };
}

/**
 * Plans for `draft`, at which `asked` is asked for. At `moveCollateral` what is on its way is waited for; from `shift`
 * on it is not waited for before shifting, and from `reduce` on not before reducing either. What moves cannot cover is
 * shifted at once and what cannot be shifted is reduced: the least distance is there to be kept.
 */
export function relieve(
  means: Means,
  draft: Draft,
  asked: Stage,
  accepts: Accepts,
  nextTransfer: number,
): Relief {
  const { rule, vols } = means;
  if (draft.nearness === null) return blindly(means, draft, asked);
  if (asked === 'flatten') return flattened(means, draft, accepts);
  const isPast = (stage: Stage) => gravityOf(asked) >= gravityOf(stage);
  const moved = planMoves(means, withArriving(means, draft), isPast('shift'), nextTransfer);
  const { transfers, transits } = moved;
  const base = isPast('shift') ? draft : moved.draft;
  const used: Stage = transfers.length > 0 ? 'moveCollateral' : 'calm';
  if (isSafe(base) || !canOrder(draft)) return { actions: transfers, transits, used };
  const shifted = planShift(means, base, accepts, isFarEnough(rule));
  const all = { ...means, transit: [...means.transit, ...transits] };
  // At the stage before, what is on its way is in `base` already.
  const waited = asked === 'shift' ? withArriving(all, shifted.draft) : shifted.draft;
  const reduced = isSafe(waited) ? [] : planReduction(rule, vols, waited, isFarEnough(rule)).orders;
  const gravest: Stage = reduced.length > 0 ? 'reduce' : shifted.orders.length > 0 ? 'shift' : used;
  return { actions: [...transfers, ...shifted.orders, ...reduced], transits, used: gravest };
}
