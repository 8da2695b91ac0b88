import type { Lots, Millis } from '../../units/units.ts';
import type {
  AccountId,
  EndReason,
  ExchangeOrder,
  ExchangeOrderId,
  OrderStatus,
  Ticket,
} from '../exchange.ts';
import { REMEMBERED_COUNT, Remembered } from '../remembered.ts';

/** An order, and where it rests. */
export interface OrderRecord {
  /** Counts from 1; the id is made of it. */
  readonly number: number;
  /** As of now; replaced by each change. */
  order: ExchangeOrder;
  /** In the ladder of its symbol; −1 while it does not rest. */
  slot: number;
}

const ID = /^E-([1-9]\d{0,14})$/;

/** What an order's change changes; the rest stays. */
interface Change {
  readonly ticket?: Ticket;
  readonly status?: OrderStatus;
  readonly filled?: Lots;
  readonly filledTickLots?: number;
  readonly endedBy?: EndReason;
}

/** Every order that can be asked for: the open ones, and those that are over for a while. */
export class OrderStore {
  readonly #records = new Map<number, OrderRecord>();
  readonly #open = new Map<AccountId, Map<string, Map<number, OrderRecord>>>();
  readonly #ended = new Map<AccountId, Remembered<OrderRecord>>();
  #count = 0;

  /** `remembers`: how many orders that are over are kept. */
  addAccount(account: AccountId, remembers: number = REMEMBERED_COUNT): void {
    this.#open.set(account, new Map());
    this.#ended.set(account, new Remembered(remembers, ({ number }) => this.#records.delete(number)));
  }

  /** A new order that is open. */
  accept(account: AccountId, ticket: Ticket, at: Millis): OrderRecord {
    this.#count += 1;
    const number = this.#count;
    const order: ExchangeOrder = {
      id: `E-${number}`,
      account,
      ticket,
      status: 'open',
      filled: 0 as Lots,
      filledTickLots: 0,
      at,
      changedAt: at,
    };
    const record = { number, order, slot: -1 };
    this.#records.set(number, record);
    const open = this.#openOf(account);
    const same = open.get(ticket.symbol);
    if (same === undefined) open.set(ticket.symbol, new Map([[number, record]]));
    else same.set(number, record);
    return record;
  }

  change(record: OrderRecord, at: Millis, change: Change): void {
    const { order } = record;
    const endedBy = change.endedBy ?? order.endedBy;
    record.order = {
      id: order.id,
      account: order.account,
      ticket: change.ticket ?? order.ticket,
      status: change.status ?? order.status,
      filled: change.filled ?? order.filled,
      filledTickLots: change.filledTickLots ?? order.filledTickLots,
      at: order.at,
      changedAt: at,
      ...(endedBy === undefined ? {} : { endedBy }),
    };
    if (record.order.status === 'open') return;
    this.#openOf(order.account).get(order.ticket.symbol)?.delete(record.number);
    this.#ended.get(order.account)?.add(record, at);
  }

  byNumber(number: number): OrderRecord | undefined {
    return this.#records.get(number);
  }

  byId(id: ExchangeOrderId): OrderRecord | undefined {
    const number = ID.exec(id)?.[1];
    return number === undefined ? undefined : this.#records.get(Number(number));
  }

  /** Oldest first. */
  open(account: AccountId, symbol: string | null = null): OrderRecord[] {
    const open = this.#openOf(account);
    if (symbol !== null) return [...(open.get(symbol)?.values() ?? [])];
    return [...open.values()].flatMap((same) => [...same.values()]).sort((a, b) => a.number - b.number);
  }

  openCount(account: AccountId, symbol: string): number {
    return this.#openOf(account).get(symbol)?.size ?? 0;
  }

  /** Open and over, in the order of acceptance. */
  all(account: AccountId): OrderRecord[] {
    const ended = this.#ended.get(account)?.all() ?? [];
    return [...ended, ...this.open(account)].sort((a, b) => a.number - b.number);
  }

  #openOf(account: AccountId): Map<string, Map<number, OrderRecord>> {
    const open = this.#open.get(account);
    if (open === undefined) throw new Error(`there is no account ${account}`);
    return open;
  }
}
