import { describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import { HOUR, MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CONFIG,
  closed,
  configOf,
  configured,
  decisionsOf,
  filled,
  fillOf,
  hedged,
  lastDecision,
  onlyOrder,
  PROFILE,
  SPOT,
  started,
  trading,
} from './engine-fixture.ts';

describe('the first decision', () => {
  it('comes once all prices are known and the venues have reported, and trades to the edge', () => {
    const rig = started();
    rig.pass(0);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { kind: 'in-doubt' } });
    rig.report();
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ instrument: 'PERP', lots: -900, reduceOnly: false });
    expect(lastDecision(rig)).toMatchObject({
      kind: 'hedge',
      trade: -0.9,
      because: { reason: 'outside band', delta: 1, lower: -0.1, upper: 0.1, inFlight: 0 },
    });
  });

  it('places an order whose id is made of the journal, the entry and the leg', () => {
    const rig = trading();
    const decision = rig.appended.find(({ body }) => body.kind === 'decisionDue');
    expect(onlyOrder(rig).id).toBe(`ek-j1-${decision?.seq}-0`);
  });
});

describe('what is in flight', () => {
  it('is counted, so that nothing is hedged twice and no tick asks again', () => {
    const rig = trading();
    onlyOrder(rig);
    const before = rig.lines.length;
    for (let i = 0; i < 3; i += 1) rig.pass(SECOND);
    expect(rig.lines).toHaveLength(before);
    rig.operate('resume');
    rig.pass(SECOND);
    expect(rig.take()).toEqual([]);
    expect(lastDecision(rig)).toMatchObject({
      kind: 'hold',
      because: { reason: 'inside band', inFlight: -0.9 },
    });
  });

  it('that has filled is the book’s, and asks for no decision', () => {
    const rig = hedged();
    const before = rig.lines.length;
    rig.pass(SECOND);
    expect(rig.lines).toHaveLength(before);
    expect(rig.state().book.positions.PERP?.lots).toBe(-900);
  });

  it('that expired in part leads to a second decision, for the rest', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'ack', order: order.id });
    rig.tell(filled(order, 400));
    rig.pass(SECOND);
    expect(rig.take()).toEqual([]);
    rig.tell(closed(order, 'expired', 400));
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: -500 });
    expect(rig.appended.at(-1)?.body).toMatchObject({ kind: 'decisionDue', why: 'book' });
  });

  it('that was rejected is tried again under a new id, but not before an order’s life has passed', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(closed(order, 'rejected', 0));
    rig.pass(59 * SECOND);
    expect(rig.take()).toEqual([]);
    rig.pass(SECOND);
    const again = onlyOrder(rig);
    expect(again.lots).toBe(-900);
    expect(again.id).not.toBe(order.id);
  });

  it('that is in doubt holds its underlying until the doubt is cleared up, which is decided on at once', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'unknown', order: order.id, detail: 'timed out' });
    rig.operate('resume');
    rig.pass(SECOND);
    expect(rig.take().map(({ kind }) => kind)).toEqual(['query']);
    expect(lastDecision(rig)).toMatchObject({ because: { kind: 'in-doubt', what: `order ${order.id}` } });
    rig.report({ orders: [{ order: order.id, status: 'expired', fills: [] }] });
    rig.pass(SECOND);
    expect(onlyOrder(rig)).toMatchObject({ lots: -900 });
  });
});

describe('a doubt that is cleared up', () => {
  it('is decided on at once, though the order is still there', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'unknown', order: order.id, detail: 'timed out' });
    rig.operate('resume');
    rig.pass(SECOND);
    const before = decisionsOf(rig).length;
    rig.report({ orders: [{ order: order.id, status: 'open', fills: [] }] });
    rig.pass(SECOND);
    expect(decisionsOf(rig)).toHaveLength(before + 1);
    expect(lastDecision(rig)).toMatchObject({ because: { reason: 'inside band', inFlight: -0.9 } });
  });
});

describe('what cannot be seen', () => {
  it('holds: a stale price, naming it and its age, and a fresh one is decided on at once', () => {
    const rig = hedged();
    rig.pass(10 * MINUTE + 1);
    const because = { kind: 'stale', what: 'SPOT is stale, 600001 ms old' };
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because });
    const before = decisionsOf(rig).length;
    rig.quote('SPOT', 60_000);
    rig.quote('PERP', 60_000);
    rig.pass(SECOND);
    expect(decisionsOf(rig)).toHaveLength(before + 1);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { reason: 'inside band' } });
  });

  it('holds: an option without a vol, though its underlying has a price', () => {
    const opening = {
      ...CONFIG.opening,
      positions: [{ instrument: 'CALL', lots: lots(100), averageEntry: 1_000 }],
    };
    const rig = trading(configOf({ markVol: { kind: 'market' } }, { opening }));
    expect(lastDecision(rig)).toEqual({
      ...{ kind: 'hold', underlying: 'BTC' },
      because: { kind: 'unpriced', what: 'vol of BTC for CALL' },
    });
  });

  it('does not make every tick a decision: a blocked one waits an order’s life', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell({ kind: 'unknown', order: order.id, detail: 'timed out' });
    rig.quote('SPOT', 63_000);
    rig.operate('resume');
    rig.pass(0);
    const before = decisionsOf(rig).length;
    for (let i = 0; i < 50; i += 1) rig.pass(SECOND);
    expect(decisionsOf(rig)).toHaveLength(before);
  });
});

