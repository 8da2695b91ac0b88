import { mostNotional } from './account-requests.ts';
import { faults } from './fault.ts';
import { ORDERS_PER_10S, ORDERS_PER_MINUTE } from './limits.ts';
import type { Market } from './markets.ts';
import { leverageOf } from './settings.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Brackets of one symbol; `cum` is what makes the maintenance margin run on from one to the next. */
function bracketsOf({ symbol, listing }: Market): object {
  let cum = 0;
  const brackets = listing.tiers.map(({ fromNotional, initial, maintenance }, i) => {
    const before = listing.tiers[i - 1]?.maintenance ?? maintenance;
    cum += fromNotional * (maintenance - before);
    return {
      bracket: i + 1,
      initialLeverage: Math.floor(1 / initial + 1e-9),
      notionalCap: listing.tiers[i + 1]?.fromNotional ?? Number.MAX_SAFE_INTEGER,
      notionalFloor: fromNotional,
      maintMarginRatio: maintenance,
      cum: Math.round(cum * 1e8) / 1e8,
    };
  });
  return { symbol, brackets };
}

/** `GET leverageBracket`. */
export function leverageBracket({ params }: Call, venue: Venue): Answer {
  const market = venue.markets.asked(params);
  if (params.fault) return params.fault;
  return market ? [bracketsOf(market)] : venue.markets.all().map(bracketsOf);
}

/** `GET commissionRate` of a symbol. */
export function commissionRate({ params }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const { makerFee, takerFee } = market.listing;
  return {
    symbol: market.symbol,
    makerCommissionRate: makerFee.toFixed(6),
    takerCommissionRate: takerFee.toFixed(6),
    rpiCommissionRate: makerFee.toFixed(6),
  };
}

/** `GET accountConfig`. */
export function accountConfig({ account }: Call, venue: Venue): Answer {
  return {
    feeTier: 0,
    canTrade: account.canTrade,
    canDeposit: true,
    canWithdraw: account.canWithdraw,
    dualSidePosition: venue.settings(account.id).isDual,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
  };
}

/** `GET symbolConfig`, of one symbol or all. */
export function symbolConfig({ params, account }: Call, venue: Venue): Answer {
  const market = venue.markets.asked(params);
  if (params.fault) return params.fault;
  return (market ? [market] : venue.markets.all()).map((one) => {
    const leverage = leverageOf(venue.exchange, venue.settings(account.id), account.id, one.symbol);
    return {
      symbol: one.symbol,
      marginType: 'CROSSED',
      isAutoAddMargin: false,
      leverage,
      maxNotionalValue: String(mostNotional(one, leverage)),
    };
  });
}

/** `GET apiTradingStatus`: the indicators by which Binance locks an account, none of which is set. */
export function tradingStatus({ account }: Call, venue: Venue): Answer {
  return { indicators: {}, isLocked: !account.canTrade, updateTime: venue.exchange.now };
}

/** `GET rateLimit/order`. */
export function orderLimits(): object {
  return [
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: ORDERS_PER_10S },
    { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: ORDERS_PER_MINUTE },
  ];
}

/** `GET /sapi/v1/account/apiRestrictions`: what the key may do; whether it may withdraw above all. */
export function apiRestrictions({ account }: Call): Answer {
  return {
    ipRestrict: false,
    createTime: 1_600_000_000_000,
    enableReading: true,
    enableSpotAndMarginTrading: false,
    enableWithdrawals: account.canWithdraw,
    enableInternalTransfer: account.canWithdraw,
    enableMargin: false,
    enableFutures: account.canTrade,
    permitsUniversalTransfer: account.canWithdraw,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enablePortfolioMarginTrading: false,
  };
}
