import { describe, expect, it } from 'vitest';
import { LINEAR } from '../exchange-fixture.ts';
import { bandLimit } from './checks.ts';

describe('the price band', () => {
  it('is on the side that hurts, and rounds inwards', () => {
    expect(bandLimit(LINEAR, true, { mark: 50_005, index: 50_000 })).toBe(55_005);
    expect(bandLimit(LINEAR, false, { mark: 50_005, index: 50_000 })).toBe(45_005);
  });

  it('never leaves the prices that a book can hold', () => {
    const wide = { ...LINEAR, priceBand: 1e9 };
    expect(bandLimit(wide, true, { mark: 50_000, index: 50_000 })).toBe(0x7ffffffe);
    expect(bandLimit(wide, false, { mark: 50_000, index: 50_000 })).toBe(1);
  });
});
