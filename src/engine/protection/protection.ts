/**
 * Protection from liquidation on the one loop. `guard/protection/` plans; here it is told of our accounts, and what it
 * answers becomes part of the state: with each bar the stages are told anew, and what is to be done is done by the
 * decision that they raise. `accounts.ts` and `guarded.ts` say what an account is, `gap.ts` whose word on it counts,
 * `acting.ts` what becomes of the plan.
 */
import type { Alarm } from '../../domain/alarm.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { AccountEvent } from '../../domain/order.ts';
import { underWay } from '../../execute/transfer.ts';
import type { Guarded, Route } from '../../guard/protection/account.ts';
import type { Action, Transit } from '../../guard/protection/action.ts';
import { type AccountWatch, protect } from '../../guard/protection/protection.ts';
import { PROTECTION_RULE, type ProtectionRule } from '../../guard/protection/stage.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { MINUTE } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import type { Account, UnknownAccount } from '../../value/accounts/accounts.ts';
import type { Marks } from '../../value/marks.ts';
import { expectedVolOf } from '../expected-vol.ts';
import type { EngineState } from '../state.ts';
import { accountsIn } from './accounts.ts';
import { type Gaps, gapsAfter } from './gap.ts';
import { guardedOf } from './guarded.ts';

/** What is remembered of protection. */
export interface Protecting {
  readonly accounts: Readonly<Record<string, AccountWatch>>;
  /** By how much venues' words differ from ours, by account. */
  readonly gaps: Readonly<Record<string, Gaps>>;
  /** At which prices it was last looked, and the share by which one may move until it is looked again. */
  readonly looked: Readonly<Record<Currency, { readonly price: number; readonly within: number }>>;
}

export const UNPROTECTED: Protecting = { accounts: {}, gaps: {}, looked: {} };

/** While venues tell of margin they are asked at least so often. */
const TOLD_EVERY_MS = MINUTE;
/** So much of the way to liquidation a price may go until it is looked again, and these are the least and the most. */
const [LOOK_SHARE, LOOK_LEAST, LOOK_MOST] = [0.1, 0.0025, 0.05];

/** What coins do in bad months: taken before anybody has said anything of a vol. */
const UNKNOWN_VOL = 1;
/**
 * A forecast of short bars takes one gap for the vol of the hours to come. The worst hours that Bitcoin has had, those
 * of 12 March 2020, were about as volatile as this.
 */
const MOST_VOL = 4;

export interface Seeing {
  readonly marks: Marks;
  readonly snapshot: MarketSnapshot;
}

/** What protection sees, and what it would do. */
export interface Watched {
  readonly state: EngineState;
  readonly accounts: readonly (Account | UnknownAccount)[];
  readonly guarded: readonly Guarded[];
  readonly actions: readonly Action[];
  readonly alarms: readonly Alarm[];
}

function ruleOf({ protection, reviewEveryMs }: EngineState['config']): ProtectionRule {
  const every = Math.min(TOLD_EVERY_MS, reviewEveryMs);
  return { ...PROTECTION_RULE, ...protection, staleMs: Math.max(PROTECTION_RULE.staleMs, 3 * every) };
}

/** The account at `venue` that `currency` is in. */
function accountWith(
  accounts: readonly Pick<Account, 'id' | 'venue' | 'terms' | 'account'>[],
  venue: VenueId,
  currency: Currency,
): string | undefined {
  return accounts.find(
    (each) => each.venue === venue && (each.terms.joined !== undefined || each.account.unit === currency),
  )?.id;
}

/** Where money of ours may go; only between accounts that are known. */
function routesOf({ config }: EngineState, accounts: readonly Account[]): readonly Route[] {
  return (config.transfers ?? []).flatMap(({ from, to, currency, fee, latencyMs, least }) => {
    const [source, target] = [from, to].map((venue) => accountWith(accounts, venue, currency));
    if (source === undefined || target === undefined) return [];
    const id = `${from}→${to}/${currency}`;
    return [
      {
        ...{ id, from: source, to: target, currency, latencyMs },
        fee: fromAtoms(fee),
        minimum: fromAtoms(least),
      },
    ];
  });
}

/** What is under way, as the planner has it. What has not left yet is taken out of its account by `withoutPromised`. */
function transitOf({ transfers }: EngineState, accounts: readonly Account[]): readonly Transit[] {
  return underWay(transfers).flatMap(({ request, fee, overdueAt }, id) => {
    const { from, to, currency, amount } = request;
    const [source, target] = [from, to].map((venue) => accountWith(accounts, venue, currency));
    if (target === undefined) return [];
    return [
      {
        ...{ id, route: `${from}→${to}/${currency}`, from: source ?? from, to: target, currency },
        ...{ amount: fromAtoms(amount), arriving: fromAtoms(amount) - fromAtoms(fee) },
        ...{ sentAt: millis(0), overdueAt },
      },
    ];
  });
}

