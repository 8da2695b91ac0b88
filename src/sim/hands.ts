import type { PaperVenue } from '../adapters/paper/paper.ts';
import { lots, type Millis } from '../units/units.ts';
import { between } from './draws.ts';
import type { Faults } from './faults.ts';
import type { Market } from './market.ts';
import type { Scenario } from './scenario.ts';

/** Hands other than ours on our accounts: venues that deleverage or liquidate, and users. */
export interface Hands {
  tick(now: Millis): void;
}

export function createHands(
  { assets }: Scenario,
  { faults, venues, market }: { faults: Faults; venues: readonly PaperVenue[]; market: Market },
  log: (text: string) => void,
): Hands {
  let count = 0;
  const perps = assets
    .flatMap(({ quotes }) => quotes.map(({ instrument }) => instrument))
    .filter(({ kind }) => kind === 'perp');
  return {
    tick(now) {
      for (const { id, venue: at } of perps) {
        const venue = venues.find((one) => one.id === at);
        const held = venue?.truth().positions[id] ?? 0;
        const mid = market.mids(id).at(-1)?.mid;
        if (venue === undefined || held === 0 || mid === undefined || !faults.strikes('unorderedTrade'))
          continue;
        const share = between(faults.of('unorderedTrade'), 0.05, 1);
        const closed = -Math.sign(held) * Math.max(1, Math.round(share * Math.abs(held)));
        count += 1;
        log(`! ${at} takes ${-closed} of ${held} lots of ${id} from us`);
        venue.deal(`hand-${count}-${now}`, id, lots(closed), mid);
      }
    },
  };
}
