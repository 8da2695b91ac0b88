/** Worlds in which hedges rest. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../domain/order.ts';
import type { Step } from '../engine/state.ts';
import type { Order } from '../execute/order.ts';
import { type Composition, ENGINE, SOUND } from './host.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { runScenario } from './sim.ts';

const SEEDS = process.env.EVENKEEL_LONG === '1' ? 1_000 : 6;

/** The world of `seed`, in which what opens a position rests for long before it takes. */
function patient(seed: number): Scenario {
  const scenario = drawScenario(seed, 3);
  const { execution } = scenario.engine;
  const patienceMs = 60 * scenario.tickMs;
  return { ...scenario, engine: { ...scenario.engine, execution: { ...execution, patienceMs } } };
}

function composed(change: (result: Step) => Step): Composition {
  return {
    ...SOUND,
    engine: () => ({ ...ENGINE, step: (state, entry) => change(ENGINE.step(state, entry)) }),
  };
}

/** `result` without the cancels that `isDropped` names. */
function without(result: Step, isDropped: (order: Order | undefined) => boolean): Step {
  const isKept = (command: Command): boolean =>
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
      const { failure } = runScenario(patient(seed), {
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
      172,
      composed((result) => without(result, (order) => order?.state === 'unknown')),
    ],
  ])('find out that what rests %s', (_, from, composition) => {
    let found: string | undefined;
    for (let seed = from; found === undefined; seed += 1)
      found = runScenario(patient(seed), { composition }).failure?.checker;
    expect(found).toBe('liveness');
  });
});