/** `account` without what a transfer will take out of it, whether or not it has left. */
function withoutPromised(state: EngineState, account: Account): Account {
  let { cash } = account.account;
  for (const { stage, request } of underWay(state.transfers)) {
    if (stage === 'left' || request.from !== account.venue) continue;
    const gone = fromAtoms(request.amount);
    cash = cash.map((each) =>
      each.currency === request.currency ? { ...each, amount: each.amount - gone } : each,
    );
  }
  return cash === account.account.cash ? account : { ...account, account: { ...account.account, cash } };
}

function volsOf(
  state: EngineState,
  { marks, snapshot }: Seeing,
  horizonMs: number,
): Record<Currency, number> {
  const vols: Record<Currency, number> = {};
  for (const { underlying } of state.config.profiles) {
    const forecast = expectedVolOf(state, underlying, snapshot.at, horizonMs)?.vol;
    // Before anything was forecast the market's own word stands in.
    const vol = forecast ?? snapshot.vols[underlying]?.vol ?? marks.vols[underlying] ?? UNKNOWN_VOL;
    vols[underlying] = Math.min(vol, MOST_VOL);
  }
  return vols;
}

/** Until which prices nothing new is to be seen. */
function horizonsOf(marks: Marks, watches: Protecting['accounts']): Protecting['looked'] {
  const distances = Object.values(watches).map(({ danger }) => danger.distance ?? 1);
  const within = Math.min(LOOK_MOST, Math.max(LOOK_LEAST, LOOK_SHARE * Math.min(1, ...distances)));
  return Object.fromEntries(
    Object.entries(marks.index).map(([underlying, price]) => [underlying, { price, within }]),
  );
}

/** What has no price has no margin either: nothing is added there, and somebody is told. */
function unknownAlarms(accounts: Watched['accounts']): Alarm[] {
  return accounts.flatMap((each): Alarm[] => {
    if (!('unknown' in each)) return [];
    const text = `margin of ${each.id} is not known: ${each.unknown}`;
    return [{ key: `margin/${each.id}`, severity: 'critical', text, state: 'unknown' }];
  });
}

/** Looks at every account; null where none is protected. */
export function watchAccounts(state: EngineState, seen: Seeing): Watched | null {
  const { config, protection = UNPROTECTED } = state;
  if (config.protection === undefined) return null;
  const { marks, snapshot } = seen;
  const accounts = accountsIn(state, marks, snapshot.funding);
  const known = accounts.flatMap((each) => ('unknown' in each ? [] : [withoutPromised(state, each)]));
  const rule = ruleOf(config);
  const guarded = known.map((each) => guardedOf(state, each, seen));
  const planned = protect(
    { accounts: protection.accounts, transit: transitOf(state, known), nextTransfer: 1 },
    {
      ...{ rule, at: snapshot.at, accounts: guarded, routes: routesOf(state, known) },
      vols: volsOf(state, seen, rule.horizonMs),
    },
  );
  const watches = planned.state.accounts;
  const next: Protecting = { ...protection, accounts: watches, looked: horizonsOf(marks, watches) };
  return {
    state: { ...state, protection: next },
    ...{ accounts, guarded, actions: planned.actions },
    alarms: [...planned.alarms, ...unknownAlarms(accounts)],
  };
}

/** `state` after a look at its accounts at which nothing is done: what is to be done is a reason to decide. */
export function lookedAt(state: EngineState, seen: Seeing): Pick<Watched, 'state' | 'alarms'> {
  const watched = watchAccounts(state, seen);
  if (watched === null) return { state, alarms: [] };
  const { actions, alarms } = watched;
  if (actions.length === 0) return { state: watched.state, alarms };
  const decisions = { ...watched.state.decisions, bookChanged: true };
  return { state: { ...watched.state, decisions }, alarms };
}

/** How often venues are to be asked for a report while nothing is open: often, where they tell of margin. */
export function reportEveryMs({ config, venueMargin }: EngineState): number {
  const isTold = config.protection !== undefined && venueMargin !== undefined;
  return isTold ? Math.min(config.reviewEveryMs, TOLD_EVERY_MS) : config.reviewEveryMs;
}

/** `state` after `event`, if a venue has told of its margin in it that was not told `before`. */
export function heardOfMargin(before: EngineState, state: EngineState, event: AccountEvent): EngineState {
  const { config, protection = UNPROTECTED } = state;
  if (config.protection === undefined || event.kind !== 'report') return state;
  // A report that is told twice, or late, is no second word.
  if (state.venueMargin === before.venueMargin) return state;
  return { ...state, protection: { ...protection, gaps: gapsAfter(state, event.venue, protection.gaps) } };
}

/** Whether `price` of `underlying` is so far from where accounts were last looked at that it is to be done again. */
export function isFarFromLooked({ protection }: EngineState, underlying: Currency, price: number): boolean {
  const looked = protection?.looked[underlying];
  return looked !== undefined && Math.abs(price - looked.price) > looked.within * looked.price;
}
