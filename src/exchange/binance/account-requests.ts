import type { AccountId } from '../exchange.ts';
import type { BalanceView, PositionView } from '../told.ts';
import { atomsText, fixed, onGrid } from './decimals.ts';
import { faults } from './fault.ts';
import type { Market } from './markets.ts';
import { leverageOf } from './settings.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Unrealised over all positions that are settled in a currency. */
function unrealisedIn(currency: string, account: AccountId, venue: Venue): number {
  return venue.exchange
    .positions(account)
    .filter(({ symbol }) => venue.markets.of(symbol)?.listing.instrument.settle === currency)
    .reduce((sum, { unrealised }) => sum + unrealised, 0);
}

/** `GET balance`, of all versions. */
export function balances({ account }: Call, venue: Venue): Answer {
  return venue.exchange.balances(account.id).map(({ currency, cash, available }) => ({
    accountAlias: account.id,
    asset: currency,
    balance: atomsText(cash),
    crossWalletBalance: atomsText(cash),
    crossUnPnl: fixed(unrealisedIn(currency, account.id, venue), 8),
    availableBalance: fixed(available, 8),
    maxWithdrawAmount: fixed(Math.max(0, available), 8),
    marginAvailable: true,
    updateTime: venue.exchange.now,
  }));
}

interface Held {
  readonly market: Market;
  readonly position: PositionView | undefined;
  readonly leverage: number;
}

/** What is held of a symbol, or nothing. */
function heldOf(market: Market, account: AccountId, venue: Venue): Held {
  const position = venue.exchange.positions(account).find(({ symbol }) => symbol === market.symbol);
  return {
    market,
    position,
    leverage: leverageOf(venue.exchange, venue.settings(account), account, market.symbol),
  };
}

function notionalOf({ market, position }: Held, mark: number): number {
  const { lot, multiplier } = market.listing.instrument;
  return (position?.lots ?? 0) * lot * multiplier * mark;
}

/** As `positionRisk` has it: `v2` lists every symbol with its leverage, `v3` what is held with its margins. */
function riskBody(held: Held, venue: Venue): Record<string, unknown> {
  const { market, position } = held;
  const mark = position?.mark ?? venue.exchange.ticker(market.symbol).mark;
  const entry = fixed(position?.averageEntry ?? 0, market.price.decimals + 4);
  return {
    symbol: market.symbol,
    positionSide: 'BOTH',
    positionAmt: onGrid(position?.lots ?? 0, market.size),
    entryPrice: entry,
    breakEvenPrice: entry,
    markPrice: fixed(mark, 8),
    unRealizedProfit: fixed(position?.unrealised ?? 0, 8),
    liquidationPrice: position?.liquidationPrice == null ? '0' : fixed(position.liquidationPrice, 8),
    notional: fixed(notionalOf(held, mark), 8),
    isolatedMargin: '0',
    isolatedWallet: '0',
    updateTime: position === undefined ? 0 : venue.exchange.now,
  };
}

/** The most notional that a leverage allows: the bracket where the initial rate asks for more. */
export function mostNotional({ listing }: Market, leverage: number): number {
  const next = listing.tiers.find(({ initial }) => initial > 1 / leverage + 1e-12);
  return next?.fromNotional ?? Number.MAX_SAFE_INTEGER;
}

/** `GET /fapi/v2/positionRisk`. */
export function positionRiskV2({ params, account }: Call, venue: Venue): Answer {
  const asked = venue.markets.asked(params);
  if (params.fault) return params.fault;
  return (asked ? [asked] : venue.markets.all()).map((market) => {
    const held = heldOf(market, account.id, venue);
    return {
      ...riskBody(held, venue),
      leverage: String(held.leverage),
      maxNotionalValue: String(mostNotional(market, held.leverage)),
      marginType: 'cross',
      isAutoAddMargin: 'false',
    };
  });
}

/** `GET /fapi/v3/positionRisk`: symbols with a position or an order. */
export function positionRiskV3({ params, account }: Call, venue: Venue): Answer {
  const asked = venue.markets.asked(params);
  if (params.fault) return params.fault;
  const ordered = new Set(venue.index.all(account.id, 'open').map(({ ticket }) => ticket.symbol));
  return (asked ? [asked] : venue.markets.all())
    .map((market) => heldOf(market, account.id, venue))
    .filter(({ market, position }) => (position?.lots ?? 0) !== 0 || ordered.has(market.symbol))
    .map((held) => ({
      ...riskBody(held, venue),
      marginAsset: held.market.listing.instrument.settle,
      initialMargin: fixed(held.position?.initialMargin ?? 0, 8),
      maintMargin: fixed(held.position?.maintenanceMargin ?? 0, 8),
      positionInitialMargin: fixed(held.position?.initialMargin ?? 0, 8),
      openOrderInitialMargin: '0',
      adl: held.position?.adlRank ?? 0,
      bidNotional: '0',
      askNotional: '0',
    }));
}

