import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../domain/order.ts';
import { later, MINUTE } from '../units/time.ts';
import { lots, type Millis } from '../units/units.ts';
import { approved } from './sim-fixture.ts';
import { deal, funding, order, scenario, wired } from './wire-fixture.ts';

const { tickMs } = scenario;

describe('a venue that refuses', () => {
  it('turns down every order for a while, and takes them again', () => {
    const { wire, place, ticks, faults, at } = wired({ rateLimit: 1 });
    ticks(1);
    place('a');
    expect(ticks(3)).toMatchObject([
      { kind: 'closed', reason: 'rejected', detail: 'rate limit: too many orders' },
    ]);
    faults.stop();
    ticks(60);
    wire.send(approved({ kind: 'place', order: { ...order, id: 'b', deadline: later(at(), MINUTE) } }), at());
    expect(ticks(2)).toEqual([{ kind: 'ack', order: 'b' }]);
  });

  it('is dark for an hour, no less', () => {
    const { wire, ticks, at, tell, faults } = wired({ hourOutage: 1 });
    ticks(1);
    faults.stop();
    expect(wire.isLongDark(at())).toBe(true);
    tell(funding);
    expect(ticks(1)).toEqual([]);
    ticks(Math.floor(3_590_000 / tickMs));
    expect(wire.isLongDark(at())).toBe(true);
    ticks(Math.ceil(20_000 / tickMs));
    expect(wire.isLongDark(at())).toBe(false);
    tell(funding);
    expect(ticks(2)).toEqual([funding]);
  });
});

describe('a trade of others', () => {
  const perp = scenario.assets[0]?.quotes
    .map((quote) => quote.instrument)
    .find(({ id }) => id === 'BTC-PERP');
  if (perp === undefined) throw new Error('a plain scenario has a perp');
  const taken: AccountEvent = { ...deal, id: 'hand', instrument: perp, lots: lots(-7) };

  it('is not known until it has arrived', () => {
    const { wire, tell, ticks } = wired();
    tell(taken);
    expect(wire.untold('BTC-PERP')).toEqual([taken]);
    expect(ticks(2)).toEqual([taken]);
    expect(wire.untold('BTC-PERP')).toEqual([]);
  });

  it('that is never told is not known until a report is believed', () => {
    const { wire, tell, query, ticks, at } = wired({ silentTrade: 1 });
    tell(taken);
    query();
    expect(ticks(3).map(({ kind }) => kind)).toEqual(['report']);
    expect(wire.untold('BTC-PERP')).toEqual([taken]);
    wire.adopted('alpha', later(at(), -10 * tickMs));
    expect(wire.untold('BTC-PERP')).toEqual([taken]);
    wire.adopted('alpha', at());
    expect(wire.untold('BTC-PERP')).toEqual([]);
  });
});

describe('a clock that is off', () => {
  it('leaves deadlines right at the venue, and an absent order in doubt until they have truly passed', () => {
    const clock = {
      ...{ aheadMs: 10 * tickMs, read: (now: Millis) => later(now, clock.aheadMs) },
      ...{ tick: () => undefined, mend: () => undefined },
    };
    const { wire, ticks, at, truth, faults } = wired({ lostRequest: 1 }, clock);
    const deadline = later(clock.read(at()), 20 * tickMs);
    const sent = approved({ kind: 'place', order: { ...order, deadline } });
    wire.send(sent, at());
    expect(truth.orders.get(order.id)?.request.deadline).toBe(later(at(), 20 * tickMs));
    faults.stop();
    clock.aheadMs = 50 * tickMs;
    wire.send(approved({ kind: 'query', venue: 'alpha', orders: [order.id] }), at());
    const report = ticks(3).find(({ kind }) => kind === 'report');
    expect(report).toMatchObject({ orders: [] });
    ticks(20);
    wire.send(approved({ kind: 'query', venue: 'alpha', orders: [order.id] }), at());
    const again = ticks(3).find(({ kind }) => kind === 'report');
    expect(again).toMatchObject({ orders: [{ order: order.id, status: 'absent' }] });
  });
});
