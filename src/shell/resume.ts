/** A paper world dies with its process; these start it again where the journal says it was. */
import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { PaperSettings, SyntheticMarket } from '../adapters/paper/settings.ts';
import { createPaperTreasury, drawFate, type PaperTreasury } from '../adapters/paper/treasury.ts';
import { averageEntry } from '../domain/book.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { EngineState } from '../engine/state.ts';
import { createRandom } from '../math/random.ts';

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

/** Of money that moves on paper nothing is lost: what may go wrong with it is for simulations. */
const LUCK = { jitter: 0.5, refused: 0, returned: 0, stuck: 0 };

/** The treasury between `venues`, with what was under way; none where the config lets it move nothing. */
export function treasuryOf(
  { transfers = [] }: EngineConfig,
  venues: readonly PaperVenue[],
  before: EngineState | null,
): PaperTreasury | undefined {
  const routes = transfers.filter(({ by }) => by === 'treasury');
  if (routes.length === 0) return undefined;
  const random = createRandom(before?.seq ?? 0).fork('treasury');
  const moving = Object.values(before?.transfers ?? {}).flatMap(({ request, by, stage }) =>
    by === 'treasury' && (stage === 'taken' || stage === 'left') ? [{ request, stage }] : [],
  );
  return createPaperTreasury({
    ...{ venues, routes, before: moving },
    fate: (route) => drawFate(route, LUCK, random),
  });
}
