/** A paper world dies with its process; these start it again where the journal says it was. */
import type { PaperSettings, SyntheticMarket } from '../adapters/paper/settings.ts';
import { averageEntry } from '../domain/book.ts';
import type { EngineState } from '../engine/state.ts';

/** The venue's settings with the book's cash, positions and instruments for its own. */
export function resumeVenue(settings: PaperSettings, state: EngineState): PaperSettings {
  const instruments = Object.values(state.instruments).filter(({ venue }) => venue === settings.venue);
  const positions = instruments.flatMap((instrument) => {
    const held = state.book.positions[instrument.id];
    if (held === undefined) return [];
    return [{ instrument: instrument.id, lots: held.lots, averageEntry: averageEntry(held, instrument) }];
  });
  const cash = state.book.cash[settings.venue] ?? {};
  return { ...settings, instruments, opening: { cash, positions } };
}

/** The market from where the book was last valued; its draws are those of another day. */
export function resumeMarket(market: SyntheticMarket, state: EngineState): SyntheticMarket {
  const assets = market.assets.map((asset) => {
    const price = state.ledger.marks?.index[asset.underlying];
    return price === undefined ? asset : { ...asset, price };
  });
  return { ...market, start: state.at, seed: market.seed + state.seq, assets };
}
