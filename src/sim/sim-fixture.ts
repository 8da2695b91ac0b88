/** Small worlds and certain faults, for the tests of this folder. */
import type { AccountEvent, Command, Fill, OrderRequest } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { createRandom } from '../math/random.ts';
import { later, MINUTE } from '../units/time.ts';
import { atoms, lots, type Millis } from '../units/units.ts';
import { createFaults, FAULTS, type Fault, type FaultMix, type Faults } from './faults.ts';
import { drawScenario, type Scenario } from './scenario.ts';

/** A mix of no faults but those named, which always strike, or as often as said. */
export function mixOf(rates: Partial<Record<Fault, number>> = {}): FaultMix {
  const none = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  return { ...none, ...rates };
}

export function faultsOf(rates: Partial<Record<Fault, number>> = {}): Faults {
  return createFaults(mixOf(rates), createRandom(1));
}

/** A world of one venue and one perp hedge, on a network that takes no time. */
export function plainScenario(): Scenario {
  for (let seed = 1; ; seed += 1) {
    // Of the last edition without chains.
    const scenario = drawScenario(seed, 3);
    const [profile] = scenario.engine.profiles;
    const isPlain =
      scenario.venues.length === 1 && scenario.assets.length === 1 && profile?.hedge === 'BTC-PERP';
    if (isPlain) return { ...scenario, mix: mixOf(), latencyMs: 0, jitterMs: 0 };
  }
}

export function orderOf(start: Millis, change: Partial<OrderRequest> = {}): OrderRequest {
  return {
    id: 'ek-1-1-0',
    venue: 'alpha',
    instrument: 'BTC-PERP',
    lots: lots(10),
    limit: 60_000,
    deadline: later(start, MINUTE),
    reduceOnly: false,
    ...change,
  };
}

/** As if the guard had passed it. */
export function approved<T extends Command>(command: T): Approved<T> {
  return command as Approved<T>;
}

export function fillOf(order: OrderRequest, count: number, price: number, fill = `${order.id}/1`): Fill {
  return { fill, lots: lots(count), price, fee: atoms(0n), feeCurrency: 'USDT' };
}

export function filled(order: OrderRequest, fill: Fill): AccountEvent {
  return { kind: 'fill', order: order.id, instrument: order.instrument, ...fill };
}
