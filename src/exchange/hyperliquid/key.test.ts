import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { addressOfKey, hashOf, keyOfSecret } from './key.ts';

describe('keyOfSecret', () => {
  it('is the secret where that is a key', () => {
    const one = `0x${'0'.repeat(63)}1`;
    // The address of the private key 1, which every Ethereum library knows.
    expect(keyOfSecret(one)).toEqual({
      privateKey: one,
      address: '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf',
    });
    expect(keyOfSecret('AB'.repeat(32)).privateKey).toBe(`0x${'ab'.repeat(32)}`);
  });

  it('is the hash of any other secret, with the address that wallets find for it', () => {
    for (const secret of ['demo', 'a longer secret', '']) {
      const { privateKey, address } = keyOfSecret(secret);
      expect(privateKey).toBe(hashOf(secret));
      expect(privateKeyToAccount(privateKey as `0x${string}`).address.toLowerCase()).toBe(address);
    }
    // keccak256 of nothing, as everybody prints it.
    expect(hashOf('')).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  });

  it('refuses what is no key', () => {
    expect(() => addressOfKey('0x1234')).toThrow();
    expect(() => addressOfKey('0'.repeat(64))).toThrow();
  });
});
