import { describe, expect, it } from 'vitest';
import type { Cash } from '../domain/book.ts';
import { later, MINUTE, SECOND } from '../units/time.ts';
import { atoms, lots, millis } from '../units/units.ts';
import {
  CONFIG,
  closed,
  filled,
  hedged,
  lastDecision,
  onlyOrder,
  type Rig,
  started,
  T0,
  trading,
} from './engine-fixture.ts';

/** The venue holds 50 lots of the perp more than we know of. */
const MORE = { SPOT: lots(1_000), PERP: lots(-850) };

function cashWith(rig: Rig, more: bigint): Cash {
  return { USD: atoms((rig.state().book.cash.v?.USD ?? 0n) + more) };
}

function perpOf(rig: Rig): number | undefined {
  return rig.state().book.positions.PERP?.lots;
}

function alarmsOf(rig: Rig): readonly string[] {
  return rig.outcomes('account').flatMap(({ alarms = [] }) => alarms.map(({ text }) => text));
}

/** A rig that is past its last fill, so that a report is not older than the book. */
function quiet(): Rig {
  const rig = hedged();
  rig.pass(SECOND);
  return rig;
}

describe('a report that agrees', () => {
  it('ends the wait after a start, is a reason to decide, and is asked for again at the next review', () => {
    const rig = started();
    rig.pass(0);
    const before = rig.outcomes('decisionDue').length;
    rig.report();
    expect(rig.state().reconciliation).toEqual({
      awaiting: [],
      nextAt: rig.now + 60 * MINUTE,
      differences: {},
    });
    rig.pass(SECOND);
    expect(rig.outcomes('decisionDue')).toHaveLength(before + 1);
  });

  it('of one venue does not speak for another, which is asked again soon', () => {
    const rig = started({ ...CONFIG, venues: [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }] });
    rig.pass(0);
    rig.report({ venue: 'v' });
    expect(rig.state().reconciliation).toMatchObject({ awaiting: ['w'], nextAt: rig.now + 5 * SECOND });
    rig.operate('resume');
    rig.pass(SECOND);
    expect(lastDecision(rig)).toMatchObject({ because: { kind: 'in-doubt' } });
  });
});

describe('a difference', () => {
  it('is not adopted when first seen, but asked about again soon', () => {
    const rig = quiet();
    rig.report({ positions: MORE });
    expect(perpOf(rig)).toBe(-900);
    expect(rig.state().reconciliation.nextAt).toBe(rig.now + 5 * SECOND);
    rig.pass(5 * SECOND);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [] }]);
  });

  it('of positions holds their underlyings until it is cleared up', () => {
    const rig = quiet();
    rig.report({ positions: MORE });
    rig.operate('resume');
    rig.pass(SECOND);
    const because = { kind: 'in-doubt', what: 'positions at v are not what we hold' };
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because });
    rig.report();
    rig.pass(SECOND);
    expect(lastDecision(rig)).toMatchObject({ because: { reason: 'inside band' } });
  });

  it('seen again is adopted, with an alarm, and decided on', () => {
    const rig = quiet();
    rig.report({ positions: MORE });
    rig.pass(5 * SECOND);
    rig.take();
    rig.report({ positions: MORE });
    expect(perpOf(rig)).toBe(-850);
    expect(alarmsOf(rig)).toEqual(['adopted from v: PERP: 50 lots more there']);
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-50);
  });

  it('told twice by one report, or by an echo of it, is still seen once', () => {
    const rig = quiet();
    rig.report({ positions: MORE });
    const { at } = rig.state();
    rig.pass(MINUTE);
    for (let i = 0; i < 3; i += 1) rig.report({ positions: MORE, at });
    expect(perpOf(rig)).toBe(-900);
  });

  it('in a report from before the last fill proves nothing, however often it comes', () => {
    const rig = quiet();
    const at = millis(rig.state().changedAt - 1);
    for (let i = 0; i < 3; i += 1) {
      rig.report({ positions: { SPOT: lots(1_000) }, at });
      rig.pass(10 * SECOND);
    }
    expect(perpOf(rig)).toBe(-900);
    expect(rig.state().reconciliation.differences).toEqual({});
  });

  it('that has changed when seen again is not yet confirmed', () => {
    const rig = quiet();
    rig.report({ positions: MORE });
    rig.pass(5 * SECOND);
    rig.report({ positions: { ...MORE, PERP: lots(-860) } });
    expect(perpOf(rig)).toBe(-900);
  });

  it('of positions is not adopted while an order rests there, which may be what it comes from', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'ack', order: order.id });
    for (let i = 0; i < 3; i += 1) {
      rig.report({ positions: { SPOT: lots(1_000), PERP: lots(-400) } });
      rig.pass(5 * SECOND);
    }
    expect(perpOf(rig)).toBeUndefined();
    rig.tell(filled(order, 400));
    rig.tell(closed(order, 'expired', 400));
    rig.report();
    expect([perpOf(rig), alarmsOf(rig)]).toEqual([-400, []]);
    expect(rig.state().reconciliation.differences).toEqual({});
  });

  it('of cash is adopted as the venue has it, and stands as unexplained', () => {
    const rig = quiet();
    const cash = cashWith(rig, -7_00000000n);
    rig.report({ cash });
    rig.pass(5 * SECOND);
    rig.report({ cash });
    expect(rig.state().book.cash.v).toEqual(cash);
    expect(rig.outcomes('account').at(-1)).toMatchObject({
      alarms: [{ text: 'adopted from v: USD: 700000000 atoms fewer there' }],
      explained: { residual: expect.closeTo(-7, 8) },
    });
  });

  it('in what the report leaves out counts: a balance or position not told of is none', () => {
    const rig = quiet();
    for (let i = 0; i < 2; i += 1) {
      rig.report({ cash: {}, positions: { SPOT: lots(1_000) } });
      rig.pass(5 * SECOND);
    }
    expect(rig.state().book.cash.v).toEqual({});
    expect(perpOf(rig)).toBeUndefined();
  });
});

