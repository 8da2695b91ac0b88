/** Worlds whose perps are margined, at two venues, so that a hedge can be held at either. */
import type { Cash } from '../domain/book.ts';
import type { Protection } from '../domain/config.ts';
import type { Currency, InstrumentId, Perp, VenueId } from '../domain/instrument.ts';
import type { AccountTerms, ContractMargin, MarginTier } from '../domain/margin.ts';
import type { Random } from '../math/random.ts';
import { toAtoms } from '../units/rounding.ts';
import { HOUR } from '../units/time.ts';
import { lots } from '../units/units.ts';
import type { Asset, QuoteModel } from './asset.ts';
import { between, chance, logBetween, pick } from './draws.ts';

/** Where perps are margined: where they trade in every world, and at a rival. */
export const HOME: VenueId = 'beta';
export const RIVAL: VenueId = 'gamma';

/** How venues ask for margin, what we know of it, and what stands for it at the start. */
export interface Margined {
  /** Brackets and leverage as the venues have them. */
  readonly contracts: Readonly<Record<InstrumentId, ContractMargin>>;
  /** As our config has them, where the brackets may be missing. */
  readonly terms: AccountTerms;
  readonly protection: Protection;
  readonly cash: Readonly<Record<VenueId, Cash>>;
  /** How much worse than the mark a venue closes what it liquidates, as a fraction. */
  readonly liquidationFee: number;
}

/** The hedge of `asset`, which is a perp in every world. */
function hedgeOf({ quotes, profile }: Asset): QuoteModel {
  const found = quotes.find(({ instrument }) => instrument.id === profile.hedge);
  if (found === undefined) throw new Error(`${profile.hedge} has no quote`);
  return found;
}

/** `asset` with its hedge traded at the rival too, and some of what is held of it held there. */
export function withRival(random: Random, asset: Asset): Asset {
  const model = hedgeOf(asset);
  const own = model.instrument as Perp;
  const instrument: Perp = { ...own, id: `${own.base}-RIVAL`, venue: RIVAL };
  const basis = model.basis + 0.0003 * random.normal();
  // Where there is a choice, no more is taken at once than is shown: enough that a backlog is worked off.
  const shown = asset.size * logBetween(random, 2, 10) * (own.inverse ? asset.price : 1);
  const deep = { ...model, size: Math.max(model.size, shown) };
  const rival: QuoteModel = { ...deep, instrument, basis, isApart: true };
  const held = asset.positions.find((position) => position.instrument === own.id);
  const share = chance(random, 0.3) ? random.next() : 0;
  const there = Math.round(share * (held?.lots ?? 0));
  const elsewhere =
    held === undefined || there === 0
      ? asset.positions
      : [
          ...asset.positions.filter((position) => position !== held),
          ...(held.lots === there ? [] : [{ ...held, lots: lots(held.lots - there) }]),
          { ...held, instrument: instrument.id, lots: lots(there) },
        ];
  return {
    ...asset,
    quotes: [...asset.quotes.map((quote) => (quote === model ? deep : quote)), rival],
    positions: elsewhere,
    profile: { ...asset.profile, orHedge: [instrument.id] },
  };
}

function drawTiers(random: Random, notional: number): readonly MarginTier[] {
  const maintenance = logBetween(random, 0.004, 0.03);
  const initial = maintenance * between(random, 1.5, 3);
  const first: MarginTier = { fromNotional: 0, initial, maintenance };
  if (chance(random, 0.4)) return [first];
  const fromNotional = notional * logBetween(random, 0.1, 2);
  return [first, { fromNotional, initial: 2 * initial, maintenance: 2 * maintenance }];
}

/** What is posted where the hedges of `assets` would come to so many times as much. */
function cashFor(assets: readonly Asset[], leverage: number): Cash {
  const amounts = new Map<Currency, number>();
  for (const asset of assets) {
    const { settle, inverse } = hedgeOf(asset).instrument;
    const amount = (asset.size * (inverse ? 1 : asset.price)) / leverage;
    amounts.set(settle, (amounts.get(settle) ?? 0) + amount);
  }
  return Object.fromEntries([...amounts].map(([currency, amount]) => [currency, toAtoms(amount, 'nearest')]));
}

/** The margin of a world of `assets`, each of which trades at the rival too. */
export function drawMargined(random: Random, assets: readonly Asset[]): Margined {
  const contracts: Record<InstrumentId, ContractMargin> = {};
  const known: Record<InstrumentId, ContractMargin> = {};
  const leverage = pick(random, [5, 10, 20]);
  const isTold = chance(random, 0.3);
  for (const { quotes, price, size } of assets)
    for (const { instrument } of quotes) {
      if (instrument.kind !== 'perp') continue;
      const tiers = drawTiers(random, price * size);
      contracts[instrument.id] = { tiers, leverage };
      known[instrument.id] = { tiers: isTold ? [] : tiers, leverage };
    }
  return {
    contracts,
    terms: { model: { kind: 'standard' }, mode: 'cross', contracts: known },
    protection: { horizonMs: pick(random, [1, 8]) * HOUR, gap: pick(random, [0.05, 0.1, 0.25]) },
    cash: {
      [HOME]: cashFor(assets, logBetween(random, 1, 30)),
      [RIVAL]: cashFor(assets, logBetween(random, 1, 30)),
    },
    liquidationFee: pick(random, [0, 0.005, 0.02]),
  };
}
