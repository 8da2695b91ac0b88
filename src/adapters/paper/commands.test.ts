import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { MINUTE } from '../../units/time.ts';
import { drive, PERP, plus, quote, SPOT, START } from './paper-fixture.ts';

/** The last report told. */
function lastReport(events: readonly Extract<AccountEvent, { readonly kind: 'report' }>[]) {
  return events.at(-1) ?? expect.fail('no report');
}

describe('a placed order', () => {
  it('is acknowledged, filled and closed, in this order', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({});
    expect(driven.told.map(({ event }) => event.kind)).toEqual(['ack', 'fill', 'closed']);
  });

  it('is rejected with the field and never acknowledged', () => {
    const driven = drive();
    driven.place({ limit: 16_000.05 });
    expect(driven.told).toHaveLength(1);
    expect(driven.all('closed')).toMatchObject([{ order: 'a', reason: 'rejected', filled: 0 }]);
    expect(driven.all('closed')[0]?.detail).toMatch(/^limit: /);
    expect(driven.venue.truth().orders).toEqual([]);
  });

  it('is ended by the venue at its deadline, with what it has filled', () => {
    const driven = drive();
    driven.market({
      ...{ kind: 'depth', instrument: PERP.id, at: START },
      depth: { bids: [], asks: [{ price: 15_999, size: 0.004 }] },
    });
    driven.place({ lots: 10, deadline: plus(500) });
    driven.to(499);
    expect(driven.all('closed')).toEqual([]);
    driven.to(MINUTE);
    expect(driven.told.at(-1)).toEqual({
      ...{ at: 500, told: 500 },
      event: { kind: 'closed', order: 'a', reason: 'expired', filled: 4 },
    });
    driven.market(quote(PERP.id, plus(MINUTE), 15_000));
    expect(driven.all('fill')).toHaveLength(1);
  });
});

describe('an order that may only rest', () => {
  const rests = { postOnly: true, deadline: plus(500) } as const;

  it.each([
    ['a purchase at the ask', { lots: 10, limit: 16_000 }],
    ['a sale at the bid', { lots: -10, limit: 15_998 }],
    ['one in a market that is not known', { instrument: SPOT.id, limit: 1 }],
  ])('ends as cancelled with nothing filled where it would take: %s', (_, change) => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 15_998, 16_000));
    driven.place({ ...rests, ...change });
    expect(driven.told.map(({ event }) => event.kind)).toEqual(['ack', 'closed']);
    const detail = expect.stringMatching(/post-only/);
    expect(driven.all('closed')).toMatchObject([{ reason: 'cancelled', filled: 0, detail }]);
    expect(driven.venue.truth().orders).toEqual([]);
  });

  it('looks at the best price of a ladder, and finds nothing to take in an empty one', () => {
    const driven = drive();
    const depth = { bids: [], asks: [{ price: 16_000, size: 1 }] };
    driven.market({ kind: 'depth', instrument: PERP.id, at: START, depth });
    driven.place({ ...rests, id: 'takes', limit: 16_000 });
    driven.place({ ...rests, id: 'rests', lots: -1, limit: 1 });
    expect(driven.venue.truth().orders.map(({ request }) => request.id)).toEqual(['rests']);
  });

  it('rests beyond its deadline, until it is cancelled', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 15_998, 16_000));
    driven.place({ ...rests, limit: 15_999 });
    driven.to(MINUTE);
    expect(driven.told.map(({ event }) => event.kind)).toEqual(['ack']);
    driven.cancel('a');
    expect(driven.all('closed')).toMatchObject([{ reason: 'cancelled', filled: 0 }]);
  });

  it('is refused when it gets there after its deadline', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 15_998, 16_000));
    driven.to(500);
    driven.place({ ...rests, limit: 15_999 });
    expect(driven.all('closed')).toMatchObject([{ reason: 'rejected' }]);
  });
});

