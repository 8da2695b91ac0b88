import type { ClosedReason, Fill, OrderReport } from '../../domain/order.ts';
import { lots, type Millis } from '../../units/units.ts';
import { type Fields, namedIn, positiveOf, stringOf, timeOf } from '../../wire/fields.ts';
import { atomsOf, lotsOf, type Symbols, type Traded } from '../../wire/symbols.ts';

/** What our own orders are labelled with; all else at the venue is somebody else's doing. */
export const OURS = 'ek-';

/** One execution of the account's, ours or not. */
export interface Execution {
  readonly traded: Traded;
  readonly fill: Fill;
  /** Empty where the order bears none. */
  readonly label: string;
  readonly orderId: string;
  readonly at: Millis;
}

/** A row of `user.trades` or of a list of trades; undefined where it is of nothing that we list, or makes no sense. */
export function executionOf(row: Fields, symbols: Symbols): Execution | undefined {
  const traded = symbols.bySymbol(stringOf(row.instrument_name));
  const at = timeOf(row.timestamp);
  if (traded === undefined || at === undefined) return undefined;
  const size = lotsOf(traded, row.amount);
  const fee = atomsOf(row.fee);
  const price = positiveOf(row.price);
  const sign = row.direction === 'buy' ? 1 : row.direction === 'sell' ? -1 : 0;
  if (size === undefined || price === undefined || fee === undefined) return undefined;
  if (sign === 0 || size <= 0) return undefined;
  const fill = {
    fill: stringOf(row.trade_id),
    lots: lots(sign * size),
    price,
    fee,
    feeCurrency: stringOf(row.fee_currency),
  };
  const label = typeof row.label === 'string' ? row.label : '';
  return { traded, fill, label, orderId: stringOf(row.order_id), at };
}

/** What an order of the venue's says of itself. */
export interface OrderRow {
  readonly label: string;
  readonly orderId: string;
  readonly traded: Traded;
  readonly status: OrderReport['status'];
  /** Without sign. */
  readonly filled: number;
  readonly detail: string;
}

const STATES: Readonly<Record<string, 'open' | ClosedReason>> = {
  open: 'open',
  untriggered: 'open',
  filled: 'filled',
  cancelled: 'cancelled',
  rejected: 'rejected',
};

/** An order row; undefined where it is of nothing that we list, or makes no sense. */
export function orderRowOf(row: Fields, symbols: Symbols): OrderRow | undefined {
  const traded = symbols.bySymbol(stringOf(row.instrument_name));
  const status = namedIn(STATES, row.order_state);
  if (traded === undefined || status === undefined) return undefined;
  const filled = lotsOf(traded, row.filled_amount ?? 0);
  if (filled === undefined || filled < 0) return undefined;
  const detail = typeof row.cancel_reason === 'string' ? row.cancel_reason : '';
  return { label: stringOf(row.label), orderId: stringOf(row.order_id), traded, status, filled, detail };
}
