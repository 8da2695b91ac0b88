import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export interface Key {
  /** 32 bytes, in hex after 0x. */
  readonly privateKey: string;
  readonly address: string;
}

/** The Ethereum address of an uncompressed public key: the last 20 bytes of its hash. */
export function addressOfPublicKey(uncompressed: Uint8Array): string {
  return `0x${bytesToHex(keccak_256(uncompressed.subarray(1)).subarray(12))}`;
}

/** The address that a private key of 32 bytes in hex signs for. Throws on what is no key. */
export function addressOfKey(privateKey: string): string {
  return addressOfPublicKey(secp256k1.getPublicKey(hexToBytes(privateKey.replace(/^0x/, '')), false));
}

/**
 * The key that an account's secret stands for: the secret itself where it is 32 bytes in hex, else its hash. So
 * the demo account, whose secret is `demo`, has a wallet as every account of this venue must.
 */
export function keyOfSecret(secret: string): Key {
  const isKey = /^(?:0x)?[0-9a-f]{64}$/i.test(secret);
  const hex = isKey ? secret.replace(/^0x/i, '').toLowerCase() : bytesToHex(keccak_256(utf8ToBytes(secret)));
  return { privateKey: `0x${hex}`, address: addressOfKey(hex) };
}

/** `0x` and the hash of a text: for names that the venue makes of chain data, of which there is none here. */
export function hashOf(text: string): string {
  return `0x${bytesToHex(keccak_256(utf8ToBytes(text)))}`;
}
