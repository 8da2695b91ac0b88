import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORTH_AN_ORDER } from '../decide/due.ts';
import { regionOf } from '../decide/region.ts';
import type { EngineConfig, Policy, Profile } from '../domain/config.ts';
import { emptyMarket, type MarketState, observe } from '../observe/observe.ts';
import { takeQuotes, takeVols } from '../observe/snapshot.ts';
import { HOUR, later, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { CONFIG, ETH_PERP, hedged, PERP, PROFILE, T0 } from './engine-fixture.ts';
import type { EngineState } from './state.ts';
import { createVigil } from './vigil.ts';
import { dueNow } from './watch.ts';

const PRICES = { SPOT: 60_000, PERP: 60_000, 'ETH-PERP': 3_000 };
const ETH: Profile = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP' };

const BASE: EngineState = hedged().state();

function full(state: EngineState, market: MarketState, now: Millis) {
  const { staleAfterMs } = state.config;
  return dueNow(
    state,
    { quotes: takeQuotes(market, now, staleAfterMs), vols: takeVols(market, now, staleAfterMs) },
    now,
  );
}

function tell(
  market: MarketState,
  instrument: keyof typeof PRICES,
  now: Millis,
  move: number,
  half = 1e-4,
): void {
  const price = PRICES[instrument] * (1 + move);
  const quote = { bid: price * (1 - half), ask: price * (1 + half), bidSize: 1, askSize: 1 };
  observe(market, { kind: 'quote', instrument, at: now, ...quote }, now);
}

const policy: fc.Arbitrary<Policy> = fc.oneof(
  fc.record({
    kind: fc.constant('fixed-band' as const),
    halfWidth: fc.double({ min: 0, max: 0.2, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('whalley-wilmott' as const), riskAversion: fc.constantFrom(1e-4, 1e-2) }),
  fc.record({ kind: fc.constant('zakamouline' as const), riskAversion: fc.constantFrom(1e-4, 1e-2) }),
  fc.record({
    kind: fc.constant('fixed-percentage' as const),
    move: fc.double({ min: 0, max: 0.02, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('clock' as const), everyMs: fc.constant(5 * MINUTE) }),
);
const ratio = fc.constant({
  points: [
    { at: T0, ratio: 0 },
    { at: later(T0, HOUR), ratio: 1 },
  ],
  between: 'glide' as const,
});
const side = fc.record({
  policy,
  target: fc.oneof(fc.constant(0), fc.constant(0), ratio),
  delta: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  gamma: fc.constantFrom(0, 1e-5, -1e-4, 1e-3),
  side: fc.constantFrom('short' as const, 'long' as const, 'mixed' as const),
  retryMs: fc.constantFrom(null, null, null, 3 * MINUTE),
  clockMs: fc.constantFrom(null, 0, 4 * MINUTE),
  quality: fc.constantFrom('fresh' as const, 'fresh' as const, 'fresh' as const, 'stale' as const),
  isMarketVol: fc.boolean(),
});
type Side = typeof side extends fc.Arbitrary<infer T> ? T : never;

function watchedOf(one: Side, price: number, pull: string): EngineState['decisions']['watched'][string] {
  const curve = { gamma: one.gamma, side: one.side, years: 0.1, vol: 0.5, rate: 0 };
  const joint = { shift: 0.01, pull: { [pull]: 0.2 } };
  return {
    memory: { clockAt: one.clockMs === null ? null : later(T0, one.clockMs) },
    quality: one.quality,
    anchor: { price, delta: one.delta, hedgeDelta: 0.02, curve, ...(one.clockMs === 0 ? {} : { joint }) },
    retryAt: one.retryMs === null ? null : later(T0, one.retryMs),
  };
}

function profileOf(profile: Profile, one: Side): Profile {
  const markVol = one.isMarketVol ? ({ kind: 'market' } as const) : profile.markVol;
  return { ...profile, policy: one.policy, targetDelta: one.target, markVol };
}

function stateOf(btc: Side, eth: Side): EngineState {
  const profiles = [profileOf(PROFILE, btc), profileOf(ETH, eth)];
  const config: EngineConfig = { ...CONFIG, profiles, instruments: [...CONFIG.instruments, ETH_PERP] };
  return {
    ...BASE,
    config,
    instruments: { ...BASE.instruments, [PERP.id]: PERP, [ETH_PERP.id]: ETH_PERP },
    decisions: {
      ...BASE.decisions,
      lastAt: T0,
      watched: { BTC: watchedOf(btc, 60_000, 'ETH'), ETH: watchedOf(eth, 3_000, 'BTC') },
    },
  };
}

const tick = fc.record({
  instrument: fc.constantFrom(...(Object.keys(PRICES) as (keyof typeof PRICES)[])),
  ms: fc.oneof(
    { weight: 9, arbitrary: fc.nat({ max: 2_000 }) },
    { weight: 1, arbitrary: fc.nat({ max: 30 * MINUTE }) },
  ),
  move: fc.oneof(
    fc.double({ min: -1e-4, max: 1e-4, noNaN: true }),
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  ),
  half: fc.constantFrom(1e-5, 1e-4, 1e-3),
});

describe('createVigil', () => {
  it('is never quiet where a decision is due, and mostly where none is', () => {
    let [quiet, none] = [0, 0];
    fc.assert(
      fc.property(side, side, fc.array(tick, { minLength: 5, maxLength: 25 }), (btc, eth, ticks) => {
        const state = stateOf(btc, eth);
        const vigil = createVigil();
        const market = emptyMarket();
        let now = T0;
        for (const instrument of Object.keys(PRICES) as (keyof typeof PRICES)[])
          tell(market, instrument, now, 0);
        for (const underlying of ['BTC', 'ETH'])
          observe(market, { kind: 'vol', underlying, at: now, vol: 0.5 }, now);
        for (const { instrument, ms, move, half } of ticks) {
          now = millis(now + ms);
          tell(market, instrument, now, move, half);
          const isQuiet = vigil.isQuiet(state, market, now);
          const why = full(state, market, now);
          if (isQuiet) expect(why).toBeNull();
          if (why === null) none += 1;
          if (isQuiet) quiet += 1;
        }
      }),
      { numRuns: 400 },
    );
    expect(none).toBeGreaterThan(200);
    expect(quiet / none).toBeGreaterThan(0.5);
  });

  it.each<Policy>([
    { kind: 'whalley-wilmott', riskAversion: 1e-3 },
    { kind: 'zakamouline', riskAversion: 1e-3 },
    { kind: 'fixed-percentage', move: 0.01 },
    { kind: 'fixed-band', halfWidth: 0.1 },
  ])('is quiet up to a hundredth from where an order is worth it, and not beyond: $kind', (rule) => {
    const curve = { gamma: 1e-4, side: 'short', years: 0.1, vol: 0.5, rate: 0 } as const;
    const fee = CONFIG.venues[0]?.takerFee ?? expect.fail('no fee');
    const { halfWidth } = regionOf(rule, curve, 60_000, fee + 1e-4);
    const edge = halfWidth + Math.max(0.001, WORTH_AN_ORDER * halfWidth);
    let [quiet, due] = [0, 0];
    for (let part = 0.95; part < 1.05; part += 0.002)
      for (const [move, half] of [
        [-0.9e-4, 1.02e-4],
        [0.9e-4, 0.98e-4],
        [0, 1e-4],
      ] as const) {
        const anchor = { price: 60_000, delta: part * edge, hedgeDelta: 0, curve };
        const watched = {
          BTC: { memory: { clockAt: null }, quality: 'fresh' as const, anchor, retryAt: null },
        };
        const config = { ...CONFIG, profiles: [{ ...PROFILE, policy: rule }] };
        const decisions = { ...BASE.decisions, lastAt: T0, bookChanged: false, watched };
        const state: EngineState = { ...BASE, config, decisions };
        const market = emptyMarket();
        const vigil = createVigil();
        for (const instrument of ['SPOT', 'PERP'] as const) tell(market, instrument, T0, 0);
        vigil.isQuiet(state, market, later(T0, 1));
        for (const instrument of ['SPOT', 'PERP'] as const)
          tell(market, instrument, later(T0, 2), move, instrument === 'PERP' ? half : 1e-4);
        const isQuiet = vigil.isQuiet(state, market, later(T0, 3));
        const why = full(state, market, later(T0, 3));
        if (isQuiet) expect(why, `at ${part} of the edge`).toBeNull();
        if (why === null && part < 0.97 && move === 0) expect(isQuiet, `at ${part} of the edge`).toBe(true);
        if (isQuiet) quiet += 1;
        if (why === 'band') due += 1;
      }
    expect(quiet).toBeGreaterThan(10);
    expect(due).toBeGreaterThan(10);
  });

  it('looks at a new state as at a new state', () => {
    const still = { ...BASE, decisions: { ...BASE.decisions, bookChanged: false } };
    const market = emptyMarket();
    for (const instrument of ['SPOT', 'PERP'] as const) tell(market, instrument, T0, 0);
    const vigil = createVigil();
    const at = later(T0, 1);
    expect(full(still, market, at)).toBeNull();
    expect(vigil.isQuiet(still, market, at)).toBe(true);
    const { BTC } = still.decisions.watched;
    const anchor = { ...(BTC?.anchor ?? expect.fail('no anchor')), delta: 5 };
    const out = {
      ...still,
      decisions: { ...still.decisions, watched: { BTC: { ...BTC, anchor } } },
    } as EngineState;
    expect(vigil.isQuiet(out, market, at)).toBe(false);
    expect(vigil.isQuiet(still, market, at)).toBe(true);
    for (const change of [{ bookChanged: true }, { lastAt: null }, { stopped: true }])
      expect(vigil.isQuiet({ ...still, decisions: { ...still.decisions, ...change } }, market, at)).toBe(
        false,
      );
  });
});
