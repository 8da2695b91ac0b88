import { toAtoms } from '../../units/rounding.ts';
import { type Lots, millis } from '../../units/units.ts';
import { type CustomerTerms, createExchange, type ExchangeOptions } from '../create-exchange.ts';
import type { Exchange } from '../exchange.ts';
import { standardListings } from '../market/listings.ts';
import { quietMarket } from '../quiet-market.ts';
import type { Connection, Gateway, HttpAnswer, Session } from '../server/gateway.ts';
import { binanceGateway } from './binance.ts';
import { sign } from './signature.ts';

export const START: number = Date.UTC(2026, 0, 5, 12);

/** Has a secret made of its name, which is its key, and 100 000 USDT. */
export function customer(id: string, other: Partial<CustomerTerms> = {}): CustomerTerms {
  const deposits = { USDT: toAtoms(100_000, 'nearest') };
  return { id, key: id, secret: `${id}'s secret`, canTrade: true, canWithdraw: false, deposits, ...other };
}

/** BTCUSDT stands at 50 000, with `levels` of `lotsPerLevel` × 0.001 BTC a tick of 0.1 apart on each side. */
export function quietBinance(other: Partial<ExchangeOptions> = {}): Exchange {
  return createExchange({
    name: 'binance',
    listings: standardListings('binance', millis(START)),
    accounts: [
      ...[customer('demo'), customer('other')],
      customer('reader', { canTrade: false }),
      customer('owner', { canWithdraw: true }),
    ],
    seed: 1,
    start: millis(START),
    market: quietMarket({ indices: { BTC: 50_000, ETH: 3_000, SOL: 150 }, levels: 5, lotsPerLevel: 10 }),
    ...other,
  });
}

type Values = Readonly<Record<string, string | number | boolean>>;

/** An answer over HTTP, read; bodies of the tests' requests are looked into without a schema. */
export interface Read {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what is under test
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Listening {
  /** All that came, read. */
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what is under test
  readonly heard: any[];
  readonly session: Session | undefined;
  send(message: unknown): void;
  readonly isClosed: boolean;
}

/** A gateway with somebody in front of it. */
export interface Bench {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  ask(method: string, path: string, values?: Values, headers?: Record<string, string>): Read;
  /** Signed by `key`, as a query; its timestamp is now unless `values` has one. */
  signed(method: string, path: string, values?: Values, key?: string): Read;
  /** Of a limit order in BTCUSDT, but for what is said otherwise. */
  order(values?: Values, key?: string): Read;
  open(path: string, query?: string): Listening;
  /** Lets time go on in steps of 10 ms, as a server does. */
  pass(ms: number): void;
}

export function form(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

function read({ status, body, headers = {} }: HttpAnswer): Read {
  return { status, body: JSON.parse(body), headers };
}

function listener(gateway: Gateway, id: number, path: string, query: string): Listening {
  const heard: unknown[] = [];
  let isClosed = false;
  const connection: Connection = {
    id,
    address: '127.0.0.1',
    send: (text) => heard.push(JSON.parse(text)),
    close: () => {
      isClosed = true;
    },
  };
  const session = gateway.connect(connection, path, query);
  return {
    heard,
    session,
    send: (message) => session?.message(typeof message === 'string' ? message : JSON.stringify(message)),
    get isClosed() {
      return isClosed;
    },
  };
}

export function bench(exchange: Exchange = quietBinance()): Bench {
  const gateway = binanceGateway(exchange);
  let sockets = 0;
  const request = (method: string, path: string, query: string, headers: Record<string, string>): Read =>
    read(gateway.request({ method, path, query, headers, body: '', address: '127.0.0.1' }));
  const signed: Bench['signed'] = (method, path, values = {}, key = 'demo') => {
    const payload = form({ timestamp: exchange.now, ...values });
    const secret = exchange.accountOf(key)?.secret ?? '';
    const query = `${payload}&signature=${sign(payload, secret)}`;
    return request(method, path, query, { 'x-mbx-apikey': key });
  };
  return {
    exchange,
    gateway,
    ask: (method, path, values = {}, headers = {}) => request(method, path, form(values), headers),
    signed,
    order: (values = {}, key = 'demo') => {
      const usual = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '0.010', price: '49990.0' };
      const timed = { timeInForce: 'GTC', newOrderRespType: 'RESULT' };
      const all = values.type === 'MARKET' ? { ...usual, ...values } : { ...usual, ...timed, ...values };
      const { price: _price, ...unpriced } = all;
      const sent = values.type === 'MARKET' ? { newOrderRespType: 'RESULT', ...unpriced } : all;
      return signed('POST', '/fapi/v1/order', sent, key);
    },
    open: (path, query = '') => {
      sockets += 1;
      return listener(gateway, sockets, path, query);
    },
    pass: (ms) => {
      const end = exchange.now + ms;
      while (exchange.now < end) {
        exchange.advance(millis(Math.min(end, exchange.now + 10)));
        gateway.tick();
      }
    },
  };
}

/** `count` lots, for the exchange's own requests. */
export function lotsOf(count: number): Lots {
  return count as Lots;
}
