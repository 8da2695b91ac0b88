import { applyTrade, type Book, EMPTY_BOOK } from '../domain/book.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { EntryBody } from '../domain/entry.ts';
import type { Instrument, VenueId } from '../domain/instrument.ts';
import { doubtAll } from '../execute/execute.ts';
import { RUNNING } from '../guard/standing.ts';
import { NO_ATTRIBUTION } from '../record/attribution.ts';
import { atoms, type Millis } from '../units/units.ts';
import { NO_BREAKER_STATE } from './breakers.ts';
import { keptCorrelations } from './correlations.ts';
import { OtherKernel } from './kernel.ts';
import { keptRegimes } from './regimes.ts';
import type { EngineState, Step } from './state.ts';
import { quiet } from './state.ts';
import { askedAnew } from './transfers/overdue.ts';

type Configured = Extract<EntryBody, { kind: 'configured' }>;

function byKey<T>(items: readonly T[], key: (item: T) => string): Record<string, T> {
  const result: Record<string, T> = {};
  for (const item of items) result[key(item)] = item;
  return result;
}

/** The opening book: positions as if bought at their average entry, cash as stated (after that). */
function openingBook(config: EngineConfig): Book {
  const instruments = byKey(config.instruments, (instrument: Instrument) => instrument.id);
  let book: Book = EMPTY_BOOK;
  for (const { instrument: id, lots, averageEntry } of config.opening.positions) {
    const instrument = instruments[id];
    if (instrument === undefined) throw new Error(`opening position in unlisted instrument ${id}`);
    const free = { lots, price: averageEntry, fee: atoms(0n), feeCurrency: instrument.settle };
    book = applyTrade(book, instrument, free);
  }
  return { positions: book.positions, cash: config.opening.cash };
}

function firstState(body: Configured, at: Millis): EngineState {
  const { config } = body;
  return {
    seq: 0,
    at,
    journal: body.journal,
    kernel: body.kernel,
    config,
    instruments: byKey(config.instruments, (instrument) => instrument.id),
    profiles: byKey(config.profiles, (profile: Profile) => profile.underlying),
    book: openingBook(config),
    changedAt: at,
    orders: {},
    volatility: {},
    decisions: { lastAt: null, bookChanged: false, stopped: false, watched: {} },
    ...keptWatch(undefined, config),
    standing: RUNNING,
    reconciliation: { awaiting: venuesOf(config), nextAt: at, differences: {} },
    ledger: {
      marks: null,
      openingEquity: null,
      equity: null,
      attribution: NO_ATTRIBUTION,
      turnover: 0,
    },
    booked: [],
  };
}

/** What the forecaster knows of the underlyings that are still hedged; nothing where it forecasts no more. */
function kept(
  forecaster: EngineState['forecaster'],
  { forecastModel, profiles }: EngineConfig,
): Pick<EngineState, 'forecaster'> {
  if (forecaster === undefined || forecastModel !== 'har') return {};
  const hedged = new Set(profiles.map(({ underlying }) => underlying));
  return { forecaster: Object.fromEntries(Object.entries(forecaster).filter(([name]) => hedged.has(name))) };
}

/** Breakers are the journal's, not the configuration's: a restart re-arms nothing. */
function keptWatch(watch: EngineState['watch'], { breakers }: EngineConfig): Pick<EngineState, 'watch'> {
  return breakers === undefined ? {} : { watch: watch ?? NO_BREAKER_STATE };
}

function venuesOf(config: EngineConfig): readonly VenueId[] {
  return config.venues.map((venue) => venue.id);
}

/**
 * The state after a start or a reload. The book, the ledger and the breakers are the journal's, not the
 * configuration's; a start puts all that was live in doubt until the venues have reported.
 */
export function onConfigured(state: EngineState | null, body: Configured, at: Millis, kernel: string): Step {
  if (body.kernel !== kernel) throw new OtherKernel(body.kernel, kernel);
  if (state === null) return quiet(firstState(body, at));
  // A start takes a new id when the end of the journal was lost: order ids must not come again.
  if (!body.starting && body.journal !== state.journal) {
    throw new Error(`entry is configured for journal ${body.journal}, this is ${state.journal}`);
  }
  const { config, starting } = body;
  const {
    decisions,
    reconciliation,
    forecaster,
    regimes,
    correlations,
    watch,
    protection,
    carry,
    ...others
  } = state;
  const { flatten } = state;
  const { awaiting } = reconciliation;
  // A venue is awaited at a start, and when it is new; one that is gone is awaited no more.
  const known = new Set(venuesOf(state.config).filter((id) => !awaiting.includes(id)));
  const reloaded: EngineState = {
    ...others,
    ...kept(forecaster, config),
    ...keptRegimes(regimes, config),
    ...keptCorrelations(correlations, config),
    ...keptWatch(watch, config),
    ...(carry !== undefined && config.profiles.some((profile) => profile.carry !== undefined) && { carry }),
    // How near accounts were to liquidation is the journal's too.
    ...(protection !== undefined && config.protection !== undefined && { protection }),
    journal: body.journal,
    kernel: body.kernel,
    config,
    // What deals have listed since stays listed as long as it is held.
    instruments: { ...state.instruments, ...byKey(config.instruments, (instrument) => instrument.id) },
    profiles: byKey(config.profiles, (profile: Profile) => profile.underlying),
    decisions: { ...decisions, bookChanged: true, stopped: decisions.stopped && !starting },
    reconciliation: {
      ...reconciliation,
      awaiting: venuesOf(config).filter((id) => !known.has(id)),
      nextAt: at,
    },
  };
  if (!starting) return quiet(reloaded);
  return quiet({
    ...reloaded,
    ...(flatten !== undefined && { flatten: { ...flatten, nextAt: at } }),
    orders: doubtAll(state.orders),
    ...askedAnew(state.transfers, at),
    changedAt: at,
    reconciliation: { awaiting: venuesOf(config), nextAt: at, differences: {} },
  });
}
