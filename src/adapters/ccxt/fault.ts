import { stringOf } from '../../wire/fields.ts';
import { NoAnswer } from '../../wire/protocol.ts';

/**
 * What an error of ccxt's means for the request that it answers (docs.ccxt.com, "Error Handling"). `unknown`: it may
 * have been carried out all the same; `busy`: it was not, and may be tried again later; `refused`: it was not;
 * `absent`: the exchange does not know what was asked about.
 */
export type Meaning = 'refused' | 'busy' | 'unknown' | 'absent';

/** Whether an error is of ccxt's class `name` or of one below it. Its classes are only loaded with it. */
export function isA(error: unknown, name: string): boolean {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at))
    if ((at as { constructor?: { name?: unknown } }).constructor?.name === name) return true;
  return false;
}

const BUSY = ['DDoSProtection', 'RateLimitExceeded', 'OnMaintenance'];
/**
 * Not ExchangeError itself, which is what ccxt makes of every code that it has no class for, ambiguous ones included;
 * and not ExchangeNotAvailable, which is what it makes of 502 and of all other troubles on the way.
 */
const REFUSED = [
  ...['InsufficientFunds', 'InvalidOrder', 'BadRequest', 'OperationRejected'],
  ...['AuthenticationError', 'ArgumentsRequired', 'NotSupported'],
];

export function meaningOf(error: unknown): Meaning {
  const is = (name: string): boolean => isA(error, name);
  // A client id that is there already can only be that of the very order that is being placed.
  if (is('DuplicateOrderId') || /duplicat/i.test(textOf(error))) return 'unknown';
  if (is('OrderNotFound')) return 'absent';
  if (BUSY.some(is)) return 'busy';
  // A network error to ccxt, but an answer: the venue would not have a request of that time.
  if (is('InvalidNonce') && !is('ChecksumError')) return 'refused';
  return REFUSED.some(is) ? 'refused' : 'unknown';
}

/**
 * Whether an order that was only to rest would have taken, of an error by which it was refused. By its words: ccxt has
 * another class for that on every exchange, and Binance's for a halt is the one that is named after it.
 */
export function isTaking(error: unknown): boolean {
  return /post.?only|as maker|poc_fill/i.test(textOf(error));
}

/** Whether a connection was lost, as far as ccxt can tell. A checksum concerns one book alone. */
export function isLoss(error: unknown): boolean {
  if (isA(error, 'InvalidNonce') || BUSY.some((name) => isA(error, name))) return false;
  return isA(error, 'NetworkError') || isA(error, 'ExchangeClosedByUser');
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : stringOf(error);
}

/** The venue will not answer what we ask of it. It may yet: ccxt's classes are no promise. */
export class Refusal extends NoAnswer {
  readonly error: unknown;
  readonly meaning: Meaning;

  constructor(what: string, error: unknown, meaning: Meaning) {
    super(`${what}: ${textOf(error)}`);
    this.error = error;
    this.meaning = meaning;
  }

  /** Whether the key is at fault. */
  get isOfKey(): boolean {
    return isA(this.error, 'AuthenticationError');
  }
}
