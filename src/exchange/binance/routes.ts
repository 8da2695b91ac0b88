import { accountBody, adlQuantile, balances, positionRiskV2, positionRiskV3 } from './account-requests.ts';
import { exchangeInfo } from './exchange-info.ts';
import { income, userTrades } from './history-requests.ts';
import { closeListenKey, openListenKey, renewListenKey } from './listen-key-requests.ts';
import { aggTrades, depth, klines, trades } from './market-requests.ts';
import { placeOrder } from './order-entry.ts';
import * as orders from './order-requests.ts';
import type { Params } from './params.ts';
import * as settings from './settings-requests.ts';
import * as terms from './terms-requests.ts';
import * as tickers from './ticker-requests.ts';
import type { Answer, Call, Venue } from './venue.ts';

/** Who may ask: anybody, who has a key, who signs, and who signs with a key that may trade. */
export type Security = 'none' | 'key' | 'signed' | 'trade';

export interface Route {
  readonly security: Security;
  /** What it takes of an address's weight. */
  readonly weight: (params: Params) => number;
  /** How many orders it takes of an account's share. */
  readonly orders: (params: Params) => number;
  readonly answer: (call: Call, venue: Venue) => Answer;
}

type Weight = number | ((params: Params) => number);

const NO_ORDERS = (): number => 0;
const ONE_ORDER = (): number => 1;

function weightOf(weight: Weight): (params: Params) => number {
  return typeof weight === 'number' ? () => weight : weight;
}

/** Dearer where no symbol is named. */
function perSymbol(one: number, all: number): Weight {
  return (params) => (params.has('symbol') ? one : all);
}

/** Dearer the more rows are asked for: `[up to, weight]`, rising. */
function perRows(otherwise: number, ...steps: readonly (readonly [number, number])[]): Weight {
  return (params) => {
    const rows = Number(params.text('limit') ?? otherwise);
    return (steps.find(([upTo]) => rows <= upTo) ?? steps.at(-1))?.[1] ?? 1;
  };
}

function open(weight: Weight, answer: (params: Params, venue: Venue) => Answer): Route {
  return {
    ...{ security: 'none', weight: weightOf(weight), orders: NO_ORDERS },
    answer: ({ params }, venue) => answer(params, venue),
  };
}

function route(security: Security, weight: Weight, answer: Route['answer']): Route {
  return { security, weight: weightOf(weight), orders: NO_ORDERS, answer };
}

function signed(weight: Weight, answer: Route['answer']): Route {
  return route('signed', weight, answer);
}

function trade(weight: Weight, answer: Route['answer'], count: Route['orders'] = NO_ORDERS): Route {
  return { security: 'trade', weight: weightOf(weight), orders: count, answer };
}

const DEPTH_WEIGHT = perRows(500, [50, 2], [100, 5], [500, 10], [1_000, 20]);
const CANDLES_WEIGHT = perRows(500, [99, 1], [499, 2], [1_000, 5], [1_500, 10]);

const MARKET_DATA: Readonly<Record<string, Route>> = {
  'GET /fapi/v1/ping': open(1, () => ({})),
  'GET /fapi/v1/time': open(1, (_, { exchange }) => ({ serverTime: exchange.now })),
  'GET /fapi/v1/exchangeInfo': open(1, (_, venue) => exchangeInfo(venue)),
  'GET /fapi/v1/depth': open(DEPTH_WEIGHT, depth),
  'GET /fapi/v1/trades': open(5, trades),
  'GET /fapi/v1/historicalTrades': open(20, trades),
  'GET /fapi/v1/aggTrades': open(20, aggTrades),
  'GET /fapi/v1/klines': open(CANDLES_WEIGHT, klines),
  'GET /fapi/v1/premiumIndex': open(perSymbol(1, 10), tickers.premiumIndex),
  'GET /fapi/v1/fundingRate': open(1, tickers.fundingRates),
  'GET /fapi/v1/fundingInfo': open(1, (_, venue) => tickers.fundingInfo(venue)),
  'GET /fapi/v1/ticker/24hr': open(perSymbol(1, 40), tickers.dayTicker),
  'GET /fapi/v1/ticker/price': open(perSymbol(1, 2), tickers.priceTicker),
  'GET /fapi/v2/ticker/price': open(perSymbol(1, 2), tickers.priceTicker),
  'GET /fapi/v1/ticker/bookTicker': open(perSymbol(2, 5), tickers.bookTicker),
  'GET /fapi/v1/openInterest': open(1, tickers.openInterest),
};

