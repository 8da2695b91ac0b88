import { describe, expect, it } from 'vitest';
import { holdingsOf } from './holdings.ts';
import { SYMBOLS, UNIVERSE } from './hyperliquid-fixture.ts';

const isolated = { coin: 'BTC', szi: '0.001', unrealizedPnl: '1.0', entryPx: '60000.0' };
const state = (change: object = {}) => ({
  marginSummary: { accountValue: '130.0', totalMarginUsed: '39.0' },
  crossMarginSummary: { accountValue: '100.0', totalMarginUsed: '9.0' },
  crossMaintenanceMarginUsed: '4.5',
  assetPositions: [{ position: isolated }],
  ...change,
});
const marginOf = (change: object) => holdingsOf(state(change), SYMBOLS, UNIVERSE).margin;

describe('what is told of margin', () => {
  it('is of what stands for each other: an isolated position’s money keeps no other alive', () => {
    expect(marginOf({})).toEqual({ USDC: { equity: 100, initial: 9, maintenance: 4.5 } });
  });

  it('is nothing where a part of it is missing, and positions and cash are told all the same', () => {
    for (const change of [{ crossMarginSummary: undefined }, { crossMaintenanceMarginUsed: 'much' }]) {
      expect(marginOf(change)).toBeUndefined();
      expect(holdingsOf(state(change), SYMBOLS, UNIVERSE)).toMatchObject({
        positions: { 'HL-BTC': 100 },
        cash: { USDC: 12_900_000_000n },
      });
    }
  });
});
