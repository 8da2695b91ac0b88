import { describe, expect, it } from 'vitest';
import type { OperatorAction } from '../domain/entry.ts';
import type { Standing } from '../guard/standing.ts';
import { later } from '../units/time.ts';
import type { Host } from './host.ts';
import { createOperator } from './operator.ts';
import { faultsOf, plainScenario } from './sim-fixture.ts';

const { engine, start, tickMs } = plainScenario();

/** A host that is nothing but its standing, and what was done to it. */
function standing(mode: Standing['mode']) {
  const done: string[] = [];
  const state = { standing: { mode } };
  const host = {
    state,
    operate: (action: OperatorAction) => done.push(action),
    reload: (config: typeof engine) => done.push(`reload ${config.limits.maxOrderNotional}`),
  };
  return { host: host as unknown as Host, done, state };
}

describe('an operator', () => {
  it('leaves a running engine alone in a world without operators', () => {
    const { host, done } = standing('running');
    const operator = createOperator(engine, faultsOf(), tickMs);
    for (let i = 0; i < 100; i += 1) operator.act(host, later(start, i * tickMs));
    expect(done).toEqual([]);
    expect(operator.config).toBe(engine);
  });

  it('pauses, kills, flattens, reloads and stops', () => {
    const seen = new Set<string>();
    const operator = createOperator(engine, faultsOf({ operator: 1 }), tickMs);
    for (let i = 0; i < 50; i += 1) {
      const { host, done } = standing('running');
      operator.act(host, start);
      if (operator.stoppingUntil !== null) operator.stopped();
      for (const action of done) seen.add(action.split(' ')[0] ?? '');
    }
    expect(seen).toEqual(new Set(['pause', 'kill', 'reload', 'stop', 'flatten']));
    expect(operator.config.limits).not.toEqual(engine.limits);
  });

  it.each([
    ['paused', 'resume'],
    ['halted', 'rearm'],
    ['killed', 'rearm'],
    ['flattening', 'rearm'],
    ['flat', 'rearm'],
  ] as const)('undoes what is %s after a while', (mode, action) => {
    const { host, done } = standing(mode);
    const operator = createOperator(engine, faultsOf(), tickMs);
    operator.act(host, start);
    expect(done).toEqual([]);
    operator.act(host, later(start, 251 * tickMs));
    expect(done).toEqual([action]);
  });

  it('does nothing more once it has stopped the process', () => {
    const operator = createOperator(engine, faultsOf({ operator: 1 }), tickMs);
    while (operator.stoppingUntil === null) operator.act(standing('running').host, start);
    const { host, done } = standing('killed');
    operator.act(host, later(start, 1_000 * tickMs));
    expect(done).toEqual([]);
    operator.release(host, start);
    expect(done).toEqual(['rearm']);
  });
});
