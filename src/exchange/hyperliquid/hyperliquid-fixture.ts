import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { hashTypedData } from 'viem';
import { toAtoms } from '../../units/rounding.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type CustomerTerms, createExchange } from '../create-exchange.ts';
import type { Exchange } from '../exchange.ts';
import { standardListings } from '../market/listings.ts';
import { quietMarket } from '../quiet-market.ts';
import type { Gateway, Session } from '../server/gateway.ts';
import { type HyperliquidOptions, hyperliquidGateway } from './hyperliquid.ts';
import { type Key, keyOfSecret } from './key.ts';
import { actionHash, type Sealed } from './signature.ts';

export const NOON: Millis = millis(Date.UTC(2026, 0, 5, 12));

export const DEMO: Key = keyOfSecret('demo');
export const BOB: Key = keyOfSecret("bob's");

function customer(id: string, secret: string, usdc: number): CustomerTerms {
  const deposits = { USDC: toAtoms(usdc, 'nearest') };
  return { id, key: id, secret, canTrade: true, canWithdraw: false, deposits };
}

/**
 * The venue's listings with BTC at 60 000 and ETH at 3 000, where the house quotes ten levels of 1 BTC or ETH on both
 * sides; the accounts `demo`, `bob`, and `poor` with 20 USDC.
 */
export function venueExchange(start: Millis = NOON): Exchange {
  return createExchange({
    name: 'hyperliquid',
    listings: standardListings('hyperliquid', start),
    accounts: [customer('demo', 'demo', 1e6), customer('bob', "bob's", 1e6), customer('poor', 'poor', 20)],
    seed: 1,
    start,
    market: quietMarket({
      indices: { BTC: 60_000, ETH: 3_000, SOL: 150 },
      levels: 10,
      lotsPerLevel: 100_000,
    }),
  });
}

interface Rsv {
  readonly r: string;
  readonly s: string;
  readonly v: number;
}

/** A digest signed as wallets do, by another implementation's idea of what is to be signed. */
export function signed(digest: string, { privateKey }: Key): Rsv {
  const bytes = secp256k1.sign(hexToBytes(digest.slice(2)), hexToBytes(privateKey.slice(2)), {
    prehash: false,
    format: 'recovered',
  });
  const hex = (from: number): string => `0x${Buffer.from(bytes.subarray(from, from + 32)).toString('hex')}`;
  return { r: hex(1), s: hex(33), v: 27 + (bytes[0] ?? 0) };
}

const VERIFYING = '0x0000000000000000000000000000000000000000';

/** A trading action signed by `key`, through another library's EIP-712. */
export function signTrading(action: unknown, sealed: Sealed, key: Key, source: 'a' | 'b' = 'a'): Rsv {
  const digest = hashTypedData({
    domain: { name: 'Exchange', version: '1', chainId: 1337, verifyingContract: VERIFYING },
    types: {
      Agent: [
        { name: 'source', type: 'string' },
        { name: 'connectionId', type: 'bytes32' },
      ],
    },
    primaryType: 'Agent',
    message: { source, connectionId: `0x${Buffer.from(actionHash(action, sealed)).toString('hex')}` },
  });
  return signed(digest, key);
}

/** A gateway with a client on it. */
export interface Bench {
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  info(question: unknown): unknown;
  /** Signs and sends an action with the next nonce. */
  act(action: unknown, key?: Key, sealed?: Partial<Sealed>): unknown;
  /** Sends as it is. */
  send(path: string, body: string): { readonly status: number; readonly body: string };
  /** Opens a socket; what arrives on it is appended to `got`. */
  socket(): { readonly session: Session; readonly got: Message[]; readonly closed: number[] };
  advance(ms: number): void;
  nonce(): number;
}

export interface Message {
  readonly channel: string;
  readonly data: unknown;
}

/** A gateway in front of `venueExchange`, with limits as on the venue. */
export function bench(options: HyperliquidOptions = {}): Bench {
  const exchange = venueExchange();
  const gateway = hyperliquidGateway(exchange, options);
  let lastNonce: number = NOON;
  let sockets = 0;
  const send = (path: string, body: string): { readonly status: number; readonly body: string } =>
    gateway.request({ method: 'POST', path, query: '', headers: {}, body, address: '127.0.0.1' });
  const nonce = (): number => {
    lastNonce = Math.max(lastNonce + 1, exchange.now);
    return lastNonce;
  };
  return {
    exchange,
    gateway,
    send,
    nonce,
    info: (question) => JSON.parse(send('/info', JSON.stringify(question)).body),
    act: (action, key = DEMO, some = {}) => {
      const sealed: Sealed = { nonce: nonce(), ...some };
      const { vault, expiresAfter } = sealed;
      const signature = signTrading(action, sealed, key);
      const request = { action, nonce: sealed.nonce, signature, vaultAddress: vault ?? null, expiresAfter };
      return JSON.parse(send('/exchange', JSON.stringify(request)).body);
    },
    socket: () => {
      const got: Message[] = [];
      const closed: number[] = [];
      sockets += 1;
      const session = gateway.connect(
        {
          id: sockets,
          address: '127.0.0.1',
          send: (text) => got.push(JSON.parse(text)),
          close: (code) => closed.push(code),
        },
        '/ws',
        '',
      );
      if (session === undefined) throw new Error('the socket was refused');
      return { session, got, closed };
    },
    advance: (ms) => {
      exchange.advance(millis(exchange.now + ms));
      gateway.tick();
    },
  };
}

/** A limit order on the wire. */
export function order(side: 'buy' | 'sell', size: string, price: string, other: object = {}): object {
  return { a: 0, b: side === 'buy', p: price, s: size, r: false, t: { limit: { tif: 'Gtc' } }, ...other };
}

/** The action that places them. */
export function orders(...all: object[]): object {
  return { type: 'order', orders: all, grouping: 'na' };
}

/** The one entry of an answer's `statuses`. */
export function only(reply: unknown): Record<string, unknown> & string {
  const { response } = reply as { response: { data: { statuses: (Record<string, unknown> & string)[] } } };
  const [status, ...more] = response.data?.statuses ?? [];
  if (status === undefined || more.length > 0) throw new Error(`not one status: ${JSON.stringify(reply)}`);
  return status;
}
