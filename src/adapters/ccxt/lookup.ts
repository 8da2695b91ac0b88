import type { OrderId } from '../../domain/order.ts';
import { fieldsOf, rowsOf } from '../../wire/fields.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import type { ClientIds } from './client-id.ts';
import type { Desk } from './desk.ts';
import { Refusal } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import { type OrderRow, orderRowOf } from './reading.ts';
import type { Listed, Listings } from './terms.ts';

/** Finds orders, and keeps which of the exchange's are which of ours. */
export interface Lookup {
  learn(row: OrderRow, order?: OrderId): void;
  /** Where an order of ours is going to be placed. */
  placing(order: OrderId, listed: Listed): void;
  /** The exchange's id of an order of ours, as far as it is known already. */
  idOf(order: OrderId): string | undefined;
  /** Ours of an order of the exchange's: undefined where it is none of ours, null where that is not known yet. */
  ownerOf(listed: Listed, orderId: string): OrderId | undefined | null;
  /** Undefined: the exchange does not know it. */
  byOrder(order: OrderId): Promise<OrderRow | undefined>;
  byId(listed: Listed, orderId: string): Promise<OrderRow | undefined>;
  /** A row that was told; undefined where it makes no sense. */
  read(value: unknown): OrderRow | undefined;
}

export interface LookupOptions {
  readonly exchange: () => CcxtExchange;
  readonly desk: Desk;
  readonly listings: () => Listings;
  readonly ids: ClientIds;
  /** Orders that were placed before this are not asked for in lists. */
  readonly since: number;
}

/** What is forgotten can be asked for again. */
const REMEMBERED = 10_000;
/** Clocks differ. */
const OVERLAP_MS = 60_000;

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}

/** What lists orders that have ended, the best first. */
const ENDED = ['fetchCanceledAndClosedOrders', 'fetchClosedOrders', 'fetchCanceledOrders'] as const;

export function createLookup({ exchange, desk, listings, ids, since }: LookupOptions): Lookup {
  const owners = new Map<string, OrderId | undefined>();
  const placed = new Map<OrderId, { readonly listed: Listed; readonly orderId?: string }>();

  const learn = (row: OrderRow, order = row.order): void => {
    const { listed, orderId } = row;
    if (order === null) return;
    keep(owners, `${listed.symbol}/${orderId}`, order);
    if (order !== undefined) keep(placed, order, { listed, orderId });
  };
  const read = (value: unknown): OrderRow | undefined => {
    const row = orderRowOf(fieldsOf(value), listings(), ids);
    if (row !== undefined) learn(row);
    return row;
  };
  /** From lists: some exchanges find no order by a client id, and some none at all. */
  const list = async ({ symbol }: Listed): Promise<readonly OrderRow[]> => {
    const from = since - OVERLAP_MS;
    const ended = ENDED.filter((what) => can(exchange(), what)).slice(0, 2);
    // Both kinds of end, or nothing is proved by an order that is not there.
    const isWhole = ended[0] === ENDED[0] || (ended.includes(ENDED[1]) && ended.includes(ENDED[2]));
    if (!isWhole) throw new NoAnswer('the exchange has no list of orders that have ended');
    const rows = [...rowsOf(await desk.ask('fetchOpenOrders', () => exchange().fetchOpenOrders(symbol)))];
    for (const what of ended[0] === ENDED[0] ? [ENDED[0]] : ended)
      for (const row of rowsOf(await desk.ask(what, () => exchange()[what](symbol, from)))) rows.push(row);
    return rows.flatMap((row) => read(row) ?? []);
  };
  const fetch = async (listed: Listed, id: string, params: object): Promise<OrderRow | undefined> => {
    const row = read(await desk.ask('fetchOrder', () => exchange().fetchOrder(id, listed.symbol, params)));
    if (row === undefined) throw new NoAnswer('the answer about an order makes no sense');
    return row;
  };
  /** By `fetchOrder` where that is possible, or else from lists. */
  const find = async (
    listed: Listed,
    id: string,
    params: object,
    isIt: (row: OrderRow) => boolean,
  ): Promise<OrderRow | undefined> => {
    try {
      if (can(exchange(), 'fetchOrder')) {
        const row = await fetch(listed, id, params);
        if (row !== undefined && isIt(row)) return row;
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.meaning === 'absent') return undefined;
    }
    return (await list(listed)).find(isIt);
  };

  return {
    learn,
    read,
    placing: (order, listed) => keep(placed, order, { listed }),
    idOf: (order) => placed.get(order)?.orderId,
    ownerOf: ({ symbol }, orderId) => {
      const key = `${symbol}/${orderId}`;
      return owners.has(key) ? owners.get(key) : null;
    },
    byId: (listed, orderId) => find(listed, orderId, {}, (row) => row.orderId === orderId),
    byOrder: async (order) => {
      const known = placed.get(order);
      const clientOrderId = ids.encode(order);
      if (clientOrderId === undefined) return undefined;
      // Orders are asked for by symbol: of one from before a restart it has to be found out.
      for (const listed of known === undefined ? listings().all : [known.listed]) {
        const orderId = known?.orderId;
        const row =
          orderId === undefined
            ? await find(listed, '', { clientOrderId }, (one) => one.order === order)
            : await find(listed, orderId, {}, (one) => one.orderId === orderId);
        if (row !== undefined) return row;
      }
      return undefined;
    },
  };
}
