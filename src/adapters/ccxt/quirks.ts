import { fieldsOf, rowsOf, stringOf } from '../../wire/fields.ts';
import type { MarginRow } from '../../wire/margin.ts';
import type { Meaning } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';

/** What ccxt has no common word for, by exchange. */
export interface Quirks {
  /** Parameters by which the exchange itself refuses an order that reaches it more than `ms` from now. */
  readonly deadline?: (ms: number) => object;
  /** What an error with this text means, where ccxt's classes leave that open. */
  readonly meaning?: (text: string) => Meaning | undefined;
  /** Wallets, without what is unrealised, by currency; `answer` is that of fetchBalance. */
  readonly wallets: (answer: unknown) => Readonly<Record<string, unknown>>;
  /** Margin of the same answer, by currency or of all together; ccxt's balance has no word for it. */
  readonly margins?: (answer: unknown, isJoined: boolean) => readonly MarginRow[];
  /** Whether all currencies are margined together, where the balance does not tell; undefined: not to be known. */
  readonly isJoined?: (exchange: CcxtExchange) => Promise<boolean | undefined>;
  /** A position's place in the queue for auto-deleveraging, 0 to 4, of what `row` of fetchPositions was made of. */
  readonly adl?: (row: unknown) => unknown;
  /** Whether the key may withdraw; undefined where the exchange does not say. */
  readonly mayWithdraw?: (exchange: CcxtExchange) => Promise<boolean | undefined>;
  /** In front of a client id, and the longest that it may be. */
  readonly prefix: string;
  readonly longestId: number;
  /** 1 where funding that was received is above 0, -1 where below. */
  readonly fundingSign: 1 | -1;
  readonly options: Readonly<Record<string, unknown>>;
}

const COMMON: Quirks = {
  wallets: (answer) => fieldsOf(fieldsOf(answer).total),
  ...{ prefix: '', longestId: 32, fundingSign: 1, options: {} },
};

function byName(rows: unknown, name: string, amount: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rowsOf(rows).map((row) => [stringOf(row[name]), row[amount]]));
}

const CODE = /"code":\s*(-\d+)/;
/** UNKNOWN, DISCONNECTED, UNEXPECTED_RESP, TIMEOUT, and a client id that is there already. */
const BINANCE_UNKNOWN = [-1000, -1001, -1006, -1007, -4116];
/** TOO_MANY_REQUESTS, overloaded, TOO_MANY_ORDERS, SERVICE_SHUTTING_DOWN. */
const BINANCE_BUSY = [-1003, -1008, -1015, -1016];
/** CANCEL_REJECTED and NO_SUCH_ORDER. */
const BINANCE_ABSENT = [-2011, -2013];

/** "Error Codes" of the USDⓈ-M documentation: over sockets ccxt has one class for nearly all of them. */
function binanceMeaning(text: string): Meaning | undefined {
  const [, found] = CODE.exec(text) ?? [];
  if (found === undefined) return undefined;
  const code = Number(found);
  if (BINANCE_UNKNOWN.includes(code)) return 'unknown';
  if (BINANCE_BUSY.includes(code)) return 'busy';
  return BINANCE_ABSENT.includes(code) ? 'absent' : 'refused';
}

/** `recvWindow`, at most a minute ("General Info" of the USDⓈ-M documentation). ccxt's total is the margin balance. */
const BINANCE_FUTURES: Quirks = {
  ...COMMON,
  deadline: (ms) => ({ recvWindow: Math.max(1, Math.min(60_000, Math.floor(ms))) }),
  wallets: (answer) => byName(fieldsOf(fieldsOf(answer).info).assets, 'asset', 'walletBalance'),
  // "Account Information V3" and "Position Information V3". Totals are in USD where assets are margined together.
  margins: (answer, isJoined) => {
    const info = fieldsOf(fieldsOf(answer).info);
    if (isJoined) {
      const { totalMarginBalance, totalInitialMargin: initial, totalMaintMargin: maintenance } = info;
      return [{ currency: 'USD', equity: totalMarginBalance, initial, maintenance }];
    }
    return rowsOf(info.assets).map(
      ({ asset, marginBalance: equity, initialMargin: initial, maintMargin: maintenance }) => ({
        ...{ currency: asset, equity, initial, maintenance },
      }),
    );
  },
  adl: (row) => fieldsOf(fieldsOf(row).info).adl,
  mayWithdraw: async (exchange) => {
    const { enableWithdrawals } = fieldsOf(await exchange.sapiGetAccountApiRestrictions?.());
    return typeof enableWithdrawals === 'boolean' ? enableWithdrawals : undefined;
  },
  longestId: 36,
  meaning: binanceMeaning,
};

