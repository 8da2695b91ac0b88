import { createRandom, type Random } from '../math/random.ts';
import type { Millis } from '../units/units.ts';
import { createMachineClock, type MachineClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFeed, type Feed } from './feed.ts';
import { createHands, type Hands } from './hands.ts';
import { createMarginDesk, type MarginDesk } from './margin-desk.ts';
import { createMarket, type Market } from './market.ts';
import type { Scenario } from './scenario.ts';
import { createTreasurer, type Treasurer } from './treasurer.ts';
import { createTruth, type Truth } from './truth.ts';
import { createVenues } from './venues.ts';
import { createWire, TREASURY, type Wire } from './wire.ts';

/** All of a world but our process. */
export interface Surroundings {
  readonly random: Random;
  readonly faults: Faults;
  readonly market: Market;
  readonly feed: Feed;
  readonly truth: Truth;
  readonly venues: ReturnType<typeof createVenues>;
  readonly treasurer: Treasurer;
  readonly clock: MachineClock;
  readonly wire: Wire;
  readonly hands: Hands;
  readonly desk: MarginDesk;
  readonly say: (text: string) => void;
}

export interface SurroundingsOptions {
  readonly scenario: Scenario;
  readonly faults?: Faults;
  readonly log: (at: Millis, text: string) => void;
}

/** What surrounds our process. */
export function createSurroundings(
  { scenario, log, ...given }: SurroundingsOptions,
  now: () => Millis,
): Surroundings {
  const random = createRandom(scenario.seed).fork('world');
  const faults = given.faults ?? createFaults(scenario.mix, random.fork('faults'));
  const market: Market = createMarket(scenario, faults, random.fork('market'));
  const feed = createFeed(faults, scenario.tickMs);
  const truth = createTruth(scenario);
  const venues = createVenues(scenario, faults);
  const treasurer = createTreasurer(scenario, { faults, venues, random: random.fork('treasurer') });
  const say = (text: string): void => log(now(), text);
  const clock = createMachineClock(faults, scenario.tickMs);
  const wire = createWire({
    ...{ scenario, faults, random: random.fork('wire') },
    ...{ venues, treasurer, truth, clock, log: say },
  });
  const hands = createHands(scenario, { faults, venues, market }, say);
  const desk = createMarginDesk(scenario, { faults, venues, market, truth, log: say });
  for (const venue of venues) {
    venue.listen(({ event }) => {
      truth.record(venue.id, event);
      wire.tell(venue.id, desk.told(event), now());
    });
  }
  treasurer.listen((event, isTold) => {
    truth.record(TREASURY, event);
    if (isTold) wire.tell(TREASURY, event, now());
  });
  return { random, faults, market, feed, truth, venues, treasurer, clock, wire, hands, desk, say };
}
