import { DAY, MINUTE } from '../../units/time.ts';
import { type Fields, numberOf, rowsOf, timeOf } from '../../wire/fields.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import { isEnded, Refusal } from './fault.ts';
import type { Rest } from './rest.ts';

export interface HistoryOptions {
  readonly rest: Rest;
  readonly symbols: Symbols;
  /** What happened before this, in the venue's time as well, has been told before. */
  readonly since: () => number;
  /** The venue's time. */
  readonly time: () => number;
  /** Takes rows in the order in which they happened; some come again. */
  readonly trades: (rows: readonly Fields[]) => Promise<void>;
  readonly payments: (rows: readonly Fields[]) => void;
}

/** What the account's lists say, from where they were last looked through. */
export interface History {
  trades(traded: Traded): Promise<void>;
  /** Of funding. */
  payments(): Promise<void>;
}

const PAGE = 1_000;
/** Lists show things a little after they happened: each look overlaps the one before by this much. */
const OVERLAP_MS = MINUTE;
/** Lists go back for three months: of what was before, positions and cash alone tell. */
const LONGEST_MS = 89 * DAY;
/** The longest period that `userTrades` answers for. */
const WEEK_MS = 7 * DAY;
const TRADES_WEIGHT = 5;
const INCOME_WEIGHT = 30;

export function createHistory({ rest, symbols, since, time, ...take }: HistoryOptions): History {
  /** Up to when a list has been looked through. */
  const tradedTo = new Map(symbols.all.map(({ symbol }) => [symbol, -Infinity]));
  let paidTo = -Infinity;

  const startOf = (to: number, now: number): number => Math.max(since(), to - OVERLAP_MS, now - LONGEST_MS);
  const askTrades = async (values: Readonly<Record<string, string | number>>): Promise<readonly Fields[]> => {
    const asking = { path: '/fapi/v1/userTrades', values: { ...values, limit: PAGE }, weight: TRADES_WEIGHT };
    return rest.ask(asking).then(rowsOf, (error: unknown) => {
      if (error instanceof Refusal && isEnded(error.fault)) return [];
      throw error;
    });
  };
  return {
    trades: async ({ symbol }) => {
      const now = Math.floor(time());
      const start = startOf(tradedTo.get(symbol) ?? -Infinity, now);
      // By weeks, and by ids where a week has more than a page.
      for (let at = start; at <= now; at += WEEK_MS) {
        let rows = await askTrades({ symbol, startTime: at, endTime: at + WEEK_MS - 1 });
        await take.trades(rows);
        while (rows.length === PAGE) {
          const last = numberOf(rows.at(-1)?.id);
          if (!Number.isSafeInteger(last)) throw new NoAnswer(`the last trade in ${symbol} bears no id`);
          rows = await askTrades({ symbol, fromId: last + 1 });
          await take.trades(rows);
        }
      }
      tradedTo.set(symbol, now);
    },
    payments: async () => {
      const now = Math.floor(time());
      let start = startOf(paidTo, now);
      let rows: readonly Fields[];
      do {
        const values = { incomeType: 'FUNDING_FEE', startTime: start, limit: PAGE };
        rows = rowsOf(await rest.ask({ path: '/fapi/v1/income', values, weight: INCOME_WEIGHT }));
        take.payments(rows);
        // The last millisecond is read again: a page may end within it.
        start = Math.max(start + 1, timeOf(rows.at(-1)?.time) ?? 0);
      } while (rows.length === PAGE);
      paidTo = now;
    },
  };
}
