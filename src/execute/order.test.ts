import { describe, expect, it } from 'vitest';
import { lots } from '../units/units.ts';
import { orderIn } from './execute-fixture.ts';
import { isLive, remaining } from './order.ts';

const live = ['pending', 'open', 'unknown'] as const;
const ended = ['lost', 'filled', 'cancelled', 'expired', 'rejected'] as const;

describe('an order', () => {
  it.each(live)('is live while %s, and the rest of it may fill', (state) => {
    const order = orderIn(state, { filled: lots(4) });
    expect(isLive(order)).toBe(true);
    expect(remaining(order)).toBe(6);
  });

  it.each(ended)('is over when %s, and nothing of it may fill', (state) => {
    const order = orderIn(state, { filled: lots(4) });
    expect(isLive(order)).toBe(false);
    expect(remaining(order)).toBe(0);
  });

  it('that sells has a negative rest', () => {
    const { request } = orderIn('open');
    const sale = { ...request, lots: lots(-10) };
    expect(remaining(orderIn('open', { request: sale, filled: lots(-4) }))).toBe(-6);
  });

  it('of which the venue has told the end has only the fills to come that it counts', () => {
    const closed = { reason: 'expired', filled: lots(7) } as const;
    expect(remaining(orderIn('unknown', { closed, filled: lots(4) }))).toBe(3);
    const request = { ...orderIn('open').request, lots: lots(-10) };
    expect(remaining(orderIn('unknown', { closed, request, filled: lots(-4) }))).toBe(-3);
  });
});
