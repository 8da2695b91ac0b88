import { describe, expect, it } from 'vitest';
import type { Because, HedgeDecision } from '../decide/decide.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Option } from '../domain/instrument.ts';
import type { OrderRequest } from '../domain/order.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots, millis } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  closed,
  configOf,
  filled,
  lastDecision,
  type Rig,
  recovered,
  started,
  T0,
} from './engine-fixture.ts';

/** What there is to buy against the calls that were sold: a later one, at the same strike. */
const LATER: Option = { ...CALL, id: 'LATER', expiry: millis(T0 + 4 * (CALL.expiry - T0)) };

const WANTED: Partial<Profile> = {
  policy: { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking' },
  alsoHedge: ['LATER'],
  vegaBand: [-4_000, 4_000],
};

function configLike(change: Partial<Profile> = {}, more: Partial<EngineConfig> = {}): EngineConfig {
  return configOf(
    { ...WANTED, ...change },
    {
      instruments: [...CONFIG.instruments, LATER],
      opening: {
        ...CONFIG.opening,
        positions: [{ instrument: 'CALL', lots: lots(-300), averageEntry: 1_600 }],
      },
      limits: { maxOrderNotional: 2_000_000, maxPositionNotional: 5_000_000, maxDailyLoss: 500_000 },
      ...more,
    },
  );
}

/** A rig that has decided with `LATER` quoted at `price`, or not at all. */
function trading(config: EngineConfig, price: number | null = 3_314): Rig {
  const rig = started(config);
  if (price !== null) rig.quote('LATER', price);
  rig.report();
  rig.pass(0);
  return rig;
}

function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

function because(decision: HedgeDecision | undefined): Because {
  if (decision === undefined || !('reason' in decision.because)) throw new Error('there is an obstacle');
  return decision.because;
}

function exposure(decision: HedgeDecision | undefined, name: string) {
  return because(decision).optimum?.exposures.find((one) => one.name === name);
}

describe('an option that may be traded too', () => {
  it('is ordered to bring vega into its band, and its delta hedged in the same plan', () => {
    const rig = trading(configLike());
    const decision = lastDecision(rig);
    const vega = exposure(decision, 'vega of BTC');
    expect(vega?.before).toBeLessThan(-9_000);
    expect(vega?.after).toBeGreaterThanOrEqual(-4_000);
    expect(vega?.after).toBeLessThan(-3_800);
    expect(decision).toMatchObject({ kind: 'hedge', also: [{ instrument: 'LATER' }] });
    const sent = orders(rig);
    expect(sent.map(({ instrument }) => instrument)).toEqual(['PERP', 'LATER']);
    const [perp, option] = sent;
    const lot = decision?.kind === 'hedge' ? decision.also?.[0]?.trade : undefined;
    expect((option?.lots ?? 0) * LATER.lot).toBeCloseTo(lot ?? Number.NaN, 9);
    const delta = exposure(decision, 'delta of BTC');
    expect(Math.abs(delta?.after ?? 1)).toBeLessThanOrEqual(because(decision).upper + PERP_LOT);
    expect(perp?.lots).not.toBe(0);
  });

  it('counts in all its Greeks while it is in flight, and once it is held', () => {
    const rig = trading(configLike());
    const sent = orders(rig);
    rig.operate('resume');
    rig.pass(SECOND);
    expect(orders(rig)).toEqual([]);
    const flying = lastDecision(rig);
    expect(flying).toMatchObject({ kind: 'hold', because: { reason: 'inside band' } });
    for (const order of sent) {
      rig.tell(filled(order, Math.abs(order.lots)));
      rig.tell(closed(order, 'filled', Math.abs(order.lots)));
    }
    const before = rig.lines.length;
    rig.pass(SECOND);
    expect(rig.lines).toHaveLength(before);
    rig.operate('resume');
    rig.pass(SECOND);
    for (const name of ['delta of BTC', 'gamma of BTC', 'vega of BTC']) {
      const [held, flown] = [lastDecision(rig), flying].map(
        (one) => exposure(one, name)?.before ?? Number.NaN,
      );
      // Two seconds later.
      expect(Math.abs((held as number) / (flown as number) - 1)).toBeLessThan(1e-4);
    }
  });

  it.each([
    ['no price', null, 0],
    ['stale, 660000 ms old', 3_314, 11 * MINUTE],
  ])('is left out where it has %s, which is said, and delta is hedged all the same', (why, price, age) => {
    const rig = started(configLike());
    if (price !== null) rig.quote('LATER', price);
    rig.pass(age);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.report();
    rig.pass(SECOND);
    const { fallback } = because(lastDecision(rig));
    expect(fallback).toMatch(
      /^infeasible: vega of BTC misses its lower limit by .*Whalley-Wilmott on net gamma$/,
    );
    expect(orders(rig).map(({ instrument }) => instrument)).toEqual(['PERP']);
    const { vegaBand: _, ...free } = WANTED;
    const unbound = started({ ...configLike(), profiles: [{ ...(configOf(free).profiles[0] as Profile) }] });
    unbound.report();
    unbound.pass(0);
    expect(because(lastDecision(unbound)).optimum?.notes).toEqual(['LATER left out: no price']);
    expect(why).not.toBe('');
  });

  it('is not needed where the bands hold, and the band of delta is then what it is without', () => {
    const found = because(lastDecision(trading(configLike({ vegaBand: [-50_000, 50_000] }))));
    const plain = because(
      lastDecision(trading(configLike({ policy: { kind: 'whalley-wilmott', riskAversion: 5e-4 } }))),
    );
    expect(found.upper).toBe(plain.upper);
    expect(found.lower).toBe(plain.lower);
  });

  it('goes as far as one order may, and further with the next', () => {
    const limits = { maxOrderNotional: 30_000, maxPositionNotional: 5_000_000, maxDailyLoss: 500_000 };
    const rig = trading(configLike({}, { limits }));
    const option = orders(rig).find(({ instrument }) => instrument === 'LATER');
    expect(option?.lots).toBe(50);
    expect(because(lastDecision(rig)).optimum?.notes.join()).toContain(
      'room for one order brings vega of BTC',
    );
  });

  it('does not ask at every tick for what a limit leaves no room for', () => {
    const { vegaBand: _, ...free } = WANTED;
    const { alsoHedge = [], policy = CONFIG.profiles[0]?.policy } = free;
    const limits = { maxOrderNotional: 50, maxPositionNotional: 50, maxDailyLoss: 500_000 };
    const config = configLike({}, { limits });
    const [profile] = config.profiles as [Profile];
    const { vegaBand: __, ...unbound } = { ...profile, alsoHedge, policy: policy ?? profile.policy };
    const rig = trading({ ...config, profiles: [unbound] });
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { reason: 'inside band' } });
    expect(Math.abs(because(lastDecision(rig)).delta)).toBeGreaterThan(because(lastDecision(rig)).upper);
    const before = rig.lines.length;
    for (let i = 0; i < 30; i += 1) rig.pass(SECOND);
    expect(rig.lines).toHaveLength(before);
    rig.pass(MINUTE);
    expect(rig.lines.length).toBeGreaterThan(before);
  });

  it.each(['rejected', 'cancelled'] as const)(
    'that is %s each time is left alone for an hour, and the hedge does without it',
    (reason) => {
      const rig = trading(configLike());
      const asked: number[] = [];
      for (let i = 0; i < 240; i += 1) {
        for (const order of orders(rig)) {
          const isOption = order.instrument === 'LATER';
          if (isOption) asked.push(rig.now - T0);
          else rig.tell(filled(order, Math.abs(order.lots)));
          rig.tell(closed(order, isOption ? reason : 'filled', isOption ? 0 : Math.abs(order.lots)));
        }
        for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
        rig.quote('LATER', 3_314);
        rig.pass(MINUTE / 2);
        if (i !== 20) continue;
        const { upper, fallback } = because(lastDecision(rig));
        const delta = rig.state().decisions.watched.BTC?.anchor?.delta ?? Number.NaN;
        expect(Math.abs(delta)).toBeLessThanOrEqual(upper + PERP_LOT);
        expect(fallback).toContain('vega of BTC misses its lower limit');
      }
      expect(asked.filter((at) => at < 60 * MINUTE)).toHaveLength(3);
      // Two hours in all: it is tried again.
      expect(asked.length).toBeGreaterThan(3);
      expect(asked.length).toBeLessThan(8);
    },
  );

  it('is replayed to the same bits', () => {
    const rig = trading(configLike());
    for (const order of orders(rig)) rig.tell(filled(order, Math.abs(order.lots)));
    rig.pass(MINUTE);
    expect(recovered(rig).state()).toEqual(rig.state());
  });

  it('takes the stance of the regime that is expected', () => {
    const bands = { calm: 1, normal: 1, stress: 1 };
    const stances = { stress: { vega: [0, 4_000] as const } };
    const rig = trading(configLike({ bands, stances }));
    // Regimes are not known yet, so that the profile's own band holds.
    expect(exposure(lastDecision(rig), 'vega of BTC')).toMatchObject({ least: -4_000, most: 4_000 });
  });
});

const PERP_LOT = 0.001;
