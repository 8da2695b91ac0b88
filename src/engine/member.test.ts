import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import type { OptimalProfile } from '../decide/optimal/member.ts';
import { VOL_OF_VOL } from '../decide/optimal/weights.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { MarketSnapshot, QuoteReading } from '../domain/market.ts';
import { CONFIG, configOf, INVERSE, PROFILE, T0, trading } from './engine-fixture.ts';
import { hedgeViewOf } from './hedge-view.ts';
import { markTo } from './ledger.ts';
import { memberOf, type Seen } from './member.ts';
import { situationOf } from './situation.ts';

const WANTED: OptimalProfile = {
  ...PROFILE,
  policy: { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking' },
  alsoHedge: ['CALL', 'INVERSE', 'NOWHERE'],
  vegaBand: [-1_000, 2_000],
};

function quoteOf(bid: number, ask: number, quality: QuoteReading['quality'] = 'fresh'): QuoteReading {
  return { bid, ask, bidSize: 0, askSize: 0, at: T0, quality };
}

const QUOTES = {
  SPOT: quoteOf(59_990, 60_010),
  PERP: quoteOf(59_988, 60_012),
  INVERSE: quoteOf(59_970, 60_030),
  CALL: quoteOf(1_640, 1_660),
};

function memberAt(quotes: MarketSnapshot['quotes'], gate: Seen['gate'] = 'running', stress?: number) {
  const config: EngineConfig = {
    ...configOf(WANTED),
    limits: { ...CONFIG.limits, maxOrderNotional: 120_000 },
  };
  const state = { ...trading(config).state(), orders: {} };
  const snapshot: MarketSnapshot = {
    ...{ at: T0, quotes, depth: {}, funding: {}, vols: {}, rates: {} },
  };
  const marked = markTo(state, snapshot, KERNEL);
  if (marked.kind !== 'marked') throw new Error(marked.what);
  const view = hedgeViewOf(state, marked, quotes, KERNEL);
  const situation = situationOf(state, WANTED, view, snapshot);
  const probabilities = stress === undefined ? null : { calm: 1 - stress, normal: 0, stress };
  const curve = { ...situation.curve, scale: { factor: 1, probabilities } };
  const profile = { ...WANTED, stances: { stress: { vega: [0, 6_000] as const } } };
  const seen = { view, snapshot, exposure: {}, gate };
  return memberOf(state, profile, { ...situation, curve }, seen);
}

describe('a member', () => {
  const member = memberAt(QUOTES);

  it('trades its hedge at the cost that its region is made of', () => {
    const { hedge, situation } = member;
    expect(hedge).toMatchObject({
      instrument: 'PERP',
      delta: 1,
      gamma: 0,
      vega: 0,
      lot: 0.001,
      leftOut: null,
    });
    expect(hedge.cost).toBe(situation.costRate * situation.price);
    expect(hedge.worth).toBeCloseTo(60_000, 9);
    // Orders of two coins, in whole lots.
    expect([hedge.lower, hedge.upper]).toEqual([expect.closeTo(-2, 12), expect.closeTo(2, 12)]);
  });

  it('trades an option for its fee on the underlying and half its spread', () => {
    const [option] = member.also;
    expect(option?.cost).toBeCloseTo(0.0005 * 60_000 + 10, 9);
    expect(option).toMatchObject({ instrument: 'CALL', lot: 0.01, leftOut: null });
    expect(option?.worth).toBeCloseTo(60_000, 9);
    expect(option?.delta).toBeGreaterThan(0.5);
    expect(option?.gamma).toBeGreaterThan(0);
    expect(option?.vega).toBeGreaterThan(3_000);
  });

  it('trades another contract on the same coin in base units', () => {
    const other = member.also[1];
    expect(other).toMatchObject({ instrument: 'INVERSE', delta: 1, gamma: 0, vega: 0 });
    expect(other?.lot).toBeCloseTo(INVERSE.multiplier / 60_000, 12);
    expect(other?.cost).toBeCloseTo((0.0005 + 30 / 60_000) * 60_000, 9);
  });

  it('has nothing to trade of what is not listed, has no quote, or one that is old or one-sided', () => {
    const why = (quote?: QuoteReading) => {
      const { CALL: _, ...others } = QUOTES;
      return memberAt(quote === undefined ? others : { ...others, CALL: quote }).also[0];
    };
    expect(member.also[2]).toMatchObject({
      instrument: 'NOWHERE',
      leftOut: 'not listed',
      lower: 0,
      upper: 0,
    });
    expect(why()).toMatchObject({ leftOut: 'no price', lower: 0, upper: 0 });
    expect(why({ ...quoteOf(1_640, 1_660, 'stale'), at: T0 })).toMatchObject({ leftOut: 'stale, 0 ms old' });
    expect(why(quoteOf(0, 1_660))).toMatchObject({ leftOut: 'one-sided' });
    expect(why(quoteOf(1_640, 1_660))?.leftOut).toBeNull();
  });

  it('may only make positions smaller in a halt', () => {
    const { hedge, also } = memberAt(QUOTES, 'halted');
    for (const { lower, upper } of [hedge, ...also]) expect([lower + 0, upper + 0]).toEqual([0, 0]);
  });

  it('keeps vega as the regimes that are expected want it', () => {
    expect(member.vegaBand).toEqual([-1_000, 2_000]);
    expect(memberAt(QUOTES, 'running', 1).vegaBand).toEqual([0, 6_000]);
    expect(memberAt(QUOTES, 'running', 0.25).vegaBand).toEqual([-750, 3_000]);
    expect(member.gammaBand).toBeNull();
    expect(member.volOfVol).toBe(VOL_OF_VOL);
  });
});
