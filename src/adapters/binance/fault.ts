import { VenueRefused } from '../../wire/protocol.ts';

/** An error as Binance words it, over HTTP or a socket; `status` is that of HTTP, which sockets tell as well. */
export interface Fault {
  readonly code: number;
  readonly message: string;
  readonly status: number;
  /** How long it wants us to stay away; 0 where it does not say. */
  readonly retryMs: number;
}

/**
 * What an error means for the request that it answers ("Error Codes" and "General Info" of the USDⓈ-M
 * documentation). `unknown`: it may have been carried out all the same; `busy`: it was not, and may be tried again
 * later; `refused`: it was not.
 */
export type Meaning = 'refused' | 'busy' | 'unknown';

/** TOO_MANY_REQUESTS, overloaded, TOO_MANY_ORDERS, SERVICE_SHUTTING_DOWN. */
const BUSY = new Set([-1003, -1008, -1015, -1016]);
/** Stopped by the firewall, banned, too many requests. */
const BUSY_STATUS = new Set([403, 418, 429]);
/**
 * UNKNOWN, DISCONNECTED, UNEXPECTED_RESP and TIMEOUT ("execution status unknown"); and a client id that is there
 * already, which can only be the very order that is being placed.
 */
const UNKNOWN = new Set([-1000, -1001, -1006, -1007, -4116]);
const SERVER_ERROR = 500;

export function meaningOf({ code, status }: Fault): Meaning {
  if (UNKNOWN.has(code)) return 'unknown';
  if (BUSY.has(code) || BUSY_STATUS.has(status)) return 'busy';
  // An error without a code refuses nothing.
  return status >= SERVER_ERROR || Number.isNaN(code) ? 'unknown' : 'refused';
}

export function textOf({ code, message }: Fault): string {
  return `${message} (${code})`;
}

/** The request came outside of its window: it was too late, or our clock and theirs have drifted apart. */
export function isLate({ code }: Fault): boolean {
  return code === -1021 || code === -5028;
}

/** An order that the venue does not know, or that has ended: to a cancel, and to a question. */
export function isAbsent({ code }: Fault): boolean {
  return code === -2011 || code === -2013;
}

/** An order that was only to rest would have taken. */
export function isTaking({ code }: Fault): boolean {
  return code === -5022;
}

/** A symbol that is not there any more, or is settled: it has no orders, and none can come. */
export function isEnded({ code }: Fault): boolean {
  return code === -1121 || code === -1122 || code === -4108 || code === -4141;
}

/** The user stream's key is gone. */
export function isKeyGone({ code }: Fault): boolean {
  return code === -1125;
}

/** The venue refuses what we ask of it: a bug of ours, or a permission that the key lacks. */
export class Refusal extends VenueRefused {
  readonly fault: Fault;

  constructor(what: string, fault: Fault) {
    super(`${what}: ${textOf(fault)}`);
    this.fault = fault;
  }
}