describe('orders', () => {
  it('are cut to the limit at the hedge’s own price, which the guard will check, not at the index', () => {
    const limits = { ...CONFIG.limits, maxOrderNotional: 30_000 };
    const rig = started(configOf({}, { limits }));
    rig.quote('PERP', 60_600);
    rig.report();
    rig.pass(0);
    expect(onlyOrder(rig).lots).toBe(-495);
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.legs[0]).toMatchObject({ cutBy: 'maxOrderNotional' });
    // The rest is still outside the band, and goes out as another order.
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-405);
  });

  it('below one lot are not sent: the plan says so, and it is not asked again before an order’s life', () => {
    const rig = trading(configOf({ policy: { kind: 'fixed-band', halfWidth: 0.9995 } }));
    expect(rig.take()).toEqual([]);
    const [outcome] = rig.outcomes('decisionDue');
    expect(outcome?.plan?.dropped).toEqual([{ underlying: 'BTC', why: 'less than one lot' }]);
    expect(rig.state().decisions.watched.BTC?.retryAt).toBe(rig.now + MINUTE);
  });

  it('for what cannot be routed are dropped aloud', () => {
    const rig = trading(configOf({ hedge: 'PERP' }, { venues: [{ id: 'u', takerFee: 0, makerFee: 0 }] }));
    rig.report();
    rig.pass(0);
    rig.report({ venue: 'u', positions: {}, cash: {} });
    rig.pass(0);
    expect(rig.outcomes('decisionDue').at(-1)?.plan?.dropped).toEqual([
      { underlying: 'BTC', why: 'the terms of venue v are not known' },
    ]);
  });

  it('for which no limit leaves room are dropped, and tried again later', () => {
    const positions = [
      { instrument: 'SPOT', lots: lots(30_000), averageEntry: 60_000 },
      { instrument: 'PERP', lots: lots(-20_000), averageEntry: 60_000 },
    ];
    const rig = trading(configOf({}, { opening: { ...CONFIG.opening, positions } }));
    expect(rig.take()).toEqual([]);
    const [outcome] = rig.outcomes('decisionDue');
    expect(outcome?.plan?.dropped).toEqual([{ underlying: 'BTC', why: 'no room under maxPositionNotional' }]);
    expect(rig.state().decisions.watched.BTC?.retryAt).toBe(rig.now + MINUTE);
  });

  const CLOCK = { kind: 'clock', everyMs: HOUR } as const;
  it.each([
    ['outside a band', PROFILE.policy, -8_900],
    ['at a clock, whose strike stays due', CLOCK, -9_000],
  ])('that only together break a limit are refused by the guard and tried again: %s', (_, policy, wanted) => {
    // Two underlyings of one hedge: each order fits under the limit of a position, and both do not.
    const eth: Instrument = { ...SPOT, id: 'ETH-SPOT', base: 'ETH' };
    const profiles = [
      { ...PROFILE, policy },
      { ...PROFILE, policy, underlying: 'ETH', index: 'ETH-SPOT' },
    ];
    const positions = ['SPOT', 'ETH-SPOT'].map((instrument) => ({
      instrument,
      lots: lots(9_000),
      averageEntry: 1,
    }));
    const opening = { ...CONFIG.opening, positions };
    const rig = started({ ...CONFIG, instruments: [...CONFIG.instruments, eth], profiles, opening });
    const limits = { maxOrderNotional: 600_000, maxPositionNotional: 1_000_000, maxDailyLoss: 1e9 };
    rig.conductor.configure(configured({ ...rig.state().config, limits }), rig.now);
    rig.report();
    rig.pass(0);
    expect(rig.take()).toEqual([]);
    const outcome = rig.outcomes('decisionDue').at(-1);
    expect(outcome?.plan?.legs.map((leg) => leg.lots)).toEqual([wanted, wanted]);
    expect(outcome?.refused).toMatchObject({ limit: 'maxPositionNotional', instrument: 'PERP' });
    const later = { memory: { clockAt: null }, retryAt: rig.now + MINUTE };
    expect(rig.state()).toMatchObject({ orders: {}, decisions: { watched: { BTC: later, ETH: later } } });
  });
});

describe('fills of a hedge', () => {
  it('that come late, after the order was thought over, are decided on', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    rig.tell(closed(order, 'expired', 0));
    rig.pass(SECOND);
    const second = onlyOrder(rig);
    rig.tell(filled(second, 900));
    rig.tell({ ...filled(order, 900), ...fillOf(order, 900, 'late') });
    rig.pass(SECOND);
    // Both have filled: 1,800 sold where 900 were wanted, so 700 go back, to the band's other edge.
    expect(onlyOrder(rig)).toMatchObject({ lots: 700 });
  });
});
