import { createHmac } from 'node:crypto';
import { toAtoms } from '../../units/rounding.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type CustomerTerms, createExchange } from '../create-exchange.ts';
import type { Exchange } from '../exchange.ts';
import { standardListings } from '../market/listings.ts';
import type { Market, MarketHost } from '../market/market.ts';
import { quietMarket } from '../quiet-market.ts';
import type { Gateway, HttpAnswer } from '../server/gateway.ts';
import { type DeribitOptions, deribitGateway } from './deribit.ts';

export const START: Millis = millis(Date.UTC(2026, 0, 5, 12));
export const PERP = 'BTC-PERPETUAL';
export const FUTURE = 'BTC-16JAN26';
export const CALL = 'BTC-16JAN26-100000-C';

export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly reason?: string; readonly param?: string };
}

/** JSON of no particular shape, of which a test says what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is compared, not computed with
export type Json = any;

/** An answer or a notification as it came over the wire. */
export interface Message {
  readonly id?: number | string | null;
  readonly result?: Json;
  readonly error?: WireError;
  readonly method?: string;
  readonly params?: { readonly channel?: string; readonly data?: Json; readonly type?: string };
  readonly [field: string]: Json;
}

/** A socket without a network: what the server sends is kept. */
export interface Client {
  readonly received: Message[];
  /** Why the server closed it. */
  readonly closed: { readonly code: number; readonly reason: string } | null;
  /** Sends `text` as it is. */
  send(text: string): void;
  /** Calls a method, and answers with its answer. */
  call(method: string, params?: object): Message;
  /** As `call`, of what must succeed: its result. */
  get(method: string, params?: object): Json;
  /** The data of all notifications of a channel so far. */
  heard(channel: string): Json[];
  /** Breaks it, as networks do. */
  drop(): void;
}

export interface Venue {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  /** A socket; of an account, if its key is given. */
  connect(key?: string): Client;
  http(
    method: 'GET' | 'POST',
    path: string,
    query?: string,
    body?: string,
    authorization?: string,
  ): HttpAnswer;
  /** Lets time pass. */
  wait(ms: number): void;
}

export function customer(id: string, other: Partial<CustomerTerms> = {}): CustomerTerms {
  const deposits = { BTC: toAtoms(10, 'nearest'), ETH: toAtoms(100, 'nearest') };
  return { id, key: id, secret: `${id}-secret`, canTrade: true, canWithdraw: false, deposits, ...other };
}

/** A quiet market at 100 000 in which the house quotes ten levels of ten lots, and options have Greeks. */
export function marketWithGreeks(host: MarketHost): Market {
  const quiet = quietMarket({ indices: { BTC: 100_000, ETH: 4_000 }, levels: 10, lotsPerLevel: 10 })(host);
  return {
    get nextAt() {
      return quiet.nextAt;
    },
    advance: (now) => quiet.advance(now),
    mark: (symbol) => quiet.mark(symbol),
    index: (currency) => quiet.index(currency),
    funding: (symbol) => quiet.funding(symbol),
    option: (symbol) => {
      const instrument = host.listings.get(symbol)?.instrument;
      if (instrument?.kind !== 'option') return null;
      const delta = instrument.type === 'call' ? 0.5 : -0.5;
      const underlying = quiet.index(instrument.base);
      return { markVol: 0.6, underlying, delta, gamma: 0.00002, vega: 60, theta: -90, rho: 5 };
    },
    jump: (currency, factor) => quiet.jump(currency, factor),
    maker: (symbol, on) => quiet.maker(symbol, on),
  };
}

/** A venue with the accounts ann, bob, eve (who may only look) and rob (who may withdraw), without limits. */
export function createVenue(options: DeribitOptions = {}): Venue {
  const exchange = createExchange({
    name: 'deribit',
    listings: standardListings('deribit', START),
    accounts: [
      customer('ann'),
      customer('bob'),
      customer('eve', { canTrade: false }),
      customer('rob', { canWithdraw: true }),
    ],
    seed: 1,
    start: START,
    market: marketWithGreeks,
  });
  const gateway = deribitGateway(exchange, options);
  gateway.limits('none');
  let lastId = 0;
  return {
    exchange,
    gateway,
    connect: (key) => {
      lastId += 1;
      const client = createClient(gateway, lastId);
      if (key !== undefined)
        client.get('public/auth', {
          grant_type: 'client_credentials',
          client_id: key,
          client_secret: `${key}-secret`,
        });
      return client;
    },
    http: (method, path, query = '', body = '', authorization = undefined) =>
      gateway.request({
        ...{ method, path, query, body, address: '127.0.0.1' },
        headers: authorization === undefined ? {} : { authorization },
      }),
    wait: (ms) => {
      exchange.advance(millis(exchange.now + ms));
      gateway.tick();
    },
  };
}

function createClient(gateway: Gateway, id: number): Client {
  const received: Message[] = [];
  let closed: Client['closed'] = null;
  const session = gateway.connect(
    {
      id,
      address: '127.0.0.1',
      send: (text) => received.push(JSON.parse(text) as Message),
      close: (code, reason) => {
        closed = { code, reason };
      },
    },
    '/ws/api/v2',
    '',
  );
  let lastCall = 0;
  const client: Client = {
    received,
    get closed() {
      return closed;
    },
    send: (text) => session?.message(text),
    call: (method, params = {}) => {
      lastCall += 1;
      client.send(JSON.stringify({ jsonrpc: '2.0', id: lastCall, method, params }));
      const answer = received.find((message) => message.id === lastCall);
      if (answer === undefined) throw new Error(`no answer to ${method}`);
      return answer;
    },
    get: (method, params) => {
      const { result, error } = client.call(method, params);
      if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
      return result;
    },
    heard: (channel) => received.flatMap(({ params }) => (params?.channel === channel ? [params.data] : [])),
    drop: () => session?.closed(),
  };
  return client;
}

/** The `Authorization` header of a signed request, as Deribit describes it. */
export function signed(
  key: string,
  ts: number,
  nonce: string,
  request: { readonly method: string; readonly uri: string; readonly body?: string },
): string {
  const { method, uri, body = '' } = request;
  const text = `${ts}\n${nonce}\n${method}\n${uri}\n${body}\n`;
  const sig = createHmac('sha256', `${key}-secret`).update(text).digest('hex');
  return `deri-hmac-sha256 id=${key},ts=${ts},sig=${sig},nonce=${nonce}`;
}
