import {
  type Currency,
  type InstrumentId,
  isMargined,
  settleValue,
  type VenueId,
} from '../../domain/instrument.ts';
import type { ContractMargin } from '../../domain/margin.ts';
import type { EngineState } from '../../engine/state.ts';
import { lots } from '../../units/units.ts';
import type { Contracts, Held, MarginedAccount } from '../margin.ts';

/**
 * An account as the engine's book has it, at prices that `markOf` tells, after `more` was traded. What was gained
 * counts as cash, so that every position is as if it were entered now.
 */
export function bookedAccount(
  { book, instruments }: EngineState,
  { venue, unit }: { readonly venue: VenueId; readonly unit: Currency },
  markOf: (instrument: InstrumentId) => number | undefined,
  more?: { readonly instrument: InstrumentId; readonly lots: number },
): MarginedAccount {
  let cash = Number(book.cash[venue]?.[unit] ?? 0n) / 1e8;
  const held: Held[] = [];
  for (const instrument of Object.values(instruments)) {
    const { id } = instrument;
    if (instrument.venue !== venue || instrument.settle !== unit || !isMargined(instrument)) continue;
    const mark = markOf(id);
    if (mark === undefined) continue;
    const { lots: known = 0, cost = 0n } = book.positions[id] ?? {};
    cash += settleValue(instrument, lots(known), mark) - Number(cost) / 1e8;
    const count = known + (id === more?.instrument ? more.lots : 0);
    if (count !== 0) held.push({ instrument, lots: lots(count), entry: mark, mark });
  }
  return { held, cash };
}

/** Brackets of `venue` that the config or the venue itself has told; null where the config says nothing of margin. */
export function knownContracts({ config, venueMargin }: EngineState, venue: VenueId): Contracts | null {
  const terms = config.venues.find(({ id }) => id === venue)?.margin;
  if (terms === undefined) return null;
  const told = venueMargin?.[venue]?.tiers ?? {};
  const all: Record<string, ContractMargin> = {};
  for (const [id, known] of Object.entries(terms.contracts))
    all[id] = known.tiers.length > 0 ? known : { ...known, tiers: told[id] ?? [] };
  return all;
}
