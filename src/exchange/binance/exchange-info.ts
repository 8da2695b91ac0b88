import { onGrid } from './decimals.ts';
import { ORDERS_PER_10S, ORDERS_PER_MINUTE, WEIGHT_PER_MINUTE } from './limits.ts';
import type { Market } from './markets.ts';
import type { Venue } from './venue.ts';

/** Perpetuals are listed with this day of delivery, the last of the year 2100. */
const NEVER = 4_133_404_800_000;
/** When the first of them began to trade. */
const ONBOARD = 1_569_398_400_000;
const MOST_STEPS = 1_000_000;
const MOST_OPEN = 200;

interface RateLimit {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS';
  readonly interval: 'MINUTE' | 'SECOND';
  readonly intervalNum: number;
  readonly limit: number;
}

/** The limits as answers over sockets and `exchangeInfo` show them. */
export const RATE_LIMITS: readonly [weight: RateLimit, perMinute: RateLimit, per10s: RateLimit] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_PER_MINUTE },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: ORDERS_PER_MINUTE },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ORDERS_PER_10S },
];

function filtersOf({ listing, price, size }: Market): readonly object[] {
  const [tickSize, stepSize] = [onGrid(1, price), onGrid(1, size)];
  const range = { stepSize, minQty: onGrid(listing.minLots, size), maxQty: onGrid(MOST_STEPS, size) };
  const band = listing.priceBand;
  return [
    { filterType: 'PRICE_FILTER', tickSize, minPrice: tickSize, maxPrice: onGrid(MOST_STEPS * 100, price) },
    { filterType: 'LOT_SIZE', ...range },
    { filterType: 'MARKET_LOT_SIZE', ...range },
    { filterType: 'MAX_NUM_ORDERS', limit: MOST_OPEN },
    { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 0 },
    { filterType: 'MIN_NOTIONAL', notional: String(listing.minNotional) },
    {
      filterType: 'PERCENT_PRICE',
      multiplierUp: (1 + band).toFixed(4),
      multiplierDown: Math.max(0, 1 - band).toFixed(4),
      multiplierDecimal: '4',
    },
  ];
}

const STATUS = {
  open: 'TRADING',
  halted: 'BREAK',
  settling: 'SETTLING',
  expired: 'CLOSE',
  delisted: 'CLOSE',
} as const;

function symbolBody(market: Market, venue: Venue): object {
  const { listing, symbol, price, size } = market;
  const { instrument, tiers } = listing;
  const { base, quote, settle, kind } = instrument;
  const [first] = tiers;
  return {
    symbol,
    pair: base + quote,
    contractType: kind === 'future' ? 'CURRENT_QUARTER' : 'PERPETUAL',
    deliveryDate: kind === 'future' ? instrument.expiry : NEVER,
    onboardDate: ONBOARD,
    status: STATUS[venue.exchange.state(symbol)],
    maintMarginPercent: (100 * (first?.maintenance ?? 0)).toFixed(4),
    requiredMarginPercent: (100 * (first?.initial ?? 0)).toFixed(4),
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: settle,
    pricePrecision: price.decimals,
    quantityPrecision: size.decimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: listing.priceBand.toFixed(2),
    maxMoveOrderLimit: 10_000,
    filters: filtersOf(market),
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
    permissionSets: ['GRID', 'COPY'],
  };
}

/** `GET exchangeInfo`. */
export function exchangeInfo(venue: Venue): object {
  const markets = venue.markets.all();
  const assets = [...new Set(markets.map(({ listing }) => listing.instrument.settle))];
  return {
    timezone: 'UTC',
    serverTime: venue.exchange.now,
    futuresType: 'U_MARGINED',
    rateLimits: RATE_LIMITS,
    exchangeFilters: [],
    assets: assets.map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '0' })),
    symbols: markets.map((market) => symbolBody(market, venue)),
  };
}
