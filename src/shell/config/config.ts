/**
 * The config: one YAML file, read once, at the edge. What comes out is complete and consistent, or it is a
 * list of everything that is wrong, each with its line, its column and what to write instead. A number that
 * has a unit is written with it, because a fee of "5" is a guess.
 */
import type { PaperSettings, StraddleProgramme, SyntheticMarket } from '../../adapters/paper/settings.ts';
import type { EngineConfig, Policy } from '../../domain/config.ts';
import { type Currency, type InstrumentId, isMargined, type VenueId } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import { readOpening } from './book.ts';
import type { Connection } from './connect.ts';
import { openDocument } from './document.ts';
import { type Hedge, hedgedIn, readHedges } from './hedge.ts';
import { type Listed, readInstruments } from './instruments.ts';
import { readMargin, readProtection } from './margin.ts';
import { readMarket, readMarketHead, readSimulated, type SimulatedExchange } from './market.ts';
import { text as anyText, bookName, currency } from './reader.ts';
import type { ConfigError, Report } from './report.ts';
import type { Section } from './section.ts';
import { readExecution, readForecast, readLimits, readTiming } from './settings.ts';
import { programme, readStraddles } from './straddles.ts';
import { readTransfers } from './transfers.ts';
import { readVenues, type VenueSettings } from './venues.ts';

export interface AppConfig {
  readonly engine: EngineConfig;
  readonly paper: readonly PaperSettings[];
  /** Absent from a config for backtests alone, and from one for venues that are connected to. */
  readonly market?: SyntheticMarket;
  /** Venues that are connected to, by name; the others are on paper. */
  readonly connections: readonly Connection[];
  /** Names there of instruments that are not called so. */
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  /** An exchange to be started for venues whose connection is to a simulated one. */
  readonly exchange?: SimulatedExchange;
  /** Folder of the journal. */
  readonly journal: string;
  readonly barMs: number;
  /** How many times faster than the wall's the clock runs, where nothing else says so. */
  readonly speed: number;
  /** Per underlying, every policy that the config has the numbers of; the profile's own is the first. */
  readonly policies: Readonly<Record<Currency, readonly Policy[]>>;
  /** What the file does not say and is therefore assumed, such as "execution.orderLife: 30s". */
  readonly assumed: readonly string[];
}

export type ParsedConfig =
  | { readonly kind: 'config'; readonly value: AppConfig }
  | { readonly kind: 'refused'; readonly errors: readonly ConfigError[] };

/**
 * A config from its text; `path` is the name that errors bear. `now` is when it is read: relative expiries on a
 * simulated exchange count from it.
 */
export function parseConfig(text: string, path: string, now?: Millis): ParsedConfig {
  const { report, root } = openDocument(text, path);
  const value = root === undefined ? undefined : readConfig(root, report, now);
  // Errors are asked for last: the values hold stand-ins as soon as there is one.
  if (value === undefined || report.errors.length > 0) return { kind: 'refused', errors: report.errors };
  return { kind: 'config', value };
}

/** Underlyings that options are listed on. */
function optionBases(listed: Listed): readonly Currency[] {
  return [...listed.values()].flatMap((one) => (one?.kind === 'option' ? [one.base] : []));
}

/** Perps and futures at `venue`. */
function marginedAt(listed: Listed, venue: VenueId): readonly InstrumentId[] {
  return [...listed.values()].flatMap((one) =>
    one !== undefined && isMargined(one) && one.venue === venue ? [one.id] : [],
  );
}

/** What the paper venue called `venue` is told of `engine`. */
function paperSettings(
  venue: VenueId,
  { seed, models }: VenueSettings,
  engine: EngineConfig,
  programmes: readonly StraddleProgramme[],
): PaperSettings {
  const instruments = engine.instruments.filter((one) => one.venue === venue);
  const held = engine.opening.positions.filter((position) =>
    instruments.some((one) => one.id === position.instrument),
  );
  return {
    venue,
    seed,
    models,
    instruments,
    opening: { cash: engine.opening.cash[venue] ?? {}, positions: held },
    programmes: programmes.filter(({ template }) => template.venue === venue),
  };
}

