import type { AccountId, Exchange, ExchangeOrder, Execution } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';
import { atomsText, fixed, onGrid } from './decimals.ts';
import type { Market, Markets } from './markets.ts';
import { numberOf, type OrderIndex } from './order-index.ts';
import { averageText, clientIdOf, type OrderState, stateOf, timeInForceOf } from './order-view.ts';
import type { UserEvent, UserFeed } from './user-feed.ts';

/** What of an order has been told so far. */
interface Told {
  filled: number;
  filledTickLots: number;
  lots: number;
  ticks: number | null;
  readonly clientId: string;
}

/** Said of an order (or of none), and kept back. */
interface Held {
  readonly order: string;
  readonly account: AccountId;
  readonly event: UserEvent;
}

interface Report {
  readonly order: ExchangeOrder;
  readonly market: Market;
  readonly execution?: Execution;
  readonly what: 'NEW' | 'TRADE' | 'CALCULATED' | 'CANCELED' | 'EXPIRED' | 'AMENDMENT';
  readonly state: OrderState;
  readonly told: Told;
}

/** Turns what happens to accounts into the events of user streams, in the order that Binance tells them. */
export class UserEvents {
  readonly #exchange: Exchange;
  readonly #markets: Markets;
  readonly #index: OrderIndex;
  readonly #feed: UserFeed;
  readonly #told = new Map<string, Told>();
  #held: Held[] | undefined;

  constructor(exchange: Exchange, markets: Markets, index: OrderIndex, feed: UserFeed) {
    this.#exchange = exchange;
    this.#markets = markets;
    this.#index = index;
    this.#feed = feed;
    // The house trades too, and has no stream.
    const customers = new Set(exchange.accounts().map(({ id }) => id));
    exchange.listen((event) => {
      if ('account' in event && customers.has(event.account)) this.#on(event);
    });
  }

  /** Runs `act`, and keeps what it leads to back until `isDropped` can say of which orders nothing is told. */
  holding<T>(act: () => T, isDropped: (result: T, order: string) => boolean): T {
    const held: Held[] = [];
    this.#held = held;
    let result: T;
    try {
      result = act();
    } finally {
      this.#held = undefined;
    }
    for (const { order, account, event } of held)
      if (!isDropped(result, order)) this.#feed.tell(account, event);
    return result;
  }

  /** Says what `event` makes, which is not asked where nobody listens. */
  #say(order: string, account: AccountId, event: () => UserEvent): void {
    if (!this.#feed.isHeard(account)) return;
    if (this.#held === undefined) this.#feed.tell(account, event());
    else this.#held.push({ order, account, event: event() });
  }

  #on(event: ExchangeEvent): void {
    if (event.kind === 'order') this.#onOrder(event.account, event.order);
    else if (event.kind === 'fill') this.#onFill(event.account, event.execution);
    else if (event.kind === 'settled')
      this.#say('', event.account, () => this.#account(event.account, 'ORDER', event.symbol));
    else if (event.kind === 'transfer') {
      const { account, currency, amount } = event;
      const why = amount < 0n ? 'WITHDRAW' : 'DEPOSIT';
      this.#say('', account, () => this.#balances(account, why, currency, atomsText(amount)));
    } else if (event.kind === 'funding') {
      const { account, payment } = event;
      const change = atomsText(payment.amount);
      this.#say('', account, () => this.#balances(account, 'FUNDING_FEE', payment.currency, change));
    }
  }

  #onOrder(account: AccountId, order: ExchangeOrder): void {
    const market = this.#markets.of(order.ticket.symbol);
    if (market === undefined || order.status === 'rejected') return;
    // What has filled was told by its fills, of which the last may be still to come.
    if (order.status === 'filled') {
      this.#forgetFilled(order);
      return;
    }
    const told = this.#told.get(order.id) ?? this.#tellNew(account, order, market, clientIdOf(order));
    const { lots, ticks } = order.ticket;
    const isChanged = lots !== told.lots || ticks !== told.ticks;
    Object.assign(told, { lots, ticks });
    const state = stateOf(order, this.#index.noteOf(order));
    if (order.status === 'cancelled') {
      const what = state === 'CANCELED' ? 'CANCELED' : 'EXPIRED';
      this.#report({ order, market, what, state, told });
      this.#told.delete(order.id);
    } else if (isChanged) this.#report({ order, market, what: 'AMENDMENT', state, told });
  }

