import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { OrderId } from '../../domain/order.ts';

/** What our order ids begin with; it is not written into a cloid, whose own beginning says as much. */
const OURS = 'ek-';
const SYMBOLS = '-0123456789abcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(SYMBOLS.length);
/** So many symbols fit into the 14 bytes after the mark. */
const LONGEST = 21;
/** "ek" and "eh": an id that is written out, and the hash of one that is too long for it. */
const WRITTEN = '0x656b';
const HASHED = '0x6568';
const DIGITS = 28;

/** An id as a number: digits of `BASE` that begin at 1, so that each number is one text and each text one number. */
function packed(body: string): bigint | undefined {
  if (body.length > LONGEST) return undefined;
  let value = 0n;
  for (const symbol of body) {
    const digit = SYMBOLS.indexOf(symbol);
    if (digit < 0) return undefined;
    value = value * BASE + BigInt(digit + 1);
  }
  return value;
}

function unpacked(value: bigint): string {
  let [rest, body] = [value, ''];
  while (rest > 0n) {
    const digit = ((rest - 1n) % BASE) + 1n;
    body = (SYMBOLS[Number(digit) - 1] ?? '') + body;
    rest = (rest - digit) / BASE;
  }
  return body;
}

/**
 * What an order of ours is called there: 16 bytes in hex. Ids of usual length can be read from it again, so that a fill
 * tells whose it is after a restart too; of longer ones it is a hash.
 */
export function cloidOf(order: OrderId): string {
  const value = order.startsWith(OURS) ? packed(order.slice(OURS.length)) : undefined;
  if (value !== undefined) return WRITTEN + value.toString(16).padStart(DIGITS, '0');
  return HASHED + bytesToHex(keccak_256(utf8ToBytes(order))).slice(0, DIGITS);
}

/** The id that is written in a cloid; undefined where it has none. */
export function orderIn(cloid: string): OrderId | undefined {
  if (!cloid.startsWith(WRITTEN) || cloid.length !== WRITTEN.length + DIGITS) return undefined;
  const order = OURS + unpacked(BigInt(`0x${cloid.slice(WRITTEN.length)}`));
  return cloidOf(order) === cloid ? order : undefined;
}

/** Whether it is one of ours, of this or an earlier run. */
export function isOurs(cloid: unknown): boolean {
  return typeof cloid === 'string' && (cloid.startsWith(HASHED) || orderIn(cloid) !== undefined);
}
