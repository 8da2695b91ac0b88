import type { AccountEvent, Fill, OrderId } from '../../domain/order.ts';
import type { Millis } from '../../units/units.ts';
import { type Fields, fieldsOf, jsonOf, rowsOf, stringOf, timeOf } from '../../wire/fields.ts';
import { createOnce } from '../../wire/once.ts';
import { type Holdings, isUnanswered } from '../../wire/protocol.ts';
import { atomsOf, type Symbols } from '../../wire/symbols.ts';
import type { Desk, Question } from './desk.ts';
import { CASH, holdingsOf } from './holdings.ts';
import type { Names } from './names.ts';
import { type Execution, executionOf, orderRowOf } from './reading.ts';
import type { Topic } from './streams.ts';
import type { Universe } from './universe.ts';

type Told = Exclude<AccountEvent, { kind: 'report' | 'suspect' }>;

export interface AccountOptions {
  readonly desk: Desk;
  /** The account's address. */
  readonly user: string;
  readonly symbols: Symbols;
  readonly universe: () => Universe;
  readonly names: Names;
  readonly tell: (event: Told, at: Millis) => void;
  readonly notice: (text: string) => void;
  /** What happened after this has yet to be told. */
  readonly since: Millis;
  /** Added to our times to get the venue's, in ms. */
  readonly offset: () => number;
}

export interface HyperliquidAccount {
  readonly topics: readonly Topic[];
  take(channel: unknown, data: unknown): boolean;
  /** Tells what the streams have not: fills and funding. */
  catchUp(): Promise<void>;
  holdings(): Promise<Holdings>;
  /** All fills of an order that are known. */
  fillsOf(oid: number): readonly Fill[];
  /** Reads the fills between two moments, and tells those that are new. */
  readFills(from: number, to: number): Promise<void>;
}

/** Rows that are not told again: more than come within the overlap. */
const REMEMBERED = 20_000;
const ORDERS_REMEMBERED = 2_000;
/** Lists are written a little after what they tell of: each look overlaps the one before by this much. */
const OVERLAP_MS = 10_000;
/** The most rows of an answer: a page of as many is followed by another. */
const FILLS_PAGE = 2_000;
const FUNDINGS_PAGE = 500;

