import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../units/time.ts';
import { CONFIG, closed, filled, onlyOrder, type Rig, trading } from './engine-fixture.ts';
import { hourlyTurnover } from './turnover.ts';

function turnoverOf(rig: Rig): number {
  const state = rig.state();
  if (state.ledger.marks === null) throw new Error('not valued');
  return hourlyTurnover(state, state.ledger.marks);
}

describe('hourlyTurnover', () => {
  it('counts what has filled and what still may, and forgets it after an hour', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    const worth = (count: number) => count * 0.001 * 60_000;
    expect(turnoverOf(rig)).toBeCloseTo(worth(900), 6);
    rig.tell(filled(order, 400));
    expect(turnoverOf(rig)).toBeCloseTo(worth(900), 6);
    rig.tell(closed(order, 'expired', 400));
    expect(turnoverOf(rig)).toBeCloseTo(worth(400), 6);
    rig.report();
    rig.pass(HOUR + MINUTE);
    const since = rig
      .take()
      .reduce((sum, one) => (one.kind === 'place' ? sum + Math.abs(one.order.lots) : sum), 0);
    expect(turnoverOf(rig)).toBeLessThan(worth(since + 1));
  });

  it('cuts what goes out to what the hour has left, and lets it go on when the hour is over', () => {
    const limits = { ...CONFIG.limits, maxHourlyTurnover: 30_000 };
    const rig = trading({ ...CONFIG, limits });
    const order = onlyOrder(rig);
    expect(Math.abs(order.lots)).toBe(500);
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.legs[0]).toMatchObject({ cutBy: 'maxHourlyTurnover' });
    rig.tell(filled(order, 500));
    rig.report();
    rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    const { dropped } = rig.outcomes('decisionDue').at(-1)?.plan ?? {};
    expect(dropped).toEqual([{ underlying: 'BTC', why: 'no room under maxHourlyTurnover' }]);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.pass(HOUR);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.report();
    rig.pass(MINUTE);
    expect(Math.abs(onlyOrder(rig).lots)).toBe(400);
  });
});
