import type { AccountEvent } from '../../domain/order.ts';
import { MINUTE } from '../../units/time.ts';
import { type Atoms, atoms, type Lots, lots, type Millis } from '../../units/units.ts';
import { type Fields, jsonOf, numberOf, positiveOf, rowsOf, stringOf, timeOf } from '../../wire/fields.ts';
import { adlOf, marginsOf } from '../../wire/margin.ts';
import { createOnce } from '../../wire/once.ts';
import { type Holdings, NoAnswer } from '../../wire/protocol.ts';
import { atomsOf, lotsOf } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { Refusal } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import type { Lookup } from './lookup.ts';
import { readSince } from './pages.ts';
import type { Quirks } from './quirks.ts';
import { type Execution, executionOf, type OrderRow } from './reading.ts';
import type { Listed, Listings } from './terms.ts';

type Told = Exclude<AccountEvent, { kind: 'report' | 'suspect' }>;

export interface AccountOptions {
  readonly exchange: () => CcxtExchange;
  readonly desk: Desk;
  readonly lookup: Lookup;
  readonly listings: () => Listings;
  readonly quirks: Quirks;
  readonly tell: (event: Told, at: Millis) => void;
  readonly notice: (text: string) => void;
  /** What happened after this has yet to be told. */
  readonly since: Millis;
  /** The exchange's time. */
  readonly time: () => number;
}

export interface CcxtAccount {
  /** What the streams tell. False where something can only be understood by asking. */
  takeTrades(rows: unknown): boolean;
  takeOrders(rows: unknown): void;
  /** Asks how margin is counted, where that has to be asked; to be done when connected. */
  learn(): Promise<void>;
  /** Tells what the streams have not: trades that were missed, and all payments, or those that are due. */
  catchUp(payments: 'all' | 'due'): Promise<void>;
  holdings(): Promise<Holdings>;
}

/** Trades and payments that are not told again: more than come within the overlap. */
const REMEMBERED = 20_000;
/** Lists show things a little after they happened: each look overlaps the one before by this much. */
const OVERLAP_MS = MINUTE;
/** Payments come by the hour, and lists of them are dear at some exchanges. */
const PAYMENTS_MS = MINUTE;
const PAYMENTS_OVERLAP_MS = 10 * MINUTE;
/** A trade of an order that is not found is nobody's of ours, once the exchange's lists have had so long to fill. */
const SETTLED_MS = MINUTE;

