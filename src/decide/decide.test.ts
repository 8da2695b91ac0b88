import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy, Profile } from '../domain/config.ts';
import { encode } from '../record/canonical.ts';
import { HOUR } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { decide, type HedgeDecision, type Memory, type Situation } from './decide.ts';
import { regionOf, STRAIGHT } from './region.ts';

const START = 1_700_000_000_000;
const FRESH: Memory = { clockAt: null };
const BAND: Policy = { kind: 'fixed-band', halfWidth: 2 };
const CLOCK: Policy = { kind: 'clock', everyMs: HOUR };
const WHALLEY_WILMOTT: Policy = { kind: 'whalley-wilmott', riskAversion: 0.002 };

function profile(policy: Policy, targetDelta = 0): Profile {
  return {
    ...{ underlying: 'BTC', index: 'SPOT', hedge: 'PERP', targetDelta, policy, rate: 0 },
    ...{ markVol: { kind: 'stated', vol: 0.6 }, hedgeVol: 'mark' },
  };
}

function situation(delta: number, ms = 0, change: Partial<Situation> = {}): Situation {
  return {
    ...{
      at: millis(START + ms),
      price: 60_000,
      delta,
      curve: { ...STRAIGHT, gamma: -1e-4 },
      inFlight: 0,
      hedgeDelta: 0,
      costRate: 6e-4,
    },
    ...{ vol: 0.6, volFrom: 'mark', forecastVol: null },
    ...change,
  };
}

type Standing = Parameters<typeof decide>[3];

function decided(policy: Policy, delta: number, standing: Standing = 'running', memory = FRESH, ms = 0) {
  return decide(profile(policy), situation(delta, ms), memory, standing);
}

/** The trade decided on; 0 when holding. */
function tradeOf(decision: HedgeDecision): number {
  return decision.kind === 'hold' ? 0 : decision.trade;
}

const delta = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const policies = fc.oneof(
  fc.record({
    kind: fc.constant('fixed-band' as const),
    halfWidth: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('whalley-wilmott' as const),
    riskAversion: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  }),
  fc.constant(CLOCK),
);
const standings = fc.constantFrom<Standing[]>('running', 'paused', 'halted');

describe('a band', () => {
  it.each([
    [0, 'hold', 0],
    [2, 'hold', 0],
    [-2, 'hold', 0],
    [2.5, 'hedge', -0.5],
    [-5, 'hedge', 3],
  ])('of ± 2 around 0 at a delta of %d: %s %d', (from, kind, trade) => {
    const { decision } = decided(BAND, from);
    expect(decision.kind).toBe(kind);
    expect(tradeOf(decision)).toBe(trade);
    expect(decision.because).toMatchObject({ reason: kind === 'hold' ? 'inside band' : 'outside band' });
  });

  it('is around the target', () => {
    for (const target of [-7, 0, 7]) {
      const { decision } = decide(profile(BAND, target), situation(target + 3), FRESH, 'running');
      expect(decision).toMatchObject({ kind: 'hedge', trade: -1, because: { target } });
      expect(decision.because).toMatchObject({ lower: target - 2, upper: target + 2 });
    }
  });

  it('of Whalley and Wilmott follows gamma, price and cost', () => {
    const [calm, curved] = [situation(0.2), situation(0.2, 0, { curve: { ...STRAIGHT, gamma: -1e-3 } })];
    const [narrow, wide] = [calm, curved].map(
      (at) => regionOf(WHALLEY_WILMOTT, at.curve, at.price, at.costRate).halfWidth,
    ) as [number, number];
    expect(decide(profile(WHALLEY_WILMOTT), calm, FRESH, 'running').decision).toMatchObject({
      ...{ kind: 'hedge', trade: narrow - 0.2 },
      because: { policy: 'whalley-wilmott', lower: -narrow, upper: narrow },
    });
    const { decision } = decide(profile(WHALLEY_WILMOTT), curved, FRESH, 'running');
    expect(decision).toMatchObject({ kind: 'hold', because: { lower: -wide, upper: wide } });
  });

  it('leaves nothing to trade once its trade has been made, and never trades past the target', () => {
    fc.assert(
      fc.property(policies, delta, delta, (policy, from, target) => {
        const first = decide(profile(policy, target), situation(from), FRESH, 'running').decision;
        const trade = tradeOf(first);
        if (trade !== 0) expect(Math.sign(trade)).toBe(Math.sign(target - from));
        const next = decide(profile(policy, target), situation(from + trade), FRESH, 'running').decision;
        expect(Math.abs(tradeOf(next))).toBeLessThan(1e-12 * (1 + Math.abs(from) + Math.abs(target)));
      }),
    );
  });

  it('is as wide as the regime makes it, and says by what', () => {
    const scale = { factor: 0.5, probabilities: { calm: 0, normal: 0, stress: 1 } };
    const curve = { ...STRAIGHT, gamma: -1e-4, scale };
    const { decision } = decide(profile(BAND), situation(1.5, 0, { curve }), FRESH, 'running');
    expect(decision).toMatchObject({ kind: 'hedge', trade: -0.5, because: { lower: -1, upper: 1, scale } });
    expect(Object.keys(decided(BAND, 1.5).decision.because)).not.toContain('scale');
  });

  it('remembers nothing', () => {
    for (const from of [0, 5]) expect(decided(BAND, from).memory).toBe(FRESH);
  });
});

