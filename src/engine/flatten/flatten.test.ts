import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import {
  CONFIG,
  closed,
  configOf,
  ETH_PERP,
  filled,
  hedged,
  onlyOrder,
  PROFILE,
  type Rig,
  restarted,
  SPOT,
  started,
  textsOf,
  trading,
} from '../engine-fixture.ts';

/** Fills `order` and ends it. */
function fill(rig: Rig, order: ReturnType<typeof onlyOrder>, count = Math.abs(order.lots)): void {
  rig.tell(filled(order, count));
  rig.tell(closed(order, count === Math.abs(order.lots) ? 'filled' : 'cancelled', count));
}

/** What was alerted of, since the rig began. */
function alerts(rig: Rig): readonly string[] {
  return rig.appended.flatMap(({ outcome }) => textsOf(outcome));
}

function modeOf(rig: Rig): string {
  return rig.state().standing.mode;
}

/** A book of 900 lots short that is being flattened, and the order that does it. */
function flattening(rig = hedged()): { rig: Rig; order: ReturnType<typeof onlyOrder> } {
  rig.take();
  rig.operate('flatten');
  rig.take();
  rig.pass(0);
  return { rig, order: onlyOrder(rig) };
}

describe('a flatten', () => {
  it('closes the hedge with an order that may only reduce, and leaves the spot that it hedged', () => {
    const { rig, order } = flattening();
    expect(order).toMatchObject({ instrument: 'PERP', lots: 900, reduceOnly: true });
    expect(order.limit).toBeCloseTo(60_006 * 1.002, 0);
    fill(rig, order);
    expect(Object.keys(rig.state().book.positions)).toEqual(['SPOT']);
  });

  it('cancels what rests and waits for its end before it orders', () => {
    const rig = trading();
    const resting = onlyOrder(rig);
    rig.tell({ kind: 'ack', order: resting.id });
    rig.tell(filled(resting, 100));
    rig.operate('flatten');
    expect(rig.take()).toEqual([{ kind: 'cancel', venue: 'v', order: resting.id, instrument: 'PERP' }]);
    rig.pass(SECOND);
    expect(rig.take()).toEqual([]);
    // The cancel is lost: it is told again.
    rig.pass(5 * SECOND);
    expect(rig.take()).toContainEqual({ kind: 'cancel', venue: 'v', order: resting.id, instrument: 'PERP' });
    rig.tell(closed(resting, 'cancelled', 100));
    rig.pass(0);
    expect(onlyOrder(rig)).toMatchObject({ lots: 100, reduceOnly: true });
  });

  it('is not believed before the venue has told the same, in a report taken after the last change', () => {
    const { rig, order } = flattening();
    const early = rig.now;
    rig.pass(SECOND);
    fill(rig, order);
    rig.pass(0);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [] }]);
    expect(modeOf(rig)).toBe('flattening');
    // Taken before the fill.
    rig.report({ at: early });
    rig.pass(0);
    expect(modeOf(rig)).toBe('flattening');
    rig.report();
    rig.pass(0);
    expect(rig.state().standing).toMatchObject({ mode: 'flat', why: 'verified with v' });
    expect(alerts(rig).slice(-2)).toEqual(['flattening: operator', 'flat: verified with v']);
  });

  it('asks again while the venue is silent, and says once that it is not verified', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    for (let i = 0; i < 300; i += 1) rig.pass(SECOND);
    const asked = rig.take().filter(({ kind }) => kind === 'query');
    expect(asked.length).toBeGreaterThan(5);
    expect(alerts(rig).filter((text) => text.startsWith('flatten not verified'))).toEqual([
      'flatten not verified: v: v has yet to confirm',
    ]);
    rig.report();
    rig.pass(0);
    expect(modeOf(rig)).toBe('flat');
    expect(alerts(rig).slice(-2)).toEqual(['flat: verified with v', 'flatten verified']);
  });

  it('goes on while a position is left by the venue’s word, though the book has none', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    rig.pass(0);
    const positions = { SPOT: lots(1_000), PERP: lots(-40) };
    for (let i = 0; i < 2; i += 1) {
      rig.report({ positions });
      rig.pass(5 * SECOND);
    }
    expect(modeOf(rig)).toBe('flattening');
    expect(rig.take().filter(({ kind }) => kind === 'place')).toMatchObject([{ order: { lots: 40 } }]);
  });

  it('sends no more than one order may be, until all is closed', () => {
    const config = configOf({}, { limits: { ...CONFIG.limits, maxOrderNotional: 24_000 } });
    const rig = trading(config);
    const sizes: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      fill(rig, onlyOrder(rig));
      rig.pass(0);
    }
    rig.operate('flatten');
    rig.take();
    for (let i = 0; i < 3; i += 1) {
      rig.pass(0);
      const order = onlyOrder(rig);
      sizes.push(order.lots);
      fill(rig, order);
    }
    expect(sizes).toEqual([400, 400, 100]);
  });

  it('goes twice as far each time that nobody trades, up to a cap, and says so each time', () => {
    const { rig, order: first } = flattening();
    const bounds: number[] = [];
    let order = first;
    for (let i = 0; i < 7; i += 1) {
      bounds.push(Math.round((order.limit / 60_006 - 1) * 10_000));
      rig.tell(closed(order, 'cancelled', 0));
      rig.pass(0);
      // Not as fast as it can be refused.
      expect(rig.take()).toEqual([]);
      rig.pass(5 * SECOND);
      order = onlyOrder(rig);
    }
    expect(bounds).toEqual([20, 40, 80, 160, 320, 320, 320]);
    expect(alerts(rig).filter((text) => text.includes('its bound goes'))).toEqual(
      ['0.40', '0.80', '1.60', '3.20'].map((p) => `flatten: PERP was not closed, its bound goes to ${p} %`),
    );
  });

  it('does not go farther because an order is refused, and is alarmed of it once', () => {
    const { rig, order } = flattening();
    let last = order;
    for (let i = 0; i < 3; i += 1) {
      rig.tell({ kind: 'closed', order: last.id, reason: 'rejected', filled: lots(0), detail: 'busy' });
      rig.pass(0);
      rig.pass(5 * SECOND);
      last = onlyOrder(rig);
      expect(last.limit).toBe(order.limit);
    }
    expect(alerts(rig).filter((text) => text.includes('rejected'))).toHaveLength(1);
  });

  it('sends nothing in place of an order in doubt, and goes on once it is cleared up', () => {
    const { rig, order } = flattening();
    rig.tell({ kind: 'unknown', order: order.id, detail: 'timed out' });
    for (let i = 0; i < 100; i += 1) rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    expect(alerts(rig).some((text) => text.includes('does not say what became of'))).toBe(true);
    rig.report({ orders: [{ order: order.id, status: 'absent', fills: [] }] });
    expect(rig.state().orders[order.id]?.state).toBe('lost');
    rig.pass(0);
    rig.pass(5 * SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: 900, limit: order.limit });
  });

  it('sends nothing at a stale price, says so once, and goes on when there is a fresh one', () => {
    const rig = hedged();
    rig.pass(20 * MINUTE);
    rig.take();
    rig.operate('flatten');
    for (let i = 0; i < 60; i += 1) rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    const waits = 'flatten waits: the price of PERP is stale';
    expect(alerts(rig).filter((text) => text === waits)).toHaveLength(1);
    for (let i = 0; i < 180; i += 1) rig.pass(SECOND);
    expect(alerts(rig).filter((text) => text.startsWith('flatten not verified'))).toHaveLength(1);
    rig.quote('PERP', 61_000);
    rig.pass(MINUTE);
    rig.quote('PERP', 61_000);
    rig.pass(MINUTE);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toHaveLength(1);
    expect(alerts(rig)).toContain('flatten: PERP has a price');
  });

  it('takes no decision of a policy, whatever happens, until the re-arm', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    rig.report();
    rig.pass(0);
    rig.take();
    const decided = rig.outcomes('decisionDue').flatMap(({ decisions = [] }) => decisions).length;
    for (let i = 0; i < 10; i += 1) {
      rig.quote('SPOT', 60_000 + 3_000 * i);
      rig.quote('PERP', 60_000 + 3_000 * i);
      rig.report();
      rig.pass(HOUR);
    }
    expect(rig.outcomes('decisionDue').flatMap(({ decisions = [] }) => decisions)).toHaveLength(decided);
    expect(modeOf(rig)).toBe('flat');
    for (const action of ['pause', 'resume'] as const) rig.operate(action);
    expect(modeOf(rig)).toBe('flat');
    rig.take();
    rig.operate('rearm');
    expect(rig.state().flatten).toBeUndefined();
    rig.quote('SPOT', 60_000);
    rig.quote('PERP', 60_000);
    rig.quote('SPOT', 60_000);
    rig.quote('PERP', 60_000);
    rig.report();
    rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toMatchObject([{ order: { lots: -900 } }]);
  });

  it('closes again what is opened afterwards, and says that it is no longer flat', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    rig.report();
    rig.pass(0);
    expect(modeOf(rig)).toBe('flat');
    const deal = { lots: lots(70), price: 60_000, fee: atoms(0n), feeCurrency: 'USD' };
    const perp = rig.state().instruments.PERP;
    if (perp === undefined) throw new Error('no perp');
    rig.tell({ kind: 'deal', id: 'web', instrument: perp, ...deal });
    rig.pass(0);
    expect(modeOf(rig)).toBe('flattening');
    expect(alerts(rig).at(-1)).toMatch(/^flattening: no longer flat: /);
    expect(onlyOrder(rig)).toMatchObject({ instrument: 'PERP', lots: -70, reduceOnly: true });
  });

  it('stays flat while funding is booked, without a word', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    rig.report();
    rig.pass(0);
    const before = alerts(rig).length;
    const funding = { id: 'f', instrument: 'PERP', amount: atoms(5n), currency: 'USD' };
    rig.tell({ kind: 'funding', ...funding });
    for (let i = 0; i < 400; i += 1) rig.pass(SECOND);
    rig.report();
    rig.pass(0);
    expect([modeOf(rig), alerts(rig).length]).toEqual(['flat', before]);
  });

  it.each(['kill', 'rearm'] as const)('ends with %s', (action) => {
    const { rig } = flattening();
    rig.operate(action);
    expect(rig.state().flatten).toBeUndefined();
    expect(modeOf(rig)).toBe(action === 'kill' ? 'killed' : 'running');
  });
});