/** Our account there. Everything may be told twice; ids tell what is the same. */
export function createAccount(options: AccountOptions): CcxtAccount {
  const { exchange, desk, lookup, listings, quirks, tell, notice, time } = options;
  const told = createOnce(REMEMBERED);
  /** Everything before this has been looked through. */
  let from: number = options.since;
  let paidFrom: number = options.since;
  /** Whether all currencies are margined together; undefined: not known, and so nothing is told of margin. */
  let isJoined: boolean | undefined = quirks.isJoined === undefined ? false : undefined;

  const tellExecution = ({ listed, fill, at }: Execution, order: string | undefined): void => {
    const { instrument } = listed;
    if (!told.isNew(fill.fill)) return;
    const { fill: id, ...trade } = fill;
    if (order !== undefined) tell({ kind: 'fill', order, instrument: instrument.id, ...fill }, at);
    else tell({ kind: 'deal', id, instrument, ...trade }, at);
  };
  const ownerOf = async ({ listed, orderId, at }: Execution): Promise<string | undefined> => {
    const known = lookup.ownerOf(listed, orderId);
    if (known !== null) return known;
    const row = await lookup.byId(listed, orderId);
    if (row?.order === null) throw new NoAnswer(`order ${orderId} does not say whose it is`);
    // Liquidations may be orders that cannot be asked for; an order of ours is found when the lists have filled.
    if (row === undefined && time() - at < SETTLED_MS)
      throw new NoAnswer(`order ${orderId} has traded and is not found`);
    return row?.order;
  };
  const tellTrade = async (row: Fields): Promise<false> => {
    const execution = executionOf(row, listings());
    if (execution !== undefined) tellExecution(execution, await ownerOf(execution));
    else if (told.isNew(`puzzle/${stringOf(row.id)}`))
      notice(`a trade that makes no sense: ${jsonOf({ ...row, info: undefined })}`);
    return false;
  };
  const tellFunding = (row: Fields, { instrument, symbol }: Listed): false => {
    const at = timeOf(row.timestamp);
    const amount = atomsOf(row.amount);
    if (at === undefined || amount === undefined) return false;
    const id = `${symbol}-funding-${stringOf(row.id ?? at)}`;
    if (!told.isNew(id)) return false;
    const received = atoms(quirks.fundingSign === 1 ? amount : -amount);
    const currency = typeof row.code === 'string' ? row.code : instrument.settle;
    tell({ kind: 'funding', id, instrument: instrument.id, amount: received, currency }, at);
    return false;
  };
  const payments = async (): Promise<void> => {
    const now = Math.floor(time());
    const start = Math.max(options.since, paidFrom - PAYMENTS_OVERLAP_MS);
    for (const listed of listings().all) {
      if (listed.instrument.kind !== 'perp' || !can(exchange(), 'fetchFundingHistory')) continue;
      const ask = (at: number) => exchange().fetchFundingHistory(listed.symbol, at);
      const page = (at: number) => desk.ask('fetchFundingHistory', () => ask(at));
      await readSince(start, now, page, (row) => tellFunding(row, listed));
    }
    paidFrom = Math.max(paidFrom, now);
  };
  const catchUp = async (which: 'all' | 'due'): Promise<void> => {
    const now = Math.floor(time());
    const start = Math.max(options.since, from - OVERLAP_MS);
    for (const { symbol } of listings().all) {
      const page = (at: number) => desk.ask('fetchMyTrades', () => exchange().fetchMyTrades(symbol, at));
      await readSince(start, now, page, tellTrade);
    }
    from = Math.max(from, now);
    if (which === 'all' || now - paidFrom >= PAYMENTS_MS) await payments();
  };
  const takeOrder = (row: OrderRow): void => {
    const { order, status, filled, at } = row;
    if (typeof order !== 'string' || status === null) return;
    const when = at ?? options.since;
    if (status === 'open') tell({ kind: 'ack', order }, when);
    else if (filled !== null) tell({ kind: 'closed', order, reason: status, filled: lots(filled) }, when);
  };

  return {
    takeTrades: (rows) => {
      let isWhole = true;
      for (const row of rowsOf(rows)) {
        const execution = executionOf(row, listings());
        const owner = execution === undefined ? null : lookup.ownerOf(execution.listed, execution.orderId);
        if (execution !== undefined && owner !== null) tellExecution(execution, owner);
        else isWhole = false;
      }
      return isWhole;
    },
    takeOrders: (rows) => {
      for (const row of rowsOf(rows)) {
        const read = lookup.read(row);
        if (read !== undefined) takeOrder(read);
      }
    },
    learn: async () => {
      const { isJoined: ask } = quirks;
      if (ask === undefined) return;
      isJoined = await desk
        .ask('how assets are counted', () => ask(exchange()))
        .catch((error: unknown) => {
          if (error instanceof Refusal) return undefined;
          throw error;
        });
    },
    catchUp,
    holdings: async () => {
      await catchUp('all');
      const rows = await desk.ask('fetchPositions', () => exchange().fetchPositions());
      const balance = await desk.ask('fetchBalance', () => exchange().fetchBalance());
      const cash = cashOf(quirks.wallets(balance));
      const margins = isJoined === undefined ? [] : (quirks.margins?.(balance, isJoined) ?? []);
      const margin = marginsOf(margins, listings().all);
      return { ...positionsOf(rows, listings(), quirks), cash, ...margin };
    },
  };
}

function positionsOf(answer: unknown, listings: Listings, quirks: Quirks): Omit<Holdings, 'cash' | 'margin'> {
  if (!Array.isArray(answer)) throw new NoAnswer('the answer to the positions makes no sense');
  const positions = new Map<string, Lots>();
  const entries: Record<string, number> = {};
  const ranks: [string, unknown][] = [];
  for (const row of rowsOf(answer)) {
    const { symbol, contracts, side, entryPrice } = row;
    const amount = Math.abs(numberOf(contracts ?? 0));
    if (amount === 0) continue;
    const listed = listings.bySymbol(symbol);
    // What we do not list has no lots of ours: what counts is that it is there.
    const count = listed === undefined ? Math.max(1, Math.round(amount)) : lotsOf(listed, amount);
    const sign = side === 'long' ? 1 : side === 'short' ? -1 : undefined;
    const id = listed?.instrument.id ?? stringOf(symbol);
    const total = (positions.get(id) ?? 0) + (sign ?? Number.NaN) * (count ?? Number.NaN);
    if (!Number.isSafeInteger(total))
      throw new NoAnswer(`${stringOf(symbol)} is held as ${stringOf(contracts)}, which is no number of lots`);
    positions.set(id, lots(total));
    ranks.push([id, quirks.adl?.(row)]);
    const entry = positiveOf(entryPrice);
    if (entry !== undefined) entries[id] = entry;
  }
  return { positions: Object.fromEntries(positions), entries, ...adlOf(ranks) };
}

function cashOf(wallets: Readonly<Record<string, unknown>>): Record<string, Atoms> {
  const cash: Record<string, Atoms> = {};
  for (const [currency, wallet] of Object.entries(wallets)) {
    const amount = wallet === undefined || wallet === null ? undefined : atomsOf(wallet);
    if (amount === undefined) throw new NoAnswer(`the balance of ${currency} makes no sense`);
    if (amount !== 0n) cash[currency] = amount;
  }
  return cash;
}
