import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR, later, MINUTE } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import { createMarket } from '../market.ts';
import { faultsOf, filled, fillOf, orderOf, plainScenario } from '../sim-fixture.ts';
import { createTruth } from '../truth.ts';
import { createTurnover } from './turnover.ts';
import type { Witness } from './witness.ts';

const scenario = plainScenario();
const { start } = scenario;
const market = createMarket(scenario, faultsOf(), createRandom(1));
market.step(later(start, scenario.tickMs));
const price = market.mids('BTC-PERP')[0]?.mid ?? 0;

/** A checker of a world in which 1.5 coins may be turned over within an hour, and a way to send lots of a thousandth. */
function watched() {
  const truth = createTruth(scenario);
  const limits = { ...scenario.engine.limits, maxHourlyTurnover: 1.5 * price };
  const config = { ...scenario.engine, limits };
  const state = { now: later(start, scenario.tickMs), count: 0 };
  const feed = { rates: () => [1] };
  const witness = {
    entries: [],
    ...{ scenario, truth, market: { mids: () => [{ at: state.now, mid: price }] }, feed, config },
    get now() {
      return state.now;
    },
    get clock() {
      return state.now;
    },
  } as unknown as Witness;
  const checker = createTurnover(witness);
  return {
    truth,
    send(count: number) {
      state.count += 1;
      const id = `o${state.count}`;
      const order = orderOf(start, { id, lots: lots(count), deadline: later(state.now, MINUTE) });
      const finding = checker.sending?.({ kind: 'place', order }) ?? null;
      truth.send(order);
      return { finding, order };
    },
    pass(ms: number): Millis {
      state.now = later(state.now, ms);
      return state.now;
    },
  };
}

describe('turnover within an hour', () => {
  it('counts what has filled and what may still, in both directions', () => {
    const { send } = watched();
    expect([send(1_000).finding, send(-500).finding]).toEqual([null, null]);
    expect(send(1).finding).toMatch(/^o3 makes .* in an hour/);
  });

  it('does not count what never came to be, and counts no longer than an hour', () => {
    const { send, truth, pass } = watched();
    const { order } = send(1_000);
    truth.lose(order.id);
    const second = send(1_400);
    expect(second.finding).toBeNull();
    truth.record('alpha', filled(second.order, fillOf(second.order, 1_400, price)));
    pass(HOUR - 1);
    expect(send(200).finding).toMatch(/in an hour/);
    pass(2 * MINUTE);
    expect(send(200).finding).toBeNull();
  });
});
