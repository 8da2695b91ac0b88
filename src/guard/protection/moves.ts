/**
 * Collateral for an account that needs it: how much, from which own account, by which route. Only routes that are
 * listed are used; what is on its way is not sent again, and what is overdue counts as not there.
 */
import type { Currency } from '../../domain/instrument.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { later, MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { AccountId, Route } from './account.ts';
import type { TransferAction, Transit } from './action.ts';
import { type Draft, isHealthy, type Vols, withMore } from './danger.ts';
import type { ProtectionRule } from './stage.ts';

/** All that moves are planned from; `drafts` are as they would be if what was planned before were done. */
export interface Means {
  readonly rule: ProtectionRule;
  readonly vols: Vols;
  readonly drafts: Map<AccountId, Draft>;
  readonly routes: readonly Route[];
  readonly transit: readonly Transit[];
  readonly at: Millis;
}

const HALVINGS = 40;
/** Of an amount: nearer than this nobody needs it. */
const WITHIN = 1e-4;

export function isOverdue({ overdueAt }: Transit, at: Millis): boolean {
  return at > overdueAt;
}

/** `draft` with what is on its way to it and not overdue. */
export function withArriving({ rule, vols, transit, at }: Means, draft: Draft): Draft {
  let found = draft;
  for (const each of transit) {
    if (each.to !== draft.guarded.id || isOverdue(each, at)) continue;
    found = withMore(rule, vols, found, each.currency, each.arriving) ?? found;
  }
  return found;
}

/** `draft` without what was sent from it after the venue last said what is in it. */
export function withoutLeaving({ rule, vols, transit }: Means, draft: Draft): Draft {
  let found = draft;
  for (const each of transit) {
    if (each.from !== draft.guarded.id || each.sentAt < draft.guarded.at) continue;
    found = withMore(rule, vols, found, each.currency, -each.amount) ?? found;
  }
  return found;
}

function isFarEnough({ rule }: Means, { danger: { distance, least } }: Draft): boolean {
  return distance === null || distance >= rule.wanted.byMoves * least;
}

/** What `draft` lacks of `currency` to be as far from liquidation as is wanted; null where no amount does it. */
function lackOf(means: Means, draft: Draft, currency: Currency): number | null {
  const { rule, vols } = means;
  const isEnough = (amount: number): boolean => {
    const after = withMore(rule, vols, draft, currency, amount);
    return after !== undefined && isFarEnough(means, after);
  };
  let [low, high] = [0, draft.nearness?.gross ?? 0];
  // No distance is wanted that takes more than what is held and what is owed on it.
  high += Math.max(0, -(draft.nearness?.room ?? 0));
  if (!(high > 0) || !isEnough(high)) return null;
  for (let i = 0; i < HALVINGS && high - low > WITHIN * high; i += 1) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The most that `source` may give of `currency` and be no nearer to liquidation than a word is worth; 0 or more. */
function spareOf({ rule, vols }: Means, source: Draft, currency: Currency): number {
  const { account, guarded } = source;
  const held = account.cash.find((each) => each.currency === currency);
  if (held === undefined || !isHealthy(rule, source)) return 0;
  const standing = standingOf(guarded.terms, account);
  if ('kind' in standing) return 0;
  const free = account.holdings.length === 0 ? held.amount : standing.free / held.worth;
  let high = Math.max(0, Math.min(held.amount, free));
  const isSpare = (amount: number): boolean => {
    const left = withMore(rule, vols, source, currency, -amount);
    return left !== undefined && isHealthy(rule, left);
  };
  if (isSpare(high)) return high;
  let low = 0;
  for (let i = 0; i < HALVINGS && high - low > WITHIN * high; i += 1) {
    const middle = (low + high) / 2;
    if (isSpare(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Routes to `draft` that can be used now; the cheapest first, or the fastest where it is urgent. */
function usable(means: Means, draft: Draft, isUrgent: boolean): readonly Route[] {
  const { routes, drafts, transit, at } = means;
  const isBroken = (route: Route) => transit.some((each) => each.route === route.id && isOverdue(each, at));
  const isUsable = (route: Route): boolean => {
    const source = drafts.get(route.from);
    if (route.to !== draft.guarded.id || route.from === route.to || source === undefined) return false;
    return source.guarded.isOpen && source.doubt === null && !source.guarded.isBusy && !isBroken(route);
  };
  const rank = (route: Route): readonly [number, number] =>
    isUrgent ? [route.latencyMs, route.fee] : [route.fee, route.latencyMs];
  return routes.filter(isUsable).toSorted((one, other) => {
    const [[a, b], [c, d]] = [rank(one), rank(other)];
    return a - c || b - d;
  });
}

/** What is planned to move, and the accounts as they are then: the target as if all had arrived. */
export interface Moved {
  readonly transfers: readonly TransferAction[];
  readonly transits: readonly Transit[];
  readonly draft: Draft;
}

/**
 * Transfers that bring `target` back to the wanted distance, as far as others can spare it. Sources are lowered in
 * `means.drafts`. `nextId` is the first that was not given to a transfer yet.
 */
export function planMoves(means: Means, target: Draft, isUrgent: boolean, nextId: number): Moved {
  const { rule, vols, drafts, at } = means;
  const transfers: TransferAction[] = [];
  const transits: Transit[] = [];
  let draft = target;
  if (!target.guarded.isOpen) return { transfers, transits, draft };
  for (const route of usable(means, target, isUrgent)) {
    if (isFarEnough(means, draft)) break;
    const source = drafts.get(route.from) as Draft;
    // Where no amount is enough, all that can be spared is better than nothing.
    const lack = lackOf(means, draft, route.currency) ?? Infinity;
    const spare = spareOf(means, source, route.currency);
    const amount = Math.min(spare, Math.max(lack + route.fee, route.minimum));
    if (!(amount >= route.minimum && amount > route.fee && amount < Infinity)) continue;
    const arriving = amount - route.fee;
    const left = withMore(rule, vols, source, route.currency, -amount);
    const raised = withMore(rule, vols, draft, route.currency, arriving);
    if (left === undefined || raised === undefined) continue;
    // Money that brings nothing nearer to safety stays where it is.
    if ((raised.danger.distance ?? Infinity) <= (draft.danger.distance ?? Infinity)) continue;
    drafts.set(route.from, left);
    const { id, from, to, currency, latencyMs } = route;
    const number = nextId + transfers.length;
    transfers.push({
      ...{ kind: 'transfer', id: number, route: id, from, to, currency, amount },
      because: movedBecause(draft, raised, route),
    });
    const overdueAt = later(at, rule.overdue * latencyMs);
    transits.push({ id: number, route: id, from, to, currency, amount, arriving, sentAt: at, overdueAt });
    draft = raised;
  }
  return { transfers, transits, draft };
}

function share(distance: number | null): string {
  return distance === null ? 'any move' : `${(100 * distance).toFixed(1)} %`;
}

function movedBecause(before: Draft, after: Draft, { latencyMs, fee, currency }: Route): string {
  return (
    `liquidation is ${share(before.danger.distance)} away and ${share(after.danger.distance)} with it; ` +
    `it takes ${Math.round(latencyMs / MINUTE)} min and ${fee} ${currency}`
  );
}