describe('a clock', () => {
  const struck = (ms: number): Memory => ({ clockAt: millis(START + ms) });

  it('trades to the target when it strikes, and remembers when that was', () => {
    expect(decided(CLOCK, 3)).toMatchObject({
      decision: { kind: 'hedge', trade: -3, because: { reason: 'clock', lower: 0, upper: 0 } },
      memory: struck(0),
    });
  });

  it('waits until it is due, however far the delta has gone', () => {
    const memory = struck(0);
    const waiting = decided(CLOCK, 300, 'running', memory, HOUR - 1);
    expect(waiting.decision).toMatchObject({ kind: 'hold', because: { reason: 'clock not due' } });
    expect(waiting.memory).toBe(memory);
    expect(decided(CLOCK, 300, 'running', memory, HOUR)).toMatchObject({
      decision: { kind: 'hedge', trade: -300 },
      memory: struck(HOUR),
    });
  });

  it('has struck even when there was nothing to trade', () => {
    expect(decided(CLOCK, 0, 'running', struck(0), HOUR)).toMatchObject({
      decision: { kind: 'hold', because: { reason: 'inside band' } },
      memory: struck(HOUR),
    });
  });

  it('does not strike while paused or halted, so that it does so afterwards', () => {
    for (const standing of ['paused', 'halted'] as const) {
      const { memory } = decided(CLOCK, 3, standing, struck(0), 5 * HOUR);
      expect(memory).toEqual(struck(0));
      expect(decided(CLOCK, 3, 'running', memory, 5 * HOUR).decision.kind).toBe('hedge');
    }
  });
});

describe('standing', () => {
  it('paused holds, whatever the delta, and says what it saw', () => {
    for (const policy of [BAND, CLOCK, WHALLEY_WILMOTT]) {
      for (const from of [0, 500]) {
        const { decision } = decided(policy, from, 'paused');
        expect(decision).toMatchObject({ kind: 'hold', because: { reason: 'paused', delta: from } });
      }
    }
  });

  it('halted says what would be traded, and holds where nothing would', () => {
    const outside = decided(BAND, 5, 'halted').decision;
    expect(outside).toMatchObject({ kind: 'halt', trade: -3, because: { reason: 'halted' } });
    const inside = decided(BAND, 1, 'halted').decision;
    expect(inside).toMatchObject({ kind: 'hold', because: { reason: 'inside band' } });
    const waiting = decided(CLOCK, 5, 'halted', { clockAt: START as Millis }, 1).decision;
    expect(waiting).toMatchObject({ kind: 'hold', because: { reason: 'clock not due' } });
  });

  it('changes what may be done and never how much would be', () => {
    fc.assert(
      fc.property(policies, delta, (policy, from) => {
        const [running, halted] = (['running', 'halted'] as const).map(
          (one) => decided(policy, from, one).decision,
        );
        expect(tradeOf(halted as HedgeDecision)).toBe(tradeOf(running as HedgeDecision));
        expect(halted?.kind).toBe(running?.kind === 'hedge' ? 'halt' : 'hold');
      }),
    );
  });
});

