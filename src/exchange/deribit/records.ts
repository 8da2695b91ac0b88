/**
 * What Deribit tells about the past that the exchange itself does not keep by order or trade: fees and gains of an
 * order, the index and mark at a trade, which orders were edited, and each account's transaction log. It is
 * written from the exchange's events as they happen.
 */
import type { Atoms } from '../../units/units.ts';
import type { Exchange, ExchangeOrderId, Execution } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';
import { impliedPercent } from './implied.ts';
import { priceOf } from './quantities.ts';
import { createTransactionLog, type TransactionLog } from './transaction-log.ts';

/** The market as a trade was made. */
export interface TradeContext {
  readonly index: number;
  readonly mark: number;
  /** 0: up, 1: as before after up, 2: down, 3: as before after down. */
  readonly tickDirection: 0 | 1 | 2 | 3;
  /** In percent; of options alone. */
  readonly iv?: number;
}

export interface OrderTotals {
  readonly fee: Atoms;
  readonly realised: Atoms;
}

export interface Records {
  /** To be called with every event, in order. */
  note(event: ExchangeEvent): void;
  totals(order: ExchangeOrderId): OrderTotals;
  context(execution: Execution): TradeContext | undefined;
  markEdited(order: ExchangeOrderId): void;
  wasEdited(order: ExchangeOrderId): boolean;
  readonly transactions: TransactionLog;
}

/** More orders than the exchange remembers of one account; the oldest are forgotten first. */
const MOST_ORDERS = 200_000;
const NOTHING: OrderTotals = { fee: 0n as Atoms, realised: 0n as Atoms };

interface LastTrade {
  readonly trade: string;
  readonly ticks: number;
  readonly context: TradeContext;
}

function forgetOldest(orders: Map<ExchangeOrderId, unknown> | Set<ExchangeOrderId>): void {
  const [oldest] = orders.keys();
  if (orders.size > MOST_ORDERS && oldest !== undefined) orders.delete(oldest);
}

/** Empty records of `exchange`. */
export function createRecords(exchange: Exchange): Records {
  const totals = new Map<ExchangeOrderId, OrderTotals>();
  const contexts = new WeakMap<Execution, TradeContext>();
  const last = new Map<string, LastTrade>();
  const edited = new Set<ExchangeOrderId>();
  const transactions = createTransactionLog(exchange);

  const contextOf = (execution: Execution): TradeContext => {
    const { symbol, ticks, trade } = execution;
    const before = last.get(symbol);
    if (before?.trade === trade) return before.context;
    const view = exchange.ticker(symbol);
    const was = before?.context.tickDirection ?? 0;
    const same = was < 2 ? 1 : 3;
    const tickDirection = before === undefined || ticks > before.ticks ? 0 : ticks < before.ticks ? 2 : same;
    const listing = exchange.listings.get(symbol);
    const option = listing?.instrument.kind === 'option' ? listing.instrument : undefined;
    const context: TradeContext = {
      index: view.index,
      mark: view.mark,
      tickDirection,
      ...(listing !== undefined &&
        option !== undefined && {
          iv: impliedPercent(
            option,
            priceOf(listing, ticks),
            view.option?.underlying ?? view.index,
            execution.at,
          ),
        }),
    };
    last.set(symbol, { trade, ticks, context });
    return context;
  };

  const noteFill = (execution: Execution): void => {
    contexts.set(execution, contextOf(execution));
    const { fee, realised } = totals.get(execution.order) ?? NOTHING;
    totals.set(execution.order, {
      fee: (fee + execution.fee) as Atoms,
      realised: (realised + execution.realised) as Atoms,
    });
    forgetOldest(totals);
  };

  return {
    transactions,
    note: (event) => {
      if (event.kind === 'fill') noteFill(event.execution);
      else if (event.kind === 'trade') contexts.set(event.execution, contextOf(event.execution));
      transactions.note(event);
    },
    totals: (order) => totals.get(order) ?? NOTHING,
    context: (execution) => contexts.get(execution),
    markEdited: (order) => {
      edited.add(order);
      forgetOldest(edited);
    },
    wasEdited: (order) => edited.has(order),
  };
}
