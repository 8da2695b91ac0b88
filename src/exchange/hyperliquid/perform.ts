/** What each trading action does, once it is known whose it is. */
import { DAY, SECOND } from '../../units/time.ts';
import type { AccountId } from '../exchange.ts';
import type { Action } from './action.ts';
import type { Desk } from './desk.ts';
import { cancelOrder, modifyOrder, placeOrder, type Status } from './orders.ts';

/** An answer of `/exchange`. */
export type Reply =
  | { readonly status: 'ok'; readonly response: Readonly<Record<string, unknown>> }
  | { readonly status: 'err'; readonly response: string };

/** The shortest time ahead for which a cancel can be scheduled. */
const SHORTEST_AHEAD = 5 * SECOND;

const DONE: Reply = { status: 'ok', response: { type: 'default' } };

/** The answer to a request that is refused as a whole. */
export function failed(why: string): Reply {
  return { status: 'err', response: why };
}

function statuses(type: string, all: readonly Status[]): Reply {
  return { status: 'ok', response: { type, data: { statuses: all } } };
}

function schedule(desk: Desk, account: AccountId, time: number | undefined): Reply {
  if (time === undefined) {
    desk.deadMan.delete(account);
    return DONE;
  }
  const { now } = desk.exchange;
  const [required, traded] = [desk.scheduleCancelVolume, desk.fills.volume(account)];
  if (traded < required)
    return failed(
      'Cannot set scheduled cancel time until enough volume traded. ' +
        `Required: $${required}. Traded: $${traded.toFixed(2)}.`,
    );
  if (time < now + SHORTEST_AHEAD)
    return failed('Scheduled cancel time too early, must be at least 5 seconds from now.');
  if (time > now + DAY) return failed('Scheduled cancel time too far in the future.');
  desk.deadMan.set(account, time);
  return DONE;
}

function setLeverage(desk: Desk, account: AccountId, action: Action & { type: 'updateLeverage' }): Reply {
  const asset = desk.assets.at(action.asset);
  if (asset === undefined) return failed(`Unknown asset. asset=${action.asset}`);
  if (!action.isCross) return failed('Isolated margin is not served by this exchange.');
  if (action.leverage < 1 || action.leverage > asset.maxLeverage)
    return failed(`Invalid leverage value: ${action.leverage} is not within 1 and ${asset.maxLeverage}`);
  desk.exchange.setLeverage(account, asset.coin, action.leverage);
  desk.leverages.set(`${account} ${asset.coin}`, action.leverage);
  return DONE;
}

/** The single complaint about a whole batch, before any of it is tried. */
function complaint(desk: Desk, account: AccountId, action: Action): string | undefined {
  if (action.type !== 'order') return undefined;
  const { orders, grouping, builder } = action;
  if (orders.length === 0) return 'Empty batch of orders.';
  if (grouping !== 'na') return 'Grouped orders are not served by this exchange.';
  if (builder === undefined) return undefined;
  if (!desk.builders.get(account)?.has(builder.b)) return 'Builder fee has not been approved.';
  return builder.f === 0 ? undefined : 'Builder fee exceeds the maximum approved fee.';
}

/** Carries out a trading action for `account`. */
export function perform(desk: Desk, account: AccountId, action: Action, deadline?: number): Reply {
  const context = { desk, account, ...(deadline === undefined ? {} : { deadline }) };
  const why = complaint(desk, account, action);
  if (why !== undefined) return failed(why);
  switch (action.type) {
    case 'order':
      return statuses(
        'order',
        action.orders.map((wire) => placeOrder(context, wire)),
      );
    case 'cancel':
      return statuses(
        'cancel',
        action.cancels.map(({ a, o }) => cancelOrder(context, a, o)),
      );
    case 'cancelByCloid':
      return statuses(
        'cancel',
        action.cancels.map(({ asset, cloid }) => cancelOrder(context, asset, cloid)),
      );
    case 'batchModify':
      return statuses(
        'order',
        action.modifies.map((modify) => modifyOrder(context, modify)),
      );
    case 'modify': {
      const status = modifyOrder(context, action);
      const error = typeof status === 'object' ? status.error : undefined;
      return typeof error === 'string' ? failed(error) : DONE;
    }
    case 'scheduleCancel':
      return schedule(desk, account, action.time);
    case 'updateLeverage':
      return setLeverage(desk, account, action);
    case 'updateIsolatedMargin':
      return failed('Isolated margin is not served by this exchange.');
    case 'setReferrer':
      return failed('Referral code does not exist.');
    case 'noop':
      return DONE;
  }
}

/** Carries out the cancels that were scheduled for now or before. */
export function runDeadMan({ deadMan, exchange }: Desk): void {
  for (const [account, at] of deadMan) {
    if (at > exchange.now) continue;
    deadMan.delete(account);
    exchange.cancelAll(account, null, 'dead-man');
  }
}
