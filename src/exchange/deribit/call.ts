/** What a method is called with, and what kinds of methods there are. */
import type { Account, AccountId, Exchange, ExchangeOrderId } from '../exchange.ts';
import type { Auth, Caller, Grant } from './auth.ts';
import type { CreditKind } from './credits.ts';
import type { Params } from './params.ts';
import type { Records } from './records.ts';
import type { Area, Level } from './scope.ts';

/** What methods may ask of the socket that a request came on. */
export interface Link {
  readonly id: number;
  send(text: string): void;
  /** From now on requests on this socket are this caller's; null: nobody's. */
  caller: Caller | null;
  cancelsOnDisconnect: boolean;
  /** Orders that were placed on this socket, for the case that it breaks. */
  readonly placed: Set<ExchangeOrderId>;
  /** Every so many ms; 0: none. */
  heartbeatMs: number;
  /** `public/test` was called. */
  answerTest(): void;
  /** Closed as the client wishes: its orders stay. */
  logout(): void;
}

/** Subscribing, which is for sockets only. */
export interface Subscribing {
  /** The channels of `names` that now are told to `link`; `account` for those that are somebody's own. */
  subscribe(link: Link, names: readonly string[], account: AccountId | null): readonly string[];
  unsubscribe(link: Link, names: readonly string[] | 'all'): readonly string[];
}

/** What is the same for all calls of a gateway. */
export interface Desk {
  readonly exchange: Exchange;
  readonly records: Records;
  readonly auth: Auth;
  readonly channels: Subscribing;
  /** Accounts whose new sockets cancel their orders when they break. */
  readonly cancelling: Set<AccountId>;
}

export interface Call extends Desk {
  readonly params: Params;
  /** Null over HTTP. */
  readonly link: Link | null;
  /** Who asks, where that is known. */
  readonly caller: Caller | null;
}

export interface PrivateCall extends Call {
  readonly caller: Caller;
  readonly account: Account;
}

interface Terms {
  /** Default `other`. */
  readonly credits?: CreditKind;
  readonly socketOnly?: boolean;
}

export interface PublicMethod extends Terms {
  readonly run: (call: Call) => unknown;
}

export interface PrivateMethod extends Terms {
  readonly needs: readonly [Area, Level];
  readonly run: (call: PrivateCall) => unknown;
}

export type PublicMethods = Readonly<Record<`public/${string}`, PublicMethod>>;
export type PrivateMethods = Readonly<Record<`private/${string}`, PrivateMethod>>;

/** Makes the socket of `call` the grant's. */
export function adopt({ link, cancelling }: Call, { caller }: Grant): void {
  if (link === null) return;
  link.caller = caller;
  if (cancelling.has(caller.account.id)) link.cancelsOnDisconnect = true;
}
