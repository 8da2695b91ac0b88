import type { AccountEvent } from '../../domain/order.ts';
import { type Atoms, atoms, type Lots, lots, type Millis } from '../../units/units.ts';
import { fieldsOf, jsonOf, numberOf, positiveOf, rowsOf, stringOf, timeOf } from '../../wire/fields.ts';
import { createOnce } from '../../wire/once.ts';
import { type Holdings, NoAnswer } from '../../wire/protocol.ts';
import { atomsOf, lotsOf, type Symbols } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { marginOf } from './margin.ts';
import { executionOf, type OrderRow, OURS, orderRowOf } from './reading.ts';

type Told = Exclude<AccountEvent, { kind: 'report' | 'suspect' }>;

export interface AccountOptions {
  readonly desk: Desk;
  readonly symbols: Symbols;
  readonly tell: (event: Told, at: Millis) => void;
  readonly seen: (row: OrderRow) => void;
  readonly notice: (text: string) => void;
  /** What happened after this has yet to be told. */
  readonly since: Millis;
  /** Added to our times to get the venue's, in ms. */
  readonly offset: () => number;
}

export interface DeribitAccount {
  readonly channels: readonly string[];
  take(channel: string, data: unknown): boolean;
  /** Tells what the streams have not: funding, deliveries, and trades that were missed. */
  catchUp(): Promise<void>;
  holdings(): Promise<Holdings>;
}

interface Positions {
  readonly lots: Readonly<Record<string, Lots>>;
  readonly entries: Readonly<Record<string, number>>;
  /** What futures and perpetuals have yet to realise, by currency. */
  readonly unrealised: ReadonlyMap<string, number>;
}

const TRADES = 'user.trades.any.any.raw';
const ORDERS = 'user.orders.any.any.raw';
const TRADES_PAGE = 1_000;
const LOG_PAGE = 250;
/** Lines and trades that are not told again: more than come within the overlap. */
const REMEMBERED = 20_000;
/** Until this long after the start: for ever, in words that the venue takes. */
const FAR_MS = 1e11;
/** The log is written a little after what it tells of: each look overlaps the one before by this much. */
const OVERLAP_MS = 10_000;

