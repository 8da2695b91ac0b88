import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import { CONFIG, configOf, hedged, lastDecision, onlyOrder, type Rig, SPOT } from './engine-fixture.ts';

/** A desk sells `count` lots of spot, so that the book's delta falls. */
function sellSpot(rig: Rig, count: number): void {
  const deal = { lots: lots(-count), price: 60_000, fee: atoms(0n), feeCurrency: 'USD' };
  rig.tell({ kind: 'deal', id: `sale of ${count}`, instrument: SPOT, ...deal });
}

describe('a halt', () => {
  const tight = configOf({}, { limits: { ...CONFIG.limits, maxDailyLoss: 100 } });

  /** A tenth of a coin is unhedged, so 2,000 dollars down is 200 lost, and the hedge's fee was 1. */
  function halted(): Rig {
    const rig = hedged(tight);
    rig.quote('SPOT', 58_000);
    rig.quote('PERP', 58_000);
    rig.bar(58_000);
    return rig;
  }

  it('is told once, with what was lost', () => {
    const rig = halted();
    const alarm = 'halted: lost 201.00 today, maxDailyLoss is 100';
    expect(
      rig
        .outcomes('bar')
        .at(-1)
        ?.alarms?.map(({ text }) => text),
    ).toEqual([alarm]);
    rig.pass(MINUTE);
    rig.bar(58_000);
    expect(rig.outcomes('bar')).toHaveLength(2);
    expect(rig.outcomes('bar').at(-1)?.alarms).toBeUndefined();
  });

  it('lets through what only makes a position smaller, flagged so for the venue', () => {
    const rig = halted();
    sellSpot(rig, 900);
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: 700, reduceOnly: true });
  });

  it('stops at flat', () => {
    const rig = halted();
    sellSpot(rig, 4_000);
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: 900, reduceOnly: true });
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.legs[0]?.cutBy).toBe('reduceOnly');
    rig.pass(2 * SECOND);
    expect(rig.take()).toEqual([]);
    expect(lastDecision(rig)?.kind).toBe('halt');
  });

  it('drops what would enlarge a position', () => {
    const rig = halted();
    sellSpot(rig, -900);
    rig.pass(SECOND);
    expect(rig.take()).toEqual([]);
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.dropped).toEqual([
      { underlying: 'BTC', why: 'no room under reduceOnly' },
    ]);
  });

  it('ends with a re-arm, and what waited is hedged', () => {
    const rig = halted();
    sellSpot(rig, -900);
    rig.pass(SECOND);
    rig.operate('rearm');
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: -900, reduceOnly: false });
  });
});
