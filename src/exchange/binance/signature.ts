import { createHmac, timingSafeEqual } from 'node:crypto';
import { Fault } from './fault.ts';
import type { Params } from './params.ts';

const DEFAULT_WINDOW_MS = 5_000;
const WIDEST_WINDOW_MS = 60_000;
/** How far ahead of ours a client's clock may be. */
const AHEAD_MS = 1_000;

function unsigned(form: string): string {
  return form
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

/** What a request over HTTP signs: its query and its body as sent, one after the other, less the signature. */
export function signedForms(query: string, body: string): string {
  return unsigned(query) + unsigned(body);
}

/** What a request over a socket signs: its parameters in the order of the alphabet. */
export function signedParams(params: Params): string {
  return params.entries
    .filter(([name]) => name !== 'signature')
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
}

/** HMAC-SHA256 in hex, as Binance's keys of the type "HMAC" sign. */
export function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one.toLowerCase()), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What is wrong with a signed request that arrives at `now`; it is good until `deadline`. */
export function checkSignature(
  params: Params,
  payload: string,
  secret: string,
  now: number,
): Fault | { readonly deadline: number } {
  const timestamp = params.needInteger('timestamp');
  const window = params.integer('recvWindow') ?? DEFAULT_WINDOW_MS;
  const signature = params.need('signature');
  if (params.fault) return params.fault;
  if (!/^[0-9a-fA-F]+$/.test(signature))
    return new Fault(-1100, "Illegal characters found in parameter 'signature'.");
  if (!isSame(signature, sign(payload, secret)))
    return new Fault(-1022, 'Signature for this request is not valid.');
  if (window < 1 || window > WIDEST_WINDOW_MS) return new Fault(-1131, 'recvWindow must be less than 60000');
  if (timestamp > now + AHEAD_MS)
    return new Fault(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  if (now - timestamp > window)
    return new Fault(-1021, 'Timestamp for this request is outside of the recvWindow.');
  return { deadline: timestamp + window };
}

/** A key that can be none, which is told apart from one that is not known. */
export function isKeyShaped(key: string | undefined): key is string {
  return key !== undefined && /^[\w-]{1,128}$/.test(key);
}
