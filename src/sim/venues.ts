import { createPaperVenue, type PaperVenue } from '../adapters/paper/paper.ts';
import { createChainVenue } from './chain-venue.ts';
import type { Faults } from './faults.ts';
import type { Scenario } from './scenario.ts';

/** The venues of `scenario`: exchanges on paper, and its chain where it has one. */
export function createVenues({ venues, chain }: Scenario, faults: Faults): readonly PaperVenue[] {
  return venues.map((settings) =>
    chain?.venue === settings.venue ? createChainVenue(settings, chain, faults) : createPaperVenue(settings),
  );
}
