import { describe, expect, it } from 'vitest';
import { universeOf } from './universe.ts';

const tiered = [
  { lowerBound: '0.0', maxLeverage: 40 },
  { lowerBound: '150000000.0', maxLeverage: 20 },
];
const meta = (row: object, marginTables: unknown = [[56, { description: '', marginTiers: tiered }]]) => ({
  ...{ universe: [{ name: 'BTC', szDecimals: 5, maxLeverage: 40, ...row }], marginTables },
});
const tiersOf = (answer: unknown) => universeOf(answer).of('BTC')?.tiers;

describe('the brackets of a coin', () => {
  it('are those of its table, which keep half of what they ask for at first', () => {
    expect(tiersOf(meta({ marginTableId: 56 }))).toEqual([
      { fromNotional: 0, initial: 0.025, maintenance: 0.0125 },
      { fromNotional: 1.5e8, initial: 0.05, maintenance: 0.025 },
    ]);
  });

  it('are one where it has one leverage, which is its table’s name where that is not listed', () => {
    const one = [{ fromNotional: 0, initial: 0.1, maintenance: 0.05 }];
    expect(tiersOf(meta({ marginTableId: 10 }))).toEqual(one);
    expect(tiersOf(meta({ maxLeverage: 10 }, undefined))).toEqual(one);
  });

  it('are not known where nobody tells them, and the coin is there all the same', () => {
    for (const answer of [
      ...[meta({ marginTableId: 57 }), meta({ marginTableId: 0 }), meta({ marginTableId: 'x' })],
      ...[meta({ marginTableId: 56 }, [[56, {}]]), meta({ maxLeverage: null }), meta({ maxLeverage: 0.5 })],
      meta({ marginTableId: 56 }, [[56, { marginTiers: [{ lowerBound: '1', maxLeverage: 3 }] }]]),
    ]) {
      expect(tiersOf(answer)).toBeUndefined();
      expect(universeOf(answer).of('BTC')).toBeDefined();
    }
  });
});
