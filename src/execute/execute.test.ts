import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../domain/order.ts';
import { HOUR } from '../units/time.ts';
import { atoms, lots, type Millis, millis } from '../units/units.ts';
import { dueAt } from './chase.ts';
import { doubtAll, fold, forget, place } from './execute.ts';
import {
  ack,
  closed,
  DEADLINE,
  filled,
  fillOf,
  orderIn,
  PROVEN,
  reported,
  SENT,
  settings,
  unknown,
} from './execute-fixture.ts';
import type { Order, OrderState } from './order.ts';

function folded(order: Order, event: AccountEvent, at: Millis = SENT): Order {
  const after = fold({ o: order }, event, at, settings).orders.o;
  if (after === undefined) throw new Error('the order is gone');
  return after;
}

function foldedAll(order: Order, ...events: AccountEvent[]): Order {
  return events.reduce((before, event) => folded(before, event), order);
}

function alarmsOf(order: Order, event: AccountEvent): readonly string[] {
  return fold({ o: order }, event, SENT, settings).alarms.map(({ text }) => text);
}

/** Orders that ended did so with nothing filled, but for the one that was filled. */
function inState(state: OrderState): Order {
  return orderIn(state, state === 'filled' ? { filled: lots(10), fills: ['all'] } : {});
}

describe('every event in every state', () => {
  const events: Record<string, readonly [AccountEvent, Millis]> = {
    ack: [ack, SENT],
    'fill 4': [filled('a', 4), SENT],
    'fill 10': [filled('a', 10), SENT],
    'ended, 0': [closed('expired', 0), SENT],
    'ended, 4': [closed('expired', 4), SENT],
    'no answer': [unknown, SENT],
    'is open': [reported('open'), SENT],
    'absent early': [reported('absent', [], millis(PROVEN - 1)), PROVEN],
    'absent late': [reported('absent', [], PROVEN), PROVEN],
    'was cancelled': [reported('cancelled'), SENT],
  };
  const names = Object.keys(events);
  const live = ['open', 'open', 'filled', 'expired', 'unknown', 'unknown', 'open'] as const;
  const table: Record<OrderState, readonly OrderState[]> = {
    pending: [...live, 'pending', 'lost', 'cancelled'],
    open: [...live, 'open', 'lost', 'cancelled'],
    unknown: [...live, 'unknown', 'lost', 'cancelled'],
    lost: ['lost', 'lost', 'filled', 'expired', 'unknown', 'lost', 'lost', 'lost', 'lost', 'lost'],
    cancelled: ['cancelled', 'cancelled', 'filled', 'expired', 'unknown', ...repeated('cancelled', 5)],
    expired: ['expired', 'expired', 'filled', 'expired', 'unknown', ...repeated('expired', 5)],
    rejected: ['rejected', 'rejected', 'filled', 'expired', 'unknown', ...repeated('rejected', 5)],
    filled: repeated('filled', 10),
  };
  const cases = Object.entries(table).flatMap(([state, row]) =>
    row.map((after, i) => [state as OrderState, names[i] ?? '', after] as const),
  );

  it.each(cases)('%s, %s: %s', (state, name, after) => {
    const [event, at] = events[name] ?? [ack, SENT];
    expect(folded(inState(state), event, at).state).toBe(after);
  });
});

function repeated(state: OrderState, times: number): OrderState[] {
  return Array.from({ length: times }, () => state);
}

describe('a fill', () => {
  it('is news once, however often it is told, by itself or in a report', () => {
    const once = fold({ o: orderIn('open') }, filled('a', 4), SENT, settings);
    expect(once.news.map(({ fill }) => fill.lots)).toEqual([4]);
    expect(once.orders.o).toMatchObject({ filled: 4, fills: ['a'] });
    for (const again of [filled('a', 4), reported('open', [fillOf('a', 4)])]) {
      const twice = fold(once.orders, again, SENT, settings);
      expect(twice.news).toEqual([]);
      expect(twice.orders.o).toMatchObject({ filled: 4, fills: ['a'] });
    }
  });

  it('that a report brings is news, with the order as it then was', () => {
    const both = [fillOf('a', 4), fillOf('b', 6)];
    const { news, orders } = fold({ o: orderIn('unknown') }, reported('filled', both), SENT, settings);
    expect(news.map(({ fill, order }) => [fill.fill, order.filled])).toEqual([
      ['a', 4],
      ['b', 10],
    ]);
    expect(orders.o?.state).toBe('filled');
  });

  it('before the ack shows that the venue has the order, and the ack changes nothing', () => {
    expect(foldedAll(orderIn('pending'), filled('a', 4), ack)).toMatchObject({ state: 'open', filled: 4 });
  });

  it('after the end counts and revives nothing', () => {
    const late = foldedAll(orderIn('open'), closed('expired', 0), filled('a', 4));
    expect(late).toMatchObject({ state: 'expired', filled: 4 });
  });

  it('beyond the order raises an alarm and counts', () => {
    const event = filled('a', 11);
    expect(alarmsOf(orderIn('open'), event)).toEqual(['o filled 11 of 10 lots']);
    expect(folded(orderIn('open'), event)).toMatchObject({ state: 'filled', filled: 11 });
  });
});

