import type { OrderId, OrderReport, OrderRequest } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { type Fields, fieldsOf, jsonOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { lotsIn } from '../../wire/fills.ts';
import { type CancelAnswer, NoAnswer, type PlaceAnswer, wouldTake } from '../../wire/protocol.ts';
import { lotsOf, type Symbols, type Traded } from '../../wire/symbols.ts';
import type { HyperliquidAccount } from './account.ts';
import { isOurs } from './cloid.ts';
import type { Desk } from './desk.ts';
import { priceText, sizeText } from './figures.ts';
import type { Names } from './names.ts';
import { type OrderRow, orderRowOf } from './reading.ts';
import type { Coin, Universe } from './universe.ts';

/** Orders as the venue takes them. */
export interface HyperliquidOrders {
  place(order: OrderRequest): Promise<PlaceAnswer>;
  cancel(order: OrderId, instrument: string): Promise<CancelAnswer>;
  reports(orders: readonly OrderId[]): Promise<readonly OrderReport[]>;
  /** Those that rest there and are not ours. */
  foreign(): Promise<readonly string[]>;
  /** Whether any of ours rests there. */
  isResting(): Promise<boolean>;
}

export interface OrdersOptions {
  readonly desk: Desk;
  readonly user: string;
  readonly symbols: Symbols;
  readonly universe: () => Universe;
  readonly names: Names;
  readonly account: Pick<HyperliquidAccount, 'fillsOf' | 'readFills'>;
  /** Added to our times to get the venue's, in ms. */
  readonly offset: () => number;
  readonly now: () => number;
}

/** "Order could not immediately match against any resting orders": an immediate order that has ended unfilled. */
const UNMATCHED = /could not immediately match/i;
/** "Post only order would have immediately matched", of one that is to "add liquidity only". */
const TAKING = /post.?only/i;
/** After this an order's fills have been listed, and are believed rather than what the order says. */
const LISTED_MS = 10_000;
/** Fills bear the time of their block, which may differ a little from the order's. */
const AROUND_MS = 1_000;
/** How long a cancel may wait for its turn. */
const CANCEL_MS = 10_000;

/** Keys stand in the order in which the venue packs them to check the signature. */
function actionOf(order: OrderRequest, traded: Traded, coin: Coin, cloid: string): object | undefined {
  const isBuy = order.lots > 0;
  const price = priceText(traded, order.limit, isBuy, coin.sizePlaces);
  if (price === undefined) return undefined;
  const size = sizeText(traded, order.lots);
  const limit = { limit: { tif: order.postOnly === true ? 'Alo' : 'Ioc' } };
  const wire = { a: coin.index, b: isBuy, p: price, s: size, r: order.reduceOnly, t: limit, c: cloid };
  return { type: 'order', orders: [wire], grouping: 'na' };
}

function firstStatus(response: unknown): Fields {
  const { statuses } = fieldsOf(fieldsOf(response).data);
  const first: unknown = Array.isArray(statuses) ? statuses[0] : undefined;
  return typeof first === 'string' ? { [first]: {} } : fieldsOf(first);
}

/** What the venue answered to the only order of an action. */
function placed(response: unknown, order: OrderRequest, traded: Traded, names: Names): PlaceAnswer {
  const { filled, resting, error } = firstStatus(response);
  if (typeof error === 'string') {
    if (order.postOnly === true && TAKING.test(error)) return wouldTake(error);
    if (!UNMATCHED.test(error)) return { kind: 'rejected', detail: error };
    return { kind: 'accepted', fills: [], closed: { reason: 'cancelled', filled: lots(0) } };
  }
  const { oid, totalSz } = fieldsOf(filled ?? resting);
  if (typeof oid === 'number') names.learn(oid, names.cloid(order.id));
  if (resting !== undefined) return { kind: 'accepted', fills: [], closed: null };
  const count = filled === undefined ? undefined : lotsOf(traded, totalSz);
  if (count === undefined || count < 0)
    return { kind: 'unknown', detail: 'the answer to the order makes no sense' };
  // Its fills come by the stream: the answer only has their sum.
  const reason = count === Math.abs(order.lots) ? 'filled' : 'cancelled';
  return { kind: 'accepted', fills: [], closed: { reason, filled: count } };
}

export function createOrders(options: OrdersOptions): HyperliquidOrders {
  const { desk, user, symbols, universe, names, account, offset, now } = options;

  const find = async (order: OrderId): Promise<OrderRow | undefined> => {
    const oid = names.cloid(order);
    const { status, order: row } = fieldsOf(await desk.ask({ type: 'orderStatus', user, oid }));
    if (status === 'unknownOid') return undefined;
    const found = orderRowOf(fieldsOf(row), symbols);
    if (found === undefined || found.cloid !== oid)
      throw new NoAnswer(`what became of ${order} makes no sense: ${jsonOf(row)}`);
    names.learn(found.oid, oid);
    return found;
  };

  const reportOf = async (order: OrderId): Promise<OrderReport> => {
    const row = await find(order);
    if (row === undefined) return { order, status: 'absent', fills: [] };
    const { oid, size, filled, status, placedAt, changedAt, word: detail } = row;
    // What it has filled does not change an open order's state, and so may be later than that.
    const until = status === 'open' ? Math.ceil(now() + offset()) : changedAt;
    if (filled > 0 && lotsIn(account.fillsOf(oid)) !== filled)
      await account.readFills(placedAt - AROUND_MS, until + AROUND_MS);
    const fills = account.fillsOf(oid);
    const isListed = now() + offset() > until + LISTED_MS;
    if (lotsIn(fills) !== filled && !isListed)
      throw new NoAnswer(`order ${oid} has filled ${filled} lots, its trades make ${lotsIn(fills)}`);
    const isPart = status === 'filled' && lotsIn(fills) < size;
    return { order, status: isPart ? 'cancelled' : status, fills, detail };
  };

  const open = async (): Promise<readonly Fields[]> => rowsOf(await desk.ask({ type: 'openOrders', user }));

  return {
    place: async (order) => {
      const traded = symbols.byId(order.instrument);
      const coin = traded === undefined ? undefined : universe().of(traded.symbol);
      if (traded === undefined || coin === undefined)
        return { kind: 'unsent', detail: `${order.instrument} is not traded here` };
      const action = actionOf(order, traded, coin, names.cloid(order.id));
      if (action === undefined)
        return { kind: 'unsent', detail: `${order.limit} is no price that is taken here` };
      const acted = await desk.act(action, {
        urgent: order.reduceOnly,
        until: performance.now() + (order.deadline - now()),
        expiresAfter: Math.floor(order.deadline + offset()),
      });
      if (acted.kind === 'refused') return { kind: 'rejected', detail: acted.detail };
      if (acted.kind === 'unclear') return { kind: 'unknown', detail: acted.detail };
      return placed(acted.response, order, traded, names);
    },
    cancel: async (order, instrument) => {
      const coin = universe().of(symbols.byId(instrument)?.symbol ?? instrument);
      if (coin === undefined) return { kind: 'not-open' };
      const cancels = [{ asset: coin.index, cloid: names.cloid(order) }];
      const terms = { urgent: true, until: performance.now() + CANCEL_MS };
      const acted = await desk.act({ type: 'cancelByCloid', cancels }, terms);
      if (acted.kind !== 'done') return { kind: 'unknown', detail: acted.detail };
      // Cancelled now, or over before: what it has filled is not told here.
      return { kind: 'not-open' };
    },
    reports: async (orders) => {
      const reports: OrderReport[] = [];
      for (const order of orders) reports.push(await reportOf(order));
      return reports;
    },
    isResting: async () => (await open()).some(({ cloid }) => isOurs(cloid)),
    foreign: async () =>
      (await open())
        .filter(({ cloid }) => !isOurs(cloid))
        .map(({ oid, coin }) => `${stringOf(oid)} in ${stringOf(coin)}`),
  };
}
