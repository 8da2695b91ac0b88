import { describe, expect, it } from 'vitest';
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { AccountEvent } from '../domain/order.ts';
import { createRandom } from '../math/random.ts';
import { later } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { createHands } from './hands.ts';
import { createMarket } from './market.ts';
import { faultsOf, plainScenario } from './sim-fixture.ts';

describe('hands other than ours', () => {
  it('take a perp position from us, whole or in part, at the mid and without a fee', () => {
    const plain = plainScenario();
    const [settings] = plain.venues;
    if (settings === undefined) throw new Error('a plain scenario has a venue');
    const opening = {
      ...settings.opening,
      positions: [{ instrument: 'BTC-PERP', lots: lots(-1_000), averageEntry: 60_000 }],
    };
    const venue = createPaperVenue({ ...settings, programmes: [], opening });
    const told: AccountEvent[] = [];
    venue.listen(({ event }) => told.push(event));
    const faults = faultsOf({ unorderedTrade: 1 });
    const market = createMarket(plain, faults, createRandom(1));
    const hands = createHands(plain, { faults, venues: [venue], market }, () => undefined);
    let now = plain.start;
    for (let i = 0; i < 200; i += 1) {
      now = later(now, plain.tickMs);
      market.step(now);
      hands.tick(now);
      venue.advance(now);
    }
    const deals = told.flatMap((event) => (event.kind === 'deal' ? [event] : []));
    expect(deals.every((deal) => deal.lots > 0 && deal.fee === 0n && deal.instrument.id === 'BTC-PERP')).toBe(
      true,
    );
    expect(deals.length).toBeGreaterThan(1);
    expect(deals.reduce((sum, deal) => sum + deal.lots, 0)).toBe(1_000);
    expect(venue.truth().positions['BTC-PERP']).toBeUndefined();
    expect(new Set(deals.map(({ id }) => id)).size).toBe(deals.length);
  });
});
