import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../domain/order.ts';
import { MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { chase, dueAt, endingAt } from './chase.ts';
import { doubtAll, fold } from './execute.ts';
import {
  closed,
  DEADLINE,
  orderIn,
  reported,
  restingIn,
  SENT,
  settings,
  unknown,
} from './execute-fixture.ts';
import { type Order, type OrderState, restingOrders } from './order.ts';

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

/** `order` after what is due about it at `at`, and whether it was asked after and ended. */
function chased(order: Order, at: number): { order: Order; said: string } {
  const { orders, ask, end } = chase({ o: order }, millis(at), settings);
  const said = [...(end.length > 0 ? ['end'] : []), ...(ask.size > 0 ? ['ask'] : [])];
  return { order: orders.o ?? order, said: said.join(' and ') };
}

function told(order: Order, event: AccountEvent, at: number): Order {
  return fold({ o: order }, event, millis(at), settings).orders.o ?? order;
}

describe('an order that rests', () => {
  const late = DEADLINE + 70_000;

  it.each<[string, Order, Millis | null]>([
    ['is not answered', restingIn('pending'), millis(SENT + 5_000)],
    ['is open', restingIn('open'), DEADLINE],
    ['is open and being cancelled', restingIn('open', { cancelledAt: DEADLINE }), millis(DEADLINE + 5_000)],
    ['is in doubt', restingIn('unknown'), SENT],
    ['is in doubt and was asked after', restingIn('unknown', { askedAt: SENT, asked: 99 }), DEADLINE],
    ['was cancelled', restingIn('cancelled'), null],
  ])('needs something when it %s', (_, order, at) => {
    expect(dueAt(order, settings)).toBe(at);
  });

  it('is ended at its deadline, and if nothing is heard of that is ended again and asked after', () => {
    let order = restingIn('open');
    const said: [number, string][] = [];
    for (let at: number = SENT; at <= late; at += 1_000) {
      const after = chased(order, at);
      if (after.said !== '') said.push([(at - DEADLINE) / 1_000, after.said]);
      order = after.order;
    }
    const both = [5, 10, 20, 35, 55].map((second) => [second, 'end and ask']);
    expect(said).toEqual([[0, 'end'], ...both]);
    expect(order.state).toBe('unknown');
  });

  it('stays open while it is being ended: that is no doubt yet', () => {
    expect(chased(restingIn('open'), DEADLINE)).toEqual({
      order: restingIn('open', { cancelledAt: DEADLINE }),
      said: 'end',
    });
  });

  it('is ended when the venue says after a start that it is open, however late', () => {
    const doubted = doubtAll({ o: restingIn('open') }).o ?? restingIn('open');
    const asked = chased(doubted, late);
    expect(asked.said).toBe('end and ask');
    const early = doubtAll({ o: restingIn('open') }).o ?? restingIn('open');
    const open = told(chased(early, DEADLINE - 1_000).order, reported('open', [], millis(late)), late);
    expect(open.state).toBe('open');
    expect(chased(open, late).said).toBe('end and ask');
  });

  it('is not ended without pause by a venue that refuses every cancel and answers every question', () => {
    let order = restingIn('open');
    let ends = 0;
    for (let at: number = DEADLINE; at < late; at += 100) {
      const after = chased(order, at);
      order = after.order;
      if (after.said.includes('end')) {
        ends += 1;
        order = told(order, unknown, at);
      }
      if (after.said.includes('ask')) order = told(order, reported('open', [], millis(at)), at);
    }
    expect(ends).toBe(14);
  });

  it('that has ended, but for fills that are on their way, is asked after and not ended again', () => {
    const order = told(restingIn('open'), closed('cancelled', 4), DEADLINE);
    expect(order.state).toBe('unknown');
    expect(chased(order, DEADLINE).said).toBe('ask');
  });

  it('leaves one that takes at once to its venue', () => {
    expect(chased(orderIn('open'), DEADLINE).said).toBe('');
    expect(chased(orderIn('open'), DEADLINE + 5_000).said).toBe('ask');
  });
});

describe('endingAt', () => {
  it('notes what rests as being ended, so that it is ended again if that is lost', () => {
    const orders = { a: restingIn('open'), b: orderIn('open'), c: restingIn('filled') };
    const all = endingAt(orders, restingOrders(orders), SENT);
    expect(all).toEqual({ ...orders, a: restingIn('open', { cancelledAt: SENT }) });
    expect(chased(all.a ?? orders.a, SENT + 5_000).said).toBe('end and ask');
  });
});
