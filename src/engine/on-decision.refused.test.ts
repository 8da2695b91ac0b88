import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../domain/config.ts';
import type { Option } from '../domain/instrument.ts';
import { DAY, later, MINUTE } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import { CALL, CONFIG, ETH_PERP, PERP, PROFILE, SPOT, started, T0 } from './engine-fixture.ts';

const UNTIL = later(T0, 30 * DAY);
const SOLD: Option = { ...CALL, id: 'SOLD', strike: 70_000, expiry: UNTIL };
const ETH_SPOT = { ...SPOT, id: 'ETH-SPOT', base: 'ETH' };

/** Two coins with a floor, and calls sold on ten, so that eight must be bought back; and ETH to be hedged. */
const CONFIGURED: EngineConfig = {
  ...CONFIG,
  instruments: [SPOT, PERP, ETH_SPOT, { ...ETH_PERP, venue: 'v' }, SOLD],
  profiles: [
    {
      ...{ ...PROFILE, policy: { kind: 'optimal', riskAversion: 1e-4, objective: 'tracking' } },
      ...{ alsoHedge: ['SOLD'], floor: { loss: { kind: 'share', share: 0.12 }, until: UNTIL } },
    },
    { ...PROFILE, underlying: 'ETH', index: 'ETH-SPOT', hedge: 'ETH-PERP' },
  ],
  opening: {
    cash: { v: { USD: atoms(1_000_000_00000000n), BTC: atoms(2_00000000n) } },
    positions: [
      { instrument: 'SOLD', lots: lots(-1_000), averageEntry: 900 },
      { instrument: 'ETH-SPOT', lots: lots(20_000), averageEntry: 3_000 },
    ],
  },
};

describe('a plan with something in it that may not be sent', () => {
  it('leaves out what has no price to go by, and hedges all else', () => {
    const rig = started(CONFIGURED);
    rig.quote('SOLD', 900);
    rig.pass(11 * MINUTE);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    for (const id of ['ETH-SPOT', 'ETH-PERP']) rig.quote(id, 3_000);
    rig.report();
    rig.pass(0);
    const last = rig.outcomes('decisionDue').at(-1);
    expect(last?.refused).toBeUndefined();
    expect(last?.plan?.dropped).toEqual([{ underlying: 'BTC', why: 'the price of SOLD is stale' }]);
    expect(last?.commands?.map((one) => one.kind === 'place' && one.order.instrument)).toContain('ETH-PERP');
  });
});
