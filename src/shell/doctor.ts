import type { Finding, LiveVenue } from '../ports/live-venue.ts';
import { SECOND } from '../units/time.ts';
import { type LiveOptions, refusalOf, venuesOf } from './start-live.ts';

/** What was found at one venue. */
export interface Diagnosis {
  readonly venue: string;
  readonly findings: readonly Finding[];
}

/** A venue that has not been reached by then will not be. */
const REACH_MS = 15 * SECOND;

function unreachable(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`it could not be reached within ${REACH_MS / SECOND} s`)),
      REACH_MS,
    ).unref();
  });
}

async function examine(venue: LiveVenue): Promise<readonly Finding[]> {
  try {
    await Promise.race([venue.open(), unreachable()]);
    return [{ what: 'connection', verdict: 'good', detail: 'open' }, ...(await venue.examine())];
  } catch (error) {
    const { message } = refusalOf(error) ?? (error as Error);
    return [{ what: 'connection', verdict: 'bad', detail: message }];
  }
}

/** Connects to each venue of a config, looks at it, and lets it go. Trades nothing and changes nothing. */
export async function diagnose(
  options: Pick<LiveOptions, 'config' | 'now' | 'env' | 'simulated' | 'notice'>,
): Promise<readonly Diagnosis[]> {
  const connected = new Set(options.config.connections.map(({ venue }) => venue));
  const venues = (await venuesOf(options, null, options.now())).filter(({ id }) => connected.has(id));
  try {
    return await Promise.all(
      venues.map(async (venue) => ({ venue: venue.id, findings: await examine(venue) })),
    );
  } finally {
    await Promise.all(venues.map((venue) => venue.close()));
  }
}
