/** Balances, positions, the transaction log and settlements of an account. */
import type { Currency } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import type { Account, Exchange } from '../exchange.ts';
import { positionRow, summaryOf } from './account-row.ts';
import type { PrivateCall, PrivateMethod, PrivateMethods } from './call.ts';
import { isMeant, kindOf, listingOf } from './instrument-row.ts';
import { logRow, settlementRow } from './log-row.ts';
import { flag, oneOf, optionalInteger, optionalText, text } from './params.ts';

/** Every currency that something is settled in or an account holds, in the order of their names. */
export function currenciesOf(exchange: Exchange): readonly Currency[] {
  const all = new Set<Currency>();
  for (const { instrument } of exchange.listings.values()) {
    all.add(instrument.settle);
    if (instrument.kind === 'spot') all.add(instrument.base);
  }
  for (const account of exchange.accounts())
    for (const { currency } of exchange.balances(account.id)) all.add(currency);
  return [...all].sort();
}

function reading(area: 'account' | 'trade', run: PrivateMethod['run']): PrivateMethod {
  return { needs: [area, 'read'], run };
}

/** What identifies an account: its place among all, from 1. */
function profileOf(exchange: Exchange, account: Account): object {
  const id = exchange.accounts().findIndex((each) => each.id === account.id) + 1;
  return {
    id,
    username: account.id,
    system_name: account.id,
    email: `${account.id}@localhost`,
    type: 'main',
    mmp_enabled: false,
    login_enabled: true,
    security_keys_enabled: false,
    creation_timestamp: 1_534_167_754_000,
  };
}

function feesOf(exchange: Exchange, currency: Currency): readonly object[] {
  const kinds = new Map<string, object>();
  for (const { instrument, takerFee, makerFee } of exchange.listings.values()) {
    if (instrument.settle !== currency) continue;
    const type = instrument.kind === 'perp' ? 'perpetual' : kindOf(instrument);
    kinds.set(type, {
      ...{ currency, instrument_type: type, fee_type: 'relative' },
      ...{ maker_fee: makerFee, taker_fee: takerFee },
    });
  }
  return [...kinds.values()];
}

function summary({ exchange, account, params }: PrivateCall): object {
  const currency = text(params, 'currency').toUpperCase();
  const plain = summaryOf(exchange, account.id, currency);
  if (!flag(params, 'extended')) return plain;
  return { ...profileOf(exchange, account), ...plain, fees: feesOf(exchange, currency) };
}

function summaries({ exchange, account, params }: PrivateCall): object {
  const isExtended = flag(params, 'extended');
  return {
    ...(isExtended && profileOf(exchange, account)),
    summaries: currenciesOf(exchange).map((currency) => ({
      ...summaryOf(exchange, account.id, currency),
      ...(isExtended && { fees: feesOf(exchange, currency) }),
    })),
  };
}

function fundingOf({ exchange, account }: PrivateCall, symbol: string): number {
  let sum = 0;
  for (const payment of exchange.funding(account.id))
    if (payment.symbol === symbol) sum += fromAtoms(payment.amount);
  return sum;
}

function positions(call: PrivateCall): readonly object[] {
  const { exchange, account, params } = call;
  const currency = optionalText(params, 'currency') ?? 'any';
  const kind = oneOf(params, 'kind', ['any', 'future', 'option', 'spot', 'future_combo', 'option_combo']);
  return exchange
    .positions(account.id)
    .filter(({ symbol }) => isMeant(listingOf(exchange, symbol).instrument, kind, currency))
    .map((held) =>
      positionRow(exchange, listingOf(exchange, held.symbol), held, fundingOf(call, held.symbol)),
    );
}

function position(call: PrivateCall): object {
  const { exchange, account, params } = call;
  const listing = listingOf(exchange, text(params, 'instrument_name'));
  const { id } = listing.instrument;
  const held = exchange.positions(account.id).find(({ symbol }) => symbol === id);
  return positionRow(exchange, listing, held, fundingOf(call, id));
}

/** Newest first; `continuation` is the id from which to go on. */
function transactionLog(call: PrivateCall): object {
  const { exchange, records, account, params } = call;
  const currency = text(params, 'currency').toUpperCase();
  const from = optionalInteger(params, 'start_timestamp') ?? 0;
  const to = optionalInteger(params, 'end_timestamp') ?? Number.POSITIVE_INFINITY;
  const count = optionalInteger(params, 'count', 1, 250) ?? 100;
  const before = optionalInteger(params, 'continuation') ?? Number.POSITIVE_INFINITY;
  const query = optionalText(params, 'query');
  const lines = records.transactions
    .of(account.id)
    .filter((line) => line.currency === currency && line.at >= from && line.at <= to && line.id <= before)
    .reverse()
    .map((line) => ({ line, row: logRow(exchange, line) }))
    .filter(({ row }) => query === undefined || row.type === query || row.instrument_name === query);
  return {
    logs: lines.slice(0, count).map(({ row }) => row),
    continuation: lines[count]?.line.id ?? null,
  };
}

function settlements(by: 'currency' | 'instrument'): PrivateMethod {
  return reading('trade', ({ exchange, records, account, params }) => {
    const wanted =
      by === 'instrument'
        ? listingOf(exchange, text(params, 'instrument_name')).instrument.id
        : text(params, 'currency').toUpperCase();
    const type = optionalText(params, 'type');
    const count = optionalInteger(params, 'count', 1, 1000) ?? 20;
    const before = optionalInteger(params, 'search_start_timestamp') ?? Number.POSITIVE_INFINITY;
    const rows = records.transactions
      .of(account.id)
      .filter((line) => line.at <= before && (by === 'instrument' || line.currency === wanted))
      .reverse()
      .flatMap((line) => settlementRow(exchange, line) ?? [])
      .filter(
        (row) => (by === 'currency' || row.instrument_name === wanted) && (type ?? row.type) === row.type,
      );
    return { settlements: rows.slice(0, count), continuation: null };
  });
}

export const accountMethods: PrivateMethods = {
  'private/get_account_summary': reading('account', summary),
  'private/get_account_summaries': reading('account', summaries),
  'private/get_subaccounts': reading('account', ({ exchange, account }) => [profileOf(exchange, account)]),
  'private/get_position': reading('trade', position),
  'private/get_positions': reading('trade', positions),
  'private/get_transaction_log': reading('account', transactionLog),
  'private/get_settlement_history_by_currency': settlements('currency'),
  'private/get_settlement_history_by_instrument': settlements('instrument'),
};