const ORDERS: Readonly<Record<string, Route>> = {
  'POST /fapi/v1/order': trade(0, placeOrder, ONE_ORDER),
  'PUT /fapi/v1/order': trade(1, orders.modifyOrder, ONE_ORDER),
  'DELETE /fapi/v1/order': trade(1, orders.cancelOrder),
  'GET /fapi/v1/order': signed(1, orders.queryOrder),
  'POST /fapi/v1/order/test': trade(0, orders.testOrder),
  'POST /fapi/v1/batchOrders': trade(5, orders.placeBatch, orders.batchSize),
  'PUT /fapi/v1/batchOrders': trade(5, orders.modifyBatch, orders.batchSize),
  'DELETE /fapi/v1/batchOrders': trade(1, orders.cancelBatch),
  'DELETE /fapi/v1/allOpenOrders': trade(1, orders.cancelAll),
  'POST /fapi/v1/countdownCancelAll': trade(10, orders.countdown),
  'GET /fapi/v1/openOrder': signed(1, orders.queryOpenOrder),
  'GET /fapi/v1/openOrders': signed(perSymbol(1, 40), orders.openOrders),
  'GET /fapi/v1/allOrders': signed(5, orders.allOrders),
  'GET /fapi/v1/forceOrders': signed(perSymbol(20, 50), orders.forcedOrders),
};

const ACCOUNT: Readonly<Record<string, Route>> = {
  'GET /fapi/v2/account': signed(5, (call, venue) => accountBody(call, venue, 2)),
  'GET /fapi/v3/account': signed(5, (call, venue) => accountBody(call, venue, 3)),
  'GET /fapi/v1/account': signed(5, (call, venue) => accountBody(call, venue, 2)),
  'GET /fapi/v2/balance': signed(5, balances),
  'GET /fapi/v3/balance': signed(5, balances),
  'GET /fapi/v1/balance': signed(5, balances),
  'GET /fapi/v2/positionRisk': signed(5, positionRiskV2),
  'GET /fapi/v3/positionRisk': signed(5, positionRiskV3),
  'GET /fapi/v1/positionRisk': signed(5, positionRiskV2),
  'GET /fapi/v1/userTrades': signed(5, userTrades),
  'GET /fapi/v1/income': signed(30, income),
  'GET /fapi/v1/adlQuantile': signed(5, adlQuantile),
  'GET /fapi/v1/leverageBracket': signed(1, terms.leverageBracket),
  'GET /fapi/v1/commissionRate': signed(20, terms.commissionRate),
  'GET /fapi/v1/accountConfig': signed(5, terms.accountConfig),
  'GET /fapi/v1/symbolConfig': signed(5, terms.symbolConfig),
  'GET /fapi/v1/apiTradingStatus': signed(perSymbol(1, 10), terms.tradingStatus),
  'GET /fapi/v1/rateLimit/order': signed(1, () => terms.orderLimits()),
  'GET /sapi/v1/account/apiRestrictions': signed(1, (call) => terms.apiRestrictions(call)),
  'POST /fapi/v1/leverage': trade(1, settings.setLeverage),
  'POST /fapi/v1/marginType': trade(1, settings.setMarginType),
  'GET /fapi/v1/positionSide/dual': signed(30, settings.positionMode),
  'POST /fapi/v1/positionSide/dual': trade(1, settings.setPositionMode),
  'GET /fapi/v1/multiAssetsMargin': signed(30, () => settings.assetsMode()),
  'POST /fapi/v1/multiAssetsMargin': trade(1, (call) => settings.setAssetsMode(call)),
  'POST /fapi/v1/listenKey': route('key', 1, openListenKey),
  'PUT /fapi/v1/listenKey': route('key', 1, renewListenKey),
  'DELETE /fapi/v1/listenKey': route('key', 1, closeListenKey),
};

/** All that is served, by method and path. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  Object.entries({ ...MARKET_DATA, ...ORDERS, ...ACCOUNT }),
);
