import type { PaperModels } from '../adapters/paper/settings.ts';
import type { Perp, VenueId } from '../domain/instrument.ts';
import type { Random } from '../math/random.ts';
import type { Asset, QuoteModel } from './asset.ts';
import { chance, logBetween, pick, whole } from './draws.ts';

/** A chain on which one asset may be traded in a pool, and what its blocks are like. */
export interface Chain {
  readonly venue: VenueId;
  readonly instrument: Perp;
  readonly quote: QuoteModel;
  readonly blockMs: number;
  /** Blocks that must follow a swap's own before it can no longer be undone. */
  readonly confirmations: number;
  /** What one transaction usually costs, in the settlement currency. */
  readonly gas: number;
  /** What the pool holds virtually, in base units. */
  readonly reserve: number;
  /** What those who provide it are paid, as a fraction of notional. */
  readonly lpFee: number;
}

/** The pool holds so much more than what it shows at its best price: that moves it by a thousandth. */
const DEPTH = 2_000;

/** A chain in some of the worlds where an asset is hedged with a contract paid in the quote currency. */
export function drawChain(random: Random, assets: readonly Asset[], tickMs: number): Chain | null {
  if (!chance(random, 0.5)) return null;
  const hedges = assets.flatMap(({ profile, quotes, size }) => {
    const found = quotes.find(({ instrument }) => instrument.id === profile.hedge)?.instrument;
    return found?.kind === 'perp' && !found.inverse ? [{ hedge: found, size }] : [];
  });
  const [first, ...others] = hedges;
  if (first === undefined) return null;
  const { hedge, size } = pick(random, [first, ...others]);
  const instrument: Perp = { ...hedge, id: `${hedge.base}-POOL`, venue: 'chain' };
  const shown = size * logBetween(random, 0.1, 1);
  return {
    ...{
      venue: 'chain',
      instrument,
      blockMs: tickMs * whole(random, 1, 2),
      confirmations: whole(random, 1, 4),
    },
    quote: {
      ...{ instrument, half: 0.00005, basis: 0.001 * random.normal(), ladder: false, size: shown },
      isApart: true,
    },
    ...{
      gas: logBetween(random, 0.05, 5),
      reserve: DEPTH * shown,
      lpFee: logBetween(random, 0.00005, 0.0006),
    },
  };
}

/** `asset` as it is where `chain` trades it too. */
export function withChain(asset: Asset, { instrument, quote }: Chain): Asset {
  if (asset.underlying !== instrument.base) return asset;
  const profile = { ...asset.profile, orHedge: [instrument.id] };
  return { ...asset, quotes: [...asset.quotes, quote], profile };
}

/** What trading on `chain` costs: takers and makers are the same there. */
export function chainModels(models: PaperModels, { lpFee }: Chain): PaperModels {
  return {
    ...models,
    ...{ fee: { taker: lpFee, maker: lpFee }, spread: { half: 0, impact: 0 }, participation: 1 },
  };
}
