/**
 * Binance USDⓈ-M futures in front of an exchange: REST under `/fapi`, streams under `/ws`, `/stream`, `/public`,
 * `/market` and `/private`, orders over a socket at `/ws-fapi/v1`. A request is read into `Params` (`params.ts`),
 * weighed and let in (`rest.ts`, `socket-orders.ts`, `admission.ts`), and answered by a function that `routes.ts`
 * names; refusals are `Fault`s with Binance's codes. What goes on in the exchange becomes streams (`stream-*.ts`,
 * `*-source*.ts`) and user events. Facts are from the documentation at developers.binance.com, "USDⓈ-M Futures".
 */
import type { Exchange } from '../exchange.ts';
import type { Gateway } from '../server/gateway.ts';
import { answerRest } from './rest.ts';
import { orderSession } from './socket-orders.ts';
import { StreamHub } from './stream-hub.ts';
import { StreamSession, targetOf } from './stream-session.ts';
import { createVenue, type Venue } from './venue.ts';

export interface BinanceOptions {
  /** Of the ids and keys that the exchange makes up; default 1. */
  readonly seed?: number;
}

/** Any path may also be asked for with this before it, where another protocol has the same. */
const PREFIX = '/binance';
const ORDER_SOCKETS = new Set(['/ws-fapi/v1', '/ws-fapi/v1/']);
const SERVED =
  /^\/(?:fapi\/|ws-fapi\/|sapi\/v1\/account\/|(?:public|market|private)\/|stream(?:\/|$)|ws\/(?!api\/))/;

function bare(path: string): string {
  return path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : path;
}

/** Ends what has come to its end: keys, dated orders, the dead man's orders. */
function expire({ exchange, keys, feed, deadMan, index }: Venue): void {
  const { now } = exchange;
  for (const { key, account } of keys.expire(now))
    feed.tell(account, { e: 'listenKeyExpired', listenKey: key });
  deadMan.tick(now);
  for (const { account, id } of index.outdated(now)) exchange.cancel(account, id);
}

/** Serves `exchange`, whose contracts are linear, in Binance's protocol. */
export function binanceGateway(exchange: Exchange, options: BinanceOptions = {}): Gateway {
  const venue = createVenue(exchange, options.seed ?? 1);
  const hub = new StreamHub(venue);
  return {
    name: 'binance',
    // A bare `/ws` is Hyperliquid's.
    serves: (path) => path.startsWith(`${PREFIX}/`) || SERVED.test(path),
    request: (request) => answerRest(request, bare(request.path), venue),
    connect: (connection, path, query) => {
      const wanted = bare(path);
      if (ORDER_SOCKETS.has(wanted)) return orderSession(connection, venue);
      const target = targetOf(wanted, query);
      return target && new StreamSession(connection, target, venue, hub);
    },
    tick: () => {
      expire(venue);
      hub.tick(exchange.now);
    },
    limits: (to) => {
      venue.limits.mode = to;
    },
  };
}
