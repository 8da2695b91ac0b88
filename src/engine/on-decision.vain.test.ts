import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../domain/config.ts';
import type { Option } from '../domain/instrument.ts';
import { DAY, later, MINUTE, SECOND } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  closed,
  configOf,
  filled,
  lastDecision,
  PERP,
  SPOT,
  started,
  T0,
} from './engine-fixture.ts';

const UNTIL = later(T0, 30 * DAY);
const PUT: Option = { ...CALL, id: 'PUT', type: 'put', strike: 56_000, expiry: UNTIL };
const FLOORED: EngineConfig = configOf(
  {
    ...{ policy: { kind: 'optimal', riskAversion: 1e-4, objective: 'tracking' }, alsoHedge: ['PUT'] },
    floor: { loss: { kind: 'share', share: 0.12 }, until: UNTIL },
  },
  {
    instruments: [SPOT, PERP, PUT],
    opening: { cash: { v: { USD: atoms(1_000_000_00000000n), BTC: atoms(4_00000000n) } }, positions: [] },
  },
);

describe('a floor whose options are not to be had', () => {
  it.each(['rejected', 'cancelled'] as const)(
    'is replicated within minutes where orders are %s, long before a review, and tries again an hour later',
    (reason) => {
      const rig = started(FLOORED);
      rig.quote('PUT', 800);
      rig.report();
      rig.pass(0);
      const asked: number[] = [];
      let hedgedAt: number | undefined;
      for (let i = 0; i < 150; i += 1) {
        for (const command of rig.take()) {
          if (command.kind !== 'place') continue;
          const { order } = command;
          const isOption = order.instrument === 'PUT';
          if (isOption) asked.push(rig.now - T0);
          else {
            hedgedAt ??= rig.now - T0;
            rig.tell(filled(order, Math.abs(order.lots)));
          }
          rig.tell(closed(order, isOption ? reason : 'filled', isOption ? 0 : Math.abs(order.lots)));
        }
        for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
        rig.quote('PUT', 800);
        rig.pass(MINUTE / 2);
      }
      expect(asked.filter((at) => at < 30 * MINUTE)).toHaveLength(3);
      expect(hedgedAt).toBeLessThan(5 * MINUTE);
      expect(rig.state().book.positions.PERP?.lots ?? 0).toBeLessThan(-500);
      expect(rig.outcomes('decisionDue').length).toBeLessThan(12);
    },
  );
});

describe('a floor whose options are on their way', () => {
  it('looks again when they come to nothing, whatever was decided meanwhile', () => {
    const rig = started(FLOORED);
    rig.quote('PUT', 800);
    rig.report();
    rig.pass(0);
    const [first] = rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
    if (first === undefined) throw new Error('nothing was ordered');
    rig.tell({ kind: 'ack', order: first.id });
    rig.operate('resume');
    rig.pass(SECOND);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold' });
    rig.bar();
    rig.tell(closed(first, 'cancelled', 0));
    rig.pass(6 * SECOND);
    const again = rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
    expect(again).toMatchObject([{ instrument: 'PUT', lots: first.lots }]);
  });
});

describe('an option that has expired and is not settled yet', () => {
  it('is worth its payoff and stops no hedge, where nothing tells a vol any more', () => {
    const positions = [
      { instrument: 'CALL', lots: lots(100), averageEntry: 1_600 },
      { instrument: 'SPOT', lots: lots(1_000), averageEntry: 60_000 },
    ];
    const rig = started(
      configOf({ markVol: { kind: 'market' } }, { opening: { ...CONFIG.opening, positions } }),
    );
    rig.now = later(CALL.expiry, -MINUTE);
    rig.quote('CALL', 600);
    for (const at of [0, 2 * MINUTE]) {
      for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_600);
      rig.report();
      rig.pass(at);
    }
    rig.operate('resume');
    rig.pass(SECOND);
    expect(lastDecision(rig)?.because).toMatchObject({ policy: 'fixed-band', gamma: 0 });
    const { equity, marks } = rig.state().ledger;
    expect(marks?.vols.BTC).toBeUndefined();
    rig.tell({ kind: 'settled', instrument: 'CALL', id: 's1', price: 600 });
    rig.pass(SECOND);
    expect(rig.state().ledger.equity).toBeCloseTo(equity ?? Number.NaN, 6);
  });
});
