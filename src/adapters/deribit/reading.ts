import type { ClosedReason, Fill, OrderReport } from '../../domain/order.ts';
import { lots, type Millis } from '../../units/units.ts';
import { type Fields, timeOf } from '../../wire/fields.ts';
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
  const traded = symbols.bySymbol(String(row.instrument_name));
  const at = timeOf(row.timestamp);
  if (traded === undefined || at === undefined) return undefined;
  const size = lotsOf(traded, row.amount);
  const fee = atomsOf(row.fee);
  const price = Number(row.price);
  const sign = row.direction === 'buy' ? 1 : row.direction === 'sell' ? -1 : 0;
  if (size === undefined || fee === undefined || sign === 0 || !(price > 0)) return undefined;
  const fill = {
    fill: String(row.trade_id),
    lots: lots(sign * size),
    price,
    fee,
    feeCurrency: String(row.fee_currency),
  };
  const label = typeof row.label === 'string' ? row.label : '';
  return { traded, fill, label, orderId: String(row.order_id), at };
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
  const traded = symbols.bySymbol(String(row.instrument_name));
  const status = STATES[String(row.order_state)];
  if (traded === undefined || status === undefined) return undefined;
  const filled = lotsOf(traded, row.filled_amount ?? 0);
  if (filled === undefined) return undefined;
  const detail = typeof row.cancel_reason === 'string' ? row.cancel_reason : '';
  return { label: String(row.label), orderId: String(row.order_id), traded, status, filled, detail };
}
