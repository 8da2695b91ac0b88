import type { RpcError } from './rpc.ts';

/**
 * What an error means for the request that it answers (docs.deribit.com, "RPC error codes"). `unknown`: it may have
 * been carried out all the same; `busy`: it was not, and may be tried again later; `refused`: it was not.
 */
export type Meaning = 'refused' | 'busy' | 'unknown';

/** too_many_requests, settlement_in_progress, matching_engine_queue_full, system maintenance and their like. */
const BUSY = new Set([10028, 10040, 10041, 10047, 10066, 11051, 13028]);
/**
 * timed_out: the request took longer than the venue waits; internal_server_error: it broke on the way. Nobody says
 * whether it was carried out.
 */
const UNKNOWN = new Set([13888, 11094]);

export function meaningOf({ code }: RpcError): Meaning {
  // An error without a code refuses nothing.
  if (UNKNOWN.has(code) || Number.isNaN(code)) return 'unknown';
  return BUSY.has(code) ? 'busy' : 'refused';
}

export function textOf({ code, message, reason }: RpcError): string {
  return reason === '' ? `${message} (${code})` : `${message}: ${reason} (${code})`;
}

/** Orders that the venue does not know, or that have ended: order_not_found, already_closed, not_open_order. */
export function isOver({ code }: RpcError): boolean {
  return code === 10004 || code === 10010 || code === 11044;
}

/** An order that was only to rest would have taken: post_only_reject. */
export function isTaking({ code }: RpcError): boolean {
  return code === 11054;
}
