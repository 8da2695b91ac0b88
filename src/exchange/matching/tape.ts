import { DAY, HOUR } from '../../units/time.ts';
import type { Lots, Millis } from '../../units/units.ts';
import type { AccountId, Execution } from '../exchange.ts';
import { REMEMBERED_COUNT, Remembered } from '../remembered.ts';

/** Of the last 24 hours, to the slice of ten minutes. */
export interface DayStats {
  /** Ticks; null where nothing was traded. */
  readonly high: number | null;
  readonly low: number | null;
  readonly lots: number;
  readonly tickLots: number;
}

const SLICE = HOUR / 6;

interface Slice {
  readonly begins: number;
  high: number;
  low: number;
  lots: number;
  tickLots: number;
}

interface SymbolTape {
  readonly trades: Remembered<Execution>;
  readonly slices: Slice[];
  seq: number;
  last: number | null;
}

/** What was traded: by account, and by symbol as all see it. */
export class Tape {
  readonly #bySymbol = new Map<string, SymbolTape>();
  readonly #byAccount = new Map<AccountId, Remembered<Execution>>();

  /** `remembers`: how many of its executions are kept. */
  addAccount(account: AccountId, remembers: number = REMEMBERED_COUNT): void {
    this.#byAccount.set(account, new Remembered(remembers));
  }

  /** The next number of a trade in `symbol`. */
  nextSeq(symbol: string): number {
    const tape = this.#of(symbol);
    tape.seq += 1;
    return tape.seq;
  }

  /** Notes a trade, as both sides had it. */
  add(taker: Execution, maker: Execution): void {
    this.#byAccount.get(maker.account)?.add(maker, maker.at);
    this.#byAccount.get(taker.account)?.add(taker, taker.at);
    const tape = this.#of(taker.symbol);
    tape.trades.add(taker, taker.at);
    tape.last = taker.ticks;
    count(tape.slices, taker.at, taker.ticks, taker.lots);
  }

  executions(account: AccountId): Execution[] {
    return this.#byAccount.get(account)?.all() ?? [];
  }

  /** Each as the taker had it. */
  trades(symbol: string): Execution[] {
    return this.#bySymbol.get(symbol)?.trades.all() ?? [];
  }

  /** Ticks of the last trade. */
  last(symbol: string): number | null {
    return this.#bySymbol.get(symbol)?.last ?? null;
  }

  day(symbol: string, now: Millis): DayStats {
    const recent = (this.#bySymbol.get(symbol)?.slices ?? []).filter(({ begins }) => begins > now - DAY);
    if (recent.length === 0) return { high: null, low: null, lots: 0, tickLots: 0 };
    return {
      high: recent.reduce((high, slice) => Math.max(high, slice.high), 0),
      low: recent.reduce((low, slice) => Math.min(low, slice.low), Infinity),
      lots: recent.reduce((sum, slice) => sum + slice.lots, 0),
      tickLots: recent.reduce((sum, slice) => sum + slice.tickLots, 0),
    };
  }

  #of(symbol: string): SymbolTape {
    const tape = this.#bySymbol.get(symbol);
    if (tape !== undefined) return tape;
    const fresh = { trades: new Remembered<Execution>(REMEMBERED_COUNT), slices: [], seq: 0, last: null };
    this.#bySymbol.set(symbol, fresh);
    return fresh;
  }
}

function count(slices: Slice[], at: Millis, ticks: number, lots: Lots): void {
  const begins = at - (at % SLICE);
  const last = slices.at(-1);
  if (last?.begins !== begins) {
    slices.push({ begins, high: ticks, low: ticks, lots, tickLots: ticks * lots });
    if ((slices[0]?.begins ?? at) <= at - DAY - SLICE) slices.shift();
    return;
  }
  last.high = Math.max(last.high, ticks);
  last.low = Math.min(last.low, ticks);
  last.lots += lots;
  last.tickLots += ticks * lots;
}
