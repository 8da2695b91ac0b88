import type { AccountId, Exchange, ExchangeOrder, ExchangeOrderId } from '../exchange.ts';

/** Binance's ids are numbers; the exchange's are E-1, E-2, … */
export function numberOf(id: ExchangeOrderId): number {
  return Number(/\d+$/.exec(id)?.[0] ?? 0);
}

function idOf(number: number): ExchangeOrderId {
  return `E-${number}`;
}

/** What Binance knows of an order beyond what the exchange does. */
export interface OrderNote {
  /** When a good-till-date order ends, 0 where it is none. */
  readonly goodTill: number;
  /** It was ended because its date had come. */
  readonly isOutdated: boolean;
}

const NO_NOTE: OrderNote = { goodTill: 0, isOutdated: false };
/** As many orders as the exchange remembers; of more, the oldest are forgotten here too. */
const REMEMBERED = 100_000;

function forgetOldest(keys: Map<string, unknown> | Set<string>): void {
  if (keys.size <= REMEMBERED) return;
  const [oldest] = keys.keys();
  if (oldest !== undefined) keys.delete(oldest);
}

/** Finds orders by the client's own ids, and remembers what only Binance has: dates, and what is kept off record. */
export class OrderIndex {
  readonly #exchange: Exchange;
  readonly #byClientId = new Map<string, ExchangeOrderId>();
  readonly #notes = new Map<ExchangeOrderId, OrderNote>();
  /** Of those whose date is still to come. */
  readonly #dates = new Map<ExchangeOrderId, number>();
  readonly #hidden = new Set<ExchangeOrderId>();
  /** Of the order that is just being placed: it has no id yet, and is told of before the exchange returns. */
  #coming: { readonly account: AccountId; readonly clientId: string; readonly note: OrderNote } | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    const customers = new Set(exchange.accounts().map(({ id }) => id));
    exchange.listen((event) => {
      if (event.kind === 'order' && customers.has(event.account)) this.#remember(event.account, event.order);
    });
  }

  #remember(account: AccountId, order: ExchangeOrder): void {
    const { id, ticket } = order;
    if (this.#coming !== undefined && this.#isComing(order) && !this.#notes.has(id)) {
      this.#notes.set(id, this.#coming.note);
      this.#dates.set(id, this.#coming.note.goodTill);
      forgetOldest(this.#notes);
    }
    if (ticket.label === '') return;
    const key = `${account} ${ticket.label}`;
    this.#byClientId.delete(key);
    this.#byClientId.set(key, id);
    forgetOldest(this.#byClientId);
  }

  #isComing({ account, ticket, status }: Pick<ExchangeOrder, 'account' | 'ticket' | 'status'>): boolean {
    const { account: whose, clientId } = this.#coming ?? {};
    return account === whose && ticket.label === clientId && status !== 'rejected';
  }

  /** Runs `place`, and knows the order that comes of it by `note`. */
  placing<T>(account: AccountId, clientId: string, goodTill: number, place: () => T): T {
    this.#coming = goodTill > 0 ? { account, clientId, note: { goodTill, isOutdated: false } } : undefined;
    try {
      return place();
    } finally {
      this.#coming = undefined;
    }
  }

  noteOf(order: ExchangeOrder): OrderNote {
    const known = this.#notes.get(order.id);
    return known ?? (this.#isComing(order) ? this.#coming?.note : undefined) ?? NO_NOTE;
  }

  /** Open orders whose date has come by `now`; if they end from here on, it is for that. */
  outdated(now: number): readonly ExchangeOrder[] {
    const due: ExchangeOrder[] = [];
    for (const [id, goodTill] of this.#dates) {
      if (goodTill > now) continue;
      const order = this.#exchange.order(id);
      if (order?.status === 'open') {
        this.#notes.set(id, { goodTill, isOutdated: true });
        due.push(order);
      } else this.#dates.delete(id);
    }
    return due;
  }

  /** The account's order of this number, if it has one and it is on record. */
  byNumber(account: AccountId, number: number): ExchangeOrder | undefined {
    return this.#onRecord(account, idOf(number));
  }

  /** The account's newest order of this client id. */
  byClientId(account: AccountId, clientId: string): ExchangeOrder | undefined {
    const id = this.#byClientId.get(`${account} ${clientId}`);
    return id === undefined ? undefined : this.#onRecord(account, id);
  }

  #onRecord(account: AccountId, id: ExchangeOrderId): ExchangeOrder | undefined {
    const order = this.#exchange.order(id);
    return order?.account === account && !this.#hidden.has(id) ? order : undefined;
  }

  /** All that are on record, oldest first. */
  all(account: AccountId, which: 'open' | 'all'): readonly ExchangeOrder[] {
    return this.#exchange.orders(account, which).filter(({ id }) => !this.#hidden.has(id));
  }

  /** Takes an order off record: Binance does not keep a fill-or-kill order that was killed. */
  hide(id: ExchangeOrderId): void {
    this.#hidden.add(id);
    forgetOldest(this.#hidden);
  }
}
