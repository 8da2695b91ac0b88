import type { ClosedReason, Fill, OrderReport } from '../../domain/order.ts';
import { type Lots, lots, type Millis } from '../../units/units.ts';
import { type Fields, fieldsOf, numberOf, positiveOf, stringOf, timeOf } from '../../wire/fields.ts';
import { atomsOf, lotsOf, type Symbols, type Traded } from '../../wire/symbols.ts';

/** What a text says in JSON; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One execution of the account's, ours or not. */
export interface Execution {
  readonly traded: Traded;
  readonly fill: Fill;
  readonly oid: number;
  readonly cloid: unknown;
  readonly at: Millis;
}

/**
 * A fill of `userFills`; undefined where it is of nothing that we list, or makes no sense. A `tid` alone is not unique:
 * the venue names time, coin and tid together as what is.
 */
export function executionOf(row: Fields, symbols: Symbols): Execution | undefined {
  const traded = symbols.bySymbol(stringOf(row.coin));
  const at = timeOf(row.time);
  if (traded === undefined || at === undefined) return undefined;
  const size = lotsOf(traded, row.sz);
  const fee = atomsOf(row.fee);
  const price = positiveOf(row.px);
  const sign = row.side === 'B' ? 1 : row.side === 'A' ? -1 : 0;
  if (size === undefined || price === undefined || fee === undefined) return undefined;
  if (sign === 0 || size <= 0) return undefined;
  const fill = {
    fill: `${stringOf(row.tid)}@${at}`,
    lots: lots(sign * size),
    price,
    fee,
    feeCurrency: stringOf(row.feeToken),
  };
  return { traded, fill, oid: numberOf(row.oid), cloid: row.cloid, at };
}

/** What an order of the venue's says of itself. */
export interface OrderRow {
  readonly oid: number;
  readonly cloid: unknown;
  readonly traded: Traded;
  readonly status: 'open' | ClosedReason;
  readonly size: Lots;
  /** Without sign; what is told of an order that has ended may come a moment before its fills. */
  readonly filled: Lots;
  readonly placedAt: Millis;
  readonly changedAt: Millis;
  /** The venue's word for the state. */
  readonly word: string;
}

/** It could not trade at once, or could, and so was cancelled, which the venue calls a rejection. */
const UNFILLED = ['iocCancelRejected', 'badAloPxRejected'];

function statusOf(word: string): OrderReport['status'] | undefined {
  if (word === 'open' || word === 'triggered') return 'open';
  if (word === 'filled') return 'filled';
  if (UNFILLED.includes(word) || /cancel(?:ed|led)?$/i.test(word)) return 'cancelled';
  return /reject(?:ed)?$/i.test(word) ? 'rejected' : undefined;
}

/** An order with its state, as `orderUpdates` and `orderStatus` have it; undefined where it makes no sense. */
export function orderRowOf(row: Fields, symbols: Symbols): OrderRow | undefined {
  const order = fieldsOf(row.order);
  const word = stringOf(row.status);
  const traded = symbols.bySymbol(stringOf(order.coin));
  const status = statusOf(word);
  const [placedAt, changedAt] = [timeOf(order.timestamp), timeOf(row.statusTimestamp)];
  if (traded === undefined || status === undefined || status === 'absent') return undefined;
  if (placedAt === undefined || changedAt === undefined) return undefined;
  const [size, left] = [lotsOf(traded, order.origSz), lotsOf(traded, order.sz)];
  if (size === undefined || left === undefined || left < 0 || left > size) return undefined;
  const filled = status === 'rejected' || UNFILLED.includes(word) ? lots(0) : lots(size - left);
  // Immediate orders that were filled in part are called filled as well.
  const isPart = status === 'filled' && filled < size;
  const oid = numberOf(order.oid);
  return {
    ...{ oid, cloid: order.cloid ?? null, traded, size, filled, placedAt, changedAt, word },
    status: isPart ? 'cancelled' : status,
  };
}
