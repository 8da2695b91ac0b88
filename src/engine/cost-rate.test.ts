import { describe, expect, it } from 'vitest';
import { costRateOf, unitCostOf } from './cost-rate.ts';
import { CALL, INVERSE, PERP, PROFILE, started } from './engine-fixture.ts';

const state = started().state();
const quoteOf = (bid: number, ask: number) => ({ bid, ask, bidSize: 0, askSize: 0 });
const reading = (bid: number, ask: number) => ({
  ...quoteOf(bid, ask),
  at: state.at,
  quality: 'fresh' as const,
});

describe('costRateOf', () => {
  it('is the fee and half the spread of the hedge, as a fraction, and never below 0', () => {
    expect(costRateOf(state, PROFILE, { PERP: reading(59_940, 60_060) })).toBeCloseTo(0.0005 + 0.001, 12);
    expect(costRateOf(state, PROFILE, {})).toBe(0.0005);
    const rebate = { ...state.config, venues: [{ id: 'v', takerFee: -0.001, makerFee: 0 }] };
    expect(costRateOf({ ...state, config: rebate }, PROFILE, {})).toBe(0);
  });
});

describe('unitCostOf', () => {
  it('is that of one coin, of whatever contract', () => {
    for (const contract of [PERP, INVERSE])
      expect(unitCostOf(state, contract, quoteOf(59_940, 60_060), 60_000)).toBeCloseTo(90, 9);
  });

  it('is an option’s fee, at most an eighth of its price, and half its spread, in quote currency', () => {
    expect(unitCostOf(state, CALL, quoteOf(990, 1_010), 60_000)).toBeCloseTo(30 + 10, 9);
    expect(unitCostOf(state, CALL, quoteOf(7, 9), 60_000)).toBeCloseTo(1 + 1, 9);
    const inCoin = { ...CALL, inverse: true, settle: 'BTC' };
    expect(unitCostOf(state, inCoin, quoteOf(0.0165, 0.0167), 60_000)).toBeCloseTo(30 + 6, 9);
  });
});
