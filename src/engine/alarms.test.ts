import { describe, expect, it } from 'vitest';
import { HOUR, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { filled, hedged, onlyOrder, type Rig, restarted, textsOf, trading } from './engine-fixture.ts';

function alerts(rig: Rig): readonly string[] {
  return rig.appended.flatMap(({ outcome }) => textsOf(outcome));
}

describe('an operator is alerted', () => {
  it('of an order that its venue does not answer for, once, and when it is cleared up', () => {
    const rig = trading();
    const { id } = onlyOrder(rig);
    for (let i = 0; i < 120; i += 1) rig.pass(SECOND);
    const asked = `v does not say what became of ${id}, asked 3 times`;
    expect(alerts(rig)).toEqual([asked]);
    rig.report({ orders: [{ order: id, status: 'open', fills: [] }] });
    expect(alerts(rig)).toEqual([asked, `${id} is cleared up: open`]);
    expect(rig.state().raised).toBeUndefined();
  });

  it('of a rejection once for an instrument, and when an order in it is taken again', () => {
    const rig = trading();
    let order = onlyOrder(rig);
    for (let i = 0; i < 3; i += 1) {
      rig.tell({ kind: 'closed', order: order.id, reason: 'rejected', filled: lots(0), detail: 'busy' });
      rig.quote('SPOT', 60_000);
      rig.quote('PERP', 60_000);
      rig.pass(61 * SECOND);
      order = onlyOrder(rig);
    }
    expect(alerts(rig).filter((text) => text.includes('rejected'))).toHaveLength(1);
    rig.tell(filled(order, 10));
    expect(alerts(rig).at(-1)).toBe('orders in PERP are taken again');
  });

  it('of a venue that is suspect, until it has reported and agrees, across a restart', () => {
    const rig = hedged();
    for (const detail of ['socket lost', 'closed with 1006'])
      rig.tell({ kind: 'suspect', venue: 'v', detail });
    expect(alerts(rig)).toEqual(['v is suspect: socket lost']);
    const next = restarted(rig);
    next.tell({ kind: 'suspect', venue: 'v', detail: 'socket lost' });
    expect(alerts(next)).toEqual([]);
    next.report();
    expect(alerts(next)).toEqual(['v has reported and agrees']);
  });

  it('of what is not listed once, however often it is reported', () => {
    const rig = hedged();
    rig.take();
    const positions = { SPOT: lots(1_000), PERP: lots(-900), 'DOGE-PERP': lots(5) };
    for (let i = 0; i < 6; i += 1) {
      rig.report({ positions });
      rig.pass(6 * SECOND);
    }
    expect(alerts(rig)).toEqual(['v holds what is not listed here: DOGE-PERP']);
    rig.report();
    expect(alerts(rig).at(-1)).toBe('all that v holds is listed here');
  });

  it('of nothing by an hour in which all is well', () => {
    const rig = hedged();
    for (let i = 0; i < 60; i += 1) {
      rig.quote('SPOT', 60_000);
      rig.quote('PERP', 60_000);
      rig.pass(60 * SECOND);
      rig.bar();
    }
    rig.report();
    expect(rig.now - (rig.appended[0]?.at ?? rig.now)).toBeGreaterThanOrEqual(HOUR);
    expect(alerts(rig)).toEqual([]);
    expect(rig.outcomes('bar').every((outcome) => !('alarms' in outcome))).toBe(true);
  });
});
