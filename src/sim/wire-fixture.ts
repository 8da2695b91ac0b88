/** A wire between us and a venue, for its tests. */
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { Option } from '../domain/instrument.ts';
import type { AccountEvent, OrderId, OrderRequest } from '../domain/order.ts';
import { createRandom } from '../math/random.ts';
import { later } from '../units/time.ts';
import { atoms, lots, type Millis } from '../units/units.ts';
import { createMachineClock, type MachineClock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import type { Scenario } from './scenario.ts';
import { approved, faultsOf, orderOf, plainScenario } from './sim-fixture.ts';
import { createTreasurer } from './treasurer.ts';
import { createTruth, type Truth } from './truth.ts';
import { createWire, type Wire } from './wire.ts';

export const scenario: Scenario = plainScenario();
const { start, tickMs } = scenario;
export const order: OrderRequest = orderOf(start);

/** A wire under test, and short ways to use it. */
export interface Wired {
  readonly faults: Faults;
  readonly truth: Truth;
  readonly wire: Wire;
  tick(): readonly AccountEvent[];
  place(id?: OrderId): void;
  query(): void;
  tell(event: AccountEvent): void;
  ticks(count: number): readonly AccountEvent[];
  at(): Millis;
}

/** A wire between us and a venue that knows no prices: it acknowledges orders and lets them rest. */
export function wired(rates: Partial<Record<Fault, number>> = {}, set?: MachineClock): Wired {
  const faults = faultsOf(rates);
  const truth = createTruth(scenario);
  const venues = scenario.venues.map((settings) => createPaperVenue({ ...settings, programmes: [] }));
  const clock = set ?? createMachineClock(faults, tickMs);
  const random = createRandom(1);
  const treasurer = createTreasurer(scenario, { faults, venues, random });
  const log = (): void => undefined;
  const wire = createWire({ scenario, faults, random, venues, treasurer, truth, clock, log });
  let now = start;
  for (const venue of venues) {
    venue.listen(({ event }) => {
      truth.record(venue.id, event);
      wire.tell(venue.id, event, now);
    });
    venue.advance(start);
  }
  const tick = (): readonly AccountEvent[] => {
    now = later(now, tickMs);
    for (const venue of venues) venue.advance(now);
    wire.tick(now);
    wire.deliver(now);
    return wire.take(now);
  };
  return {
    ...{ faults, truth, wire, tick },
    place: (id = order.id) => wire.send(approved({ kind: 'place', order: { ...order, id } }), now),
    query: () => wire.send(approved({ kind: 'query', venue: 'alpha', orders: [order.id] }), now),
    tell: (event: AccountEvent) => wire.tell('alpha', event, now),
    ticks: (count: number) => Array.from({ length: count }, tick).flat(),
    at: (): Millis => now,
  };
}

export const funding: Extract<AccountEvent, { kind: 'funding' }> = {
  ...{ kind: 'funding', id: 'f1', instrument: 'BTC-PERP', amount: atoms(1n), currency: 'USDT' },
};
const [instrumentHeld] = scenario.assets[0]?.options ?? [];
if (instrumentHeld === undefined) throw new Error('a plain scenario lists an option');
export const instrument: Option = instrumentHeld;
export const deal: Extract<AccountEvent, { kind: 'deal' }> = {
  ...{ kind: 'deal', id: 'd1', instrument, lots: lots(1), price: 1, fee: atoms(0n), feeCurrency: 'USDT' },
};
