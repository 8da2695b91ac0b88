import { Fault } from './fault.ts';
import type { Answer, Call, Venue } from './venue.ts';

const NONE = (): Fault =>
  new Fault(
    -1125,
    'This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`',
  );

/** `POST listenKey`: the account's key, made or renewed. */
export function openListenKey({ account }: Call, venue: Venue): Answer {
  return { listenKey: venue.keys.open(account.id, venue.exchange.now) };
}

/** `PUT listenKey`. */
export function renewListenKey({ account }: Call, venue: Venue): Answer {
  const key = venue.keys.renew(account.id, venue.exchange.now);
  return key === undefined ? NONE() : { listenKey: key };
}

/** `DELETE listenKey`: its streams say no more. */
export function closeListenKey({ account }: Call, venue: Venue): Answer {
  const key = venue.keys.close(account.id);
  if (key === undefined) return NONE();
  return {};
}