describe('an adopted position', () => {
  it('enters at the mark, so that what it is worth in equity is nothing', () => {
    const rig = quiet();
    rig.bar();
    const positions = { ...MORE, INVERSE: lots(600) };
    for (let i = 0; i < 2; i += 1) {
      rig.report({ positions });
      rig.pass(5 * SECOND);
    }
    const { book } = rig.state();
    // 6,000 quote units at 60,000 are a tenth of a coin, owed from the start.
    expect(book.positions.INVERSE).toMatchObject({ lots: 600, cost: atoms(-10_000_000n) });
    const residuals = rig.outcomes('account').map(({ explained }) => explained?.residual ?? 0);
    expect(residuals.at(-1)).toBeCloseTo(0, 6);
  });

  it.each([
    ['beyond a tick', 57_000, -51_300_00000000n],
    ['within a tick, which may be rounding', 60_000.04, -54_000_00000000n],
  ])('takes over the entry of what it has the same lots of, where cash differs: %s', (_how, entry, cost) => {
    const rig = quiet();
    const cash = cashWith(rig, 40_00000000n);
    expect(rig.state().book.positions.PERP).toMatchObject({ lots: -900, cost: atoms(-54_000_00000000n) });
    for (let i = 0; i < 2; i += 1) {
      rig.report({ cash, entries: { PERP: entry } });
      rig.pass(5 * SECOND);
    }
    expect(rig.state().book.positions.PERP).toMatchObject({ lots: -900, cost: atoms(cost) });
  });

  it('that is not listed here is told of, and not entered', () => {
    const rig = quiet();
    const positions = { SPOT: lots(1_000), PERP: lots(-900), 'DOGE-PERP': lots(5) };
    for (let i = 0; i < 2; i += 1) {
      rig.report({ positions });
      rig.pass(5 * SECOND);
    }
    expect(alarmsOf(rig)).toContain('v holds what is not listed here: DOGE-PERP');
    expect(rig.state().book.positions['DOGE-PERP']).toBeUndefined();
  });

  it('waits for a mark, as its cost would be made up', () => {
    const rig = started();
    rig.report({ positions: MORE });
    rig.report({ positions: MORE, at: later(T0, 10 * SECOND) });
    expect(perpOf(rig)).toBeUndefined();
    rig.pass(10 * SECOND);
    rig.report({ positions: MORE });
    expect(rig.state().book.positions.PERP).toMatchObject({ lots: -850, cost: atoms(-51_000_00000000n) });
  });
});
