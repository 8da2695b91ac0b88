/**
 * Worlds in which half of the hedges rest. The engine does not send such by itself, so here its own orders are moved to
 * the near side of the quote as they are decided on; from then on all that becomes of them is its own doing.
 */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../domain/entry.ts';
import type { OrderId, OrderRequest, VenueCommand } from '../domain/order.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineState, Step } from '../engine/state.ts';
import type { Order } from '../execute/order.ts';
import type { Approved } from '../guard/approved.ts';
import { toTick } from '../units/rounding.ts';
import { type Composition, ENGINE, SOUND } from './host.ts';
import { runSeed } from './sim.ts';

const SEEDS = process.env.EVENKEEL_LONG === '1' ? 1_000 : 6;

/** `order` at the near side of the quote that it was decided on, to rest there. */
function rested(order: OrderRequest, entry: Entry, state: EngineState): OrderRequest {
  if (entry.body.kind !== 'decisionDue' || order.reduceOnly) return order;
  const quote = entry.body.snapshot.quotes[order.instrument];
  const instrument = state.instruments[order.instrument];
  if (quote === undefined || instrument === undefined) return order;
  const [near, way] = order.lots > 0 ? ([quote.bid, 'down'] as const) : ([quote.ask, 'up'] as const);
  return { ...order, limit: toTick(near, instrument.tick, way), postOnly: true };
}

/** `result` with every second order that it places made to rest. */
function withRests(result: Step, entry: Entry): Step {
  const changed = new Map<OrderId, OrderRequest>();
  const commands = result.commands.map((command) => {
    if (command.kind !== 'place' || entry.seq % 2 === 1) return command;
    const order = rested(command.order, entry, result.state);
    changed.set(order.id, order);
    return { kind: 'place', order } as Approved<VenueCommand>;
  });
  const { plan } = result.outcome;
  if (changed.size === 0 || plan === undefined) return result;
  const orders: Record<OrderId, Order> = {};
  for (const [id, order] of Object.entries(result.state.orders))
    orders[id] = { ...order, request: changed.get(id) ?? order.request };
  const legs = plan.legs.map((leg, i) => {
    const command = commands[i];
    if (command?.kind !== 'place' || command.order.postOnly !== true) return leg;
    return { ...leg, limit: command.order.limit, postOnly: true } as const;
  });
  const outcome = { ...result.outcome, plan: { ...plan, legs }, commands };
  return { state: { ...result.state, orders }, outcome, commands };
}

function composed(change: (result: Step) => Step = (result) => result): Composition {
  const step: Engine['step'] = (state, entry) => change(withRests(ENGINE.step(state, entry), entry));
  return { ...SOUND, engine: () => ({ ...ENGINE, step }) };
}

/** `result` without the cancels that `isDropped` names. */
function without(result: Step, isDropped: (order: Order | undefined) => boolean): Step {
  const isKept = (command: VenueCommand): boolean =>
    command.kind !== 'cancel' || !isDropped(result.state.orders[command.order]);
  const commands = result.commands.filter(isKept);
  if (commands.length === result.commands.length) return result;
  return { ...result, commands, outcome: { ...result.outcome, commands } };
}

describe('worlds in which hedges rest', () => {
  it('hold whatever goes wrong, with orders that filled while they rested and orders that did not', () => {
    const ends = { filled: 0, ended: 0 };
    let cancels = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const resting = new Set<string>();
      const { failure } = runSeed(seed, {
        composition: composed(),
        log: (_at, text) => {
          const placed = /^> place (\S+): .*only to rest/.exec(text)?.[1];
          if (placed !== undefined) resting.add(placed);
          const cancelled = /^> cancel (\S+)/.exec(text)?.[1];
          if (cancelled !== undefined && resting.has(cancelled)) cancels += 1;
          const [, order = '', reason] = /^< closed (\S+): (\w+)/.exec(text) ?? [];
          if (resting.has(order)) ends[reason === 'filled' ? 'filled' : 'ended'] += 1;
        },
      });
      expect(failure).toBeNull();
    }
    expect(ends.filled).toBeGreaterThan(SEEDS);
    expect(ends.ended).toBeGreaterThan(SEEDS);
    expect(cancels).toBeGreaterThan(SEEDS);
  });

  it.each([
    ['is never cancelled', 1, composed((result) => without(result, () => true))],
    // Of a cancel that was lost little comes to light, where a kill or a stop ends the order as well.
    [
      'is cancelled once and never again',
      24,
      composed((result) => without(result, (order) => order?.state === 'unknown')),
    ],
  ])('find out that what rests %s', (_, from, composition) => {
    let found: string | undefined;
    for (let seed = from; found === undefined; seed += 1)
      found = runSeed(seed, { composition }).failure?.checker;
    expect(found).toBe('liveness');
  });
});