  #forgetFilled({ id, ticket }: ExchangeOrder): void {
    if ((this.#told.get(id)?.filled ?? 0) >= ticket.lots) this.#told.delete(id);
  }

  #tellNew(account: AccountId, order: ExchangeOrder, market: Market, clientId: string): Told {
    const { lots, ticks } = order.ticket;
    const told = { filled: 0, filledTickLots: 0, lots, ticks, clientId };
    this.#told.set(order.id, told);
    this.#report({ order: { ...order, account }, market, what: 'NEW', state: 'NEW', told });
    return told;
  }

  #onFill(account: AccountId, execution: Execution): void {
    const market = this.#markets.of(execution.symbol);
    const order = this.#exchange.order(execution.order);
    if (market === undefined || order === undefined) return;
    const clientId = execution.kind === 'adl' ? 'adl_autoclose' : clientIdOf(order);
    const told = this.#told.get(order.id) ?? this.#tellNew(account, order, market, clientId);
    told.filled += execution.lots;
    told.filledTickLots += execution.lots * execution.ticks;
    this.#say(order.id, account, () => this.#account(account, 'ORDER', execution.symbol));
    const state = told.filled >= order.ticket.lots ? 'FILLED' : 'PARTIALLY_FILLED';
    const what = execution.kind === 'trade' ? 'TRADE' : 'CALCULATED';
    this.#report({ order: { ...order, account }, market, execution, what, state, told });
    if (order.status === 'filled') this.#forgetFilled(order);
  }

  #report(report: Report): void {
    const { order, market, execution, what, state, told } = report;
    const { ticket } = order;
    const note = this.#index.noteOf(order);
    const type = ticket.ticks === null ? 'MARKET' : 'LIMIT';
    this.#say(order.id, order.account, () => ({
      e: 'ORDER_TRADE_UPDATE',
      T: this.#exchange.now,
      o: {
        s: market.symbol,
        c: told.clientId,
        S: ticket.side.toUpperCase(),
        o: what === 'CALCULATED' ? 'LIQUIDATION' : type,
        f: timeInForceOf(order, note),
        q: onGrid(ticket.lots, market.size),
        p: ticket.ticks === null ? '0' : onGrid(ticket.ticks, market.price),
        ap: averageText(told, market),
        sp: '0',
        x: what,
        X: state,
        i: numberOf(order.id),
        l: onGrid(execution?.lots ?? 0, market.size),
        z: onGrid(told.filled, market.size),
        L: execution === undefined ? '0' : onGrid(execution.ticks, market.price),
        ...(execution && { n: atomsText(execution.fee), N: execution.feeCurrency }),
        T: execution?.at ?? order.changedAt,
        t: execution?.seq ?? 0,
        b: '0',
        a: '0',
        m: execution?.isMaker ?? false,
        R: ticket.reduceOnly,
        wt: 'CONTRACT_PRICE',
        ot: type,
        ps: 'BOTH',
        cp: false,
        rp: execution === undefined ? '0' : atomsText(execution.realised),
        pP: false,
        si: 0,
        ss: 0,
        V: 'EXPIRE_TAKER',
        pm: 'NONE',
        gtd: note.goodTill,
      },
    }));
  }

  /** The balances, and the position in one symbol, after a change. */
  #account(account: AccountId, why: string, symbol: string): UserEvent {
    const market = this.#markets.of(symbol);
    const position = this.#exchange.positions(account).find((one) => one.symbol === symbol);
    const currency = market?.listing.instrument.settle;
    return {
      e: 'ACCOUNT_UPDATE',
      T: this.#exchange.now,
      a: {
        m: why,
        B: this.#wallets(account, currency, '0'),
        P: market && [
          {
            s: symbol,
            pa: onGrid(position?.lots ?? 0, market.size),
            ep: fixed(position?.averageEntry ?? 0, market.price.decimals + 4),
            bep: fixed(position?.averageEntry ?? 0, market.price.decimals + 4),
            cr: fixed(position?.realised ?? 0, 8),
            up: fixed(position?.unrealised ?? 0, 8),
            mt: 'cross',
            iw: '0',
            ps: 'BOTH',
            ma: currency,
          },
        ],
      },
    };
  }

  #balances(account: AccountId, why: string, currency: string, change: string): UserEvent {
    const wallets = this.#wallets(account, currency, change);
    return { e: 'ACCOUNT_UPDATE', T: this.#exchange.now, a: { m: why, B: wallets, P: [] } };
  }

  #wallets(account: AccountId, currency: string | undefined, change: string): readonly unknown[] {
    const held = this.#exchange.balances(account).filter((balance) => balance.currency === currency);
    return held.map(({ currency: a, cash }) => ({ a, wb: atomsText(cash), cw: atomsText(cash), bc: change }));
  }
}
