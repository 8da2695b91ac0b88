import type { Account } from '../exchange.ts';
import { Fault, faults } from './fault.ts';
import type { Params } from './params.ts';
import type { Route } from './routes.ts';
import { checkSignature, isKeyShaped } from './signature.ts';
import type { Answer, Venue } from './venue.ts';

/** A request that has been read, whichever way it came. */
export interface Asked {
  readonly params: Params;
  readonly key: string | undefined;
  /** What its signature is taken over. */
  readonly payload: string;
}

/** Stands in where a request needs none, and is asked for nothing. */
const NOBODY: Account = { id: '', key: '', secret: '', canTrade: false, canWithdraw: false };

/** The account behind a request, and until when it may be carried out; or why it may not. */
function admitted(
  { params, key, payload }: Asked,
  { security }: Route,
  { exchange }: Venue,
): Fault | { readonly account: Account; readonly deadline: number } {
  if (security === 'none') return { account: NOBODY, deadline: 0 };
  if (!isKeyShaped(key)) return faults.badKeyFormat();
  const account = exchange.accountOf(key);
  if (account === undefined) return faults.badKey();
  if (security === 'key') return { account, deadline: 0 };
  const checked = checkSignature(params, payload, account.secret, exchange.now);
  if (checked instanceof Fault) return checked;
  if (security === 'trade' && !account.canTrade) return faults.badKey();
  return { account, deadline: checked.deadline };
}

/** Lets a request in and carries it out. */
export function carryOut(asked: Asked, route: Route, venue: Venue): { answer: Answer; account?: string } {
  if (asked.params.fault) return { answer: asked.params.fault };
  const admission = admitted(asked, route, venue);
  if (admission instanceof Fault) return { answer: admission };
  const { account, deadline } = admission;
  const { limits, exchange } = venue;
  const tooMany = limits.order(account.id, route.orders(asked.params), exchange.now);
  const answer = tooMany ?? route.answer({ params: asked.params, account, deadline }, venue);
  return { answer, ...(account.id !== '' && { account: account.id }) };
}
