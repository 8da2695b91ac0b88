import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { chase, doubtAll, dueAt, fold, forget } from './execute.ts';
import { DEADLINE, orderIn, SENT, settings, unknown } from './execute-fixture.ts';
import type { Order, OrderState } from './order.ts';

function toldUnknown(order: Order): Order {
  return fold({ o: order }, unknown, SENT, settings).orders.o ?? order;
}

describe('silence', () => {
  it.each<[OrderState, Millis | null]>([
    ['pending', millis(SENT + 5_000)],
    ['open', millis(DEADLINE + 5_000)],
    ['unknown', SENT],
    ['lost', null],
    ['filled', null],
    ['cancelled', null],
    ['expired', null],
    ['rejected', null],
  ])('about an order that is %s has to be broken at %s', (state, at) => {
    expect(dueAt(orderIn(state), settings)).toBe(at);
  });

  it('makes an order unknown, never rejected, and asks for it at its venue', () => {
    const orders = { a: orderIn('pending'), b: orderIn('open'), c: orderIn('expired') };
    const early = chase(orders, millis(SENT + 4_999), settings);
    expect([early.orders, early.ask.size]).toEqual([orders, 0]);
    const first = chase(orders, millis(SENT + 5_000), settings);
    expect([...first.ask]).toEqual([['v', ['a']]]);
    expect(first.orders.a).toMatchObject({ state: 'unknown', asked: 1, askedAt: SENT + 5_000 });
    const all = chase(orders, millis(DEADLINE + 5_000), settings);
    expect([...all.ask]).toEqual([['v', ['a', 'b']]]);
    expect(all.orders.c).toBe(orders.c);
  });

  it('of the venue is broken ever more rarely, down to once a minute', () => {
    const waits: number[] = [];
    let order = orderIn('pending');
    let last = SENT;
    for (let i = 0; i < 15; i += 1) {
      const due = dueAt(order, settings) ?? SENT;
      waits.push(due - last);
      order = chase({ o: order }, due, settings).orders.o ?? order;
      last = due;
    }
    expect(waits.slice(0, 4)).toEqual([5_000, 5_000, 10_000, 15_000]);
    expect(waits.slice(-3)).toEqual([MINUTE, MINUTE, MINUTE]);
    expect(order).toMatchObject({ state: 'unknown', asked: 15 });
  });

  it('told of by the adapter does not make it ask without pause', () => {
    const asked = orderIn('unknown', { asked: 3, askedAt: SENT });
    expect(toldUnknown(asked)).toEqual(asked);
    expect(dueAt(toldUnknown(orderIn('open', { asked: 3, askedAt: SENT })), settings)).toBe(SENT);
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
