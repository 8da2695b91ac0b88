import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CONFIG,
  configOf,
  configured,
  fillOf,
  hedged,
  lastDecision,
  onlyOrder,
  restarted,
  SPOT,
  started,
  trading,
} from './engine-fixture.ts';

describe('the first entry', () => {
  it('opens the book with the cash as stated and positions at their average entry', () => {
    const { book } = started().state();
    expect(book.cash).toEqual(CONFIG.opening.cash);
    expect(book.positions.SPOT).toEqual({ instrument: 'SPOT', lots: 1_000, cost: 60_000_00000000n });
  });

  it('throws on an opening position in what is not listed', () => {
    const positions = [{ instrument: 'GONE', lots: lots(1), averageEntry: 1 }];
    const config = { ...CONFIG, opening: { ...CONFIG.opening, positions } };
    expect(() => started(config)).toThrow('opening position in unlisted instrument GONE');
  });

  it('makes every venue report before anything is traded', () => {
    expect(started().state().reconciliation).toMatchObject({ awaiting: ['v'], nextAt: started().now });
  });
});

describe('a restart', () => {
  it('puts live orders in doubt, asks for them, and holds until the venue has reported', () => {
    const before = trading();
    const order = onlyOrder(before);
    before.tell({ kind: 'ack', order: order.id });
    const rig = restarted(before);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.pass(0);
    expect(rig.state().orders[order.id]?.state).toBe('unknown');
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [order.id] }]);
    expect(lastDecision(rig)).toMatchObject({
      kind: 'hold',
      because: { kind: 'in-doubt', what: 'venue v has yet to report' },
    });
  });

  it('books from the report the fills that it has missed, and then goes on', () => {
    const before = trading();
    const order = onlyOrder(before);
    const rig = restarted(before);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.pass(0);
    rig.take();
    const fills = [fillOf(order, 400, 'missed')];
    const cash = { USD: (rig.state().book.cash.v?.USD ?? 0n) - 1_00000000n } as never;
    const positions = { SPOT: lots(1_000), PERP: lots(-400) };
    rig.report({ orders: [{ order: order.id, status: 'expired', fills }], positions, cash });
    expect(rig.state().book.positions.PERP?.lots).toBe(-400);
    expect(rig.state().reconciliation).toMatchObject({ awaiting: [], differences: {} });
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-500);
  });

  it('keeps the breakers: what was killed or halted still is', () => {
    const before = hedged();
    before.operate('kill');
    expect(restarted(before).state().standing.mode).toBe('killed');
  });

  it('takes up again what an operator had stopped', () => {
    const before = trading();
    const order = onlyOrder(before);
    before.operate('stop');
    const rig = restarted(before);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    rig.report({ orders: [{ order: order.id, status: 'cancelled', fills: [] }] });
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-900);
  });

  it('may take a new name, and then no order id of the old one comes again', () => {
    const rig = hedged();
    rig.conductor.configure({ ...configured(), journal: 'j2' }, rig.now);
    expect(rig.state().journal).toBe('j2');
    expect(Object.keys(rig.state().orders).every((id) => id.startsWith('ek-j1-'))).toBe(true);
  });
});

describe('a reload', () => {
  it('throws on a journal of another name', () => {
    const rig = hedged();
    const reload = { ...configured(), starting: false, journal: 'j2' };
    expect(() => rig.conductor.configure(reload, rig.now)).toThrow(
      'entry is configured for journal j2, this is j1',
    );
  });

  it('changes the rules, keeps the book and doubts nothing', () => {
    const rig = hedged();
    const { book, orders } = rig.state();
    const config = configOf({ policy: { kind: 'fixed-band', halfWidth: 0.02 } });
    rig.conductor.configure(configured(config, false), rig.now);
    expect([rig.state().book, rig.state().orders]).toEqual([book, orders]);
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-80);
  });

  it('awaits a venue that is new, and no longer one that is gone', () => {
    const both = [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }];
    const rig = hedged();
    rig.conductor.configure(configured({ ...CONFIG, venues: both }, false), rig.now);
    expect(rig.state().reconciliation.awaiting).toEqual(['w']);
    rig.conductor.configure(configured(CONFIG, false), rig.now);
    expect(rig.state().reconciliation.awaiting).toEqual([]);
  });

  it('keeps listed what was listed before', () => {
    const rig = hedged();
    rig.conductor.configure(configured({ ...CONFIG, instruments: [SPOT] }, false), rig.now);
    expect(Object.keys(rig.state().instruments).sort()).toEqual(['CALL', 'INVERSE', 'PERP', 'SPOT']);
    rig.pass(MINUTE);
    expect(lastDecision(rig)).toMatchObject({ because: { reason: 'inside band' } });
  });
});