/** Our account there. Everything may be told twice; ids tell what is the same. */
export function createAccount(options: AccountOptions): DeribitAccount {
  const { desk, symbols, tell, seen, notice } = options;
  const currencies = [...new Set(symbols.all.map(({ instrument }) => instrument.settle))];
  /** In the venue's time, whose clock may be minutes off ours. */
  let begun: number | undefined;
  let from = -Infinity;
  const startOf = (): number => {
    begun ??= Math.floor(options.since + options.offset());
    return Math.max(begun, from - OVERLAP_MS);
  };
  const told = createOnce(REMEMBERED);

  const takeTrade = (row: Readonly<Record<string, unknown>>): void => {
    const execution = executionOf(row, symbols);
    if (execution === undefined) {
      if (told.isNew(`${stringOf(row.instrument_name)}/${stringOf(row.trade_id)}`))
        notice(`a trade in ${stringOf(row.instrument_name)} that is not ours to follow: ${jsonOf(row)}`);
      return;
    }
    const { traded, fill, label, at } = execution;
    const { instrument } = traded;
    if (!told.isNew(`${instrument.id}/${fill.fill}`)) return;
    if (label.startsWith(OURS)) tell({ kind: 'fill', order: label, instrument: instrument.id, ...fill }, at);
    else
      tell(
        {
          kind: 'deal',
          id: fill.fill,
          instrument,
          lots: fill.lots,
          price: fill.price,
          fee: fill.fee,
          feeCurrency: fill.feeCurrency,
        },
        at,
      );
  };

  const takeOrder = (row: Readonly<Record<string, unknown>>): void => {
    const order = orderRowOf(row, symbols);
    if (order === undefined || !order.label.startsWith(OURS)) return;
    seen(order);
    const at = timeOf(row.last_update_timestamp);
    if (at === undefined || order.status === 'absent') return;
    if (order.status === 'open') tell({ kind: 'ack', order: order.label }, at);
    else {
      const { label, status, filled, detail } = order;
      const closed = { kind: 'closed', order: label, reason: status, filled: lots(filled) } as const;
      tell(detail === '' ? closed : { ...closed, detail }, at);
    }
  };

  /** A line of the transaction log that no stream tells of. */
  const takeLine = (row: Readonly<Record<string, unknown>>, currency: string): void => {
    const traded = symbols.bySymbol(stringOf(row.instrument_name));
    const at = timeOf(row.timestamp);
    if (traded === undefined || at === undefined) return;
    const id = `${currency}-${stringOf(row.id)}`;
    if (!told.isNew(id)) return;
    const { id: instrument } = traded.instrument;
    const funding = atomsOf(row.interest_pl ?? 0);
    if (row.type === 'settlement' && funding !== undefined && funding !== 0n)
      tell({ kind: 'funding', id, instrument, amount: funding, currency }, at);
    const price = numberOf(row.price);
    if (row.type === 'delivery' && price >= 0 && price < Infinity)
      tell({ kind: 'settled', id, instrument, price }, at);
  };

  const tradesSince = async (currency: string, since: number): Promise<void> => {
    const terms = { currency, count: TRADES_PAGE, sorting: 'asc', historical: false };
    for (let start = since; ; ) {
      const params = { ...terms, start_timestamp: start, end_timestamp: start + FAR_MS };
      const result = await desk.ask('private/get_user_trades_by_currency_and_time', params);
      const rows = rowsOf(fieldsOf(result).trades);
      for (const row of rows) takeTrade(row);
      if (rows.length < TRADES_PAGE) return;
      // The last millisecond is read again: a page may end within it.
      start = Math.max(start + 1, timeOf(rows.at(-1)?.timestamp) ?? 0);
    }
  };

  /** Tells the lines since `start`, and answers when the last of them was. */
  const logSince = async (currency: string, start: number): Promise<number> => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const params = { currency, start_timestamp: start, end_timestamp: start + FAR_MS, count: LOG_PAGE };
    let continuation: unknown;
    do {
      const page: object = continuation === undefined ? params : { ...params, continuation };
      const result = fieldsOf(await desk.ask('private/get_transaction_log', page));
      for (const line of rowsOf(result.logs)) lines.push(line);
      continuation = result.continuation ?? undefined;
    } while (continuation !== undefined);
    // Newest first there; told in the order in which it happened.
    for (const line of lines.reverse()) takeLine(line, currency);
    return lines.reduce((latest, line) => Math.max(latest, timeOf(line.timestamp) ?? 0), 0);
  };

  const poll = async (): Promise<void> => {
    let latest = from;
    for (const currency of currencies) latest = Math.max(latest, await logSince(currency, startOf()));
    from = latest;
  };

  const positions = async (): Promise<Positions> => {
    const held: Record<string, Lots> = {};
    const entries: Record<string, number> = {};
    const unrealised = new Map<string, number>();
    for (const row of rowsOf(await desk.ask('private/get_positions', { currency: 'any' }))) {
      const symbol = stringOf(row.instrument_name);
      const traded = symbols.bySymbol(symbol);
      const size = Math.abs(numberOf(row.size));
      if (size === 0) continue;
      const count = traded === undefined ? Math.max(1, Math.round(size)) : lotsOf(traded, size);
      if (count === undefined || !Number.isSafeInteger(count))
        throw new NoAnswer(`${symbol} is held as ${size}, which is no whole number of lots`);
      const id = traded?.instrument.id ?? symbol;
      held[id] = lots(Math.sign(numberOf(row.size)) * count);
      const entry = positiveOf(row.average_price);
      if (entry !== undefined) entries[id] = entry;
      if (row.kind === 'option' || traded === undefined) continue;
      const { settle } = traded.instrument;
      unrealised.set(settle, (unrealised.get(settle) ?? 0) + numberOf(row.floating_profit_loss));
    }
    return { lots: held, entries, unrealised };
  };

  return {
    channels: [TRADES, ORDERS],
    take: (channel, data) => {
      if (channel === TRADES) for (const row of rowsOf(data)) takeTrade(row);
      else if (channel === ORDERS)
        for (const row of Array.isArray(data) ? rowsOf(data) : [fieldsOf(data)]) takeOrder(row);
      else return false;
      return true;
    },
    catchUp: async () => {
      const start = startOf();
      for (const currency of currencies) await tradesSince(currency, start);
      await poll();
    },
    holdings: async () => {
      await poll();
      const { lots: held, entries, unrealised } = await positions();
      const cash: Record<string, Atoms> = {};
      const summaries = rowsOf(fieldsOf(await desk.ask('private/get_account_summaries', {})).summaries);
      for (const { currency, equity, options_value: value, futures_session_upl: upl } of summaries) {
        // What was deposited and realised: equity without what options are worth and futures have yet to realise.
        // As the summary has it, of the same moment and of all futures, if it does.
        const name = stringOf(currency);
        const amount = numberOf(equity) - numberOf(value ?? 0) - numberOf(upl ?? unrealised.get(name) ?? 0);
        const settled = Math.round(amount * 1e8);
        if (!Number.isSafeInteger(settled)) throw new NoAnswer(`the balance of ${name} makes no sense`);
        if (settled !== 0) cash[name] = atoms(BigInt(settled));
      }
      return { positions: held, cash, entries, ...marginOf(summaries, symbols) };
    },
  };
}
