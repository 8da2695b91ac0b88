/** `POST /info`: everything that can be asked without a signature. */
import type { AccountId } from '../exchange.ts';
import type { Asset } from './asset.ts';
import { candles, intervalMs } from './candles.ts';
import type { Desk } from './desk.ts';
import { aggregated, fillView, fundingHistory, tradeView, userFunding } from './fill-view.ts';
import type { Fill } from './fills.ts';
import { type Limits, requestsCap } from './limits.ts';
import { allMids, assetContext, l2Book, meta } from './market-view.ts';
import { fullOrderView, historicalOrders, openOrders, orderStatus, orderView } from './order-view.ts';
import { addressOf, cloidOf, type Fields, fieldsOf, wholeOf } from './reading.ts';
import { activeAssetData, clearinghouseState } from './state-view.ts';
import { NO_MONEY, SPOT, userFees, webData } from './still-life.ts';

interface Inquiry {
  readonly desk: Desk;
  readonly limits: Limits;
  readonly fields: Fields;
}

/** Undefined: the question is malformed. */
type Reader = (inquiry: Inquiry) => unknown;

const MOST_FILLS = 2_000;
const MOST_ROWS = 500;
const RECENT_TRADES = 10;

function ofUser(read: (desk: Desk, account: AccountId | undefined, inquiry: Inquiry) => unknown): Reader {
  return (inquiry) => {
    const user = addressOf(inquiry.fields.user);
    return user === undefined ? undefined : read(inquiry.desk, inquiry.desk.wallets.owner(user), inquiry);
  };
}

/** Answered with an empty list for addresses that nobody here has. */
function listOfUser(read: (desk: Desk, account: AccountId, inquiry: Inquiry) => unknown): Reader {
  return ofUser((desk, account, inquiry) => (account === undefined ? [] : read(desk, account, inquiry)));
}

/** Null, as the venue answers, for coins that it does not list. */
function ofCoin(read: (desk: Desk, asset: Asset, inquiry: Inquiry) => unknown): Reader {
  return (inquiry) => {
    if (typeof inquiry.fields.coin !== 'string') return undefined;
    const asset = inquiry.desk.assets.of(inquiry.fields.coin);
    return asset === undefined ? null : read(inquiry.desk, asset, inquiry);
  };
}

/** Other dexes than the first are not here. */
function ofFirstDex(read: (desk: Desk) => unknown): Reader {
  return ({ desk, fields }) => (fields.dex === undefined || fields.dex === '' ? read(desk) : null);
}

function period({ startTime, endTime }: Fields): readonly [from: number, to: number] {
  return [wholeOf(startTime) ?? 0, wholeOf(endTime) ?? Number.MAX_SAFE_INTEGER];
}

function views(desk: Desk, fills: readonly Fill[], { aggregateByTime }: Fields): readonly unknown[] {
  const shown = aggregateByTime === true ? aggregated(fills) : fills;
  return shown.flatMap((fill) => fillView(desk, fill) ?? []);
}

function fillsByTime(desk: Desk, account: AccountId, { fields }: Inquiry): readonly unknown[] {
  const [from, to] = period(fields);
  const within = desk.fills.of(account).filter(({ execution: { at } }) => at >= from && at <= to);
  const all = views(desk, within, fields);
  return fields.reversed === true ? all.slice(-MOST_FILLS).reverse() : all.slice(0, MOST_FILLS);
}

function role({ desk, fields }: Inquiry): unknown {
  const user = addressOf(fields.user);
  if (user === undefined) return undefined;
  if (desk.wallets.owner(user) !== undefined) return { role: 'user' };
  const master = desk.wallets.signer(user, desk.exchange.now);
  return master === undefined
    ? { role: 'missing' }
    : { role: 'agent', data: { user: desk.wallets.address(master) } };
}

function candleSnapshot({ desk, fields }: Inquiry): unknown {
  const req = fieldsOf(fields.req);
  const from = wholeOf(req?.startTime);
  if (req === undefined || from === undefined || intervalMs(req.interval) === undefined) return undefined;
  const asset = desk.assets.of(req.coin);
  const [, to] = period(req);
  return asset === undefined ? [] : candles(desk, asset, String(req.interval), from, to);
}

