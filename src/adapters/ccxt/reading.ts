import type { ClosedReason, Fill, OrderId } from '../../domain/order.ts';
import { type Atoms, lots, type Millis } from '../../units/units.ts';
import { type Fields, fieldsOf, namedIn, positiveOf, rowsOf, stringOf, timeOf } from '../../wire/fields.ts';
import { atomsOf, lotsOf } from '../../wire/symbols.ts';
import type { ClientIds } from './client-id.ts';
import type { Listed, Listings } from './terms.ts';

/** One execution of the account's, ours or not (docs.ccxt.com, "Trade Structure"). */
export interface Execution {
  readonly listed: Listed;
  readonly fill: Fill;
  /** The exchange's id of the order. */
  readonly orderId: string;
  readonly at: Millis;
}

/** What was paid for a trade: in one currency, or the trade is not to be understood. */
function feeOf(row: Fields, listed: Listed): { fee: Atoms; feeCurrency: string } | undefined {
  const many = rowsOf(row.fees).filter(({ cost }) => cost !== undefined);
  const { cost, currency } = many.length === 1 ? fieldsOf(many[0]) : fieldsOf(row.fee);
  if (many.length > 1 || cost === undefined || cost === null) return undefined;
  const fee = atomsOf(cost);
  if (fee === undefined) return undefined;
  return { fee, feeCurrency: typeof currency === 'string' ? currency : listed.instrument.settle };
}

/** A trade; undefined where it is of nothing that we list, makes no sense, or lacks its fee. */
export function executionOf(row: Fields, listings: Listings): Execution | undefined {
  const listed = listings.bySymbol(row.symbol);
  const at = timeOf(row.timestamp);
  if (listed === undefined || at === undefined || row.id === undefined || row.id === null) return undefined;
  const size = lotsOf(listed, row.amount);
  const fee = feeOf(row, listed);
  const price = positiveOf(row.price);
  const sign = row.side === 'buy' ? 1 : row.side === 'sell' ? -1 : 0;
  if (!size || size < 0 || price === undefined || fee === undefined || sign === 0) return undefined;
  // Ids of trades are an exchange's own for each symbol.
  const fill = { fill: `${listed.symbol}/${stringOf(row.id)}`, lots: lots(sign * size), price, ...fee };
  return { listed, fill, orderId: stringOf(row.order), at };
}

/** What an order of the exchange's says of itself (docs.ccxt.com, "Order Structure"). */
export interface OrderRow {
  /** Undefined where it is none of ours; null where the exchange says nothing of client ids. */
  readonly order: OrderId | undefined | null;
  readonly orderId: string;
  readonly listed: Listed;
  /** Null where it was not told, as by exchanges that only confirm that they have the order. */
  readonly status: 'open' | ClosedReason | null;
  /** Without sign; null where it was not told. */
  readonly filled: number | null;
  /** When it was placed. */
  readonly at: Millis | undefined;
}

/** None of ours has a date at which it would expire: what did was immediate, or would have crossed. */
const STATES: Readonly<Record<string, 'open' | 'closed' | ClosedReason>> = {
  ...{ open: 'open', closed: 'closed', canceled: 'cancelled', canceling: 'open' },
  ...{ expired: 'cancelled', rejected: 'rejected' },
};

/** What exchanges call client ids: one that is there and empty is that of somebody who gave none. */
const CLIENT_ID = /^(cli(ent)?_?o|cl_?ord|order_?link|text$)/i;

/** An order; undefined where it is of nothing that we list, or makes no sense. */
export function orderRowOf(row: Fields, listings: Listings, ids: ClientIds): OrderRow | undefined {
  const listed = listings.bySymbol(row.symbol);
  if (listed === undefined || row.id === undefined || row.id === null) return undefined;
  const isTold = (value: unknown): boolean => value !== undefined && value !== null;
  const filled = isTold(row.filled) ? lotsOf(listed, row.filled) : null;
  const amount = isTold(row.amount) ? lotsOf(listed, row.amount) : null;
  const state = isTold(row.status) ? namedIn(STATES, row.status) : null;
  if (filled === undefined || amount === undefined || state === undefined) return undefined;
  if (filled !== null && filled < 0) return undefined;
  // An order that is closed and was not filled is one whose rest was cancelled.
  const isWhole = filled !== null && filled === amount;
  const status = state === 'closed' ? (isWhole || filled === null ? 'filled' : 'cancelled') : state;
  const { clientOrderId } = row;
  const isSaid = isTold(clientOrderId) || Object.keys(fieldsOf(row.info)).some((key) => CLIENT_ID.test(key));
  const order = isSaid ? ids.decode(clientOrderId) : null;
  return { order, orderId: stringOf(row.id), listed, status, filled, at: timeOf(row.timestamp) };
}
