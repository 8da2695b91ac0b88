import { describe, expect, it } from 'vitest';
import { ivJob } from './iv-job.ts';

const range = 'a price above 0, its intrinsic value, and below 100, its value at an infinite vol';

describe('the iv job', () => {
  it.each(['call', 'CALL', 'c', 'C', 'put', 'Put', 'p'])('knows %s', (type) => {
    // 2 Φ(s / 2) − 1 = 0.04, by mpmath 1.3.0.
    expect(ivJob.answer([type, '100', '1e2', '.25', '+4.'])).toEqual([
      expect.closeTo(0.20061433385893446, 15),
    ]);
  });

  it.each<[string[], string, string, string]>([
    [['swap', '100', '100', '1', '4'], 'type', '"swap"', 'call or put'],
    [['', '', '', '', ''], 'type', '""', 'call or put'],
    [['c', 'high', 'low', '1', '4'], 'forward', '"high"', 'a decimal number, such as 0.25 or 1e-3'],
    [['c', '100', '0x64', '1', '4'], 'strike', '"0x64"', 'a decimal number, such as 0.25 or 1e-3'],
    [['c', '100', '100', '', '4'], 'T', '""', 'a decimal number, such as 0.25 or 1e-3'],
    [['c', '100', '100', '1', 'NaN'], 'price', '"NaN"', 'a decimal number, such as 0.25 or 1e-3'],
    [['c', '100', '100', '1', '1 000'], 'price', '"1 000"', 'a decimal number, such as 0.25 or 1e-3'],
    [['c', '1e999', '100', '1', '4'], 'forward', 'Infinity', 'a finite forward above 0'],
    [['c', '100', '100', '0', '4'], 'T', '0', 'a finite time to expiry in years above 0'],
    [['c', '100', '100', '1', '100'], 'price', '100', range],
  ])('refuses %j', (row, field, value, remedy) => {
    expect(ivJob.answer(row)).toEqual({ field, value, remedy });
  });
});
