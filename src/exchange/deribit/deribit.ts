/**
 * Deribit's JSON-RPC API, version 2, in front of an exchange: over WebSocket (`/ws/api/v2`), HTTP GET
 * (`/api/v2/{method}`) and HTTP POST (`/api/v2`). `dispatch.ts` finds the method in the tables of the `*-methods.ts`
 * files, `channels.ts` tells subscribers of what happens, `auth.ts` and `scope.ts` know who may do what, and the
 * `*-row.ts` files write things as Deribit does (docs.deribit.com).
 */
import type { AccountId, Exchange } from '../exchange.ts';
import type { Gateway } from '../server/gateway.ts';
import type { ExchangeEvent } from '../told.ts';
import { createAuth } from './auth.ts';
import { createChannels } from './channels.ts';
import { createCredits } from './credits.ts';
import { createDispatcher } from './dispatch.ts';
import { refusal } from './envelope.ts';
import { answerHttp, isApiPath } from './http.ts';
import { createRecords } from './records.ts';
import { createSocket, type Socket } from './socket.ts';
import { tooManyRequests } from './wire-fault.ts';

export interface DeribitOptions {
  /** How long access tokens are good for. */
  readonly tokenMs?: number;
}

const TOKEN_MS = 900_000;
const SOCKET_PATHS = ['/ws/api/v2', '/ws/api/v2/'];
/** Sockets of one address at a time (docs.deribit.com, "Connection Management"). */
const MOST_SOCKETS = 32;

/** The gateway of `exchange`, which has no other. */
export function deribitGateway(exchange: Exchange, options: DeribitOptions = {}): Gateway {
  const records = createRecords(exchange);
  const auth = createAuth(exchange, options.tokenMs ?? TOKEN_MS);
  const channels = createChannels(exchange, records);
  const credits = createCredits();
  const cancelling = new Set<AccountId>();
  const dispatcher = createDispatcher({ exchange, records, auth, channels, cancelling }, credits);
  const sockets = new Map<Socket, string>();
  /** Subscribers are told after the request that led to it is answered. */
  let events: ExchangeEvent[] = [];
  exchange.listen((event) => {
    records.note(event);
    events.push(event);
  });
  const settle = (): void => {
    const told = events;
    events = [];
    for (const event of told) channels.on(event);
    channels.tell();
  };

  return {
    name: 'deribit',
    serves: (path) => isApiPath(path) || SOCKET_PATHS.includes(path),
    request: (request) => {
      settle();
      const answer = answerHttp(dispatcher, auth, request);
      settle();
      return answer;
    },
    connect: (connection, path) => {
      if (!SOCKET_PATHS.includes(path)) return undefined;
      const { address } = connection;
      const others = [...sockets.values()].filter((each) => each === address).length;
      if (credits.limits === 'real' && others >= MOST_SOCKETS) {
        connection.send(refusal(null, tooManyRequests(), exchange.now));
        return undefined;
      }
      const socket: Socket = createSocket(connection, {
        exchange,
        dispatcher,
        channels,
        settle,
        onGone: () => sockets.delete(socket),
      });
      sockets.set(socket, address);
      return socket;
    },
    tick: () => {
      settle();
      for (const socket of [...sockets.keys()]) socket.tick();
      settle();
    },
    limits: (to) => {
      credits.limits = to;
    },
  };
}
