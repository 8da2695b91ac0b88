/** What anybody may ask about past trades, volatility and settlements. */
import { HOUR } from '../../units/time.ts';
import type { Exchange, Execution } from '../exchange.ts';
import { barsOf, RESOLUTIONS, realisedPercent, resolutionMs } from './bars.ts';
import type { Call, PublicMethods } from './call.ts';
import { listingOf, listingsOf } from './instrument-row.ts';
import { settlementRow } from './log-row.ts';
import { stretchOf } from './order-methods.ts';
import { publicTradeRow } from './order-row.ts';
import { number, oneOf, optionalInteger, optionalText, type Params, text } from './params.ts';

const FIFTEEN_DAYS = 15 * 24 * HOUR;

function tradesOf(
  { exchange, records, params }: Call,
  executions: readonly Execution[],
  usual: 'asc' | 'desc',
): object {
  const { chosen, hasMore } = stretchOf(executions, params, usual);
  return {
    trades: chosen.map((execution) => publicTradeRow(exchange, records, execution)),
    has_more: hasMore,
  };
}

function byInstrument(usual: 'asc' | 'desc') {
  return (call: Call): object => {
    const { id } = listingOf(call.exchange, text(call.params, 'instrument_name')).instrument;
    return tradesOf(call, call.exchange.trades(id), usual);
  };
}

function byCurrency(usual: 'asc' | 'desc') {
  return (call: Call): object => {
    text(call.params, 'currency');
    const all = listingsOf(call.exchange, call.params).flatMap(({ instrument }) => [
      ...call.exchange.trades(instrument.id),
    ]);
    return tradesOf(
      call,
      all.sort((a, b) => a.at - b.at),
      usual,
    );
  };
}

/** As columns, one number of each a bar. */
function chart({ exchange, params }: Call): object {
  const listing = listingOf(exchange, text(params, 'instrument_name'));
  const every = resolutionMs(oneOf(params, 'resolution', RESOLUTIONS));
  const bars = barsOf(
    exchange,
    listing,
    every,
    number(params, 'start_timestamp'),
    number(params, 'end_timestamp'),
  );
  return {
    status: bars.length === 0 ? 'no_data' : 'ok',
    ticks: bars.map(({ at }) => at),
    open: bars.map(({ open }) => open),
    high: bars.map(({ high }) => high),
    low: bars.map(({ low }) => low),
    close: bars.map(({ close }) => close),
    volume: bars.map(({ volume }) => volume),
    cost: bars.map(({ cost }) => cost),
  };
}

/** `[time, percent]` of the currency's perpetual: over up to 15 days of hours, or minutes before there are any. */
function historicalVolatility({ exchange, params }: Call): readonly (readonly [number, number])[] {
  const currency = text(params, 'currency').toUpperCase();
  for (const listing of exchange.listings.values()) {
    const { kind, base } = listing.instrument;
    if (kind !== 'perp' || base !== currency) continue;
    for (const every of [HOUR, HOUR / 60]) {
      const vol = realisedPercent(
        barsOf(exchange, listing, every, exchange.now - FIFTEEN_DAYS, exchange.now),
        every,
      );
      if (vol !== undefined) return [[exchange.now, vol]];
    }
  }
  return [];
}

interface Delivered {
  readonly instrument_name: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

/** What has expired, newest first: once each, whoever held it. */
function deliveries({ exchange, records }: Call, symbols: ReadonlySet<string>): readonly Delivered[] {
  const found = new Map<string, Delivered>();
  for (const account of exchange.accounts())
    for (const line of records.transactions.of(account.id)) {
      const row = line.of.kind === 'delivery' ? settlementRow(exchange, line) : undefined;
      const name = row?.instrument_name;
      if (row === undefined || name === undefined || !symbols.has(name)) continue;
      found.set(name, {
        ...{ type: 'delivery', instrument_name: name, timestamp: line.at },
        ...{ index_price: row.index_price, mark_price: row.mark_price },
      });
    }
  return [...found.values()].sort((a, b) => b.timestamp - a.timestamp);
}

function settlements(symbolsOf: (exchange: Exchange, params: Params) => readonly string[]) {
  return (call: Call): object => {
    const symbols = new Set(symbolsOf(call.exchange, call.params));
    const type = optionalText(call.params, 'type') ?? 'delivery';
    const count = optionalInteger(call.params, 'count', 1, 1000) ?? 20;
    const rows = type === 'delivery' ? deliveries(call, symbols) : [];
    return { settlements: rows.slice(0, count), continuation: 'none' };
  };
}

export const historyMethods: PublicMethods = {
  'public/get_last_trades_by_instrument': { run: byInstrument('desc') },
  'public/get_last_trades_by_instrument_and_time': { run: byInstrument('asc') },
  'public/get_last_trades_by_currency': { run: byCurrency('desc') },
  'public/get_last_trades_by_currency_and_time': { run: byCurrency('asc') },
  'public/get_tradingview_chart_data': { run: chart },
  'public/get_historical_volatility': { run: historicalVolatility },
  'public/get_last_settlements_by_instrument': {
    run: settlements((exchange, params) => [
      listingOf(exchange, text(params, 'instrument_name')).instrument.id,
    ]),
  },
  'public/get_last_settlements_by_currency': {
    run: settlements((exchange, params) => {
      text(params, 'currency');
      return listingsOf(exchange, params).map(({ instrument }) => instrument.id);
    }),
  },
};
