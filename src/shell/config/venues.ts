import type { PaperModels } from '../../adapters/paper/settings.ts';
import type { VenueId } from '../../domain/instrument.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import { type Connection, readConnection } from './connect.ts';
import { duration } from './duration.ts';
import { fraction } from './fraction.ts';
import { number } from './reader.ts';
import type { Section, Value } from './section.ts';

export interface VenueSettings {
  readonly seed: number;
  readonly models: PaperModels;
  /** Absent: it is on paper, in the prices of the config's market. */
  readonly connection?: Connection;
  /** How it asks for margin, to be read once it is known what trades there; absent where it is not told. */
  readonly margin?: Value;
}

const TERMS = '{ takerFee: 5bp, makerFee: 2bp, halfSpread: 1bp }';
const EXAMPLE = `paper: ${TERMS}`;

/** Beyond this a fee is a slip of the unit. */
const MOST = 0.1;
const fee = fraction('bp', { atLeast: -MOST, atMost: MOST });
const cost = fraction('bp', { atLeast: 0, atMost: MOST });
const delay = duration({ atLeast: 0 });

function readVenue(section: Section, index: number, name: VenueId): VenueSettings {
  const connection = readConnection(section, name);
  const taker = section.required('takerFee', fee);
  const maker = section.required('makerFee', fee);
  const half = section.required('halfSpread', cost);
  const margin = section.value('margin');
  const settings = {
    ...(connection === undefined ? {} : { connection }),
    ...(margin === undefined ? {} : { margin }),
    // Venues draw from streams of their own, or they would all be slow at once.
    seed: section.optional('seed', number('a whole number, such as 1', { atLeast: 0 }, true), `${index + 1}`),
    models: {
      fee: { taker, maker },
      latency: {
        ms: section.optional('latency', delay, '50ms'),
        jitterMs: section.optional('jitter', delay, '0ms'),
      },
      spread: {
        half,
        impact: section.optional('impact', number('a factor, such as 0.5', { atLeast: 0, atMost: 100 }), '0'),
      },
      participation: section.optional('participation', fraction('%', { above: 0, atMost: 1 }), '100%'),
    },
  };
  section.refuseUnknown();
  return settings;
}

/** The venues by name. */
export function readVenues(root: Section): ReadonlyMap<VenueId, VenueSettings> {
  const venues = root.section('venues', `{ ${EXAMPLE} }`);
  if (venues.entries.length === 0) venues.wrong('lists nothing', `write ${EXAMPLE}`);
  const transit = venues.entries.find(([name]) => name === IN_TRANSIT);
  transit?.[1].wrong('is where money is that is under way', 'write another name');
  return new Map(
    venues.entries.map(([name, value], index) => [name, readVenue(value.section(TERMS), index, name)]),
  );
}
