import { createL1ActionHash } from '@nktkas/hyperliquid/signing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAction } from './action.ts';
import { BOB, DEMO, order, orders, signTrading } from './hyperliquid-fixture.ts';
import { addressOfKey } from './key.ts';
import { actionHash, readSignature, type Sealed, tradingSigner } from './signature.ts';

const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

function signer(action: unknown, sealed: Sealed, network: 'mainnet' | 'testnet', rsv: object): string {
  const signature = readSignature(rsv);
  if (signature === undefined) throw new Error('no signature');
  return tradingSigner(action, sealed, network, signature) ?? 'nobody';
}

// tests/signing_test.py of Hyperliquid's Python SDK: the venue's own published values.
const SDK = addressOfKey('0123456789012345678901234567890123456789012345678901234567890123');
const DUMMY = { type: 'dummy', num: 100_000_000_000 };
const VAULT = '0x1719884eb866cb12b2287399b15f7db5e7d775ea';

describe('signatures', () => {
  it('are over the hash that the venue publishes', () => {
    const action = orders(order('buy', '0.0147', '1670.1', { a: 4, t: { limit: { tif: 'Ioc' } } }));
    expect(hex(actionHash(action, { nonce: 1_677_777_606_040 }))).toBe(
      '0x0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908',
    );
  });

  it.each([
    [
      'mainnet',
      undefined,
      '0x53749d5b30552aeb2fca34b530185976545bb22d0b3ce6f62e31be961a59298',
      '0x755c40ba9bf05223521753995abb2f73ab3229be8ec921f350cb447e384d8ed8',
      27,
    ],
    [
      'testnet',
      undefined,
      '0x542af61ef1f429707e3c76c5293c80d01f74ef853e34b76efffcb57e574f9510',
      '0x17b8b32f086e8cdede991f1e2c529f5dd5297cbe8128500e00cbaf766204a613',
      28,
    ],
    [
      'mainnet',
      VAULT,
      '0x3c548db75e479f8012acf3000ca3a6b05606bc2ec0c29c50c515066a326239',
      '0x4d402be7396ce74fbba3795769cda45aec00dc3125a984f2a9f23177b190da2c',
      28,
    ],
    [
      'testnet',
      VAULT,
      '0xe281d2fb5c6e25ca01601f878e4d69c965bb598b88fac58e475dd1f5e56c362b',
      '0x7ddad27e9a238d045c035bc606349d075d5c5cd00a6cd1da23ab5c39d4ef0f60',
      27,
    ],
  ] as const)('of %s, vault %s, are the published wallet’s', (network, vault, r, s, v) => {
    const sealed = vault === undefined ? { nonce: 0 } : { nonce: 0, vault };
    expect(signer(DUMMY, sealed, network, { r, s, v })).toBe(SDK);
    const other = network === 'mainnet' ? 'testnet' : 'mainnet';
    expect(signer(DUMMY, sealed, other, { r, s, v })).not.toBe(SDK);
    expect(signer({ ...DUMMY, num: 1 }, sealed, network, { r, s, v })).not.toBe(SDK);
    expect(signer(DUMMY, { ...sealed, nonce: 1 }, network, { r, s, v })).not.toBe(SDK);
    expect(signer(DUMMY, { ...sealed, expiresAfter: 0 }, network, { r, s, v })).not.toBe(SDK);
  });

  it('are over what another library hashes', () => {
    const decimals = fc.integer({ min: 1, max: 1e9 }).map((each) => String(each / 1000));
    const cloids = fc
      .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
      .map((digits) => `0x${digits.join('')}`);
    const wires = fc.record(
      {
        a: fc.nat(),
        b: fc.boolean(),
        p: decimals,
        s: decimals,
        r: fc.boolean(),
        t: fc.constantFrom({ limit: { tif: 'Gtc' } }, { limit: { tif: 'Alo' } }),
        c: cloids,
      },
      { requiredKeys: ['a', 'b', 'p', 's', 'r', 't'] },
    );
    fc.assert(
      fc.property(
        fc.array(wires, { maxLength: 3 }),
        fc.integer({ min: 0, max: 2e12 }),
        fc.option(fc.constant(VAULT), { nil: undefined }),
        fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: undefined }),
        (all, nonce, vault, expiresAfter) => {
          const action = readAction({ grouping: 'na', orders: all, type: 'order' });
          const theirs = createL1ActionHash({
            action: { type: 'order', orders: all, grouping: 'na' },
            nonce,
            ...(vault === undefined ? {} : { vaultAddress: VAULT as `0x${string}` }),
            ...(expiresAfter === undefined ? {} : { expiresAfter }),
          });
          const sealed = {
            nonce,
            ...(vault === undefined ? {} : { vault }),
            ...(expiresAfter === undefined ? {} : { expiresAfter }),
          };
          expect(hex(actionHash(action, sealed))).toBe(theirs);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('name whoever signed, and nobody where there is nothing to recover', () => {
    const action = orders(order('buy', '1', '60000'));
    const rsv = signTrading(action, { nonce: 5 }, BOB);
    expect(signer(action, { nonce: 5 }, 'mainnet', rsv)).toBe(BOB.address);
    expect(signer(action, { nonce: 6 }, 'mainnet', rsv)).not.toBe(DEMO.address);
    expect(signer(action, { nonce: 5 }, 'mainnet', { ...rsv, r: '0x0' })).toBe('nobody');
    expect(signer(action, { nonce: 5 }, 'mainnet', { ...rsv, s: `0x${'f'.repeat(64)}` })).toBe('nobody');
  });

  it('are read only where they are whole', () => {
    const whole = { r: '0x1', s: `0x${'f'.repeat(64)}`, v: 27 };
    expect(readSignature(whole)).toMatchObject({ r: 1n, v: 27 });
    for (const broken of [
      null,
      'text',
      [],
      { ...whole, v: 0 },
      { ...whole, v: '27' },
      { ...whole, r: '1' },
      { ...whole, r: '0x' },
      { ...whole, s: `0x${'f'.repeat(65)}` },
      { ...whole, s: 5 },
    ])
      expect(readSignature(broken)).toBeUndefined();
  });
});
