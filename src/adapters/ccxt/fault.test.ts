import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { isLoss, type Meaning, meaningOf, Refusal } from './fault.ts';

const CLASSES: Readonly<Record<Meaning, readonly string[]>> = {
  refused: [
    ...['InsufficientFunds', 'InvalidOrder', 'BadRequest', 'BadSymbol', 'AuthenticationError'],
    ...['PermissionDenied', 'OperationRejected', 'MarketClosed', 'OrderImmediatelyFillable', 'InvalidNonce'],
  ],
  busy: ['DDoSProtection', 'RateLimitExceeded', 'OnMaintenance'],
  unknown: [
    ...['ExchangeError', 'NetworkError', 'RequestTimeout', 'ExchangeNotAvailable', 'BadResponse'],
    ...['NullResponse', 'OperationFailed', 'DuplicateOrderId', 'ChecksumError', 'ExchangeClosedByUser'],
  ],
  absent: ['OrderNotFound'],
};
const classes = ccxt as unknown as Readonly<Record<string, new (text: string) => Error>>;

function made(name: string, text = 'said so'): Error {
  const Class = classes[name];
  if (Class === undefined) throw new Error(`ccxt has no ${name}`);
  return new Class(text);
}

describe('meaningOf', () => {
  it.each(Object.entries(CLASSES))('takes these classes of ccxt for %s', (meaning, names) => {
    for (const name of names) expect([name, meaningOf(made(name))]).toEqual([name, meaning]);
  });

  it('never takes for a refusal what is no error of ccxt’s, or says that the order is there already', () => {
    for (const error of [new TypeError('x of undefined'), 'text', undefined, null, { code: 1 }])
      expect(meaningOf(error)).toBe('unknown');
    expect(meaningOf(made('InvalidOrder', 'ClientOrderId is duplicated.'))).toBe('unknown');
  });
});

describe('isLoss', () => {
  it('is of connections, not of limits or single books', () => {
    for (const name of ['NetworkError', 'RequestTimeout', 'ExchangeNotAvailable', 'ExchangeClosedByUser'])
      expect([name, isLoss(made(name))]).toEqual([name, true]);
    for (const name of ['ChecksumError', 'RateLimitExceeded', 'OnMaintenance', 'BadRequest', 'ExchangeError'])
      expect([name, isLoss(made(name))]).toEqual([name, false]);
  });
});

describe('Refusal', () => {
  it('knows whether the key is at fault', () => {
    expect(new Refusal('a', made('PermissionDenied'), 'refused').isOfKey).toBe(true);
    expect(new Refusal('a', made('BadRequest'), 'refused').isOfKey).toBe(false);
  });
});