function rateLimit(desk: Desk, account: AccountId | undefined, { limits }: Inquiry): unknown {
  const volume = account === undefined ? 0 : desk.fills.volume(account);
  return {
    cumVlm: volume.toFixed(2),
    nRequestsUsed: account === undefined ? 0 : limits.used(account),
    nRequestsCap: requestsCap(volume),
    nRequestsSurplus: 0,
  };
}

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['meta', ofFirstDex(meta)],
  [
    'metaAndAssetCtxs',
    ofFirstDex((desk) => [meta(desk), desk.assets.all().map((asset) => assetContext(desk, asset))]),
  ],
  ['spotMeta', () => SPOT],
  ['spotMetaAndAssetCtxs', () => [SPOT, []]],
  ['perpDexs', () => [null]],
  ['perpsAtOpenInterestCap', () => []],
  ['allMids', ofFirstDex(allMids)],
  [
    'l2Book',
    ofCoin((desk, asset, { fields }) =>
      l2Book(desk, asset, { figures: wholeOf(fields.nSigFigs), mantissa: wholeOf(fields.mantissa) }),
    ),
  ],
  [
    'recentTrades',
    ofCoin((desk, asset) =>
      desk.exchange
        .trades(asset.coin)
        .slice(-RECENT_TRADES)
        .reverse()
        .flatMap((trade) => tradeView(desk, trade) ?? []),
    ),
  ],
  ['candleSnapshot', candleSnapshot],
  [
    'fundingHistory',
    ofCoin((desk, asset, { fields }) =>
      fundingHistory(desk, asset.coin, ...period(fields)).slice(0, MOST_ROWS),
    ),
  ],
  [
    'predictedFundings',
    ({ desk }) =>
      desk.assets.all().map(({ coin }) => {
        const { funding } = desk.exchange.ticker(coin);
        const data = funding && { fundingRate: String(funding.rate), nextFundingTime: funding.nextAt };
        return [coin, [['HlPerp', data]]];
      }),
  ],
  ['exchangeStatus', ({ desk }) => ({ time: desk.exchange.now, specialStatuses: null })],
  ['clearinghouseState', ofUser((desk, account) => clearinghouseState(desk, account))],
  ['spotClearinghouseState', ofUser(() => ({ balances: [] }))],
  ['openOrders', listOfUser((desk, account) => openOrders(desk, account, orderView))],
  ['frontendOpenOrders', listOfUser((desk, account) => openOrders(desk, account, fullOrderView))],
  ['historicalOrders', listOfUser(historicalOrders)],
  [
    'orderStatus',
    ofUser((desk, account, { fields }) => {
      const name = wholeOf(fields.oid) ?? cloidOf(fields.oid);
      if (name === undefined) return undefined;
      return account === undefined ? { status: 'unknownOid' } : orderStatus(desk, account, name);
    }),
  ],
  [
    'userFills',
    listOfUser((desk, account, { fields }) =>
      views(desk, desk.fills.of(account).slice(-MOST_FILLS), fields).toReversed(),
    ),
  ],
  ['userFillsByTime', listOfUser(fillsByTime)],
  [
    'userFunding',
    listOfUser((desk, account, { fields }) =>
      userFunding(desk, account, ...period(fields)).slice(0, MOST_ROWS),
    ),
  ],
  ['userNonFundingLedgerUpdates', listOfUser(() => [])],
  ['userTwapSliceFills', listOfUser(() => [])],
  ['twapHistory', listOfUser(() => [])],
  ['userVaultEquities', listOfUser(() => [])],
  ['userFees', ofUser(userFees)],
  ['userRateLimit', ofUser(rateLimit)],
  ['userRole', role],
  ['userAbstraction', ofUser(() => 'default')],
  ['userDexAbstraction', ofUser(() => null)],
  ['userToMultiSigSigners', ofUser(() => null)],
  ['subAccounts', ofUser(() => null)],
  ['maxBuilderFee', ofUser(() => 0)],
  ['portfolio', ofUser(() => NO_MONEY)],
  ['extraAgents', listOfUser(({ wallets, exchange }, account) => wallets.agents(account, exchange.now))],
  [
    'activeAssetData',
    ofUser((desk, account, { fields }) => {
      const asset = desk.assets.of(fields.coin);
      if (asset === undefined || account === undefined) return null;
      return activeAssetData(desk, account, asset, String(fields.user).toLowerCase());
    }),
  ],
  [
    'webData2',
    ofUser((desk, account, { fields }) => webData(desk, account, String(fields.user).toLowerCase())),
  ],
]);

/** Answers a question; undefined: it is malformed, or this venue knows no such question. */
export function answerInfo(desk: Desk, limits: Limits, question: unknown): unknown {
  const fields = fieldsOf(question);
  return fields && READERS.get(fields.type)?.({ desk, limits, fields });
}

const LIGHT = new Set<unknown>([
  ...['l2Book', 'allMids', 'clearinghouseState', 'orderStatus', 'spotClearinghouseState', 'exchangeStatus'],
]);
/** What weighs more the longer the answer is: rows per weight. */
const ROWS_PER_WEIGHT: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ...[
    'recentTrades',
    'historicalOrders',
    'userFills',
    'userFillsByTime',
    'fundingHistory',
    'userFunding',
  ].map((type) => [type, 20] as const),
  ['candleSnapshot', 60] as const,
]);

/** What a question weighs. */
export function weightOf(question: unknown): number {
  const type = fieldsOf(question)?.type;
  if (LIGHT.has(type)) return 2;
  return type === 'userRole' ? 60 : 20;
}

/** What its answer weighs besides. */
export function answerWeight(question: unknown, answer: unknown): number {
  const rows = ROWS_PER_WEIGHT.get(fieldsOf(question)?.type);
  return rows === undefined || !Array.isArray(answer) ? 0 : Math.floor(answer.length / rows);
}
