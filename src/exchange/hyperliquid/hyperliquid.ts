/**
 * Hyperliquid in front of an exchange: `/info` answers questions, `/exchange` takes signed actions, `/ws` does both
 * and tells what happens. Accounts are Ethereum wallets (`wallets.ts`): a request is its signer's, by an EIP-712
 * signature (`signature.ts`), and is carried out once (`nonces.ts`). Perps in one margin account only: no spot, no
 * isolated margin, no trigger orders, no vaults; what is not served is refused in words.
 */
import type { Exchange } from '../exchange.ts';
import type { Connection, Gateway, HttpAnswer, HttpRequest } from '../server/gateway.ts';
import { createAssets } from './asset.ts';
import type { Desk } from './desk.ts';
import { createExchangeRequests, exchangeWeight } from './exchange-request.ts';
import { createFills } from './fills.ts';
import { answerInfo, answerWeight, weightOf } from './info.ts';
import { createLimits, type Limits } from './limits.ts';
import { runDeadMan } from './perform.ts';
import { fieldsOf, parsed } from './reading.ts';
import { createSocket, type Posted, type Socket } from './socket.ts';
import type { Subscription } from './subscription.ts';
import { createTopics, type Pace } from './topics.ts';
import { createWallets, type WalletOf } from './wallets.ts';

export interface HyperliquidOptions {
  /** Signatures are for one or the other. Default mainnet. */
  readonly network?: 'mainnet' | 'testnet';
  /** Accounts that are not named have the wallet that their secret stands for. */
  readonly wallets?: readonly WalletOf[];
  /**
   * What an account must have traded, in quote units, before it may schedule a cancel. Default 0, where the venue
   * wants a million: without it nobody could try the dead-man switch.
   */
  readonly scheduleCancelVolume?: number;
  /** Default as the venue: books every 500 ms. */
  readonly pace?: Pace;
}

const PACE: Pace = { marketMs: 500, accountMs: 500 };
const SUBSCRIPTIONS = 1_000;
const USERS = 10;

const NOT_JSON: HttpAnswer = {
  status: 400,
  body: 'Failed to parse the request body as JSON',
  headers: { 'content-type': 'text/plain' },
};
const MALFORMED: HttpAnswer = {
  status: 422,
  body: 'Failed to deserialize the JSON body into the target type',
  headers: { 'content-type': 'text/plain' },
};
const ONLY_POST: HttpAnswer = { status: 405, body: '', headers: { allow: 'POST' } };
const TOO_MANY: HttpAnswer = { status: 429, body: 'null' };

function whyNotMore(
  limits: Limits,
  held: readonly Subscription[],
  another: Subscription,
): string | undefined {
  if (limits.are === 'none') return undefined;
  if (limits.are === 'spent' || held.length >= SUBSCRIPTIONS)
    return `Cannot subscribe to more than ${SUBSCRIPTIONS} channels`;
  if (another.user === undefined) return undefined;
  const users = new Set(held.flatMap(({ user }) => user ?? []));
  return users.add(another.user).size > USERS ? `Cannot track more than ${USERS} total users` : undefined;
}

/** Serves `exchange` by this protocol. Its time is the exchange's. */
export function hyperliquidGateway(exchange: Exchange, options: HyperliquidOptions = {}): Gateway {
  const desk: Desk = {
    exchange,
    network: options.network ?? 'mainnet',
    scheduleCancelVolume: options.scheduleCancelVolume ?? 0,
    assets: createAssets(exchange),
    wallets: createWallets(exchange, options.wallets),
    fills: createFills(exchange),
    refused: [],
    deadMan: new Map(),
    leverages: new Map(),
    builders: new Map(),
  };
  const limits = createLimits();
  const requests = createExchangeRequests(desk, limits);
  const topics = createTopics(desk, options.pace ?? PACE);
  const sockets = new Set<Socket>();
  exchange.listen((event) => {
    desk.fills.take(event);
    topics.take(event);
  });

  const inform = (address: string, question: unknown): unknown => {
    const answer = answerInfo(desk, limits, question);
    limits.charge(address, answerWeight(question, answer), exchange.now);
    return answer;
  };
  const post = (address: string, request: unknown): Posted => {
    const { type, payload } = fieldsOf(request) ?? {};
    const isInfo = type === 'info';
    if (!isInfo && type !== 'action') return { type: 'error', payload: 'Unknown request type' };
    const weight = isInfo ? weightOf(payload) : exchangeWeight(payload);
    if (!limits.weigh(address, weight, exchange.now))
      return { type: 'error', payload: '429 Too Many Requests' };
    const answer = isInfo ? inform(address, payload) : requests(payload);
    if (!isInfo) topics.flush();
    if (answer === undefined) return { type: 'error', payload: `422 ${MALFORMED.body}` };
    return isInfo
      ? { type, payload: { type: fieldsOf(payload)?.type, data: answer } }
      : { type: 'action', payload: answer };
  };

  return {
    name: 'hyperliquid',
    serves: (path) => path === '/info' || path === '/exchange' || path === '/ws',
    request: ({ method, path, body, address }: HttpRequest): HttpAnswer => {
      if (method !== 'POST' || path === '/ws') return ONLY_POST;
      const isInfo = path === '/info';
      const request = parsed(body);
      if (request === undefined) return NOT_JSON;
      const weight = isInfo ? weightOf(request) : exchangeWeight(request);
      if (!limits.weigh(address, weight, exchange.now)) return TOO_MANY;
      const answer = isInfo ? inform(address, request) : requests(request);
      if (!isInfo) topics.flush();
      return answer === undefined ? MALFORMED : { status: 200, body: JSON.stringify(answer) };
    },
    connect: (connection: Connection, path: string) => {
      if (path !== '/ws' || !limits.open(connection.address, exchange.now)) return undefined;
      const socket = createSocket(connection, {
        desk,
        topics,
        post,
        mayRead: (address) => limits.message(address, exchange.now),
        whyNot: (held, another) => whyNotMore(limits, held, another),
        left: (gone) => {
          sockets.delete(gone);
          limits.closed(connection.address);
        },
      });
      sockets.add(socket);
      return socket;
    },
    tick: () => {
      runDeadMan(desk);
      topics.flush();
      for (const socket of sockets) socket.check();
    },
    limits: (to) => limits.set(to),
  };
}
