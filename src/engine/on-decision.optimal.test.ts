import { describe, expect, it } from 'vitest';
import type { Because, HedgeDecision } from '../decide/decide.ts';
import type { EngineConfig, Policy, Profile } from '../domain/config.ts';
import type { AccountEvent, OrderRequest } from '../domain/order.ts';
import { createRandom } from '../math/random.ts';
import { later, MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { programmesOf } from './decide-all.ts';
import {
  CALL,
  CONFIG,
  closed,
  configOf,
  decisionsOf,
  ETH_PERP,
  filled,
  lastDecision,
  PROFILE,
  type Rig,
  recovered,
  trading,
} from './engine-fixture.ts';

const OPTIMAL: Policy = { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking' };
/** Short calls, so that there is gamma. */
const SOLD = {
  ...CONFIG.opening,
  positions: [{ instrument: 'CALL', lots: lots(-300), averageEntry: 1_600 }],
};

function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

function because(decision: HedgeDecision | undefined): Because {
  if (decision === undefined || !('reason' in decision.because)) throw new Error('there is an obstacle');
  return decision.because;
}

/** Fills all that is sent at once. */
function fillAll(rig: Rig): readonly OrderRequest[] {
  const sent = orders(rig);
  for (const order of sent) {
    rig.tell({ ...filled(order, Math.abs(order.lots)), price: order.limit } as AccountEvent);
    rig.tell(closed(order, 'filled', Math.abs(order.lots)));
  }
  return sent;
}

/** Prices that wander, with a hedge wherever one is due. */
function wander(rig: Rig, price: (z: number) => void, steps = 40): readonly OrderRequest[] {
  const random = createRandom('wander');
  const sent: OrderRequest[] = [...fillAll(rig)];
  for (let i = 0; i < steps; i += 1) {
    price(random.normal());
    rig.pass(MINUTE);
    sent.push(...fillAll(rig));
  }
  return sent;
}

describe('the policy optimal on one underlying', () => {
  it.each([
    ['tracking', 'whalley-wilmott'],
    ['utility', 'zakamouline'],
  ] as const)('with the objective %s decides to the bit as %s does', (objective, kind) => {
    const policies: readonly Policy[] = [
      { ...OPTIMAL, objective },
      { kind, riskAversion: 5e-4 },
    ];
    const [one, other] = policies.map((policy) => {
      const rig = trading(configOf({ policy }, { opening: SOLD }));
      let spot = 60_000;
      const sent = wander(rig, (z) => {
        spot *= 1 + 0.003 * z;
        rig.quote('SPOT', spot);
        rig.quote('PERP', spot);
      });
      const told = decisionsOf(rig).map((decision) => {
        const { policy: _, objective: __, horizonYears: ___, ...rest } = because(decision);
        return { ...decision, because: rest };
      });
      return { sent, told };
    });
    expect(one).toEqual(other);
    expect(one?.sent.length).toBeGreaterThan(5);
  });

  it('says its objective', () => {
    expect(because(lastDecision(trading(configOf({ policy: OPTIMAL }))))).toMatchObject({
      ...{ policy: 'optimal', objective: 'tracking', fallback: null },
    });
  });
});

const ETH: Profile = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP', policy: OPTIMAL };
const ETH_SOLD = { ...CALL, id: 'ETH-CALL', base: 'ETH', strike: 3_000 };

function jointConfig(joint: boolean): EngineConfig {
  return {
    ...CONFIG,
    instruments: [...CONFIG.instruments, { ...ETH_PERP, venue: 'v' }, ETH_SOLD],
    profiles: [{ ...PROFILE, policy: OPTIMAL }, ETH],
    opening: {
      ...CONFIG.opening,
      positions: [
        { instrument: 'CALL', lots: lots(-300), averageEntry: 1_600 },
        { instrument: 'ETH-CALL', lots: lots(6_000), averageEntry: 80 },
      ],
    },
    ...(joint && { joint }),
  };
}

/** Bars and quotes of both, with returns that correlate by 0.9. */
function learn(rig: Rig, count: number): void {
  const random = createRandom('learn');
  let [btc, eth] = [60_000, 3_000];
  for (let i = 0; i < count; i += 1) {
    const [a, b] = [random.normal(), random.normal()];
    btc *= 1 + 5e-4 * a;
    eth *= 1 + 7e-4 * (0.9 * a + Math.sqrt(0.19) * b);
    rig.now = later(rig.now, MINUTE);
    const bar = (instrument: string, close: number) => ({
      ...{
        instrument,
        start: later(rig.now, -MINUTE),
        open: close,
        high: close,
        low: close,
        close,
      },
      volume: 1,
    });
    rig.quote('SPOT', btc);
    rig.quote('PERP', btc);
    rig.quote('ETH-PERP', eth);
    const bars = [bar('SPOT', btc), bar('ETH-PERP', eth)];
    rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: MINUTE, bars }, rig.now);
    rig.pass(0);
    fillAll(rig);
  }
}