/** Our account there. Everything may be told twice; ids tell what is the same. */
export function createAccount(options: AccountOptions): HyperliquidAccount {
  const { desk, user, symbols, universe, names, tell, notice } = options;
  const told = createOnce(REMEMBERED);
  const fills = new Map<number, Fill[]>();
  /** From when on, in the venue's time: its clock may be minutes off ours. */
  let begun: number | undefined;
  const since = (): number => {
    begun ??= Math.floor(options.since + options.offset());
    return begun;
  };
  let from = -Infinity;
  let lastHeld = '';

  const tellFill = ({ traded, fill, oid, at }: Execution, order: OrderId): void => {
    const { instrument } = traded;
    // Kept by order even where they were told before: whoever asks after an order is owed all of its fills.
    const known = fills.get(oid) ?? [];
    if (!known.some((one) => one.fill === fill.fill)) fills.set(oid, [...known, fill]);
    const [oldest] = fills.keys();
    if (fills.size > ORDERS_REMEMBERED && oldest !== undefined) fills.delete(oldest);
    if (at < since() || !told.isNew(`${instrument.id}/${fill.fill}`)) return;
    if (order !== '') {
      tell({ kind: 'fill', order, instrument: instrument.id, ...fill }, at);
      return;
    }
    const { fill: id, lots, price, fee, feeCurrency } = fill;
    tell({ kind: 'deal', id, instrument, lots, price, fee, feeCurrency }, at);
  };

  /** Tells a fill at once where it says whose it is, else when the venue has said. */
  const takeFill = (row: Fields): Promise<void> | undefined => {
    const execution = executionOf(row, symbols);
    if (execution === undefined) {
      if (told.isNew(`${stringOf(row.coin)}/${stringOf(row.tid)}`))
        notice(`a trade in ${stringOf(row.coin)} that is not ours to follow: ${jsonOf(row)}`);
      return undefined;
    }
    const { oid, cloid } = execution;
    const order = names.order(oid, cloid);
    if (order === undefined)
      return desk.ask({ type: 'orderStatus', user, oid }).then((answer) => {
        names.learn(oid, fieldsOf(fieldsOf(fieldsOf(answer).order).order).cloid);
        tellFill(execution, names.order(oid, cloid) ?? '');
      });
    tellFill(execution, order);
    return undefined;
  };

  const takeFunding = (row: Fields): void => {
    const { coin, usdc, time } = row;
    const [at, amount] = [timeOf(time), atomsOf(usdc)];
    const instrument = symbols.bySymbol(stringOf(coin))?.instrument.id;
    if (at === undefined || at < since() || amount === undefined || instrument === undefined) return;
    const id = `funding/${stringOf(coin)}/${at}`;
    if (told.isNew(id)) tell({ kind: 'funding', id, instrument, amount, currency: CASH }, at);
  };

  const takeUpdate = (row: Fields): void => {
    const { oid, cloid } = fieldsOf(row.order);
    if (typeof oid === 'number') names.learn(oid, cloid);
    const update = orderRowOf(row, symbols);
    const order = update === undefined ? '' : names.order(update.oid, update.cloid);
    if (update === undefined || order === undefined || order === '') return;
    const { status: reason, filled, size, changedAt, word } = update;
    if (reason === 'open') {
      tell({ kind: 'ack', order }, changedAt);
      return;
    }
    // What an immediate order has filled is told by the answer to it; from here only where there is no doubt.
    const known = (fills.get(update.oid) ?? []).reduce((sum, { lots }) => sum + Math.abs(lots), 0);
    if (filled === 0 || (filled === size && known === size))
      tell({ kind: 'closed', order, reason, filled, detail: word }, changedAt);
  };

  /** Takes all rows from `start` on, page after page, oldest first; answers when the last of them was. */
  const pages = async (
    question: Question,
    start: number,
    most: number,
    take: (row: Fields) => Promise<void> | undefined,
  ): Promise<number> => {
    let startTime = start;
    for (;;) {
      const rows = rowsOf(await desk.ask({ ...question, user, startTime }));
      for (const row of rows) await take(row);
      const last = rows.reduce((latest, { time }) => Math.max(latest, timeOf(time) ?? 0), startTime);
      if (rows.length < most) return last;
      startTime = Math.max(last, startTime + 1);
    }
  };

  const catchUp = async (): Promise<void> => {
    const start = Math.max(since(), from - OVERLAP_MS);
    const filled = await pages({ type: 'userFillsByTime' }, start, FILLS_PAGE, takeFill);
    const paid = await pages({ type: 'userFunding' }, start, FUNDINGS_PAGE, ({ time, delta }) => {
      takeFunding({ ...fieldsOf(delta), time });
      return undefined;
    });
    from = Math.max(from, filled, paid);
  };

  return {
    topics: ['orderUpdates', 'userFills', 'userFundings'].map((type) => ({ type, user })),
    take: (channel, data) => {
      const { isSnapshot, fills: trades, fundings } = fieldsOf(data);
      if (channel === 'orderUpdates') for (const row of rowsOf(data)) takeUpdate(row);
      else if (channel !== 'userFills' && channel !== 'userFundings') return false;
      // Snapshots go back for ever, and catching up comes after them anyway.
      if (isSnapshot === true) return true;
      for (const row of rowsOf(fundings)) takeFunding(row);
      for (const row of rowsOf(trades))
        takeFill(row)?.catch((error: unknown) => {
          // It has not been told, and so will be when it is caught up with.
          if (!isUnanswered(error)) notice(String(error));
        });
      return true;
    },
    catchUp,
    holdings: async () => {
      const found = holdingsOf(await desk.ask({ type: 'clearinghouseState', user }), symbols, universe());
      const held = [...Object.entries(found.positions), ...Object.entries(found.cash)].join();
      // Whatever has changed it must have been told before it is reported.
      if (held !== lastHeld) await catchUp();
      lastHeld = held;
      return found;
    },
    fillsOf: (oid) => fills.get(oid) ?? [],
    readFills: async (start, endTime) => {
      await pages({ type: 'userFillsByTime', endTime }, start, FILLS_PAGE, takeFill);
    },
  };
}
