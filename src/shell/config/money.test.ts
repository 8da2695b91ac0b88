import { describe, expect, it } from 'vitest';
import { reading } from './config-fixture.ts';
import { amount, money, riskAversion, sameMoney } from './money.ts';

describe('money', () => {
  const limit = money('USD');

  it('takes an amount in the reporting currency', () => {
    expect(reading(limit, '100000 USD')).toBe(100_000);
    expect(reading(limit, '1_000_000USD')).toBe(1_000_000);
    expect(reading(money('EUR'), '0.5 EUR')).toBe(0.5);
  });

  it.each([
    ['100000', 'is 100000, which has no currency — write 100000 USD'],
    [
      '100000 EUR',
      'is in EUR, but limits are in the reporting currency — write an amount in USD, such as 100000 USD',
    ],
    [
      '100000 USDT',
      'is in USDT, but limits are in the reporting currency — write an amount in USD, such as 100000 USD',
    ],
    ['0 USD', 'is 0 USD — a limit must be more than 0 USD'],
    ['0', 'is 0 — a limit must be more than 0 USD'],
    ['-5 USD', 'is -5 USD — a limit must be more than 0 USD'],
    ['much', 'is much, which is no amount — write an amount in USD, such as 100000 USD'],
  ])('refuses %s', (told, error) => {
    expect(reading(limit, told)).toBe(error);
  });
});

describe('amount', () => {
  it('is exact to eight decimals at any size', () => {
    expect(reading(amount, '250000.5 USDT')).toEqual({ currency: 'USDT', atoms: 25_000_050_000_000n });
    expect(reading(amount, '123456789012.12345678 USD')).toEqual({
      currency: 'USD',
      atoms: 12_345_678_901_212_345_678n,
    });
    expect(reading(amount, '0 BTC')).toEqual({ currency: 'BTC', atoms: 0n });
  });

  it.each([
    ['250000', 'is 250000, which has no currency — write 250000 USDT'],
    ['1 btc', 'is 1 btc, and btc is no ticker — write BTC'],
    ['-1 BTC', 'is -1 BTC — cash is 0 or more: debts are not modelled yet'],
    ['0.000000001 BTC', 'is 0.000000001 BTC, finer than 0.00000001 — write at most eight decimals'],
    ['1e6 USD', 'is 1e6 USD — write 1000000 USD'],
    ['some', 'is some, which is no amount — write an amount with its currency, such as 250000 USDT'],
  ])('refuses %s', (told, error) => {
    expect(reading(amount, told)).toBe(error);
  });
});

describe('riskAversion', () => {
  const limit = { notional: 500_000, reporting: 'USD' };
  const aversion = riskAversion('USDT', limit);

  it.each(['0.002 per USDT', '0.002 per USD', '0.002/USDC', '2e-3 per USDT'])('takes %s', (told) => {
    expect(reading(aversion, told)).toBe(0.002);
  });

  it.each([
    ['0.002', 'is 0.002, which has no unit — write 0.002 per USDT'],
    ['0', 'is 0 — it must be more than 0 per USDT'],
    ['-1 per USDT', 'is -1 per USDT — it must be more than 0 per USDT'],
    ['0.002 per BTC', 'is 0.002 per BTC — write 0.002 per USDT: the hedge is quoted in it'],
    ['0.002 USDT', 'is 0.002 USDT — write 0.002 per USDT: the hedge is quoted in it'],
    [
      'low',
      'is low, which is no number — write a number per USDT, such as 0.002 per USDT, or one of calm, balanced, strict',
    ],
  ])('refuses %s', (told, error) => {
    expect(reading(aversion, told)).toBe(error);
  });

  it.each([
    ['calm', 100],
    ['balanced', 300],
    ['strict', 1000],
  ])('takes the word %s as %d over the largest position', (word, relative) => {
    expect(reading(aversion, word)).toBe(relative / 500_000);
    expect(reading(riskAversion('BTC', limit), word)).toBe(
      `is ${word}, which is relative to limits in USD — write a number per BTC`,
    );
  });

  it('takes any unit while the hedge itself is unknown', () => {
    expect(reading(riskAversion('', limit), '0.002 per EUR')).toBe(0.002);
  });
});

describe('sameMoney', () => {
  it('takes dollars for dollars and nothing else for another', () => {
    expect(sameMoney('USDT', 'USD')).toBe(true);
    expect(sameMoney('EUR', 'EUR')).toBe(true);
    expect(sameMoney('EUR', 'USD')).toBe(false);
    expect(sameMoney('BTC', 'USD')).toBe(false);
  });
});
