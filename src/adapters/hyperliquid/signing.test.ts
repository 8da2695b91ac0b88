import { signL1Action } from '@nktkas/hyperliquid/signing';
import fc from 'fast-check';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { addressOf, addressOfKey, privateKeyOf, simulatedKey } from './key.ts';
import { actionHash, createSigner } from './signing.ts';

const SECRET = '0x0123456789012345678901234567890123456789012345678901234567890123';
const KEY = privateKeyOf(SECRET) as Uint8Array;
const ORDER = {
  type: 'order',
  orders: [{ a: 4, b: true, p: '1670.1', s: '0.0147', r: false, t: { limit: { tif: 'Ioc' } } }],
  grouping: 'na',
};

describe('keys', () => {
  it('are 32 bytes in hex that can sign, and nothing else', () => {
    expect(privateKeyOf(SECRET.slice(2))).toEqual(KEY);
    for (const wrong of ['', 'demo', '0x01', SECRET.slice(0, -1), `${SECRET}0`, `0x${'0'.repeat(64)}`])
      expect(privateKeyOf(wrong), wrong).toBeUndefined();
    expect(privateKeyOf(`0x${'f'.repeat(64)}`)).toBeUndefined();
  });

  it('have the address that another library finds', () => {
    expect(addressOfKey(KEY)).toBe(privateKeyToAccount(SECRET).address.toLowerCase());
    const { id, secret } = simulatedKey('demo');
    expect(privateKeyToAccount(secret as `0x${string}`).address.toLowerCase()).toBe(id);
  });

  it('compare addresses in one spelling', () => {
    expect(addressOf(`0x${'Ab'.repeat(20)}`)).toBe(`0x${'ab'.repeat(20)}`);
    for (const wrong of ['demo', `0x${'a'.repeat(39)}`, 5, undefined])
      expect(addressOf(wrong)).toBeUndefined();
  });
});

describe('actionHash', () => {
  it('is what the venue publishes (tests/signing_test.py of its Python SDK)', () => {
    expect(Buffer.from(actionHash(ORDER, 1_677_777_606_040)).toString('hex')).toBe(
      '0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908',
    );
  });
});

describe('createSigner', () => {
  // The SDK’s own test of a made-up action is at nonce 0, which our signer never gives: it is checked at 1.
  it.each([
    [false, '53749d5b30552aeb2fca34b530185976545bb22d0b3ce6f62e31be961a59298', 27],
    [true, '542af61ef1f429707e3c76c5293c80d01f74ef853e34b76efffcb57e574f9510', 28],
  ] as const)('signs as the venue’s SDK does (testnet: %s)', async (isTestnet, published, v) => {
    const action = { type: 'dummy', num: 100_000_000_000 };
    const wallet = privateKeyToAccount(SECRET);
    const theirs = await signL1Action({ wallet, action, nonce: 0, isTestnet });
    expect([theirs.r, theirs.v]).toEqual([`0x${published.padStart(64, '0')}`, v]);
    const { signature, nonce } = createSigner(KEY, isTestnet, () => 1)(action);
    expect(signature).toEqual(await signL1Action({ wallet, action, nonce, isTestnet }));
  });

  it('signs as another library does, whatever the action and its deadline', async () => {
    const wallet = privateKeyToAccount(SECRET);
    const values = fc.record({ a: fc.nat(), b: fc.boolean(), p: fc.string(), big: fc.maxSafeNat() });
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.integer({ min: 1, max: 2e12 }),
        fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: undefined }),
        fc.boolean(),
        async (fields, time, expiresAfter, isTestnet) => {
          const action = { type: 'order', orders: [fields] };
          const { signature, nonce } = createSigner(KEY, isTestnet, () => time)(action, expiresAfter);
          const deadline = expiresAfter === undefined ? {} : { expiresAfter };
          expect(signature).toEqual(await signL1Action({ wallet, action, nonce, isTestnet, ...deadline }));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never gives a nonce twice, though the clock stand still or go back', () => {
    let time = 1_000;
    const sign = createSigner(KEY, false, () => time);
    const nonces = [sign(ORDER).nonce, sign(ORDER).nonce];
    time = 500;
    nonces.push(sign(ORDER).nonce);
    time = 2_000.7;
    nonces.push(sign(ORDER).nonce);
    expect(nonces).toEqual([1_000, 1_001, 1_002, 2_000]);
  });
});
