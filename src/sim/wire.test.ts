import { describe, expect, it } from 'vitest';
import { atoms, lots } from '../units/units.ts';
import { deal, funding, instrument, order, wired } from './wire-fixture.ts';

describe('a wire that works', () => {
  it('carries commands there and events back, in order', () => {
    const { place, tick, truth, wire } = wired();
    place('a');
    place('b');
    expect(tick()).toEqual([
      { kind: 'ack', order: 'a' },
      { kind: 'ack', order: 'b' },
    ]);
    expect(truth.orders.get('a')?.state).toBe('open');
    expect(wire.isFaithful).toBe(true);
  });

  it('loses what was on its way to a process that dies', () => {
    const { place, tell, wire, tick, ticks, at } = wired();
    place();
    tell(funding);
    wire.cut(at());
    expect(tick().map(({ kind }) => kind)).toEqual(['ack']);
    expect(ticks(20)).toEqual([]);
    expect(wire.isFaithful).toBe(false);
  });
});

describe('a wire that fails', () => {
  it('loses requests, and the truth knows', () => {
    const { place, ticks, truth } = wired({ lostRequest: 1 });
    place();
    expect(ticks(50)).toEqual([]);
    expect(truth.orders.get(order.id)?.state).toBe('dead');
  });

  it('delivers requests late, and twice: the venue knows an id again', () => {
    const late = wired({ slowRequest: 1 });
    late.place();
    late.place('b');
    expect(
      late
        .ticks(200)
        .map(({ kind }) => kind)
        .toSorted()
        .slice(0, 2),
    ).toEqual(['ack', 'ack']);
    const twice = wired({ repeatedRequest: 1 });
    twice.place();
    expect(
      twice
        .ticks(40)
        .map(({ kind }) => kind)
        .slice(0, 2),
    ).toEqual(['ack', 'report']);
  });

  it('turns orders down at the gateway, which the venue then has never seen', () => {
    const { place, query, ticks, truth } = wired({ lateReject: 1 });
    place();
    query();
    const events = ticks(100);
    expect(truth.orders.get(order.id)?.state).toBe('dead');
    expect(events.find(({ kind }) => kind === 'closed')).toMatchObject({ reason: 'rejected', filled: 0 });
    expect(events.find(({ kind }) => kind === 'report')).toMatchObject({ orders: [{ status: 'absent' }] });
  });

  it('says that an answer did not come, though it will', () => {
    const { place, ticks } = wired({ unanswered: 1 });
    place();
    const kinds = ticks(60).map(({ kind }) => kind);
    expect(kinds).toContain('ack');
    expect(kinds).toContain('unknown');
  });

  it.each([
    ['lostAck', { kind: 'ack', order: 'x' }],
    ['lostClosed', { kind: 'closed', order: 'x', reason: 'expired', filled: lots(0) }],
    ['lostTransfer', funding],
  ] as const)('loses what it is said to lose, and nothing else: %s', (fault, event) => {
    const { tell, ticks } = wired({ [fault]: 1 });
    tell(event);
    tell({ kind: 'unknown', order: 'x', detail: '' });
    expect(ticks(10).map(({ kind }) => kind)).toEqual(['unknown']);
  });

  it('tells late and twice', () => {
    const { tell, ticks, wire } = wired({ repeatedEvent: 1 });
    tell(funding);
    expect(ticks(80)).toEqual([funding, funding]);
    expect(wire.isFaithful).toBe(true);
    const late = wired({ lateEvent: 0.5 });
    for (let i = 0; i < 40; i += 1) late.tell({ ...funding, id: `f${i}` });
    const ids = late.ticks(200).map((event) => ('id' in event ? event.id : ''));
    expect(ids.toSorted()).not.toEqual(ids);
    expect([new Set(ids).size, late.wire.isFaithful]).toEqual([40, false]);
  });

  it('tells nothing more of an order after its first fill', () => {
    const { tell, ticks } = wired({ silence: 1 });
    const part = { lots: lots(1), price: 1, fee: atoms(0n), feeCurrency: 'USDT' };
    for (const fill of ['1', '2']) {
      tell({ kind: 'fill', order: 'x', instrument: 'BTC-PERP', fill, ...part });
    }
    tell({ kind: 'closed', order: 'x', reason: 'filled', filled: lots(2) });
    expect(ticks(20)).toMatchObject([{ kind: 'fill', fill: '1' }]);
  });

  it('goes dark for a while, both ways', () => {
    const { place, tell, ticks, tick, truth } = wired({ outage: 1 });
    tick();
    place();
    tell(funding);
    expect(ticks(1)).toEqual([]);
    expect(truth.orders.get(order.id)?.state).toBe('dead');
  });
});

describe('a deal that was not told', () => {
  it('is told before the next report, however often it takes', () => {
    const { tell, query, ticks, faults } = wired({ lostTransfer: 1 });
    tell(deal);
    expect(ticks(10)).toEqual([]);
    faults.stop();
    query();
    expect(ticks(5).map(({ kind }) => kind)).toEqual(['deal', 'report']);
    query();
    expect(ticks(5).map(({ kind }) => kind)).toEqual(['report']);
  });

  it('is told again to a process that may have forgotten it, unless it has settled', () => {
    const { tell, query, ticks, wire, at } = wired();
    tell(deal);
    expect(ticks(2).map(({ kind }) => kind)).toEqual(['deal']);
    wire.cut(at());
    query();
    expect(ticks(5).map(({ kind }) => kind)).toEqual(['deal', 'report']);
    tell({ kind: 'settled', id: 's', instrument: instrument.id, price: 1 });
    wire.cut(at());
    query();
    expect(ticks(5).map(({ kind }) => kind)).toEqual(['report']);
  });
});
