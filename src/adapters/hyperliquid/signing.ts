/**
 * Trading actions as Hyperliquid wants them signed ("Signing" of its documentation, and its Python SDK): the action is
 * packed with MessagePack in its order of keys and hashed with nonce and deadline; an EIP-712 `Agent` carries the hash.
 */
import { encode } from '@msgpack/msgpack';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export interface Signature {
  readonly r: string;
  readonly s: string;
  readonly v: 27 | 28;
}

/** What is sent to `/exchange`, and over a socket as the payload of an action. */
export interface SignedAction {
  readonly action: object;
  readonly nonce: number;
  readonly signature: Signature;
  readonly expiresAfter?: number;
}

/** `expiresAfter`, in the venue's time: the action is refused when it comes later. */
export type Signer = (action: object, expiresAfter?: number) => SignedAction;

function textHash(text: string): Uint8Array {
  return keccak_256(utf8ToBytes(text));
}

/** A whole number in `size` bytes, the most significant first. */
function bigEndian(value: number, size: 8 | 32): Uint8Array {
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setBigUint64(size - 8, BigInt(value));
  return bytes;
}

const DOMAIN = keccak_256(
  concatBytes(
    textHash('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
    textHash('Exchange'),
    textHash('1'),
    bigEndian(1_337, 32),
    new Uint8Array(32),
  ),
);
const AGENT = textHash('Agent(string source,bytes32 connectionId)');
const NO_VAULT = new Uint8Array([0]);
const HAS_DEADLINE = new Uint8Array([0]);

/** The hash of an action and what is sealed with it: the `connectionId` that is signed. No vault. */
export function actionHash(action: object, nonce: number, expiresAfter?: number): Uint8Array {
  const deadline = expiresAfter === undefined ? [] : [HAS_DEADLINE, bigEndian(expiresAfter, 8)];
  return keccak_256(concatBytes(encode(action), bigEndian(nonce, 8), NO_VAULT, ...deadline));
}

function signed(hash: Uint8Array, privateKey: Uint8Array, isTestnet: boolean): Signature {
  const agent = keccak_256(concatBytes(AGENT, textHash(isTestnet ? 'b' : 'a'), hash));
  const digest = keccak_256(concatBytes(new Uint8Array([0x19, 0x01]), DOMAIN, agent));
  const bytes = secp256k1.sign(digest, privateKey, { prehash: false, format: 'recovered' });
  return {
    r: `0x${bytesToHex(bytes.subarray(1, 33))}`,
    s: `0x${bytesToHex(bytes.subarray(33, 65))}`,
    v: bytes[0] === 1 ? 28 : 27,
  };
}

/**
 * Signs for one API wallet. Nonces are `time` in ms, and each is above the one before: the venue takes each nonce of a
 * wallet once ("Nonces and API wallets"), so that nothing signed can be carried out twice.
 */
export function createSigner(privateKey: Uint8Array, isTestnet: boolean, time: () => number): Signer {
  let last = 0;
  return (action, expiresAfter) => {
    last = Math.max(last + 1, Math.floor(time()));
    const signature = signed(actionHash(action, last, expiresAfter), privateKey, isTestnet);
    const made = { action, nonce: last, signature };
    return expiresAfter === undefined ? made : { ...made, expiresAfter };
  };
}
