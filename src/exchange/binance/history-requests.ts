import type { Atoms } from '../../units/units.ts';
import { atomsText } from './decimals.ts';
import { Fault, faults } from './fault.ts';
import { numberOf } from './order-index.ts';
import { tradeBody } from './order-view.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Binance answers for at most a week from a start that is given. */
const WEEK_MS = 604_800_000;

/** `GET userTrades` of a symbol: from `fromId` on, of an order, or within a period. */
export function userTrades({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  const { from, to } = params.period();
  const first = params.integer('fromId');
  const order = params.integer('orderId');
  const limit = params.limit(500, 1_000);
  if (first !== undefined && (params.has('startTime') || params.has('endTime')))
    params.refuse(new Fault(-1128, "Combination of optional parameters invalid: 'fromId' with a period."));
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const end = params.has('startTime') ? Math.min(to, from + WEEK_MS) : to;
  const rows = venue.exchange
    .executions(account.id)
    .filter(({ symbol, at }) => symbol === market.symbol && at >= from && at <= end)
    .filter((one) => order === undefined || numberOf(one.order) === order)
    .filter(({ seq }) => first === undefined || seq >= first)
    .map((execution) => tradeBody(execution, market));
  return first !== undefined || params.has('startTime') ? rows.slice(0, limit) : rows.slice(-limit);
}

const INCOME_TYPES = ['TRANSFER', 'REALIZED_PNL', 'FUNDING_FEE', 'COMMISSION'] as const;

interface Income {
  readonly type: (typeof INCOME_TYPES)[number];
  readonly symbol: string;
  readonly amount: Atoms;
  readonly asset: string;
  readonly at: number;
  readonly info: string;
  readonly trade: string;
}

function tradeIncome(call: Call, venue: Venue): readonly Income[] {
  return venue.exchange.executions(call.account.id).flatMap((one) => {
    const { symbol, at, fee, feeCurrency, realised, seq } = one;
    const common = { symbol, at, info: String(seq), trade: String(seq) };
    const settle = venue.markets.of(symbol)?.listing.instrument.settle ?? feeCurrency;
    const rows: Income[] = [];
    if (realised !== 0n) rows.push({ ...common, type: 'REALIZED_PNL', amount: realised, asset: settle });
    if (fee !== 0n) rows.push({ ...common, type: 'COMMISSION', amount: -fee as Atoms, asset: feeCurrency });
    return rows;
  });
}

function allIncome(call: Call, venue: Venue): readonly Income[] {
  const { id } = call.account;
  const funding = venue.exchange.funding(id).map(
    ({ symbol, amount, currency, at }): Income => ({
      ...{ type: 'FUNDING_FEE', symbol, amount, asset: currency, at, info: 'FUNDING_FEE', trade: '' },
    }),
  );
  const transfers = venue.transfers.of(id).map(
    ({ currency, amount, at }): Income => ({
      ...{ type: 'TRANSFER', symbol: '', amount, asset: currency, at, info: 'TRANSFER', trade: '' },
    }),
  );
  return [...tradeIncome(call, venue), ...funding, ...transfers].sort((one, other) => one.at - other.at);
}

/** `GET income`: what moved the wallet, oldest first. */
export function income(call: Call, venue: Venue): Answer {
  const { params } = call;
  const market = venue.markets.asked(params);
  const unknown = new Fault(-1130, "Data sent for parameter 'incomeType' is not valid.");
  const type = params.choice('incomeType', INCOME_TYPES, unknown);
  const { from, to } = params.period();
  const limit = params.limit(100, 1_000);
  if (params.fault) return params.fault;
  const rows = allIncome(call, venue)
    // Numbered before anything is left out, so that a row has the same id in every answer.
    .map((row, i) => ({ ...row, id: i + 1 }))
    .filter(({ at }) => at >= from && at <= to)
    .filter((row) => type === undefined || row.type === type)
    .filter(({ symbol }) => market === undefined || symbol === market.symbol)
    .map(({ symbol, amount, asset, at, info, trade, id, ...row }) => ({
      symbol,
      incomeType: row.type,
      income: atomsText(amount),
      asset,
      time: at,
      info,
      tranId: id,
      tradeId: trade,
    }));
  return params.has('startTime') ? rows.slice(0, limit) : rows.slice(-limit);
}