describe('a flatten and what the book has', () => {
  /** A book that holds a call, which `quotes` may quote. */
  function holding(hedge = 'PERP') {
    const positions = [
      ...CONFIG.opening.positions,
      { instrument: 'CALL', lots: lots(-100), averageEntry: 2_000 },
    ];
    return configOf({ hedge }, { opening: { ...CONFIG.opening, positions } });
  }

  it('closes an option that is quoted', () => {
    const rig = started(holding());
    rig.report();
    rig.operate('flatten');
    rig.take();
    rig.conductor.observe(
      { kind: 'quote', instrument: 'CALL', at: rig.now, bid: 1_900, ask: 2_000, bidSize: 5, askSize: 5 },
      rig.now,
    );
    rig.pass(0);
    const order = onlyOrder(rig);
    expect(order).toMatchObject({ instrument: 'CALL', lots: 100, reduceOnly: true });
    // By a tenth of its own price at most, or the slippage of its underlying.
    expect(order.limit).toBeCloseTo(2_120, 0);
  });

  it('leaves an option that nobody quotes, and names it', () => {
    const rig = started(holding());
    rig.report();
    rig.operate('flatten');
    rig.pass(0);
    expect(modeOf(rig)).toBe('flattening');
    rig.pass(30 * SECOND);
    rig.report();
    rig.pass(0);
    expect(rig.state().standing).toMatchObject({
      mode: 'flat',
      why: 'verified with v; stays, as nobody quotes it: CALL',
    });
  });

  it('closes spot that is a hedge', () => {
    const rig = started(holding('SPOT'));
    rig.report();
    rig.operate('flatten');
    rig.pass(0);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toMatchObject([
      { order: { instrument: 'SPOT', lots: -1_000, reduceOnly: true } },
    ]);
  });

  it('does without what has no price elsewhere: nothing is valued', () => {
    const rig = hedged();
    const deal = { lots: lots(5), price: 3_000, fee: atoms(0n), feeCurrency: 'EUR' };
    rig.tell({ kind: 'deal', id: 'd', instrument: { ...SPOT, id: 'X', base: 'XRP', quote: 'EUR' }, ...deal });
    expect(flattening(rig).order).toMatchObject({ instrument: 'PERP', lots: 900 });
  });
});