describe('the deadline of an order that has ended', () => {
  it('passes without a word', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({ id: 'filled', deadline: plus(500) });
    driven.place({ id: 'cancelled', limit: 15_000, deadline: plus(500) });
    driven.cancel('cancelled');
    driven.to(MINUTE);
    expect(driven.all('closed').map(({ order, reason }) => order === reason)).toEqual([true, true]);
  });
});

describe('an order whose id is known', () => {
  it('is reported and not placed again', () => {
    const driven = drive();
    driven.place({ lots: 10 });
    driven.place({ lots: 10 });
    driven.place({ lots: -999, limit: 1 });
    expect(driven.all('ack')).toHaveLength(1);
    expect(driven.all('report').map(({ orders }) => orders)).toEqual([
      [{ order: 'a', status: 'open', fills: [] }],
      [{ order: 'a', status: 'open', fills: [] }],
    ]);
    driven.market(quote(PERP.id, plus(1), 15_000));
    expect(driven.venue.truth().positions).toEqual({ [PERP.id]: 10 });
  });

  it('is reported as it ended, be it rejected', () => {
    const driven = drive();
    driven.place({ lots: 0 });
    driven.place({ lots: 10 });
    expect(lastReport(driven.all('report')).orders).toMatchObject([{ order: 'a', status: 'rejected' }]);
    expect(driven.venue.truth().orders).toEqual([]);
  });
});

describe('a cancel', () => {
  it('ends an open order', () => {
    const driven = drive();
    driven.place({});
    driven.cancel('a');
    expect(driven.all('closed')).toEqual([{ kind: 'closed', order: 'a', reason: 'cancelled', filled: 0 }]);
    driven.market(quote(PERP.id, plus(1), 15_000));
    expect(driven.all('fill')).toEqual([]);
  });

  it('tells the end of an ended order again, as it was', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({});
    driven.to(2_000);
    driven.cancel('a');
    const ends = driven.told.filter(({ event }) => event.kind === 'closed');
    expect(ends.map(({ at }) => at)).toEqual([0, 0]);
    expect(ends.map(({ told }) => told)).toEqual([0, 2_000]);
    expect(ends[1]?.event).toEqual(ends[0]?.event);
  });

  it('leaves an order that it does not know in doubt', () => {
    const driven = drive();
    driven.cancel('nobody');
    expect(driven.told.map(({ event }) => event)).toEqual([
      { kind: 'unknown', order: 'nobody', detail: expect.stringContaining('no such order') },
    ]);
  });
});

describe('a query', () => {
  it('tells status and all fills of each order, and the account', () => {
    const driven = drive();
    driven.market(quote(PERP.id, START, 16_000));
    driven.place({ id: 'filled', lots: 3 });
    driven.place({ id: 'open', limit: 15_000 });
    driven.place({ id: 'rejected', lots: 0 });
    driven.query('filled', 'open', 'rejected', 'absent');
    const report = lastReport(driven.all('report'));
    const statuses = report.orders.map(({ order, status }) => [order, status]);
    expect(statuses.every(([order, status]) => order === status)).toBe(true);
    const { kind, order, instrument, ...fill } = driven.all('fill')[0] ?? expect.fail('no fill');
    expect([kind, order, instrument]).toEqual(['fill', 'filled', PERP.id]);
    expect(report.orders.map(({ fills }) => fills)).toEqual([[fill], [], [], []]);
    expect(report.orders[2]?.detail).toMatch(/^lots: /);
    const { positions, cash } = driven.venue.truth();
    expect(report).toMatchObject({ venue: 'paper', positions, cash });
    expect(report.entries).toEqual({ [PERP.id]: expect.closeTo(fill.price, 9) });
  });

  it('is a picture of its moment', () => {
    const driven = drive();
    driven.place({ lots: 5 });
    driven.query('a');
    const before = lastReport(driven.all('report'));
    driven.market(quote(PERP.id, plus(1), 15_000));
    expect(before).toMatchObject({ orders: [{ status: 'open', fills: [] }], positions: {} });
  });

  it('may ask after no orders', () => {
    const driven = drive();
    driven.query();
    expect(lastReport(driven.all('report')).orders).toEqual([]);
  });
});
