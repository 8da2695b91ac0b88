import { describe, expect, it } from 'vitest';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Option } from '../domain/instrument.ts';
import type { OrderRequest } from '../domain/order.ts';
import { HOUR, MINUTE, SECOND, later } from '../units/time.ts';
import { lots, millis, atoms } from '../units/units.ts';
import { begun, broughtUp } from '../decide/floor/account.ts';
import { CALL, CONFIG, closed, configOf, filled, lastDecision, decisionsOf, type Rig, started, T0 } from './engine-fixture.ts';

const LATER: Option = { ...CALL, id: 'LATER', expiry: millis(T0 + 4 * (CALL.expiry - T0)) };
const WANTED: Partial<Profile> = {
  policy: { kind: 'optimal', riskAversion: 5e-4, objective: 'tracking' },
  alsoHedge: ['LATER'],
  vegaBand: [-4_000, 4_000],
};
function configLike(change: Partial<Profile> = {}, more: Partial<EngineConfig> = {}): EngineConfig {
  return configOf({ ...WANTED, ...change }, {
    instruments: [...CONFIG.instruments, LATER],
    opening: { ...CONFIG.opening, positions: [{ instrument: 'CALL', lots: lots(-300), averageEntry: 1_600 }] },
    limits: { maxOrderNotional: 2_000_000, maxPositionNotional: 5_000_000, maxDailyLoss: 500_000 },
    ...more,
  });
}
function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}
describe('probe', () => {
  it.each(['rejected', 'cancelled'] as const)('in vain %s', (reason) => {
    const rig = started(configLike());
    rig.quote('LATER', 3_314);
    rig.report();
    rig.pass(0);
    const log: unknown[] = [];
    for (let i = 0; i < 400; i += 1) {
      for (const order of orders(rig)) {
        const isOption = order.instrument === 'LATER';
        if (isOption) rig.tell(closed(order, reason, 0));
        else { rig.tell(filled(order, Math.abs(order.lots))); rig.tell(closed(order, 'filled', Math.abs(order.lots))); }
        log.push([rig.now - T0, order.instrument, order.lots, rig.state().book.positions.PERP?.lots]);
      }
      for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
      rig.quote('LATER', 3_314);
      rig.pass(SECOND * 15);
    }
    const d = lastDecision(rig);
    console.log(reason, log.length, JSON.stringify(log.slice(0, 12)), JSON.stringify(log.slice(-4)), JSON.stringify(d?.because).slice(0, 1200));
  });
});