/**
 * `cashBal` of `GET /api/v5/account/balance`, where ccxt's total is the equity; `perm` of `account/config`. It tells
 * each currency's margin where these stand alone, and the account's in USD where they do not; '' in place of the other.
 */
const OKX: Quirks = {
  ...COMMON,
  wallets: (answer) => {
    const [first] = rowsOf(fieldsOf(fieldsOf(answer).info).data);
    return byName(first?.details, 'ccy', 'cashBal');
  },
  margins: (answer) => {
    const [first] = rowsOf(fieldsOf(fieldsOf(answer).info).data);
    const alone = rowsOf(first?.details).map(({ ccy, eq: equity, imr: initial, mmr: maintenance }) => ({
      ...{ currency: ccy, equity, initial, maintenance },
    }));
    const { adjEq: equity, imr: initial, mmr: maintenance } = fieldsOf(first);
    return [...alone, { currency: 'USD', equity, initial, maintenance }];
  },
  mayWithdraw: async (exchange) => {
    const [first] = rowsOf(fieldsOf(await exchange.privateGetAccountConfig?.()).data);
    return typeof first?.perm === 'string' ? first.perm.includes('withdraw') : undefined;
  },
};

/** ccxt's own window would go before that of an order. */
const BINANCE_OPTIONS = { fetchMargins: false, recvWindow: undefined };

const KNOWN: Readonly<Record<string, Quirks>> = {
  binanceusdm: {
    ...BINANCE_FUTURES,
    isJoined: async (exchange) => {
      const { multiAssetsMargin } = fieldsOf(await exchange.fapiPrivateGetMultiAssetsMargin?.());
      return typeof multiAssetsMargin === 'boolean' ? multiAssetsMargin : undefined;
    },
    options: { ...BINANCE_OPTIONS, fetchMarkets: { types: ['linear'] } },
  },
  binancecoinm: {
    ...BINANCE_FUTURES,
    options: { ...BINANCE_OPTIONS, fetchMarkets: { types: ['inverse'] } },
  },
  // execFee of a funding line is what was paid (bybit-exchange.github.io, "Get Trade History").
  bybit: { ...COMMON, longestId: 36, fundingSign: -1 },
  okx: OKX,
  // gate.io, "text": user defined, must begin with t-, and at most 28 bytes beside it.
  gate: { ...COMMON, prefix: 't-', longestId: 30 },
};

export function quirksOf(exchangeId: string): Quirks {
  return KNOWN[exchangeId] ?? COMMON;
}

/** Why an exchange is not watched, or traded on, through ccxt; undefined where it may be. */
export function unfitness(exchange: CcxtExchange, isTraded: boolean): string | undefined {
  // Amounts of Deribit's are in USD there and not in contracts, and its books are not audited at all;
  // Hyperliquid's client ids are numbers of 16 bytes.
  if (exchange.id === 'deribit' || exchange.id === 'hyperliquid')
    return `it has an adapter of its own: write protocol: ${exchange.id}`;
  if (!isTraded) return undefined;
  const missing = [
    ...['fetchBalance', 'fetchPositions', 'fetchMyTrades', 'fetchOpenOrders', 'createOrder', 'cancelOrder'],
  ].filter((what) => !can(exchange, what));
  if (missing.length > 0) return `ccxt has no ${missing.join(', ')} for it`;
  return undefined;
}
