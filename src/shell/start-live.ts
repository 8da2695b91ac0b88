/** Starts a book on venues that are connected to: opens them, begins with what they hold, and goes on from there. */
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { EngineConfig, OpeningPosition } from '../domain/config.ts';
import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, TimedAccountEvent } from '../domain/order.ts';
import type { Conductor } from '../engine/conductor.ts';
import type { EngineState } from '../engine/state.ts';
import type { Journal } from '../ports/journal.ts';
import type { LiveVenue } from '../ports/live-venue.ts';
import { verify } from '../record/chain.ts';
import { SECOND } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { VenueRefused } from '../wire/protocol.ts';
import { createLiveVenue } from '../wire/venue.ts';
import type { AppConfig } from './config/config.ts';
import type { Connection } from './config/connect.ts';
import { sameMoney } from './config/money.ts';
import { connect } from './connect.ts';
import { sha256 } from './hash.ts';
import { keyOf, NoKey } from './keys.ts';
import { paperOn } from './paper-on.ts';
import { resumeVenue } from './resume.ts';
import { type ResumeOptions, resume } from './start.ts';

export interface LiveOptions extends Omit<ResumeOptions, 'name'> {
  readonly config: AppConfig;
  readonly now: () => Millis;
  readonly env: NodeJS.ProcessEnv;
  /** Where the simulated exchange listens, if the config wants one. */
  readonly simulated: number | undefined;
  /** Things that an operator should read. */
  readonly notice: (text: string) => void;
  /** Gives up waiting for venues. */
  readonly signal: AbortSignal;
}

/** The session was ended before a venue had told what is held there: there is no book to begin with. */
class NotReached extends Error {}

export interface StartedLive {
  readonly conductor: Conductor;
  readonly venues: readonly LiveVenue[];
  readonly resumedFrom: number;
  /** What the venues have told since they told what is held there; more may be added until they are listened to. */
  readonly early: readonly TimedAccountEvent[];
}

/** What of `error` its user can mend: a key that is missing, or a venue that will not have us as configured. */
export function refusalOf(error: unknown): { readonly message: string; readonly remedy: string } | undefined {
  if (error instanceof NoKey) return error;
  if (error instanceof VenueRefused || error instanceof NotReached)
    return { message: error.message, remedy: 'evenkeel doctor tells more' };
  return undefined;
}

/**
 * What happened at a venue within this before the last entry is told again at a start: its clock may be behind ours,
 * and the engine may have died with the message on its way. Whatever was booked before is known by its id.
 */
const LOOK_BACK_MS = 10 * SECOND;

type Report = Extract<AccountEvent, { kind: 'report' }>;
type Watched = Pick<LiveOptions, 'config' | 'now' | 'env' | 'simulated' | 'notice'>;

/**
 * From when on the account's events may not have been booked; before the book began they are in what it began
 * with.
 */
function sinceOf(journal: Journal, before: EngineState): Millis {
  for (const { entry } of verify(journal.read(0), sha256))
    return millis(Math.max(entry.at, before.at - LOOK_BACK_MS));
  return before.at;
}

/**
 * Connections of `config`, as venues that are not open yet. `before` is where the book was left, `since` what
 * happened at the venues before this need not be told.
 */
export function venuesOf(
  options: Watched,
  before: EngineState | null,
  since: Millis,
): Promise<readonly LiveVenue[]> {
  const { config, now, env, simulated, notice } = options;
  const underlyings = config.engine.profiles.map(({ underlying }) => underlying);
  const open = async (connection: Connection, isOurs: boolean): Promise<LiveVenue> => {
    const instruments = config.engine.instruments.filter(({ venue }) => venue === connection.venue);
    const key = isOurs ? { key: keyOf(connection, env) } : {};
    const { symbols } = config;
    const protocol = await connect({
      connection,
      instruments,
      symbols,
      vols: underlyings,
      now,
      since,
      simulated,
      ...key,
    });
    return createLiveVenue({ protocol, now, notice });
  };
  return Promise.all(
    config.paper.map(async (settings) => {
      const connection = config.connections.find(({ venue }) => venue === settings.venue);
      if (connection?.account === 'live') return open(connection, true);
      const paper = createPaperVenue(before === null ? settings : resumeVenue(settings, before));
      return connection === undefined
        ? paperOn({ paper, now })
        : paperOn({ paper, feed: await open(connection, false), now });
    }),
  );
}

