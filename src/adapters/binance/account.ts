import type { AccountEvent } from '../../domain/order.ts';
import { MINUTE } from '../../units/time.ts';
import { type Atoms, type Lots, lots, type Millis } from '../../units/units.ts';
import {
  type Fields,
  fieldsOf,
  jsonOf,
  numberOf,
  positiveOf,
  rowsOf,
  stringOf,
  timeOf,
} from '../../wire/fields.ts';
import { adlOf } from '../../wire/margin.ts';
import { createOnce } from '../../wire/once.ts';
import { type Holdings, NoAnswer } from '../../wire/protocol.ts';
import { atomsOf, lotsOf, type Symbols } from '../../wire/symbols.ts';
import { isAbsent, Refusal } from './fault.ts';
import { createHistory } from './history.ts';
import type { Identities } from './identities.ts';
import { type BinanceMargin, createMargin } from './margin.ts';
import { type Execution, type OrderUpdate, OURS, tradeOf, updateOf } from './reading.ts';
import type { Rest } from './rest.ts';

type Told = Exclude<AccountEvent, { kind: 'report' | 'suspect' }>;

export interface AccountOptions {
  readonly rest: Rest;
  readonly symbols: Symbols;
  readonly identities: Identities;
  readonly tell: (event: Told, at: Millis) => void;
  readonly notice: (text: string) => void;
  /** What happened after this, in the venue's time as well, has yet to be told. */
  readonly since: () => number;
  /** The venue's time. */
  readonly time: () => number;
}

export interface BinanceAccount extends Pick<BinanceMargin, 'learn' | 'tiers'> {
  /** An event of the user stream. */
  take(event: Fields): void;
  /** Tells what the stream has not: funding and trades that were missed. */
  catchUp(): Promise<void>;
  /** To be done now and then: looks whether the stream has left anything out, at one symbol after the other. */
  attend(): Promise<void>;
  holdings(): Promise<Holdings>;
}

/** Trades and payments that are not told again: more than come within the overlap. */
const REMEMBERED = 20_000;
/** How often the list of income is looked at though nothing has been heard of a payment. */
const PAYMENTS_MS = MINUTE;
/** A trade of an order that the venue does not find is nobody's of ours, once its lists have had so long to fill. */
const SETTLED_MS = MINUTE;

