import type { Connection, Session } from '../server/gateway.ts';
import { carryOut } from './admission.ts';
import { RATE_LIMITS } from './exchange-info.ts';
import { Fault, faults } from './fault.ts';
import { Params } from './params.ts';
import { ROUTES } from './routes.ts';
import { signedParams } from './signature.ts';
import type { Answer, Venue } from './venue.ts';

/** Requests over a socket, by the requests over HTTP that they are. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['ping', 'GET /fapi/v1/ping'],
  ['time', 'GET /fapi/v1/time'],
  ['exchangeInfo', 'GET /fapi/v1/exchangeInfo'],
  ['depth', 'GET /fapi/v1/depth'],
  ['ticker.price', 'GET /fapi/v1/ticker/price'],
  ['ticker.book', 'GET /fapi/v1/ticker/bookTicker'],
  ['order.place', 'POST /fapi/v1/order'],
  ['order.test', 'POST /fapi/v1/order/test'],
  ['order.modify', 'PUT /fapi/v1/order'],
  ['order.cancel', 'DELETE /fapi/v1/order'],
  ['order.status', 'GET /fapi/v1/order'],
  ['openOrders.status', 'GET /fapi/v1/openOrders'],
  ['account.balance', 'GET /fapi/v2/balance'],
  ['v2/account.balance', 'GET /fapi/v3/balance'],
  ['account.status', 'GET /fapi/v2/account'],
  ['v2/account.status', 'GET /fapi/v3/account'],
  ['account.position', 'GET /fapi/v2/positionRisk'],
  ['v2/account.position', 'GET /fapi/v3/positionRisk'],
  ['userDataStream.start', 'POST /fapi/v1/listenKey'],
  ['userDataStream.ping', 'PUT /fapi/v1/listenKey'],
  ['userDataStream.stop', 'DELETE /fapi/v1/listenKey'],
]);

/** What `returnRateLimits` is where they are not wanted. */
const NOT_SHOWN = new Set<unknown>([false, 'false']);

type Id = string | number | null;

interface Request {
  readonly id: Id;
  readonly method: string;
  readonly params: object;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readRequest(text: string): Request | Fault {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return new Fault(-1135, 'Invalid JSON Request');
  }
  if (!isObject(message)) return new Fault(-1135, 'Invalid JSON Request: expected an object');
  const { id = null, method, params = {} } = message;
  if (id !== null && typeof id !== 'string' && typeof id !== 'number')
    return new Fault(-1135, "Invalid JSON Request: 'id' is a number or a string");
  if (typeof method !== 'string') return new Fault(-1135, "Invalid JSON Request: 'method' is missing");
  if (!isObject(params)) return new Fault(-1135, "Invalid JSON Request: 'params' is an object");
  return { id, method, params };
}

/** A socket at `/ws-fapi/v1`: requests one by one, each signed for itself with a key of the type "HMAC". */
export function orderSession(connection: Connection, venue: Venue): Session {
  const { limits, exchange } = venue;

  const used = (account: string | undefined): object => {
    const { in10s, in1m } = limits.ordered(account ?? '', exchange.now);
    const [weight, minute, seconds] = RATE_LIMITS;
    const counts = [{ ...weight, count: limits.used(connection.address, exchange.now) }];
    if (account === undefined) return counts;
    return [...counts, { ...minute, count: in1m }, { ...seconds, count: in10s }];
  };

  const carriedOut = ({ method, params }: Request): { answer: Answer; account?: string } => {
    const read = Params.fromObject(params);
    if (method === 'session.logon')
      return { answer: new Fault(-4056, 'HMAC_SHA256 API key is not supported.') };
    if (method === 'session.status' || method === 'session.logout')
      return { answer: { apiKey: null, authorizedSince: null, connectedSince: exchange.now } };
    const route = ROUTES.get(METHODS.get(method) ?? '');
    if (route === undefined) return { answer: faults.notServed('WebSocket', method.slice(0, 64)) };
    const over = limits.weigh(connection.address, route.weight(read), exchange.now);
    if (over) return { answer: over.fault };
    return carryOut({ params: read, key: read.text('apiKey'), payload: signedParams(read) }, route, venue);
  };

  return {
    message: (text) => {
      const request = readRequest(text);
      const id = request instanceof Fault ? null : request.id;
      const { answer, account } =
        request instanceof Fault ? { answer: request, account: undefined } : carriedOut(request);
      const isShown =
        request instanceof Fault || !('returnRateLimits' in request.params)
          ? true
          : !NOT_SHOWN.has(request.params.returnRateLimits);
      const rateLimits = isShown ? { rateLimits: used(account) } : {};
      const body =
        answer instanceof Fault
          ? { id, status: answer.status, error: { code: answer.code, msg: answer.msg }, ...rateLimits }
          : { id, status: 200, result: answer, ...rateLimits };
      connection.send(JSON.stringify(body));
    },
    closed: () => undefined,
  };
}
