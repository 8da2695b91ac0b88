import { Client } from 'undici';
import { SECOND } from '../../units/time.ts';
import type { Bucket } from '../../wire/bucket.ts';
import { fieldsOf, numberOf } from '../../wire/fields.ts';
import { NoAnswer, WireDown } from '../../wire/protocol.ts';
import { type Fault, isLate, meaningOf, Refusal, textOf } from './fault.ts';
import { readJson } from './json.ts';
import { type BinanceKey, formOf, signedForm, type Values } from './signing.ts';

export interface Asking {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly values?: Values;
  /** What it takes of an address's share, 2,400 a minute. */
  readonly weight: number;
  /** `key`: with the key's name alone; default `signed`. */
  readonly security?: 'none' | 'key' | 'signed';
  /** What keeps orders and account safe goes before what only reads. */
  readonly urgent?: boolean;
}

/** Requests over HTTP: what is read, and settings. No order is placed this way. */
export interface Rest {
  /** The answer's body. Rejects with `WireDown`, `NoAnswer` or `Refusal`. */
  ask(asking: Asking): Promise<unknown>;
  close(): Promise<void>;
}

export interface RestTerms {
  /** Such as https://fapi.binance.com. */
  readonly base: string;
  readonly key: BinanceKey | undefined;
  readonly weights: Bucket;
  /** The venue's time. */
  readonly time: () => number;
  /** A request came outside of its window. */
  readonly late: () => void;
}

const ANSWER_MS = 10 * SECOND;
/** How long a request may wait for its turn. */
const TURN_MS = 5 * SECOND;
const WINDOW_MS = 5 * SECOND;
/** Stayed away where the venue asks us to, and does not say for how long. */
const COOL_MS = SECOND;
const REFUSED_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']);

function faultOf(status: number, body: unknown, retryAfter: unknown): Fault {
  const { code, msg } = fieldsOf(body);
  const seconds = numberOf(retryAfter);
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof msg === 'string' ? msg : `HTTP ${status}`,
    status,
    retryMs: seconds > 0 ? seconds * SECOND : 0,
  };
}

function failure(what: string, error: unknown): Error {
  const { code, message } = Object(error) as { code?: string; message?: string };
  const text = `${what} was not answered: ${String(message)}`;
  return REFUSED_CONNECTION.has(String(code)) ? new WireDown(text) : new NoAnswer(text);
}

/** One connection to `base`, opened when first needed and again when lost. */
export function createRest({ base, key, weights, time, late }: RestTerms): Rest {
  const { origin, pathname } = new URL(base);
  const prefix = pathname.replace(/\/$/, '');
  const client = new Client(origin, { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });

  const addressOf = ({ path, values = {}, security = 'signed' }: Asking): string => {
    if (security !== 'signed' || key === undefined) return `${prefix}${path}?${formOf(values)}`;
    const window = { timestamp: Math.floor(time()), recvWindow: WINDOW_MS };
    return `${prefix}${path}?${signedForm(values, window, key)}`;
  };
  return {
    ask: async (asking) => {
      const { method = 'GET', path, weight, urgent = false } = asking;
      const what = `${method} ${path}`;
      if (!(await weights.take(weight, urgent, performance.now() + TURN_MS)))
        throw new WireDown(`${what} was not sent: the rate limit leaves no room`);
      const headers: Record<string, string> = key === undefined ? {} : { 'x-mbx-apikey': key.id };
      const answer = await client
        .request({ method, path: addressOf(asking), headers })
        .then(async ({ statusCode, headers: sent, body }) => ({
          status: statusCode,
          text: await body.text(),
          retryAfter: sent['retry-after'],
        }))
        .catch((error: unknown) => {
          throw failure(what, error);
        });
      const body = readJson(answer.text);
      if (answer.status === 200 && body !== undefined) return body;
      if (answer.status === 200) throw new NoAnswer(`${what} was answered with what is no JSON`);
      const fault = faultOf(answer.status, body, answer.retryAfter);
      if (isLate(fault)) late();
      else if (meaningOf(fault) === 'refused') throw new Refusal(what, fault);
      if (meaningOf(fault) === 'busy') weights.drain(Math.max(COOL_MS, fault.retryMs));
      throw new NoAnswer(`${what}: ${textOf(fault)}`);
    },
    close: () => client.destroy(),
  };
}
