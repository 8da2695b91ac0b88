/** What a topic of the sockets says when nothing has happened: its state, told at the start and when it has changed. */
import type { AccountId } from '../exchange.ts';
import type { Asset } from './asset.ts';
import { candles, intervalMs } from './candles.ts';
import type { Desk } from './desk.ts';
import { aggregated, fillView, fundingView, tradeView } from './fill-view.ts';
import { allMids, assetContext, bbo, l2Book } from './market-view.ts';
import { fullOrderView, historicalOrders, openOrders } from './order-view.ts';
import { activeAssetData, clearinghouseState } from './state-view.ts';
import { webData } from './still-life.ts';
import type { Subscription } from './subscription.ts';

const RECENT_TRADES = 10;
const MOST_FILLS = 2_000;

function latestCandle(desk: Desk, asset: Asset, interval: string): unknown {
  const { now } = desk.exchange;
  const width = intervalMs(interval) ?? 1;
  return candles(desk, asset, interval, now - (now % width), now).at(-1);
}

function recentFundings(desk: Desk, account: AccountId): readonly unknown[] {
  return desk.exchange
    .funding(account)
    .map((payment) => ({ time: payment.at, ...fundingView(desk, payment) }));
}

/** Of a market; undefined: there is nothing to tell yet. */
function ofMarket(desk: Desk, { type, interval, nSigFigs, mantissa }: Subscription, asset: Asset): unknown {
  switch (type) {
    case 'l2Book':
      return l2Book(desk, asset, { figures: nSigFigs ?? undefined, mantissa: mantissa ?? undefined });
    case 'bbo':
      return bbo(desk, asset);
    case 'activeAssetCtx':
      return { coin: asset.coin, ctx: assetContext(desk, asset) };
    case 'candle':
      return latestCandle(desk, asset, interval ?? '1m');
    case 'trades': {
      const trades = desk.exchange.trades(asset.coin).slice(-RECENT_TRADES);
      // Clients look at the first of them.
      return trades.length === 0 ? undefined : trades.flatMap((trade) => tradeView(desk, trade) ?? []);
    }
    default:
      return undefined;
  }
}

/** Of an account that may not exist here, which then has nothing. */
function ofUser(desk: Desk, { type, aggregateByTime }: Subscription, user: string): unknown {
  const account = desk.wallets.owner(user);
  switch (type) {
    case 'clearinghouseState':
      return { dex: '', user, clearinghouseState: clearinghouseState(desk, account) };
    case 'openOrders': {
      const orders = account === undefined ? [] : openOrders(desk, account, fullOrderView);
      return { dex: '', user, orders };
    }
    case 'webData2':
      return webData(desk, account, user);
    case 'spotState':
      return { user, spotState: { balances: [] } };
    case 'userFills': {
      const fills = account === undefined ? [] : desk.fills.of(account).slice(-MOST_FILLS);
      const shown = aggregateByTime === true ? aggregated(fills) : fills;
      return { isSnapshot: true, user, fills: shown.flatMap((fill) => fillView(desk, fill) ?? []) };
    }
    case 'userFundings': {
      const fundings = account === undefined ? [] : recentFundings(desk, account);
      return { isSnapshot: true, user, fundings };
    }
    case 'userHistoricalOrders': {
      const orderHistory = account === undefined ? [] : historicalOrders(desk, account);
      return { isSnapshot: true, user, orderHistory };
    }
    case 'userNonFundingLedgerUpdates':
      return { isSnapshot: true, user, nonFundingLedgerUpdates: [] };
    default:
      return undefined;
  }
}

/** What a new listener is told first; undefined: nothing. */
export function snapshotOf(desk: Desk, subscription: Subscription): unknown {
  const { type, coin, user } = subscription;
  if (type === 'allMids') return { mids: allMids(desk), ...(subscription.dex === '' ? { dex: '' } : {}) };
  const asset = coin === undefined ? undefined : desk.assets.of(coin);
  if (type === 'activeAssetData') {
    const account = user === undefined ? undefined : desk.wallets.owner(user);
    if (asset === undefined || account === undefined || user === undefined) return undefined;
    return activeAssetData(desk, account, asset, user);
  }
  if (asset !== undefined) return ofMarket(desk, subscription, asset);
  return user === undefined ? undefined : ofUser(desk, subscription, user);
}

/** The name under which the messages of a topic arrive. */
export function channelOf({ type }: Subscription): string {
  return type === 'userEvents' ? 'user' : type;
}
