/** From a request's text to its answer's: finding the method, asking whether the caller may, and carrying it out. */
import { accountMethods } from './account-methods.ts';
import type { Caller } from './auth.ts';
import type { Call, Desk, Link, PrivateMethod, PublicMethod } from './call.ts';
import type { Credits } from './credits.ts';
import { answered, type RequestId, refusal } from './envelope.ts';
import { historyMethods } from './history-methods.ts';
import { isDown } from './is-down.ts';
import { marketMethods } from './market-methods.ts';
import { orderMethods } from './order-methods.ts';
import { optionalText, type Params } from './params.ts';
import { allows } from './scope.ts';
import { ownSessionMethods, sessionMethods } from './session-methods.ts';
import { tradingMethods } from './trading-methods.ts';
import { forbidden, invalid, tooManyRequests, unauthorised, WireFault } from './wire-fault.ts';

const methods: ReadonlyMap<string, PublicMethod | PrivateMethod> = new Map<
  string,
  PublicMethod | PrivateMethod
>([
  ...Object.entries(sessionMethods),
  ...Object.entries(ownSessionMethods),
  ...Object.entries(marketMethods),
  ...Object.entries(historyMethods),
  ...Object.entries(tradingMethods),
  ...Object.entries(orderMethods),
  ...Object.entries(accountMethods),
]);

/** These are answered even while everything else is closed for maintenance. */
const ALWAYS = new Set(['public/test', 'public/hello', 'public/get_time', 'public/status', 'public/auth']);

export interface WireRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params: Params;
}

/** Where a request came from. */
export interface Origin {
  readonly address: string;
  /** Null over HTTP. */
  readonly link: Link | null;
  /** Who the connection or the request's header says it is; called only for a method that is known. */
  readonly caller: () => Caller | null;
}

export interface Outcome {
  /** Null: there is nothing to answer. */
  readonly text: string | null;
  /** Of the error that `text` says; undefined for what was carried out. */
  readonly code?: number;
}

export interface Dispatcher {
  carryOut(request: WireRequest, origin: Origin): Outcome;
  /** Answers a request that could not even be read. */
  refuse(id: RequestId, fault: WireFault): Outcome;
}

function callerOf({ caller, link }: Origin, params: Params, desk: Desk): Caller | null {
  const token = optionalText(params, 'access_token');
  const found = token === undefined ? caller() : desk.auth.byToken(token, link?.id ?? null);
  if (found !== null && found.expiresAt <= desk.exchange.now) throw unauthorised('the token has expired');
  return found;
}

function run(desk: Desk, credits: Credits, { method, params }: WireRequest, origin: Origin): unknown {
  const { exchange } = desk;
  const found = methods.get(method);
  if (found === undefined) throw new WireFault(-32601, 'Method not found');
  if (found.socketOnly === true && origin.link === null)
    throw new WireFault(10030, 'must_be_websocket_request');
  // A token that has run out bars no one from public methods, least of all from asking for a new one.
  const isPrivate = 'needs' in found;
  const caller = isPrivate ? callerOf(origin, params, desk) : (origin.link?.caller ?? null);
  const who = caller === null ? `at ${origin.address}` : caller.account.id;
  if (!credits.spend(who, found.credits ?? 'other', exchange.now)) throw tooManyRequests();
  if (!ALWAYS.has(method) && isDown(exchange)) throw new WireFault(11051, 'system_maintenance');
  const call: Call = { ...desk, params, link: origin.link, caller };
  if (!isPrivate) return found.run(call);
  if (caller === null) throw new WireFault(10000, 'authorization_required');
  const [area, level] = found.needs;
  if (!allows(caller.scope, area, level)) throw forbidden(`this needs the scope ${area}:${level}`);
  return found.run({ ...call, caller, account: caller.account });
}

/** Carries out requests at `desk`. Whatever a request holds, it is answered; only bugs are thrown. */
export function createDispatcher(desk: Desk, credits: Credits): Dispatcher {
  const { exchange } = desk;
  const refuse = (id: RequestId, fault: WireFault): Outcome => ({
    text: refusal(id, fault, exchange.now),
    code: fault.code,
  });
  return {
    refuse,
    carryOut: (request, origin) => {
      try {
        const result = run(desk, credits, request, origin);
        return { text: result === undefined ? null : answered(request.id, result, exchange.now) };
      } catch (error) {
        if (error instanceof WireFault) return refuse(request.id, error);
        throw error;
      }
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON-RPC request, or why it is none; with the id as far as it could be read. */
export function readRequest(
  text: string,
): WireRequest | { readonly id: RequestId; readonly fault: WireFault } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { id: null, fault: new WireFault(-32700, 'Parse error') };
  }
  if (!isRecord(read))
    return { id: null, fault: new WireFault(11050, 'bad_request', 'not a request object') };
  const id = typeof read.id === 'number' || typeof read.id === 'string' ? read.id : null;
  const { method, params = {} } = read;
  if (typeof method !== 'string')
    return { id, fault: new WireFault(11050, 'bad_request', 'method must be a string', 'method') };
  if (!isRecord(params ?? {})) return { id, fault: invalid('params', 'must be an object') };
  return { id, method, params: (params ?? {}) as Params };
}