describe('a hedge ratio', () => {
  it('is of the delta that stands without the hedge', () => {
    const targetDelta = { points: [{ at: millis(0), ratio: 0.75 }], between: 'steps' } as const;
    // Ten held, four sold: of ten, 2.5 are to be left, give or take two.
    const half = { ...profile(BAND), targetDelta };
    const { decision } = decide(half, situation(6, 0, { hedgeDelta: -4 }), FRESH, 'running');
    expect(decision).toMatchObject({ kind: 'hedge', trade: -1.5, because: { target: 2.5, upper: 4.5 } });
  });
});

describe('a rule', () => {
  const AVERSE: Policy = { kind: 'zakamouline', riskAversion: 0.002 };
  const sold = { gamma: -1e-4, side: 'short', years: 7 / 365, vol: 0.6, rate: 0 } as const;

  it('of its own has its band, and its fallback in words', () => {
    const { halfWidth } = regionOf(AVERSE, sold, 60_000, 6e-4);
    const at = (curve: Situation['curve']) => situation(2 * halfWidth, 0, { curve });
    const pure = decide(profile(AVERSE), at(sold), FRESH, 'running').decision;
    expect(tradeOf(pure)).toBe(-halfWidth);
    expect(pure.because).toMatchObject({ lower: -halfWidth, upper: halfWidth, fallback: null });
    const mixed = decide(profile(AVERSE), at({ ...sold, side: 'mixed' }), FRESH, 'running').decision;
    expect(mixed.because).toMatchObject({ fallback: expect.stringContaining('Whalley') });
  });

  it('of Leland strikes as a clock does', () => {
    const leland: Policy = { kind: 'leland', everyMs: HOUR };
    const struck: Memory = { clockAt: millis(START) };
    expect(tradeOf(decided(leland, 3, 'running', struck, HOUR - 1).decision)).toBe(0);
    expect(tradeOf(decided(leland, 3, 'running', struck, HOUR).decision)).toBe(-3);
  });
});

describe('because', () => {
  it('of the default policy tells its objective, and the horizon at which its band is what it is', () => {
    const policy: Policy = { kind: 'optimal', riskAversion: 0.002, objective: 'tracking' };
    const at = situation(0.2, 0, { curve: { ...STRAIGHT, gamma: -1e-4, vol: 0.6 } });
    const { because } = decide(profile(policy), at, FRESH, 'running').decision;
    if (!('reason' in because)) throw new Error('an obstacle');
    const { horizonYears = 0, upper, objective } = because;
    expect(objective).toBe('tracking');
    const edge = at.costRate / (0.002 * 0.36 * at.price * horizonYears);
    expect(edge / upper).toBeCloseTo(1, 12);
    const blind = decide(profile(policy), situation(0.2), FRESH, 'running').decision.because;
    expect(blind).not.toHaveProperty('horizonYears');
    expect(decided(WHALLEY_WILMOTT, 0.2).decision.because).not.toHaveProperty('objective');
  });

  it('has every number that decided, and can be journaled', () => {
    fc.assert(
      fc.property(policies, delta, delta, standings, (policy, from, target, standing) => {
        const at = situation(from, 0, { vol: null, forecastVol: 0.4, volFrom: 'forecast', inFlight: -1 });
        const { decision } = decide(profile(policy, target), at, FRESH, standing);
        const { halfWidth: width } = regionOf(policy, at.curve, at.price, at.costRate);
        const { curve, hedgeDelta: _, ...told } = at;
        expect(decision.underlying).toBe('BTC');
        expect(decision.because).toMatchObject({ ...told, gamma: curve.gamma, policy: policy.kind, target });
        expect(decision.because).toMatchObject({ fallback: null });
        expect(decision.because).toMatchObject({ lower: target - width, upper: target + width });
        expect(() => encode(decision)).not.toThrow();
      }),
    );
  });
});
