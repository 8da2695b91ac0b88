/**
 * A simulated Deribit for engines that are killed: orders lie in its queue for a while before they are taken, whatever
 * becomes of the connection that brought them, and what it was sent is remembered.
 */
import { createExchange } from '../src/exchange/create-exchange.ts';
import { deribitGateway } from '../src/exchange/deribit/deribit.ts';
import type { Exchange } from '../src/exchange/exchange.ts';
import { createMarket } from '../src/exchange/market/create-market.ts';
import { standardListings } from '../src/exchange/market/listings.ts';
import { COINS, randomPrices } from '../src/exchange/market/random-prices.ts';
import type { Gateway, Session } from '../src/exchange/server/gateway.ts';
import { startServer } from '../src/exchange/server/server.ts';
import { atoms, lots, millis } from '../src/units/units.ts';

export const SYMBOL = 'BTC-PERPETUAL';
export const CURRENCY = 'BTC';
const ACCOUNT = 'demo';
const DEPOSIT = atoms(500_000_000n);

/** An order was sent to the exchange, or it has been taken from the queue and dealt with. */
export interface News {
  readonly kind: 'sent' | 'taken';
  readonly label: string;
  readonly at: number;
  /** The exchange refuses the order after this. */
  readonly until: number;
}

/** What the exchange knows of the account. */
export interface Truth {
  readonly lots: number;
  readonly cash: bigint;
  /** Executions by the label of their order. */
  readonly fills: ReadonlyMap<string, Filled>;
}

/** How many executions, and the signed lots of all. */
export interface Filled {
  readonly count: number;
  readonly lots: number;
}

export interface SlowExchange {
  readonly port: number;
  /** All there ever was, in order. */
  readonly news: readonly News[];
  /** How long the orders that come from now on lie in the queue, in ms. */
  delay(ms: () => number): void;
  hear(listener: (news: News) => void): void;
  truth(): Truth;
  /** Moves the price by a factor. */
  jump(factor: number): void;
  /** Pays funding at `rate`. */
  payFunding(rate: number): void;
  /** Trades for the account by another hand; positive lots buy. */
  trade(count: number): void;
  close(): Promise<void>;
}

/** The order that a message is. */
function orderIn(text: string): Pick<News, 'label' | 'until'> | undefined {
  if (!/"private\/(buy|sell)"/.test(text)) return undefined;
  const { params } = JSON.parse(text) as {
    readonly params: { readonly label: string; readonly valid_until: number };
  };
  return { label: params.label, until: params.valid_until };
}

/** `gateway` with a queue for orders, which outlives their connections. */
function queued(gateway: Gateway, delay: () => number, tell: (news: News) => void): Gateway {
  const queue = (session: Session): Session => {
    let waiting = 0;
    let isClosed = false;
    const closeWhenEmpty = (): void => {
      if (isClosed && waiting === 0) session.closed();
    };
    return {
      message: (text) => {
        const order = orderIn(text);
        if (order === undefined) return session.message(text);
        tell({ kind: 'sent', ...order, at: Date.now() });
        waiting += 1;
        setTimeout(() => {
          session.message(text);
          waiting -= 1;
          tell({ kind: 'taken', ...order, at: Date.now() });
          closeWhenEmpty();
        }, delay());
      },
      closed: () => {
        isClosed = true;
        closeWhenEmpty();
      },
    };
  };
  return {
    ...gateway,
    connect: (...args) => {
      const session = gateway.connect(...args);
      return session === undefined ? undefined : queue(session);
    },
  };
}

function truthOf(exchange: Exchange): Truth {
  const fills = new Map<string, Filled>();
  for (const { label, side, lots: count } of exchange.executions(ACCOUNT)) {
    const before = fills.get(label) ?? { count: 0, lots: 0 };
    fills.set(label, { count: before.count + 1, lots: before.lots + (side === 'buy' ? count : -count) });
  }
  return {
    lots: exchange.positions(ACCOUNT).find(({ symbol }) => symbol === SYMBOL)?.lots ?? 0,
    cash: exchange.balances(ACCOUNT).find(({ currency }) => currency === CURRENCY)?.cash ?? 0n,
    fills,
  };
}

function open(seed: number): Exchange {
  const start = millis(Date.now());
  return createExchange({
    ...{ name: 'deribit', seed, start },
    accounts: [
      {
        ...{ id: ACCOUNT, key: ACCOUNT, secret: ACCOUNT, canTrade: true, canWithdraw: false },
        deposits: { [CURRENCY]: DEPOSIT },
      },
    ],
    listings: standardListings('deribit', start).filter(({ instrument }) => instrument.id === SYMBOL),
    market: createMarket({ prices: randomPrices({ coins: COINS, pace: 1 }) }),
  });
}

/** Opens it on a port that is free, with latency on all that is sent and received. */
export async function openSlowExchange(seed: number): Promise<SlowExchange> {
  const exchange = open(seed);
  const news: News[] = [];
  let delay = (): number => 0;
  let listener: (news: News) => void = () => undefined;
  const gateway = queued(
    deribitGateway(exchange),
    () => delay(),
    (each) => {
      news.push(each);
      listener(each);
    },
  );
  const serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed });
  serving.faults({ latencyMs: 2, jitterMs: 15 });
  return {
    port: serving.port,
    news,
    delay: (ms) => {
      delay = ms;
    },
    hear: (to) => {
      listener = to;
    },
    truth: () => truthOf(exchange),
    jump: (factor) => exchange.control.jump(CURRENCY, factor),
    payFunding: (rate) => exchange.control.payFunding(SYMBOL, rate),
    trade: (count) => {
      exchange.place(ACCOUNT, {
        ...{ symbol: SYMBOL, side: count > 0 ? 'buy' : 'sell', ticks: null, timeInForce: 'ioc' },
        ...{ lots: lots(Math.abs(count)), reduceOnly: false, postOnly: 'no', label: '' },
      });
    },
    close: () => serving.close(),
  };
}
