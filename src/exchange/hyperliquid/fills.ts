import { type InstrumentId, settleValue } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { AccountId, Exchange, Execution } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';

/** An execution, with the position that it met. */
export interface Fill {
  readonly execution: Execution;
  readonly startLots: number;
}

/** What the venue tells of fills beyond the execution itself. */
export interface Fills {
  /** To be told every event of the exchange, in order. */
  take(event: ExchangeEvent): void;
  /** Oldest first. */
  of(account: AccountId): readonly Fill[];
  last(account: AccountId): Fill | undefined;
  /** Quote units traded so far. */
  volume(account: AccountId): number;
  /** When the open position of a symbol began, and when it last changed; 0 where it is not known. */
  since(account: AccountId, symbol: InstrumentId): { readonly opened: number; readonly changed: number };
}

/** The venue tells no more of the past. */
const KEPT = 10_000;

interface Record {
  readonly fills: Fill[];
  readonly positions: Map<InstrumentId, { lots: number; opened: number; changed: number }>;
  volume: number;
}

/** Starts from what `exchange` remembers of its accounts. */
export function createFills(exchange: Exchange): Fills {
  const records = new Map<AccountId, Record>();
  const recordOf = (account: AccountId): Record => {
    const known = records.get(account);
    if (known !== undefined) return known;
    const made: Record = { fills: [], positions: new Map(), volume: 0 };
    records.set(account, made);
    return made;
  };
  const add = (execution: Execution): void => {
    const { account, symbol, side, at, ticks } = execution;
    const record = recordOf(account);
    const before = record.positions.get(symbol) ?? { lots: 0, opened: 0, changed: 0 };
    const after = before.lots + (side === 'buy' ? execution.lots : -execution.lots);
    const isNew = before.lots === 0 || Math.sign(after) === -Math.sign(before.lots);
    record.positions.set(symbol, { lots: after, opened: isNew ? at : before.opened, changed: at });
    record.fills.push({ execution, startLots: before.lots });
    if (record.fills.length > 2 * KEPT) record.fills.splice(0, record.fills.length - KEPT);
    const instrument = exchange.listings.get(symbol)?.instrument;
    const price = ticks * (instrument?.tick ?? 0);
    if (instrument) record.volume += Math.abs(settleValue(instrument, execution.lots, price));
  };
  for (const { id } of exchange.accounts()) for (const execution of exchange.executions(id)) add(execution);
  return {
    take: (event) => {
      if (event.kind === 'fill') add(event.execution);
      // A position can end without a fill, when its contract does.
      if (event.kind === 'settled') recordOf(event.account).positions.delete(event.symbol);
    },
    of: (account) => records.get(account)?.fills ?? [],
    last: (account) => records.get(account)?.fills.at(-1),
    volume: (account) => records.get(account)?.volume ?? 0,
    since: (account, symbol) => records.get(account)?.positions.get(symbol) ?? { opened: 0, changed: 0 },
  };
}

/** The venue's word for what a fill does to a position. */
export function directionOf({ execution, startLots }: Fill): string {
  const { side, kind } = execution;
  const held = startLots > 0 ? 'Long' : 'Short';
  if (kind === 'liquidation' && startLots !== 0) return `Liquidated Cross ${held}`;
  if (kind === 'adl') return 'Auto-Deleveraging';
  const signed = side === 'buy' ? execution.lots : lots(-execution.lots);
  if (startLots === 0 || Math.sign(startLots) === Math.sign(signed))
    return `Open ${signed > 0 ? 'Long' : 'Short'}`;
  if (Math.abs(signed) <= Math.abs(startLots)) return `Close ${held}`;
  return startLots > 0 ? 'Long > Short' : 'Short > Long';
}
