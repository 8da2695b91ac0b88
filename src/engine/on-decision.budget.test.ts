import { describe, expect, it } from 'vitest';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Option } from '../domain/instrument.ts';
import { lots, millis } from '../units/units.ts';
import { CALL, CONFIG, ETH_PERP, PROFILE, SPOT, started, T0 } from './engine-fixture.ts';

const LATER: Option = { ...CALL, id: 'LATER', expiry: millis(T0 + 4 * (CALL.expiry - T0)) };
const ETH_SPOT = { ...SPOT, id: 'ETH-SPOT', base: 'ETH' };
const ETH: Profile = { ...PROFILE, underlying: 'ETH', index: 'ETH-SPOT', hedge: 'ETH-PERP' };
const BTC: Profile = {
  ...{ ...PROFILE, policy: { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking' } },
  ...{ alsoHedge: ['LATER'], vegaBand: [-4_000, 4_000] },
};

/** Calls sold on three coins, whose vega wants a later one bought, and twenty ethers to be hedged by themselves. */
function configOf(profiles: readonly Profile[], maxHourlyTurnover: number): EngineConfig {
  return {
    ...CONFIG,
    instruments: [...CONFIG.instruments, LATER, ETH_SPOT, { ...ETH_PERP, venue: 'v' }],
    profiles,
    opening: {
      ...CONFIG.opening,
      positions: [
        { instrument: 'CALL', lots: lots(-300), averageEntry: 1_600 },
        { instrument: 'ETH-SPOT', lots: lots(20_000), averageEntry: 3_000 },
      ],
    },
    limits: {
      ...{ maxOrderNotional: 2_000_000, maxPositionNotional: 5_000_000, maxDailyLoss: 500_000 },
      maxHourlyTurnover,
    },
  };
}

describe('the turnover that is left in an hour', () => {
  it.each([
    ['before', [ETH, BTC]],
    ['after', [BTC, ETH]],
  ])('is shared with what is decided apart and stands %s it, so that no option is cut', (_, of) => {
    // The option turns over 54,000 and the hedge beside it as much, the other underlying 60,000.
    for (const [most, isEnough] of [
      [90_000, false],
      [120_000, true],
      [180_000, true],
    ] as const) {
      const rig = started(configOf(of, most));
      rig.quote('LATER', 3_314);
      rig.report();
      rig.pass(0);
      const { plan, decisions } = rig.outcomes('decisionDue').at(-1) ?? {};
      const found = decisions?.find(({ underlying }) => underlying === 'BTC');
      expect(found !== undefined && 'also' in found).toBe(isEnough);
      const legs = plan?.legs.filter(({ underlying }) => underlying === 'BTC') ?? [];
      expect(legs.map(({ instrument }) => instrument)).toEqual(isEnough ? ['PERP', 'LATER'] : ['PERP']);
      if (isEnough) expect(legs.map(({ cutBy }) => cutBy)).toEqual([null, null]);
      expect(plan?.legs.some(({ underlying }) => underlying === 'ETH')).toBe(true);
    }
  });
});
