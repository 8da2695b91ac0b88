import { describe, expect, it } from 'vitest';
import type { Quality, Reading } from '../domain/market.ts';
import { PROFILE, T0 } from './engine-fixture.ts';
import { readinessOf } from './readiness.ts';

function quoteOf(quality: Quality): Reading<{ bid: number; ask: number; bidSize: number; askSize: number }> {
  return { bid: 1, ask: 1, bidSize: 0, askSize: 0, at: T0, quality };
}

function readiness(
  index: Quality | null,
  hedge: Quality | null,
  vol: Quality | null,
  market: boolean,
): string {
  const quotes = {
    ...(index !== null && { SPOT: quoteOf(index) }),
    ...(hedge !== null && { PERP: quoteOf(hedge) }),
  };
  const vols = vol === null ? {} : { BTC: { vol: 0.5, at: T0, quality: vol } };
  const markVol = market ? ({ kind: 'market' } as const) : PROFILE.markVol;
  return readinessOf({ ...PROFILE, markVol }, { quotes, vols });
}

describe('readinessOf', () => {
  it.each([
    ['fresh', 'fresh', null, false, 'fresh'],
    ['fresh', 'stale', null, false, 'stale'],
    ['suspect', 'fresh', null, false, 'suspect'],
    ['suspect', 'stale', null, false, 'stale'],
    [null, 'fresh', null, false, 'absent'],
    ['fresh', null, null, false, 'absent'],
    ['fresh', 'fresh', 'stale', false, 'fresh'],
    ['fresh', 'fresh', 'stale', true, 'stale'],
    ['fresh', 'fresh', null, true, 'absent'],
  ] as const)('of index %s, hedge %s, vol %s (market: %s) is %s', (index, hedge, vol, market, expected) => {
    expect(readiness(index, hedge, vol, market)).toBe(expected);
  });
});
