/** Lines of an account's log as Deribit shows them: transactions and settlements. */
import { fromAtoms } from '../../units/rounding.ts';
import { atoms } from '../../units/units.ts';
import type { Exchange } from '../exchange.ts';
import { listingOf } from './instrument-row.ts';
import { amountOf, coins, priceOf, rounded } from './quantities.ts';
import type { LogLine } from './transaction-log.ts';

export interface LogRow {
  readonly type: 'trade' | 'settlement' | 'delivery' | 'deposit' | 'withdrawal';
  readonly instrument_name?: string;
  readonly [field: string]: unknown;
}

function common({ id, at, currency, change, cashAfter, equityAfter }: LogLine): object {
  return {
    id,
    user_seq: id,
    timestamp: at,
    currency,
    change: fromAtoms(change),
    balance: fromAtoms(cashAfter),
    equity: coins(equityAfter),
    username: '',
    info: null,
  };
}

/** One transaction: `change` is what the cash moved by. Funding is a settlement, with `interest_pl`. */
export function logRow(exchange: Exchange, line: LogLine): LogRow {
  const { of } = line;
  const change = fromAtoms(line.change);
  if (of.kind === 'transfer')
    return { ...common(line), type: change < 0 ? 'withdrawal' : 'deposit', cashflow: change };
  if (of.kind === 'funding') {
    const { symbol, lots } = of.payment;
    return {
      ...common(line),
      ...{ type: 'settlement', instrument_name: symbol, cashflow: change, interest_pl: change },
      ...{ commission: 0, position: amountOf(listingOf(exchange, symbol), lots), side: '-' },
    };
  }
  if (of.kind === 'delivery') {
    const { symbol, lots, price, delivery } = of.settled;
    return {
      ...common(line),
      ...{ type: 'delivery', instrument_name: symbol, cashflow: change, commission: 0 },
      ...{ price, index_price: rounded(delivery, 2), position: 0 },
      ...{ amount: Math.abs(amountOf(listingOf(exchange, symbol), lots)), side: '-' },
    };
  }
  const { execution } = of;
  const listing = listingOf(exchange, execution.symbol);
  return {
    ...common(line),
    ...{ type: 'trade', instrument_name: execution.symbol, commission: fromAtoms(execution.fee) },
    cashflow: fromAtoms(atoms(line.change + execution.fee)),
    ...{ amount: amountOf(listing, execution.lots), price: priceOf(listing, execution.ticks) },
    ...{ side: execution.side, trade_id: execution.trade, order_id: execution.order },
    user_role: execution.isMaker ? 'maker' : 'taker',
  };
}

/** A settlement (funding) or delivery; undefined for a line that is neither. */
export function settlementRow(exchange: Exchange, { at, of, change }: LogLine): LogRow | undefined {
  if (of.kind === 'funding') {
    const { symbol, amount, lots } = of.payment;
    const view = exchange.ticker(symbol);
    const funding = fromAtoms(amount);
    return {
      ...{ type: 'settlement', timestamp: at, instrument_name: symbol, funding },
      ...{ position: amountOf(listingOf(exchange, symbol), lots), profit_loss: 0 },
      ...{ session_profit_loss: funding, index_price: view.index, mark_price: view.mark },
    };
  }
  if (of.kind !== 'delivery') return undefined;
  const { symbol, lots, price, delivery } = of.settled;
  const profit = fromAtoms(change);
  return {
    ...{ type: 'delivery', timestamp: at, instrument_name: symbol },
    ...{ position: amountOf(listingOf(exchange, symbol), lots), profit_loss: profit },
    ...{ session_profit_loss: profit, index_price: rounded(delivery, 2), mark_price: rounded(price, 8) },
  };
}