/** A venue on a simulated exchange needs one to be started, and one that is started needs a venue. */
function checkSimulated(
  root: Section,
  connections: readonly Connection[],
  exchange: SimulatedExchange | undefined,
): void {
  const wanting = connections.find(({ endpoint }) => endpoint.kind === 'simulated');
  if (wanting !== undefined && exchange === undefined)
    root.wrong(
      `has no exchange for ${wanting.venue} to connect to`,
      'write market: { exchange: { pace: 60x } }',
    );
  if (wanting === undefined && exchange !== undefined)
    root.wrong(
      'starts an exchange that no venue connects to',
      'write to: simulated in the connect of a venue',
    );
  if (connections.length > 0 && exchange === undefined && root.value('market') !== undefined)
    root.wrong('has a synthetic market and venues with prices of their own', 'remove market, or connect');
}

function readConfig(root: Section, report: Report, now: Millis | undefined): AppConfig {
  const name = root.required('name', bookName);
  const reporting = root.optional('reporting', currency, 'USD');
  const journal = root.value('journal')?.read(anyText) ?? `journals/${name}`;
  const venueSettings = readVenues(root);
  const venues = [...venueSettings.keys()];
  const connections = [...venueSettings.values()].flatMap(({ connection }) => connection ?? []);
  const transfers = readTransfers(root, { venues, connections });
  const timing = readTiming(root, connections.length > 0);
  const exchange = readSimulated(root);
  checkSimulated(root, connections, exchange);
  const head = readMarketHead(root);
  const hedged = hedgedIn(root);
  const start = head?.start ?? (exchange === undefined ? undefined : now);
  const { listed, symbols } = readInstruments(root, { venues, reporting, start, hedged });
  const marketTellsVol = head !== undefined || connections.some(({ protocol }) => protocol === 'deribit');
  const book = root.optionalSection('book', '{ cash: { paper: 250000 USDT } }');
  const straddles = readStraddles(book, { venues, hedged, marketTellsVol });
  const opening = readOpening(book, { venues, listed, reporting });
  const optioned = new Set([...straddles.map(({ underlying }) => underlying), ...optionBases(listed)]);
  const guarded = readLimits(root, reporting, connections.length > 0);
  const limit = { notional: guarded.limits.maxPositionNotional, reporting };
  const when = { start, now: start ?? now };
  const held = opening.positions.map(({ instrument }) => instrument);
  const context = { listed, optioned, marketTellsVol, limit, barMs: timing.barMs, when, held };
  const { hedges, joint } = readHedges(root, context);
  const engine = {
    name,
    reporting,
    instruments: [...listed.values()].filter((one) => one !== undefined),
    venues: [...venueSettings].map(([id, { models, margin }]) => ({
      id,
      takerFee: models.fee.taker,
      makerFee: models.fee.maker,
      ...(margin === undefined ? {} : { margin: readMargin(margin, marginedAt(listed, id)) }),
    })),
    opening,
    profiles: hedges.map(({ profile }) => profile),
    ...(joint && { joint }),
    ...guarded,
    ...readProtection(
      root,
      [...venueSettings.values()].some(({ margin }) => margin !== undefined),
    ),
    execution: readExecution(root),
    ...readForecast(root),
    ...(transfers.length > 0 && { transfers }),
    staleAfterMs: timing.staleAfterMs,
    reviewEveryMs: timing.reviewEveryMs,
  };
  const market = head === undefined ? undefined : readMarket(head, listed, venueSettings, timing.barMs);
  const programmes = straddles.map((terms) => programme(terms, hedges, listed));
  root.refuseUnknown();
  return {
    engine,
    paper: [...venueSettings].map(([venue, terms]) => paperSettings(venue, terms, engine, programmes)),
    ...(market === undefined ? {} : { market }),
    connections,
    symbols,
    ...(exchange === undefined ? {} : { exchange }),
    journal,
    barMs: timing.barMs,
    speed: head?.speed ?? 1,
    policies: Object.fromEntries(hedges.map((hedge: Hedge) => [hedge.profile.underlying, hedge.policies])),
    assumed: report.assumed,
  };
}
