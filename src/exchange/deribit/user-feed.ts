/** Channels of what is somebody's own: orders, trades, changes of positions, and the portfolio. */
import type { AccountId, Exchange } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';
import { currenciesOf } from './account-methods.ts';
import { positionRow, summaryOf } from './account-row.ts';
import type { Which } from './channel-name.ts';
import type { Feed } from './feed.ts';
import { listingOf } from './instrument-row.ts';
import { means } from './market-feed.ts';
import { orderRow, userTradeRow } from './order-row.ts';
import type { Records } from './records.ts';

export interface Own {
  readonly exchange: Exchange;
  readonly records: Records;
  readonly account: AccountId;
}

function symbolOf(event: ExchangeEvent): string | undefined {
  if (event.kind === 'order') return event.order.ticket.symbol;
  return event.kind === 'fill' ? event.execution.symbol : undefined;
}

/** A feed of rows, one for each event that `row` makes one of; all that wait are told as `whole` puts them. */
function rowFeed(
  { exchange, account }: Own,
  kind: 'order' | 'fill',
  which: Which,
  pace: number,
  row: (event: ExchangeEvent) => object | undefined,
): Feed {
  let waiting: object[] = [];
  return {
    keys: [`${kind} ${account}`],
    pace,
    greet: () => [],
    on: (event) => {
      const symbol = symbolOf(event);
      const made = symbol !== undefined && means(exchange, which, symbol) ? row(event) : undefined;
      if (made !== undefined) waiting.push(made);
    },
    take: () => {
      const told = waiting;
      waiting = [];
      // Orders come one by one where they come at once; trades are always a list.
      if (kind === 'order' && pace === 0) return told;
      return told.length === 0 ? [] : [told];
    },
  };
}

/** `user.orders.…`. */
export function ordersFeed(own: Own, which: Which, pace: number): Feed {
  return rowFeed(own, 'order', which, pace, (event) =>
    event.kind === 'order' ? orderRow(own.exchange, own.records, event.order) : undefined,
  );
}

/** `user.trades.…`. */
export function fillsFeed(own: Own, which: Which, pace: number): Feed {
  return rowFeed(own, 'fill', which, pace, (event) =>
    event.kind === 'fill' ? userTradeRow(own.exchange, own.records, event.execution) : undefined,
  );
}

interface Change {
  readonly instrument_name: string;
  readonly orders: object[];
  readonly trades: object[];
  readonly positions: object[];
}

/** `user.changes.…`: orders, trades and the position of an instrument together. */
export function changesFeed(own: Own, which: Which, pace: number): Feed {
  const { exchange, records, account } = own;
  const waiting = new Map<string, Change>();
  return {
    keys: [`order ${account}`, `fill ${account}`],
    pace,
    greet: () => [],
    on: (event) => {
      const symbol = symbolOf(event);
      if (symbol === undefined || !means(exchange, which, symbol)) return;
      const change = waiting.get(symbol) ?? {
        instrument_name: symbol,
        orders: [],
        trades: [],
        positions: [],
      };
      waiting.set(symbol, change);
      if (event.kind === 'order') change.orders.push(orderRow(exchange, records, event.order));
      else if (event.kind === 'fill') change.trades.push(userTradeRow(exchange, records, event.execution));
    },
    take: () => {
      const told = [...waiting.values()];
      waiting.clear();
      for (const { instrument_name: symbol, trades, positions } of told) {
        if (trades.length === 0) continue;
        const held = exchange.positions(account).find((position) => position.symbol === symbol);
        positions.push(positionRow(exchange, listingOf(exchange, symbol), held, 0));
      }
      return told;
    },
  };
}

/** `user.portfolio.{currency}`, or of each currency (`any`): what is no longer as it was told. */
export function portfolioFeed({ exchange, account }: Own, currency: string): Feed {
  const last = new Map<string, string>();
  const follows = [...exchange.listings.values()].filter(
    ({ instrument }) => currency === 'ANY' || instrument.settle === currency,
  );
  const fresh = (): readonly object[] =>
    (currency === 'ANY' ? currenciesOf(exchange) : [currency]).flatMap((each) => {
      const data = summaryOf(exchange, account, each);
      const text = JSON.stringify(data);
      if (text === last.get(each)) return [];
      last.set(each, text);
      return [data];
    });
  return {
    keys: [
      ...['order', 'fill', 'funding', 'settled', 'transfer'].map((kind) => `${kind} ${account}`),
      ...follows.map(({ instrument }) => `ticker ${instrument.id}`),
    ],
    pace: 100,
    greet: () => {
      last.clear();
      return fresh();
    },
    // Whatever happened, all of the account is looked at when it is time to tell.
    on: () => undefined,
    take: fresh,
  };
}
