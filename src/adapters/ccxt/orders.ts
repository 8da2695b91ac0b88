import type { InstrumentId } from '../../domain/instrument.ts';
import type { Fill, OrderId, OrderReport, OrderRequest } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { rowsOf, stringOf } from '../../wire/fields.ts';
import { type CancelAnswer, NoAnswer, type PlaceAnswer, wouldTake } from '../../wire/protocol.ts';
import type { ClientIds } from './client-id.ts';
import type { Desk } from './desk.ts';
import type { Entry } from './entry.ts';
import { isTaking, type Meaning, textOf } from './fault.ts';
import type { CcxtExchange } from './library.ts';
import type { Lookup } from './lookup.ts';
import { readSince } from './pages.ts';
import type { Quirks } from './quirks.ts';
import { executionOf, type OrderRow } from './reading.ts';
import type { Listings } from './terms.ts';

/** Orders as the exchange takes them. */
export interface CcxtOrders {
  place(order: OrderRequest): Promise<PlaceAnswer>;
  cancel(order: OrderId, instrument: InstrumentId): Promise<CancelAnswer>;
  reports(orders: readonly OrderId[]): Promise<readonly OrderReport[]>;
  /** Those that rest there and are not ours. */
  foreign(): Promise<readonly string[]>;
  close(): void;
}

export interface OrdersOptions {
  readonly exchange: () => CcxtExchange;
  readonly desk: Desk;
  readonly entry: Entry;
  readonly lookup: Lookup;
  readonly listings: () => Listings;
  readonly ids: ClientIds;
  readonly quirks: Quirks;
  readonly meaning: (error: unknown) => Meaning;
  readonly now: () => number;
  /** The exchange has more to tell of the account than its answer did. */
  readonly stirred: () => void;
}

/** An order that should have gone is looked for this long after its deadline. */
const SWEEP_MS = 250;
/** A trade may be stamped a little before its order. */
const BEFORE_MS = 1_000;

export function createOrders(options: OrdersOptions): CcxtOrders {
  const { exchange, desk, entry, lookup, listings, ids, quirks, now, stirred } = options;
  const sweeps = new Set<NodeJS.Timeout>();

  const paramsOf = (order: OrderRequest, clientOrderId: string): object => ({
    clientOrderId,
    ...(order.postOnly === true ? { postOnly: true } : { timeInForce: 'IOC' }),
    ...(order.reduceOnly ? { reduceOnly: true } : {}),
    ...quirks.deadline?.(order.deadline - now()),
  });
  /** What the answer to an order makes of it. */
  const answerOf = (result: unknown, order: OrderRequest): PlaceAnswer => {
    const row = lookup.read(result);
    if (row === undefined || (row.order !== null && row.order !== order.id))
      return { kind: 'unknown', detail: 'the answer to the order makes no sense' };
    lookup.learn(row, order.id);
    const { status, filled } = row;
    if (order.postOnly === true && filled === 0 && (status === 'cancelled' || status === 'rejected'))
      return wouldTake('it ended on its arrival');
    // The answer names no fills: the streams do, or a question.
    const isOver = status !== 'open' && status !== null && filled !== null;
    return { kind: 'accepted', fills: [], closed: isOver ? { reason: status, filled: lots(filled) } : null };
  };
  const cancel = async (order: OrderId, instrument: InstrumentId): Promise<CancelAnswer> => {
    const listed = listings().byId(instrument);
    const clientOrderId = ids.encode(order);
    if (listed === undefined || clientOrderId === undefined) return { kind: 'not-open' };
    const id = lookup.idOf(order);
    const params = id === undefined ? { clientOrderId } : {};
    const work = () => exchange().cancelOrder(id ?? '', listed.symbol, params);
    const answer = await desk.order(work, true, Infinity);
    if (answer.kind === 'error' && options.meaning(answer.error) !== 'absent')
      return { kind: 'unknown', detail: textOf(answer.error) };
    // Whatever was filled before is in no answer that can be relied upon: it is to be asked about.
    return { kind: 'not-open' };
  };
  /** Not every exchange knows of deadlines, or keeps to IOC: what rests after its deadline is cancelled here too. */
  const sweep = (order: OrderRequest): void => {
    const timer = setTimeout(
      () => {
        sweeps.delete(timer);
        cancel(order.id, order.instrument).then(stirred, stirred);
      },
      Math.max(0, order.deadline - now()) + SWEEP_MS,
    );
    sweeps.add(timer);
  };

  const fillsOf = async ({ listed, orderId, filled, at }: OrderRow): Promise<readonly Fill[]> => {
    if (filled === 0) return [];
    const wanted = filled ?? 0;
    const fills: Fill[] = [];
    let sum = 0;
    const page = (from: number) =>
      desk.ask('fetchMyTrades', () => exchange().fetchMyTrades(listed.symbol, from));
    await readSince((at ?? now()) - BEFORE_MS, now(), page, (row) => {
      const execution = stringOf(row.order) === orderId ? executionOf(row, listings()) : undefined;
      if (execution === undefined) return false;
      fills.push(execution.fill);
      sum += Math.abs(execution.fill.lots);
      return sum >= wanted;
    });
    // An execution reaches the list of trades a moment after the order.
    if (sum !== filled)
      throw new NoAnswer(`order ${orderId} has filled ${String(filled)} lots, its trades make ${sum}`);
    return fills;
  };

  return {
    place: async (order) => {
      const listed = listings().byId(order.instrument);
      if (listed === undefined) return { kind: 'unsent', detail: `${order.instrument} is not traded here` };
      const clientOrderId = ids.encode(order.id);
      if (clientOrderId === undefined)
        return { kind: 'unsent', detail: 'its id is longer than the exchange takes' };
      lookup.placing(order.id, listed);
      const until = performance.now() + (order.deadline - now());
      let isOver = false;
      try {
        const send = () => entry.send(order, listed, paramsOf(order, clientOrderId));
        const answer = await desk.order(send, order.reduceOnly, until);
        if (answer.kind === 'error') {
          const [meaning, detail] = [options.meaning(answer.error), textOf(answer.error)];
          isOver = meaning === 'refused' || meaning === 'busy';
          if (meaning === 'refused' && order.postOnly === true && isTaking(answer.error))
            return wouldTake(detail);
          return isOver ? { kind: 'rejected', detail } : { kind: 'unknown', detail };
        }
        const made = answerOf(answer.result, order);
        isOver = made.kind === 'accepted' && made.closed !== null;
        stirred();
        return made;
      } finally {
        if (!isOver) sweep(order);
      }
    },
    cancel,
    reports: async (orders) => {
      const reports: OrderReport[] = [];
      for (const order of orders) {
        const row = await lookup.byOrder(order);
        if (row === undefined) reports.push({ order, status: 'absent', fills: [] });
        else if (row.status === null || row.filled === null)
          throw new NoAnswer(`the exchange does not say what became of order ${row.orderId}`);
        else reports.push({ order, status: row.status, fills: await fillsOf(row) });
      }
      return reports;
    },
    foreign: async () => {
      const found: string[] = [];
      for (const { symbol } of listings().all) {
        const rows = rowsOf(await desk.ask('fetchOpenOrders', () => exchange().fetchOpenOrders(symbol)));
        for (const row of rows)
          if (ids.decode(row.clientOrderId) === undefined) found.push(`${stringOf(row.id)} in ${symbol}`);
      }
      return found;
    },
    close: () => {
      for (const timer of sweeps) clearTimeout(timer);
    },
  };
}