/** Our account there. Everything may be told twice; ids tell what is the same. */
export function createAccount(options: AccountOptions): BinanceAccount {
  const { rest, symbols, identities, tell, notice, time } = options;
  const told = createOnce(REMEMBERED);
  const margin = createMargin(rest, symbols);
  /** Looks at the list of income that are still owed to a payment that the stream has told of. */
  let looks = 0;
  let lookedAt = -Infinity;
  let turn = 0;
  const strange = new Set<string>();

  const tellExecution = ({ traded, fill, at }: Execution, clientId: string): void => {
    const { instrument } = traded;
    if (!told.isNew(fill.fill)) return;
    const { fill: id, ...trade } = fill;
    if (clientId.startsWith(OURS))
      tell({ kind: 'fill', order: clientId, instrument: instrument.id, ...fill }, at);
    else tell({ kind: 'deal', id, instrument, ...trade }, at);
  };

  /** The client id of a trade's order. */
  const clientOf = async ({ traded, orderId, at }: Execution): Promise<string> => {
    const { symbol } = traded;
    const known = identities.clientOf(symbol, orderId);
    if (known !== undefined) return known;
    try {
      const row = fieldsOf(
        await rest.ask({ path: '/fapi/v1/order', values: { symbol, orderId }, weight: 1 }),
      );
      const clientId = stringOf(row.clientOrderId);
      identities.learn(symbol, clientId, orderId);
      return clientId;
    } catch (error) {
      if (!(error instanceof Refusal) || !isAbsent(error.fault)) throw error;
      // Liquidations may be orders that cannot be asked for; an order of ours is found when the lists have filled.
      if (time() - at < SETTLED_MS) throw new NoAnswer(`order ${orderId} has traded and is not found`);
      return '';
    }
  };

  const takeUpdate = (update: OrderUpdate): void => {
    const { clientId, orderId, traded, status, filled, execution, at } = update;
    identities.learn(traded.symbol, clientId, orderId);
    if (execution !== undefined) tellExecution(execution, clientId);
    if (!clientId.startsWith(OURS)) return;
    if (status === 'open') tell({ kind: 'ack', order: clientId }, at);
    else tell({ kind: 'closed', order: clientId, reason: status, filled: lots(filled) }, at);
  };

  const tellTrades = async (rows: readonly Fields[]): Promise<void> => {
    for (const row of rows) {
      const execution = tradeOf(row, symbols);
      if (execution === undefined) notice(`a trade that makes no sense: ${jsonOf(row)}`);
      else tellExecution(execution, await clientOf(execution));
    }
  };
  const tellFunding = (row: Fields): void => {
    const traded = symbols.bySymbol(stringOf(row.symbol));
    const at = timeOf(row.time);
    const amount = atomsOf(row.income);
    if (traded === undefined || at === undefined || amount === undefined) return;
    const id = `${traded.symbol}-funding-${stringOf(row.tranId)}`;
    if (!told.isNew(id)) return;
    tell(
      { kind: 'funding', id, instrument: traded.instrument.id, amount, currency: stringOf(row.asset) },
      at,
    );
  };
  const history = createHistory({
    ...{ rest, symbols, time, since: options.since, trades: tellTrades },
    payments: (rows) => rows.forEach(tellFunding),
  });
  const payments = async (): Promise<void> => {
    await history.payments();
    looks = Math.max(0, looks - 1);
    lookedAt = performance.now();
  };
  const trades = async (): Promise<void> => {
    for (const traded of symbols.all) await history.trades(traded);
  };
  /** Once for each symbol: others may trade there all day. */
  const noticeStrange = (symbol: string): void => {
    if (!strange.has(symbol)) notice(`orders in ${symbol} that are not ours to follow`);
    strange.add(symbol);
  };
  const soon = (work: Promise<void>): void => {
    work.catch((error: unknown) => notice(`catching up: ${String(error)}`));
  };

  return {
    take: (event) => {
      if (event.e === 'ORDER_TRADE_UPDATE') {
        const update = updateOf(event, symbols);
        if (update === undefined) noticeStrange(stringOf(fieldsOf(event.o).s));
        else takeUpdate(update);
        if (update?.isPuzzling === true) soon(history.trades(update.traded));
      } else if (event.e === 'ACCOUNT_UPDATE' && fieldsOf(event.a).m === 'FUNDING_FEE') {
        // It names no symbol and bears no id: the list of income does, at once or a little later.
        looks = 2;
        soon(payments());
      } else if (event.e === 'MARGIN_CALL') notice(`a margin call: ${jsonOf(event.p)}`);
    },
    catchUp: async () => {
      await trades();
      await payments();
    },
    attend: async () => {
      turn += 1;
      const traded = symbols.all[turn % symbols.all.length];
      if (traded !== undefined) await history.trades(traded);
      if (looks > 0 || performance.now() - lookedAt > PAYMENTS_MS) await payments();
    },
    holdings: async () => {
      await trades();
      if (looks > 0) await payments();
      const held = await rest.ask({ path: '/fapi/v3/positionRisk', weight: 5 });
      const answer = fieldsOf(await rest.ask({ path: '/fapi/v3/account', weight: 5 }));
      if (!Array.isArray(held) || !Array.isArray(answer.assets))
        throw new NoAnswer('the answer to the account makes no sense');
      const cash = cashOf(rowsOf(answer.assets));
      return { ...positionsOf(rowsOf(held), symbols), cash, ...margin.of(answer) };
    },
    ...{ learn: margin.learn, tiers: margin.tiers },
  };
}

/** `GET /fapi/v3/positionRisk`, whose `adl` is that of `adlQuantile`: a position's place in the queue, 4 its head. */
function positionsOf(rows: readonly Fields[], symbols: Symbols): Omit<Holdings, 'cash' | 'margin'> {
  const positions = new Map<string, Lots>();
  const entries: Record<string, number> = {};
  const ranks: [string, unknown][] = [];
  for (const { symbol, positionAmt, entryPrice, adl } of rows) {
    const amount = numberOf(positionAmt);
    if (amount === 0) continue;
    const traded = symbols.bySymbol(stringOf(symbol));
    // What we do not list has no lots of ours: what counts is that it is there.
    const count =
      traded === undefined
        ? Math.sign(amount) * Math.max(1, Math.round(Math.abs(amount)))
        : lotsOf(traded, positionAmt);
    const id = traded?.instrument.id ?? stringOf(symbol);
    const total = (positions.get(id) ?? 0) + (count ?? Number.NaN);
    if (!Number.isSafeInteger(total))
      throw new NoAnswer(
        `${stringOf(symbol)} is held as ${stringOf(positionAmt)}, which is no number of lots`,
      );
    positions.set(id, lots(total));
    ranks.push([id, adl]);
    const entry = positiveOf(entryPrice);
    if (entry !== undefined) entries[id] = entry;
  }
  return { positions: Object.fromEntries(positions), entries, ...adlOf(ranks) };
}

/** `walletBalance` is what was deposited and realised. */
function cashOf(rows: readonly Fields[]): Record<string, Atoms> {
  const cash: Record<string, Atoms> = {};
  for (const { asset, walletBalance } of rows) {
    const amount = atomsOf(walletBalance);
    if (amount === undefined) throw new NoAnswer(`the balance of ${stringOf(asset)} makes no sense`);
    if (amount !== 0n) cash[stringOf(asset)] = amount;
  }
  return cash;
}
