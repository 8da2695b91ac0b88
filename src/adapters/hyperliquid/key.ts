import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export interface HyperliquidKey {
  /** The account's address, which is not the API wallet's. */
  readonly id: string;
  /** The API wallet's private key: 32 bytes in hex. */
  readonly secret: string;
}

/** An address as it is compared and hashed; undefined for what is none. */
export function addressOf(text: unknown): string | undefined {
  return typeof text === 'string' && /^0x[0-9a-f]{40}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** The Ethereum address of a private key: the last 20 bytes of the hash of its public key. */
export function addressOfKey(privateKey: Uint8Array): string {
  const [, ...point] = secp256k1.getPublicKey(privateKey, false);
  return `0x${bytesToHex(keccak_256(new Uint8Array(point)).subarray(12))}`;
}

/** 32 bytes in hex, with or without 0x, that can sign; undefined for what cannot. The text is never repeated. */
export function privateKeyOf(text: string): Uint8Array | undefined {
  if (!/^(?:0x)?[0-9a-f]{64}$/i.test(text)) return undefined;
  const bytes = hexToBytes(text.replace(/^0x/i, ''));
  return secp256k1.utils.isValidSecretKey(bytes) ? bytes : undefined;
}

/**
 * The key of an account of a simulated exchange, whose wallet is the hash of its secret: no account of the real venue
 * can have one that is so easily guessed.
 */
export function simulatedKey(secret: string): HyperliquidKey {
  const privateKey = keccak_256(utf8ToBytes(secret));
  return { id: addressOfKey(privateKey), secret: `0x${bytesToHex(privateKey)}` };
}
