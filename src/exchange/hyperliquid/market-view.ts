/** Markets as the venue shows them: the universe, its context, books and mids. */
import { DAY } from '../../units/time.ts';
import type { LevelView, TickerView } from '../told.ts';
import { type Asset, priceText, sizeText } from './asset.ts';
import { floatText } from './decimal.ts';
import type { Desk } from './desk.ts';

type View = Readonly<Record<string, unknown>>;

const PRICE_PLACES = 6;
const RATE_PLACES = 10;
/** Levels of each side that the venue shows. */
const LEVELS = 20;
/** Margin tables below stand for themselves: one leverage, which is the id. */
const FIRST_TABLE = 51;

function marginTable({ listing }: Asset): View {
  const marginTiers = listing.tiers.map(({ fromNotional, initial }) => ({
    lowerBound: floatText(fromNotional, 1),
    maxLeverage: Math.floor(1 / initial + 1e-9),
  }));
  return { description: '', marginTiers };
}

/** The universe. */
export function meta({ assets, exchange }: Desk): View {
  const tables = new Map<number, View>();
  const universe = assets.all().map((asset) => {
    const { coin, sizePlaces, maxLeverage, listing, index } = asset;
    const marginTableId = listing.tiers.length > 1 ? FIRST_TABLE + index : maxLeverage;
    tables.set(marginTableId, marginTable(asset));
    const state = exchange.state(coin);
    const isGone = state === 'delisted' || state === 'expired';
    return {
      szDecimals: sizePlaces,
      name: coin,
      maxLeverage,
      marginTableId,
      ...(isGone ? { isDelisted: true } : {}),
    };
  });
  return { universe, marginTables: [...tables], collateralToken: 0 };
}

/** Between the best prices; null where a side is empty. */
function midOf({ bid, ask }: TickerView, { tick }: Asset): number | null {
  return bid === null || ask === null ? null : ((bid.ticks + ask.ticks) / 2) * tick;
}

function dayBefore(desk: Desk, { coin, tick }: Asset, ticker: TickerView): number {
  const from = desk.exchange.now - DAY;
  const first = desk.exchange.trades(coin).find(({ at }) => at >= from);
  return first === undefined ? ticker.mark : first.ticks * tick;
}

/** What goes on in one market. */
export function assetContext(desk: Desk, asset: Asset): View {
  const ticker = desk.exchange.ticker(asset.coin);
  const { bid, ask, mark, index, funding } = ticker;
  const mid = midOf(ticker, asset);
  return {
    funding: floatText(funding?.rate ?? 0, RATE_PLACES),
    openInterest: sizeText(asset, Math.round(ticker.openInterestLots)),
    prevDayPx: floatText(dayBefore(desk, asset, ticker), PRICE_PLACES),
    dayNtlVlm: floatText(ticker.volumeNotional, PRICE_PLACES),
    premium: mid === null ? null : floatText((mid - index) / index, RATE_PLACES),
    oraclePx: floatText(index, PRICE_PLACES),
    markPx: floatText(mark, PRICE_PLACES),
    midPx: mid === null ? null : floatText(mid, PRICE_PLACES),
    impactPxs: bid && ask ? [priceText(asset, bid.ticks), priceText(asset, ask.ticks)] : null,
    dayBaseVlm: sizeText(asset, Math.round(ticker.volumeLots)),
  };
}

/** Mid prices by coin; the mark stands in for one that has none. */
export function allMids(desk: Desk): View {
  const mids: Record<string, string> = {};
  for (const asset of desk.assets.all()) {
    const ticker = desk.exchange.ticker(asset.coin);
    mids[asset.coin] = floatText(midOf(ticker, asset) ?? ticker.mark, PRICE_PLACES);
  }
  return mids;
}

/** How coarse a book is asked for; undefined: every level. */
export interface Grain {
  readonly figures: number | undefined;
  readonly mantissa: number | undefined;
}

/** The width of a price bucket in ticks, about `ticks`: a unit of the last figure, times the mantissa. */
function bucketTicks({ figures, mantissa = 1 }: Grain, ticks: number, tick: number): number {
  if (figures === undefined) return 1;
  let unit = 1;
  // The power of ten that leaves so many digits before the point, in the price's own unit.
  const top = ticks * tick;
  while (top >= unit * 10) unit *= 10;
  while (top < unit) unit /= 10;
  for (let i = 1; i < figures; i++) unit /= 10;
  return Math.max(1, Math.round((unit * mantissa) / tick));
}

function levelsOf(asset: Asset, levels: readonly LevelView[], grain: Grain, isAsk: boolean): readonly View[] {
  const width = bucketTicks(grain, levels[0]?.ticks ?? 0, asset.tick);
  const buckets = new Map<number, { lots: number; n: number }>();
  for (const { ticks, lots } of levels) {
    const at = (isAsk ? Math.ceil(ticks / width) : Math.floor(ticks / width)) * width;
    const bucket = buckets.get(at);
    if (bucket === undefined && buckets.size === LEVELS) break;
    buckets.set(at, { lots: (bucket?.lots ?? 0) + lots, n: (bucket?.n ?? 0) + 1 });
  }
  return [...buckets].map(([ticks, { lots, n }]) => ({
    px: priceText(asset, ticks),
    sz: sizeText(asset, lots),
    n,
  }));
}

/** A whole book is looked through where levels are put together. */
const ALL_LEVELS = 2_000;
const FINE: Grain = { figures: undefined, mantissa: undefined };

/** Both sides of a book, best first. */
export function l2Book(desk: Desk, asset: Asset, grain: Grain = FINE): View {
  const { exchange } = desk;
  const { bids, asks } = exchange.depth(asset.coin, grain.figures === undefined ? LEVELS : ALL_LEVELS);
  return {
    coin: asset.coin,
    time: exchange.now,
    levels: [levelsOf(asset, bids, grain, false), levelsOf(asset, asks, grain, true)],
  };
}

/** The best of both sides, null where there is none. */
export function bbo(desk: Desk, asset: Asset): View {
  const { bids, asks } = desk.exchange.depth(asset.coin, 1);
  const best = [levelsOf(asset, bids, FINE, false)[0] ?? null, levelsOf(asset, asks, FINE, true)[0] ?? null];
  return { coin: asset.coin, time: desk.exchange.now, bbo: best };
}
