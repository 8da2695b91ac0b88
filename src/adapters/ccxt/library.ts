import { VenueRefused } from '../../wire/protocol.ts';
import { textOf } from './fault.ts';

/**
 * What is used of an exchange of ccxt's (docs.ccxt.com, "Manual" and "Pro Manual"). Answers are read as what they
 * are, unknown, since not even ccxt's own types know what an exchange leaves out.
 */
export interface CcxtExchange {
  readonly id: string;
  readonly has: Record<string, unknown>;
  /** Between requests, in ms. */
  readonly rateLimit: number;
  /** 2: decimal places, 3: significant digits, 4: steps. */
  readonly precisionMode: number;
  readonly urls: Record<string, unknown>;
  readonly options: Record<string, unknown>;
  /** Open sockets by address. */
  readonly clients: Readonly<Record<string, { isOpen(): boolean }>>;
  readonly orderbooks: Record<string, unknown>;
  /** Starts work that is to be done later. */
  delay: (ms: number, work: (...args: unknown[]) => unknown, ...args: unknown[]) => void;

  /** Takes what came on a socket. */
  handleMessage: (client: object, message: unknown) => void;
  /** The socket of an address, opened or not. */
  client: (url: string) => { log: unknown };

  loadHttpProxyAgent(): Promise<unknown>;
  setSandboxMode(on: boolean): void;
  loadMarkets(reload?: boolean): Promise<unknown>;
  market(symbol: string): unknown;
  close(): Promise<void>;

  fetchTime(): Promise<unknown>;
  fetchOrderBook(symbol: string, limit?: number): Promise<unknown>;
  fetchFundingRate(symbol: string): Promise<unknown>;
  fetchFundingIntervals(symbols: readonly string[]): Promise<unknown>;
  fetchBalance(): Promise<unknown>;
  fetchPositions(): Promise<unknown>;
  fetchPositionMode(symbol: string): Promise<unknown>;
  fetchLeverage(symbol: string): Promise<unknown>;
  fetchMyTrades(symbol: string, since?: number, limit?: number): Promise<unknown>;
  fetchFundingHistory(symbol: string, since?: number): Promise<unknown>;
  fetchOrder(id: string, symbol: string, params?: object): Promise<unknown>;
  fetchOpenOrders(symbol: string): Promise<unknown>;
  fetchClosedOrders(symbol: string, since?: number): Promise<unknown>;
  fetchCanceledOrders(symbol: string, since?: number): Promise<unknown>;
  fetchCanceledAndClosedOrders(symbol: string, since?: number): Promise<unknown>;
  createOrder: CreateOrder;
  createOrderWs: CreateOrder;
  cancelOrder(id: string, symbol: string, params?: object): Promise<unknown>;
  cancelAllOrdersAfter(ms: number): Promise<unknown>;

  watchOrderBook(symbol: string): Promise<unknown>;
  watchOrders(): Promise<unknown>;
  watchMyTrades(): Promise<unknown>;
  fetchBalanceWs(): Promise<unknown>;
  fetchOpenOrdersWs(): Promise<unknown>;
  /** Requests that ccxt has no common word for. */
  readonly [request: `${'private' | 'sapi' | 'fapiPrivate'}Get${string}`]: (
    params?: object,
  ) => Promise<unknown>;
}

type CreateOrder = (
  symbol: string,
  type: 'limit',
  side: 'buy' | 'sell',
  amount: number,
  price: number,
  params: object,
) => Promise<unknown>;

type Maker = new (settings: object) => CcxtExchange;

interface Library {
  readonly exchanges: readonly string[];
  readonly pro: Readonly<Record<string, Maker>>;
  readonly [id: string]: unknown;
}

/** Its name stands in a variable so that nothing bundles it: it is 60 MB, and most do without it. */
const PACKAGE = 'ccxt';

/** Whether the exchange has `what` by itself; what ccxt makes up for it is not counted. */
export function can({ has }: CcxtExchange, what: string): boolean {
  return has[what] === true;
}

/** Has it do without sockets. */
export function withoutStreams({ has }: CcxtExchange): void {
  for (const what of Object.keys(has)) if (/^watch|Ws$/.test(what)) has[what] = false;
}

/** An exchange of ccxt's, its own throttle off since ours keeps a share for what lowers risk. */
export async function loadExchange(exchangeId: string, settings: object): Promise<CcxtExchange> {
  let library: Library;
  try {
    library = ((await import(PACKAGE)) as { readonly default: Library }).default;
  } catch (error) {
    throw new VenueRefused(`ccxt is not installed: npm install ccxt@4.5.84 (${textOf(error)})`);
  }
  if (!library.exchanges.includes(exchangeId))
    throw new VenueRefused(
      `ccxt knows no exchange ${exchangeId}: see the list of exchanges on docs.ccxt.com`,
    );
  // Those that have streams, and those that have none.
  const Exchange = library.pro[exchangeId] ?? (library[exchangeId] as Maker);
  // Currencies are of use to those that deposit and withdraw.
  return new Exchange({ ...settings, enableRateLimit: false, has: { fetchCurrencies: false } });
}