/** What a venue says that we hold there. That goes to `early` too, since it says more, and so does what comes after. */
function firstReport(venue: LiveVenue, early: TimedAccountEvent[], signal: AbortSignal): Promise<Report> {
  return new Promise((resolve, reject) => {
    let isReported = false;
    venue.listen((timed) => {
      if (isReported) early.push(timed);
      else if (timed.event.kind === 'report') {
        isReported = true;
        early.push(timed);
        resolve(timed.event);
      }
    });
    const giveUp = (): void => reject(new NotReached(`${venue.id} could not be reached`));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    venue.open().catch(reject);
  });
}

/** `config` beginning with what live accounts hold, whatever it says itself. */
function openedWith(config: EngineConfig, reports: ReadonlyMap<VenueId, Report>): EngineConfig {
  const venueOf = new Map(config.instruments.map(({ id, venue }) => [id, venue]));
  const stated = config.opening.positions.filter(
    ({ instrument }) => !reports.has(venueOf.get(instrument) ?? ''),
  );
  const cash = { ...config.opening.cash };
  const held: OpeningPosition[] = [];
  for (const [venue, { positions, entries, cash: theirs }] of reports) {
    cash[venue] = theirs;
    for (const [instrument, count] of Object.entries(positions)) {
      const averageEntry = entries?.[instrument];
      if (averageEntry !== undefined && venueOf.get(instrument) === venue)
        held.push({ instrument, lots: count, averageEntry });
    }
  }
  return { ...config, opening: { cash, positions: [...stated, ...held] } };
}

/** No venue here tells what a dollar token is worth: one is taken for a dollar, and that is said. */
function tellDollars(conductor: Conductor, at: Millis, notice: (text: string) => void): void {
  const { config, book } = conductor.state;
  const held = Object.values(book.cash).flatMap((cash) => Object.keys(cash));
  const used = new Set([...config.instruments.flatMap(({ quote, settle }) => [quote, settle]), ...held]);
  for (const currency of used) {
    if (currency === config.reporting || !sameMoney(currency, config.reporting)) continue;
    conductor.observe({ kind: 'rate', currency, at, rate: 1 }, at);
    notice(`1 ${currency} is taken for 1 ${config.reporting}`);
  }
}

/**
 * A book on its venues, from where `journal` ends, or from what the venues hold. Rejects with what `resume` throws,
 * with what `refusalOf` knows. The venues are open, and not listened to yet.
 */
export async function startLive(options: LiveOptions): Promise<StartedLive> {
  const { config, journal, now } = options;
  const resumedFrom = journal.length;
  const { before, begin } = resume({ ...options, name: config.engine.name });
  const since = before === null ? now() : sinceOf(journal, before);
  const venues = await venuesOf(options, before, since);
  const early: TimedAccountEvent[] = [];
  try {
    const reports = new Map<VenueId, Report>();
    if (before === null)
      for (const { venue, account } of config.connections) {
        const found = venues.find(({ id }) => id === venue);
        if (account === 'live' && found !== undefined)
          reports.set(venue, await firstReport(found, early, options.signal));
      }
    const at = millis(Math.max(before?.at ?? 0, now()));
    const conductor = begin(openedWith(config.engine, reports), at);
    tellDollars(conductor, at, options.notice);
    return { conductor, venues, resumedFrom, early };
  } catch (error) {
    await Promise.all(venues.map((venue) => venue.close()));
    throw error;
  }
}