describe('an end that counts more than we were told', () => {
  const told = foldedAll(orderIn('open'), filled('a', 4), closed('expired', 7));

  it('puts the order in doubt, to be asked about at once, even if it has just been', () => {
    expect(told.state).toBe('unknown');
    const asked = orderIn('unknown', { asked: 3, askedAt: SENT });
    expect(dueAt(asked, settings)).toBeGreaterThan(SENT);
    expect(dueAt(folded(asked, closed('expired', 7)), settings)).toBeLessThanOrEqual(SENT);
  });

  it('holds as soon as the missing fills have come', () => {
    expect(foldedAll(told, filled('b', 3))).toMatchObject({ state: 'expired', filled: 7 });
  });

  it('is not undone by what was said before it', () => {
    for (const overtaken of [ack, reported('open'), filled('b', 2)]) {
      expect(folded(told, overtaken).state).toBe('unknown');
    }
  });

  it('is settled by a report, which brings all fills there are', () => {
    const report = reported('expired', [fillOf('a', 4), fillOf('b', 3)]);
    expect(folded(told, report)).toMatchObject({ state: 'expired', filled: 7 });
    expect(folded(told, reported('expired', [fillOf('a', 4)]))).toMatchObject({
      state: 'expired',
      filled: 4,
    });
  });
});

describe('a rejection', () => {
  it('raises an alarm once, by itself or in a report', () => {
    const event: AccountEvent = {
      kind: 'closed',
      order: 'o',
      reason: 'rejected',
      filled: lots(0),
      detail: 'size',
    };
    expect(alarmsOf(orderIn('pending'), event)).toEqual(['o rejected: size']);
    expect(alarmsOf(orderIn('rejected'), event)).toEqual([]);
    expect(alarmsOf(orderIn('unknown'), reported('rejected'))).toEqual(['o rejected: no reason given']);
    expect(alarmsOf(orderIn('rejected'), reported('rejected'))).toEqual([]);
  });
});

describe('fold', () => {
  it('alarms on an event of an order that is not ours, and leaves reports of such alone', () => {
    const { orders, alarms } = fold({}, ack, SENT, settings);
    expect([orders, alarms.map(({ text }) => text)]).toEqual([{}, ['ack for unknown order o']]);
    expect(fold({}, reported('open', [fillOf('a', 1)]), SENT, settings)).toEqual({
      orders: {},
      news: [],
      alarms: [],
    });
  });

  it('leaves orders alone on events that are of none', () => {
    const orders = { o: orderIn('open') };
    const amount = { amount: atoms(1n), currency: 'USD' };
    const funding: AccountEvent = { kind: 'funding', id: 'f', instrument: 'perp', ...amount };
    expect(fold(orders, funding, SENT, settings).orders).toBe(orders);
  });
});

describe('place', () => {
  it('notes when an order was sent and for which decision', () => {
    const { request } = orderIn('pending');
    expect(place({}, [request], SENT, 7)).toEqual({ o: orderIn('pending') });
  });

  it('throws on an id that is there already', () => {
    const { request } = orderIn('pending');
    const taken = /order id o is used a second time/;
    expect(() => place({ o: orderIn('filled') }, [request], SENT, 8)).toThrow(taken);
    expect(() => place({}, [request, request], SENT, 8)).toThrow(taken);
  });
});

describe('doubtAll', () => {
  it('puts what is live in doubt, to be asked about at once, and leaves the rest', () => {
    const orders = {
      a: orderIn('pending'),
      b: orderIn('open'),
      c: orderIn('unknown', { asked: 9, askedAt: DEADLINE }),
    };
    const all = doubtAll({ ...orders, d: orderIn('lost') });
    for (const id of ['a', 'b', 'c'])
      expect(all[id]).toMatchObject({ state: 'unknown', asked: 0, askedAt: null });
    expect(all.d).toEqual(orderIn('lost'));
  });
});

describe('forget', () => {
  it('drops what ended a day after it was sent, and keeps what is live however old', () => {
    const orders = { a: orderIn('filled'), b: orderIn('unknown') };
    expect(Object.keys(forget(orders, millis(SENT + HOUR - 1)))).toEqual(['a', 'b']);
    expect(Object.keys(forget(orders, millis(SENT + HOUR)))).toEqual(['b']);
  });
});
