import { describe, expect, it } from 'vitest';
import type { OrderState } from '../../execute/order.ts';
import { later } from '../../units/time.ts';
import { orderOf, plainScenario } from '../sim-fixture.ts';
import { createTruth } from '../truth.ts';
import { createEnded } from './ended.ts';
import type { Witness } from './witness.ts';

const scenario = plainScenario();
const order = orderOf(scenario.start);

/** A checker of one order that is thought to be in `state`, and has truly just been sent. */
function thought(state: OrderState, ms = 0) {
  const truth = createTruth(scenario);
  truth.send(order);
  const now = later(order.deadline, ms - 1);
  const known = { orders: { [order.id]: { request: order, state } } };
  return { truth, checker: createEnded({ truth, now, state: known } as unknown as Witness) };
}

describe('an order that is thought to have ended', () => {
  it('is wrong while it is on its way or at its venue', () => {
    expect(thought('lost').checker.ticked?.()).toBe(`${order.id} is thought to be lost, and is sent`);
    const { truth, checker } = thought('cancelled', 10);
    truth.record('alpha', { kind: 'ack', order: order.id });
    expect(checker.ticked?.()).toMatch(/and is open$/);
  });

  it('is well once it has ended, or come too late', () => {
    expect(thought('lost', 1).checker.ticked?.()).toBeNull();
    expect(thought('unknown').checker.ticked?.()).toBeNull();
    const { truth, checker } = thought('rejected');
    truth.lose(order.id);
    expect(checker.ticked?.()).toBeNull();
  });
});
