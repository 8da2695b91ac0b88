import { describe, expect, it } from 'vitest';
import { type Connection, readConnection } from './connect.ts';
import { openDocument } from './document.ts';

function read(text: string): { connection: Connection | undefined; errors: readonly string[] } {
  const { report, root } = openDocument(text, 'x.yaml');
  if (root === undefined) throw new Error('no document');
  const connection = readConnection(root, 'deribit');
  return { connection, errors: report.errors.map(({ message, remedy }) => `${message} — ${remedy}`) };
}

describe('readConnection', () => {
  it('is on paper unless it says otherwise', () => {
    expect(read('halfSpread: 1bp').connection).toBeUndefined();
    expect(read('connect: { protocol: deribit, to: production }')).toEqual({
      connection: {
        venue: 'deribit',
        protocol: 'deribit',
        endpoint: { kind: 'production' },
        account: 'paper',
        key: null,
      },
      errors: [],
    });
  });

  it('reads the name of an exchange of ccxt’s', () => {
    expect(read('connect: { protocol: ccxt:bybit, to: testnet }')).toMatchObject({
      connection: { protocol: 'ccxt:bybit', endpoint: { kind: 'testnet' } },
      errors: [],
    });
  });

  it('reads addresses and where keys are', () => {
    const text = 'connect: { protocol: binance, to: 127.0.0.1:8420, account: live, key: env BIN }';
    expect(read(text).connection).toMatchObject({
      endpoint: { kind: 'address', host: '127.0.0.1', port: 8420 },
      account: 'live',
      key: { kind: 'env', name: 'BIN' },
    });
    expect(read(text.replace('env BIN', 'file keys/b.json')).connection?.key).toEqual({
      kind: 'file',
      name: 'keys/b.json',
    });
  });

  it.each([
    ['connect: { protocol: kraken, to: testnet }', 'kraken, which is no protocol'],
    ['connect: { protocol: ccxt:By_Bit, to: testnet }', 'ccxt:By_Bit, which is no protocol'],
    ['connect: { protocol: ccxt:bybit, to: simulated }', 'where there is none'],
    ['connect: { protocol: ccxt:bybit, to: 127.0.0.1:8420 }', 'where there is none'],
    ['connect: { protocol: deribit }', ''],
    ['connect: { protocol: deribit, to: 127.0.0.1:99999 }', 'is 127.0.0.1:99999, which is no place'],
    ['connect: { protocol: deribit, to: testnet, account: live }', 'has a live account and no key'],
    ['connect: { protocol: deribit, to: testnet, colour: red }', 'connect.colour is not known'],
  ])('refuses %s', (text, message) => {
    const { errors } = read(text);
    if (message !== '') expect(errors.join()).toContain(message);
    else expect(errors.join()).toContain('has no to');
  });

  it('does not repeat what may be a secret', () => {
    const { errors } = read('connect: { protocol: deribit, to: testnet, account: live, key: hush-hush }');
    expect(errors.join()).toContain('is not where a key is');
    expect(errors.join()).not.toContain('hush');
  });
});