describe('a flatten of two venues', () => {
  const ETH = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP' };
  const both = {
    ...CONFIG,
    instruments: [...CONFIG.instruments, ETH_PERP],
    venues: [...CONFIG.venues, { id: 'w', takerFee: 0.0005, makerFee: 0.0002 }],
    profiles: [PROFILE, ETH],
    opening: {
      cash: { ...CONFIG.opening.cash, w: CONFIG.opening.cash.v ?? {} },
      positions: [
        { instrument: 'PERP', lots: lots(-900), averageEntry: 60_000 },
        { instrument: 'ETH-PERP', lots: lots(3_000), averageEntry: 3_000 },
      ],
    },
  };

  it('does not let a dead one keep the other from being closed, and names it', () => {
    const rig = started(both);
    rig.report({ venue: 'v' });
    rig.operate('flatten');
    rig.take();
    rig.pass(0);
    const order = onlyOrder(rig);
    expect(order).toMatchObject({ venue: 'v', lots: 900 });
    fill(rig, order);
    for (let i = 0; i < 200; i += 1) {
      rig.report({ venue: 'v' });
      rig.pass(SECOND);
    }
    expect(modeOf(rig)).toBe('flattening');
    expect(alerts(rig).filter((text) => text.startsWith('flatten not verified'))).toEqual([
      'flatten not verified: ETH-PERP: w has yet to report',
    ]);
    rig.take();
    rig.report({ venue: 'w' });
    rig.pass(0);
    const second = onlyOrder(rig);
    expect(second).toMatchObject({ venue: 'w', lots: -3_000 });
    fill(rig, second);
    rig.report({ venue: 'v' });
    rig.pass(0);
    expect(modeOf(rig)).toBe('flattening');
    rig.report({ venue: 'w' });
    rig.pass(0);
    expect(rig.state().standing.why).toBe('verified with v, w');
  });
});

describe('a flatten across restarts', () => {
  it('goes on where it was, and raises no alert a second time', () => {
    const { rig, order } = flattening();
    rig.tell(closed(order, 'cancelled', 0));
    rig.pass(0);
    const next = restarted(rig);
    expect(modeOf(next)).toBe('flattening');
    next.quote('PERP', 60_000);
    next.quote('SPOT', 60_000);
    next.report();
    next.pass(5 * SECOND);
    const again = next.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
    expect(again).toMatchObject([{ lots: 900, reduceOnly: true }]);
    // Twice as far as before the restart.
    expect(again[0]?.limit).toBeCloseTo(60_006 * 1.004, 0);
    expect(alerts(next)).toEqual([]);
  });

  it('stays flat, and looks at what the venue says then', () => {
    const { rig, order } = flattening();
    fill(rig, order);
    rig.report();
    rig.pass(0);
    const next = restarted(rig);
    next.report({ positions: { SPOT: lots(1_000) } });
    next.pass(SECOND);
    expect(modeOf(next)).toBe('flat');
    next.report({ positions: { SPOT: lots(1_000), PERP: lots(9) } });
    next.pass(SECOND);
    expect(modeOf(next)).toBe('flattening');
  });
});
