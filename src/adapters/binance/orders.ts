import type { InstrumentId } from '../../domain/instrument.ts';
import type { Fill, OrderId, OrderReport, OrderRequest } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { decimalOf } from '../../wire/decimal.ts';
import { type Fields, fieldsOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { wholeFills } from '../../wire/fills.ts';
import { type CancelAnswer, NoAnswer, type PlaceAnswer, wouldTake } from '../../wire/protocol.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { type Fault, isAbsent, isTaking, meaningOf, Refusal, textOf } from './fault.ts';
import type { Identities } from './identities.ts';
import { type OrderRow, OURS, orderRowOf, tradeOf } from './reading.ts';
import type { Rest } from './rest.ts';
import type { Values } from './signing.ts';

/** Orders as the venue takes them. */
export interface BinanceOrders {
  place(order: OrderRequest): Promise<PlaceAnswer>;
  cancel(order: OrderId, instrument: InstrumentId): Promise<CancelAnswer>;
  reports(orders: readonly OrderId[]): Promise<readonly OrderReport[]>;
  /** Those that rest there and are not ours. */
  foreign(): Promise<readonly string[]>;
  /** Whether any of ours rests there. */
  isResting(): Promise<boolean>;
}

export interface OrdersOptions {
  readonly desk: Desk;
  readonly rest: Rest;
  readonly symbols: Symbols;
  readonly identities: Identities;
  /** Added to our times to get the venue's, in ms. */
  readonly offset: () => number;
}

/** `newClientOrderId` takes as many of [.A-Z:/a-z0-9_-]. */
const LONGEST_ID = 36;
/** The most trades that one order is asked for. */
const TRADES = 1_000;

function refusedOr(fault: Fault, order: OrderRequest): PlaceAnswer {
  const detail = textOf(fault);
  if (order.postOnly === true && isTaking(fault)) return wouldTake(detail);
  return meaningOf(fault) === 'unknown' ? { kind: 'unknown', detail } : { kind: 'rejected', detail };
}

/**
 * Immediate or cancel: the answer says what became of it, and nothing rests beyond the deadline. What is only to rest
 * is "good till crossing".
 */
function ticketOf(order: OrderRequest, { symbol, lot, tick, instrument }: Traded): Values {
  return {
    symbol,
    side: order.lots > 0 ? 'BUY' : 'SELL',
    type: 'LIMIT',
    timeInForce: order.postOnly === true ? 'GTX' : 'IOC',
    quantity: decimalOf(Math.abs(order.lots), lot),
    price: decimalOf(Math.round(order.limit / instrument.tick), tick),
    reduceOnly: String(order.reduceOnly),
    newClientOrderId: order.id,
    newOrderRespType: 'RESULT',
  };
}

/** The answer names no fills: the user stream does, or a question. */
function placed(row: OrderRow | undefined, order: OrderRequest): PlaceAnswer {
  if (row?.clientId !== order.id)
    return { kind: 'unknown', detail: 'the answer to the order makes no sense' };
  const { status, filled } = row;
  if (order.postOnly === true && filled === 0 && (status === 'cancelled' || status === 'rejected'))
    return wouldTake('it ended on its arrival');
  const closed = status === 'open' ? null : { reason: status, filled: lots(filled) };
  return { kind: 'accepted', fills: [], closed };
}

export function createOrders({ desk, rest, symbols, identities, offset }: OrdersOptions): BinanceOrders {
  const read = (result: unknown): OrderRow | undefined => {
    const row = orderRowOf(fieldsOf(result), symbols);
    if (row !== undefined) identities.learn(row.traded.symbol, row.clientId, row.orderId);
    return row;
  };
  const findIn = async ({ symbol }: Traded, order: OrderId): Promise<OrderRow | undefined> => {
    try {
      const values = { symbol, origClientOrderId: order };
      const row = read(await rest.ask({ path: '/fapi/v1/order', values, weight: 1 }));
      if (row?.clientId !== order) throw new NoAnswer(`the answer about order ${order} makes no sense`);
      return row;
    } catch (error) {
      if (error instanceof Refusal && isAbsent(error.fault)) return undefined;
      throw error;
    }
  };
  /** Orders are asked for by symbol: of one from before a restart it has to be found out. */
  const find = async (order: OrderId): Promise<OrderRow | undefined> => {
    const known = symbols.bySymbol(identities.symbolOf(order) ?? '');
    for (const traded of known === undefined ? symbols.all : [known]) {
      const found = await findIn(traded, order);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const fillsOf = async ({ traded, orderId, filled }: OrderRow): Promise<readonly Fill[]> => {
    if (filled === 0) return [];
    const values = { symbol: traded.symbol, orderId, limit: TRADES };
    const rows = rowsOf(await rest.ask({ path: '/fapi/v1/userTrades', values, weight: 5 }));
    const fills = rows.flatMap((row) => {
      const execution = tradeOf(row, symbols);
      return execution?.orderId === orderId ? [execution.fill] : [];
    });
    return wholeFills(orderId, filled, fills);
  };

  const open = async (): Promise<readonly Fields[]> =>
    rowsOf(await rest.ask({ path: '/fapi/v1/openOrders', weight: 40 }));
  const isOurs = ({ clientOrderId }: Fields): boolean => stringOf(clientOrderId).startsWith(OURS);

  return {
    place: async (order) => {
      const traded = symbols.byId(order.instrument);
      if (traded === undefined) return { kind: 'unsent', detail: `${order.instrument} is not traded here` };
      if (order.id.length > LONGEST_ID)
        return { kind: 'unsent', detail: `its id is longer than the ${LONGEST_ID} characters there` };
      identities.learn(traded.symbol, order.id);
      const answer = await desk.place(ticketOf(order, traded), order.reduceOnly, order.deadline + offset());
      return answer.kind === 'error' ? refusedOr(answer.fault, order) : placed(read(answer.result), order);
    },
    cancel: async (order, instrument) => {
      const symbol = symbols.byId(instrument)?.symbol;
      if (symbol === undefined) return { kind: 'not-open' };
      const answer = await desk.cancel({ symbol, origClientOrderId: order });
      if (answer.kind === 'error')
        return isAbsent(answer.fault)
          ? { kind: 'not-open' }
          : { kind: 'unknown', detail: textOf(answer.fault) };
      const row = read(answer.result);
      // Fills may have come between: the report brings them.
      if (row?.status !== 'cancelled') return { kind: 'not-open' };
      return { kind: 'closed', closed: { reason: 'cancelled', filled: lots(row.filled) } };
    },
    reports: async (orders) => {
      const reports: OrderReport[] = [];
      for (const order of orders) {
        const row = await find(order);
        if (row === undefined) reports.push({ order, status: 'absent', fills: [] });
        else reports.push({ order, status: row.status, fills: await fillsOf(row) });
      }
      return reports;
    },
    isResting: async () => (await open()).some(isOurs),
    foreign: async () =>
      (await open())
        .filter((row) => !isOurs(row))
        .map(({ orderId, symbol }) => `${stringOf(orderId)} in ${stringOf(symbol)}`),
  };
}
