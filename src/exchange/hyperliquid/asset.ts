import { type InstrumentId, sizeOf } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { decimalText, placesOf } from './decimal.ts';

/** A perp of the venue's universe. */
export interface Asset {
  /** Its place in the universe, by which requests name it. */
  readonly index: number;
  /** Its name on the wire and in the exchange. */
  readonly coin: InstrumentId;
  readonly listing: Listing;
  readonly tick: number;
  /** Base units of a lot. */
  readonly size: number;
  readonly sizePlaces: number;
  readonly maxLeverage: number;
}

export interface Assets {
  all(): readonly Asset[];
  at(index: number): Asset | undefined;
  of(coin: unknown): Asset | undefined;
}

function assetOf(listing: Listing, index: number): Asset {
  const { instrument, tiers } = listing;
  const size = sizeOf(instrument, lots(1));
  const initial = tiers[0]?.initial ?? 1;
  return {
    index,
    coin: instrument.id,
    listing,
    tick: instrument.tick,
    size,
    sizePlaces: placesOf(size),
    maxLeverage: Math.max(1, Math.floor(1 / initial + 1e-9)),
  };
}

/** The perps that `exchange` lists, in the order of listing; what is listed later is appended. */
export function createAssets(exchange: Pick<Exchange, 'listings'>): Assets {
  const assets: Asset[] = [];
  const byCoin = new Map<unknown, Asset>();
  let seen = 0;
  const refresh = (): void => {
    if (exchange.listings.size === seen) return;
    seen = exchange.listings.size;
    for (const listing of exchange.listings.values()) {
      if (listing.instrument.kind !== 'perp' || byCoin.has(listing.instrument.id)) continue;
      const asset = assetOf(listing, assets.length);
      assets.push(asset);
      byCoin.set(asset.coin, asset);
    }
  };
  return {
    all: () => {
      refresh();
      return assets;
    },
    at: (index) => {
      refresh();
      return assets[index];
    },
    of: (coin) => {
      refresh();
      return byCoin.get(coin);
    },
  };
}

/** A price of `ticks`, as the venue writes it. */
export function priceText(asset: Asset, ticks: number): string {
  return decimalText(ticks, asset.tick);
}

/** A size of `count` lots, as the venue writes it. */
export function sizeText(asset: Asset, count: number): string {
  return decimalText(count, asset.size);
}
