import { describe, expect, it } from 'vitest';
import { HOUR } from '../../units/time.ts';
import { fundingIntervals } from './permits.ts';

describe('fundingIntervals', () => {
  it('is eight hours where what is told is no time', async () => {
    const told = [4, '1', 0, -4, '', null, Infinity, 1e308, { toString: 0 }];
    const rows = told.map((fundingIntervalHours, i) => ({ symbol: `S${i}`, fundingIntervalHours }));
    const found = await fundingIntervals({ ask: async () => rows, close: async () => undefined });
    expect([...found.values()]).toEqual([4, 1, 8, 8, 8, 8, 8, 8, 8].map((hours) => hours * HOUR));
  });
});
