import { describe, expect, it } from 'vitest';
import { lots } from '../units/units.ts';
import { filled, fillOf, orderOf, plainScenario } from './sim-fixture.ts';
import { createTruth } from './truth.ts';

const scenario = plainScenario();

describe('the truth of an order', () => {
  const order = orderOf(scenario.start);

  it('goes from sent to open to dead, and counts what was filled', () => {
    const truth = createTruth(scenario);
    const before = truth.position('BTC-PERP');
    truth.send(order);
    expect(truth.orders.get(order.id)).toMatchObject({ state: 'sent', filled: 0 });
    truth.record('alpha', { kind: 'ack', order: order.id });
    expect(truth.orders.get(order.id)?.state).toBe('open');
    truth.record('alpha', filled(order, fillOf(order, 4, 60_000)));
    expect(truth.orders.get(order.id)).toMatchObject({ state: 'open', filled: 4 });
    expect(truth.position('BTC-PERP')).toBe(before + 4);
    truth.record('alpha', { kind: 'closed', order: order.id, reason: 'expired', filled: lots(4) });
    expect(truth.orders.get(order.id)).toMatchObject({ state: 'dead', filled: 4 });
  });

  it('ends where it is lost on the way', () => {
    const truth = createTruth(scenario);
    truth.send(order);
    truth.lose(order.id);
    truth.record('alpha', { kind: 'ack', order: order.id });
    expect(truth.orders.get(order.id)?.state).toBe('dead');
  });
});
