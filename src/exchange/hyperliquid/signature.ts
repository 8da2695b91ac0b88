/**
 * Who signed a request: EIP-712 over secp256k1. A trading action is packed with MessagePack in its order of fields
 * and hashed together with nonce, vault and deadline; that hash is the `connectionId` of a made-up `Agent` that is
 * signed ("Signing" of Hyperliquid's documentation). Money actions are signed field by field instead.
 */
import { encode } from '@msgpack/msgpack';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { addressOfPublicKey } from './key.ts';
import { type Fields, fieldsOf } from './reading.ts';

export interface Signature {
  readonly r: bigint;
  readonly s: bigint;
  readonly v: 27 | 28;
}

/** What is signed besides the action. */
export interface Sealed {
  readonly nonce: number;
  readonly vault?: string;
  readonly expiresAfter?: number;
}

export type FieldType = 'string' | 'address' | 'uint64' | 'uint256' | 'bytes32';
/** Names and types of a struct, in the order in which they are signed. */
export type Struct = readonly (readonly [name: string, type: FieldType])[];

function scalar(value: unknown): bigint | undefined {
  // Clients that trim leading zeros are understood, as they are by the venue.
  return typeof value === 'string' && /^0x[0-9a-f]{1,64}$/i.test(value) ? BigInt(value) : undefined;
}

/** The signature in a request; undefined for what is none. */
export function readSignature(value: unknown): Signature | undefined {
  const fields = fieldsOf(value);
  const [r, s, v] = [scalar(fields?.r), scalar(fields?.s), fields?.v];
  if (r === undefined || s === undefined || (v !== 27 && v !== 28)) return undefined;
  return { r, s, v };
}

function word(value: bigint): Uint8Array {
  return hexToBytes(value.toString(16).padStart(64, '0'));
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** One field as EIP-712 encodes it, in a word. */
function encoded(type: FieldType, value: unknown): Uint8Array {
  switch (type) {
    case 'string':
      return keccak_256(utf8ToBytes(String(value)));
    case 'bytes32':
      return value as Uint8Array;
    case 'address':
    case 'uint64':
    case 'uint256':
      return word(BigInt(value as string | number));
  }
}

function structHash(name: string, struct: Struct, values: Fields): Uint8Array {
  const type = `${name}(${struct.map(([field, kind]) => `${kind} ${field}`).join(',')})`;
  const words = struct.map(([field, kind]) => encoded(kind, values[field]));
  return keccak_256(concatBytes(keccak_256(utf8ToBytes(type)), ...words));
}

const DOMAIN: Struct = [
  ['name', 'string'],
  ['version', 'string'],
  ['chainId', 'uint256'],
  ['verifyingContract', 'address'],
];
const AGENT: Struct = [
  ['source', 'string'],
  ['connectionId', 'bytes32'],
];

function domainHash(name: string, chainId: number): Uint8Array {
  return structHash('EIP712Domain', DOMAIN, { name, version: '1', chainId, verifyingContract: '0x0' });
}

const TRADING_DOMAIN = domainHash('Exchange', 1337);

function recovered(domain: Uint8Array, message: Uint8Array, signature: Signature): string | undefined {
  const digest = keccak_256(concatBytes(new Uint8Array([0x19, 0x01]), domain, message));
  try {
    const { r, s, v } = signature;
    const point = new secp256k1.Signature(r, s, v - 27).recoverPublicKey(digest);
    return addressOfPublicKey(point.toBytes(false));
  } catch {
    return undefined;
  }
}

/** The hash of a trading action with what is sealed beside it. */
export function actionHash(action: unknown, { nonce, vault, expiresAfter }: Sealed): Uint8Array {
  const parts = [encode(action), bigEndian(nonce)];
  if (vault === undefined) parts.push(new Uint8Array([0]));
  else parts.push(new Uint8Array([1]), hexToBytes(vault.slice(2)));
  if (expiresAfter !== undefined) parts.push(new Uint8Array([0]), bigEndian(expiresAfter));
  return keccak_256(concatBytes(...parts));
}

/** The address that signed a trading action; some other for a signature of something else; undefined for none. */
export function tradingSigner(
  action: unknown,
  sealed: Sealed,
  network: 'mainnet' | 'testnet',
  signature: Signature,
): string | undefined {
  const source = network === 'mainnet' ? 'a' : 'b';
  const message = structHash('Agent', AGENT, { source, connectionId: actionHash(action, sealed) });
  return recovered(TRADING_DOMAIN, message, signature);
}

/** The address that signed a money action such as `ApproveAgent`, on the chain that its wallet was on. */
export function userSigner(
  name: string,
  struct: Struct,
  values: Fields,
  chainId: number,
  signature: Signature,
): string | undefined {
  const message = structHash(`HyperliquidTransaction:${name}`, struct, values);
  return recovered(domainHash('HyperliquidSignTransaction', chainId), message, signature);
}
