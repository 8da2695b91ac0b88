import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { orderIn } from '../execute-fixture.ts';
import type { Order, Orders } from '../order.ts';
import { progressOf } from './progress.ts';

function sold(order: Order): Order {
  return { ...order, request: { ...order.request, lots: lots(-order.request.lots) } };
}

const DECISION = orderIn('open').decision;

const ORDERS: Orders = {
  filled: orderIn('filled', { filled: lots(10) }),
  half: orderIn('expired', { filled: lots(5) }),
  open: orderIn('open', { filled: lots(4) }),
  doubted: orderIn('unknown'),
  sold: sold(orderIn('open', { filled: lots(-3) })),
  // The venue has filled two, and told of none.
  ended: orderIn('unknown', { closed: { reason: 'expired', filled: lots(2) } }),
  other: {
    ...orderIn('filled', { filled: lots(9) }),
    request: { ...orderIn('filled').request, instrument: 'other' },
  },
  // Sent at the same time, by a decision before.
  old: orderIn('filled', { filled: lots(10), decision: DECISION - 1 }),
};

describe('progress', () => {
  it('is what orders filled and what they still may, those in doubt included', () => {
    expect(progressOf(ORDERS, 'perp', DECISION)).toEqual({
      done: 10 + 5 + 4 - 3,
      buys: 6 + 10 + 2,
      sells: 7,
      gross: 10 + 5 + 10 + 10 + 10 + 2,
    });
  });

  it('is nothing of what was never ordered', () => {
    expect(progressOf(ORDERS, 'perp', DECISION + 1)).toEqual({ done: 0, buys: 0, sells: 0, gross: 0 });
    expect(progressOf({}, 'perp', DECISION)).toEqual({ done: 0, buys: 0, sells: 0, gross: 0 });
  });
});
