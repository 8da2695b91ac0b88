/** The library's face: what a program that embeds the engine needs. The command line is in `cli`. */
export type { EngineConfig, Limits, Policy, Profile } from './domain/config.ts';
export type { Entry, EntryBody, JournalEntry } from './domain/entry.ts';
export type { Instrument, Option, Perp, Spot } from './domain/instrument.ts';
export type { MarketEvent, MarketSnapshot } from './domain/market.ts';
export type { AccountEvent, Command, VenueCommand } from './domain/order.ts';
export type { TransferCommand, TransferRoute, TransferWanted } from './domain/transfer.ts';
export { type Conductor, createConductor } from './engine/conductor.ts';
export { createEngine, type Engine } from './engine/engine.ts';
export { recover, replay } from './engine/replay.ts';
export type { ScribeOptions } from './engine/scribe.ts';
export type { EngineState, Outcome, Step } from './engine/state.ts';
export type { Approved } from './guard/approved.ts';
export type { Journal } from './ports/journal.ts';
export type { Treasury } from './ports/treasury.ts';
export type { Venue } from './ports/venue.ts';
export type { Kernel } from './pricing/kernel/kernel.ts';
export { typescriptKernel } from './pricing/kernel/typescript.ts';