function assetBody(balance: BalanceView, account: AccountId, venue: Venue): Record<string, unknown> {
  const { currency, cash, equity, initialMargin, maintenanceMargin, available } = balance;
  const unrealised = fixed(unrealisedIn(currency, account, venue), 8);
  const positions = positionMargin(currency, account, venue);
  return {
    asset: currency,
    walletBalance: atomsText(cash),
    unrealizedProfit: unrealised,
    marginBalance: fixed(equity, 8),
    maintMargin: fixed(maintenanceMargin, 8),
    initialMargin: fixed(initialMargin, 8),
    positionInitialMargin: fixed(positions, 8),
    openOrderInitialMargin: fixed(Math.max(0, initialMargin - positions), 8),
    crossWalletBalance: atomsText(cash),
    crossUnPnl: unrealised,
    availableBalance: fixed(available, 8),
    maxWithdrawAmount: fixed(Math.max(0, available), 8),
    marginAvailable: true,
    updateTime: venue.exchange.now,
  };
}

function positionMargin(currency: string, account: AccountId, venue: Venue): number {
  return venue.exchange
    .positions(account)
    .filter(({ symbol }) => venue.markets.of(symbol)?.listing.instrument.settle === currency)
    .reduce((sum, { initialMargin }) => sum + initialMargin, 0);
}

function accountPosition(held: Held, venue: Venue): Record<string, unknown> {
  const { market, position, leverage } = held;
  const mark = position?.mark ?? venue.exchange.ticker(market.symbol).mark;
  const margin = fixed(position?.initialMargin ?? 0, 8);
  return {
    symbol: market.symbol,
    positionSide: 'BOTH',
    positionAmt: onGrid(position?.lots ?? 0, market.size),
    unrealizedProfit: fixed(position?.unrealised ?? 0, 8),
    entryPrice: fixed(position?.averageEntry ?? 0, market.price.decimals + 4),
    breakEvenPrice: fixed(position?.averageEntry ?? 0, market.price.decimals + 4),
    notional: fixed(notionalOf(held, mark), 8),
    initialMargin: margin,
    maintMargin: fixed(position?.maintenanceMargin ?? 0, 8),
    positionInitialMargin: margin,
    openOrderInitialMargin: '0',
    leverage: String(leverage),
    maxNotional: String(mostNotional(market, leverage)),
    isolated: false,
    isolatedMargin: '0',
    isolatedWallet: '0',
    bidNotional: '0',
    askNotional: '0',
    updateTime: position === undefined ? 0 : venue.exchange.now,
  };
}

/** Sums of one field over all assets, in quote units: the linear contracts here share one currency. */
function total(assets: readonly Record<string, unknown>[], field: string): string {
  return fixed(
    assets.reduce((sum, asset) => sum + Number(asset[field]), 0),
    8,
  );
}

const TOTALS = {
  totalInitialMargin: 'initialMargin',
  totalMaintMargin: 'maintMargin',
  totalWalletBalance: 'walletBalance',
  totalUnrealizedProfit: 'unrealizedProfit',
  totalMarginBalance: 'marginBalance',
  totalPositionInitialMargin: 'positionInitialMargin',
  totalOpenOrderInitialMargin: 'openOrderInitialMargin',
  totalCrossWalletBalance: 'crossWalletBalance',
  totalCrossUnPnl: 'crossUnPnl',
  availableBalance: 'availableBalance',
  maxWithdrawAmount: 'maxWithdrawAmount',
} as const;

/** `GET account`: `v2` lists every symbol, `v3` those with a position or an order. */
export function accountBody({ params, account }: Call, venue: Venue, version: 2 | 3): Answer {
  if (params.fault) return params.fault;
  const assets = venue.exchange.balances(account.id).map((balance) => assetBody(balance, account.id, venue));
  const ordered = new Set(venue.index.all(account.id, 'open').map(({ ticket }) => ticket.symbol));
  const positions = venue.markets
    .all()
    .map((market) => heldOf(market, account.id, venue))
    .filter(
      ({ market, position }) => version === 2 || (position?.lots ?? 0) !== 0 || ordered.has(market.symbol),
    );
  const totals = Object.entries(TOTALS).map(([name, field]) => [name, total(assets, field)] as const);
  return {
    feeTier: 0,
    canTrade: account.canTrade,
    canDeposit: true,
    canWithdraw: account.canWithdraw,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
    ...Object.fromEntries(totals),
    assets,
    positions: positions.map((held) => accountPosition(held, venue)),
  };
}

/** `GET adlQuantile`. */
export function adlQuantile({ params, account }: Call, venue: Venue): Answer {
  const asked = venue.markets.asked(params);
  if (params.fault) return params.fault;
  const rows = (asked ? [asked] : venue.markets.all()).map(({ symbol }) => {
    const position = venue.exchange.positions(account.id).find((one) => one.symbol === symbol);
    return { symbol, adlQuantile: { BOTH: position?.adlRank ?? 0, LONG: 0, SHORT: 0 } };
  });
  return asked ? (rows[0] ?? faults.badSymbol()) : rows;
}
