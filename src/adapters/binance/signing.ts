import { createHmac } from 'node:crypto';

export interface BinanceKey {
  readonly id: string;
  readonly secret: string;
}

export type Values = Readonly<Record<string, string | number | boolean>>;

/** When a request is made, in the venue's time, and for how many ms it is good. */
export interface Window {
  readonly timestamp: number;
  readonly recvWindow: number;
}

/** HMAC-SHA256 in hex ("Endpoint Security Type" of the USDⓈ-M documentation). */
function signatureOf(payload: string, { secret }: BinanceKey): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

/** `values` as a query. */
export function formOf(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** A query that is signed as it stands, its signature last. */
export function signedForm(values: Values, window: Window, key: BinanceKey): string {
  const payload = formOf({ ...values, ...window });
  return `${payload}&signature=${signatureOf(payload, key)}`;
}

/** Parameters of a request over the WebSocket API, which signs them in the order of the alphabet, as they stand. */
export function signedParams(values: Values, window: Window, key: BinanceKey): Values {
  const all: Values = { ...values, ...window, apiKey: key.id };
  const payload = Object.keys(all)
    .sort()
    .map((name) => `${name}=${String(all[name])}`)
    .join('&');
  return { ...all, signature: signatureOf(payload, key) };
}