describe('underlyings that are hedged together', () => {
  it('learn how they move together from bars, and have regions that move with what is left of the other', () => {
    const rig = trading(jointConfig(true));
    fillAll(rig);
    expect(because(lastDecision(rig)).optimum?.notes).toEqual(['correlation with BTC is not known: none']);
    learn(rig, 150);
    rig.operate('resume');
    rig.pass(SECOND);
    const told = decisionsOf(rig).slice(-2).map(because);
    const [btc, eth] = told;
    expect(btc?.optimum?.correlations?.ETH).toBeCloseTo(0.9, 1);
    expect(eth?.optimum?.correlations?.BTC).toBe(btc?.optimum?.correlations?.ETH);
    for (const [i, one] of told.entries()) {
      const other = told[1 - i]?.optimum?.exposures[0]?.after ?? 0;
      const centre = ((one?.lower ?? 0) + (one?.upper ?? 0)) / 2;
      // What is left of one lets the other be as far the other way.
      expect(Math.sign(centre)).toBe(-Math.sign(other));
    }
    expect(Object.keys(rig.state().decisions.answers ?? {})).toEqual(['BTC+ETH']);
  });

  it.each([
    ['have', CONFIG.limits.maxPositionNotional],
    ['cannot, for want of room', 20_000],
  ])('do not decide anew at each tick once they %s', (_, maxPositionNotional) => {
    const limits = { ...CONFIG.limits, maxPositionNotional };
    const rig = trading({ ...jointConfig(true), limits });
    fillAll(rig);
    learn(rig, 120);
    const random = createRandom('ticks');
    let [btc, eth, bands] = [60_000, 3_000, 0];
    for (let i = 0; i < 60; i += 1) {
      btc *= 1 + 4e-3 * random.normal();
      eth *= 1 + 4e-3 * random.normal();
      for (const id of ['SPOT', 'PERP']) rig.quote(id, btc);
      rig.quote('ETH-PERP', eth);
      const before = rig.appended.length;
      for (let again = 0; again < 4; again += 1) {
        rig.pass(SECOND);
        fillAll(rig);
      }
      const raised = rig.appended.slice(before).filter(({ body }) => body.kind === 'decisionDue');
      expect(raised.length).toBeLessThanOrEqual(1);
      bands += raised.length;
    }
    expect(bands).toBeGreaterThan(maxPositionNotional > 20_000 ? 5 : 0);
  });

  it('move each other’s regions on from bar to bar, as their deltas drift', () => {
    const rig = trading(jointConfig(true));
    fillAll(rig);
    learn(rig, 120);
    const anchors = () => Object.values(rig.state().decisions.watched).map(({ anchor }) => anchor);
    const [btc, eth] = anchors();
    const price = (eth?.price ?? 0) * 1.004;
    rig.now = later(rig.now, MINUTE);
    rig.quote('ETH-PERP', price);
    rig.bar(btc?.price);
    const drift = (eth?.curve.gamma ?? 0) * (price - (eth?.price ?? 0));
    const pull = btc?.joint?.pull.ETH ?? 0;
    expect(Math.abs(pull * drift)).toBeGreaterThan(1e-3);
    expect(anchors()[0]?.joint?.shift).toBeCloseTo((btc?.joint?.shift ?? 0) + pull * drift, 10);
    expect(anchors()[0]?.joint?.pull).toEqual(btc?.joint?.pull);
  });

  it('are replayed to the same bits, correlations and last answers included', () => {
    const rig = trading(jointConfig(true), 40);
    fillAll(rig);
    learn(rig, 150);
    expect(recovered(rig).state()).toEqual(rig.state());
    const { correlations, decisions } = rig.state();
    expect(correlations).toHaveProperty('BTC/ETH');
    expect(decisions.answers).toHaveProperty('BTC+ETH');
  });

  it('are decided on alone where the other cannot be', () => {
    const rig = trading(jointConfig(true));
    fillAll(rig);
    rig.pass(9 * MINUTE);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 61_000);
    rig.pass(2 * MINUTE);
    const [btc, eth] = decisionsOf(rig).slice(-2);
    expect(eth?.because).toMatchObject({ kind: 'stale' });
    expect(because(btc).optimum).toBeUndefined();
  });

  it('forget how they moved when they are hedged together no more', () => {
    const rig = trading(jointConfig(true));
    learn(rig, 3);
    expect(rig.state()).toHaveProperty('correlations');
    const { journal } = rig.state();
    rig.conductor.configure({ journal, code: 'test', config: jointConfig(false), starting: false }, rig.now);
    expect(rig.state()).not.toHaveProperty('correlations');
  });
});

describe('programmesOf', () => {
  const config = jointConfig(true);
  const names = (of: EngineConfig) => programmesOf(of).map((set) => set.map(({ underlying }) => underlying));

  it('is all that is optimal where it is joint, else what has more to weigh than delta', () => {
    expect(names(config)).toEqual([['BTC', 'ETH']]);
    expect(names(jointConfig(false))).toEqual([]);
    expect(names({ ...config, profiles: [PROFILE, ETH] })).toEqual([]);
    const armed = { ...jointConfig(false), profiles: [PROFILE, { ...ETH, alsoHedge: ['ETH-CALL'] }] };
    expect(names(armed)).toEqual([['ETH']]);
    expect(names({ ...armed, profiles: [{ ...PROFILE, alsoHedge: ['CALL'] }] })).toEqual([]);
  });
});
