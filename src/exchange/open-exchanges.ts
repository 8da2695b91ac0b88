import type { Currency } from '../domain/instrument.ts';
import { createRandom } from '../math/random.ts';
import { type Atoms, atoms, type Millis } from '../units/units.ts';
import { binanceGateway } from './binance/binance.ts';
import { type CustomerTerms, createExchange } from './create-exchange.ts';
import { deribitGateway } from './deribit/deribit.ts';
import type { Exchange } from './exchange.ts';
import { hyperliquidGateway } from './hyperliquid/hyperliquid.ts';
import { createMarket } from './market/create-market.ts';
import { type Protocol, standardListings } from './market/listings.ts';
import type { PriceSourceMaker } from './market/price-source.ts';
import { COINS, randomPrices } from './market/random-prices.ts';
import type { RecordedBook } from './market/recorded-book.ts';
import type { Gateway } from './server/gateway.ts';
import type { Hosted } from './server/server.ts';

export const PROTOCOLS: readonly Protocol[] = ['deribit', 'binance', 'hyperliquid'];

export interface OpenOptions {
  readonly protocols: readonly Protocol[];
  /** The same seed is the same market, at the same times. */
  readonly seed: number;
  readonly start: Millis;
  /** Hours of market that pass in one of the clock's. */
  readonly pace: number;
  /** Of the account that is there from the start; `demo` where nobody else says. */
  readonly secret?: string;
  /** Instead of random prices: what a recording plays, where a symbol's book follows it. */
  readonly recorded?: {
    readonly prices: PriceSourceMaker;
    readonly book?: { readonly protocol: Protocol; readonly symbol: string; readonly book: RecordedBook };
  };
}

const COIN = 10n ** 8n;

/** What the demo account has to begin with. */
const DEPOSITS: Readonly<Record<Protocol, Readonly<Record<Currency, Atoms>>>> = {
  deribit: { BTC: atoms(5n * COIN), ETH: atoms(50n * COIN) },
  binance: { USDT: atoms(2_000_000n * COIN) },
  hyperliquid: { USDC: atoms(2_000_000n * COIN) },
};

/** Its secret is `demo` too on a machine's own loopback address: there is nobody to keep it from. */
function demo(protocol: Protocol, secret: string): CustomerTerms {
  return {
    ...{ id: 'demo', key: 'demo', secret, canTrade: true, canWithdraw: false },
    deposits: DEPOSITS[protocol],
  };
}

const GATEWAYS: Readonly<Record<Protocol, (exchange: Exchange) => Gateway>> = {
  deribit: (exchange) => deribitGateway(exchange),
  binance: (exchange) => binanceGateway(exchange),
  hyperliquid: (exchange) => hyperliquidGateway(exchange),
};

/** An exchange for each protocol, with the same index prices, a market of its own and a demo account. */
export function openExchanges(options: OpenOptions): readonly Hosted[] {
  const { seed, start, recorded } = options;
  const prices = recorded?.prices ?? randomPrices({ coins: COINS, pace: options.pace });
  // Where the market begins, so that strikes are about the money whatever a recording begins with.
  const source = prices(createRandom(seed), start);
  const spots = Object.fromEntries(COINS.map(({ currency }) => [currency, source.price(currency)]));
  return options.protocols.map((protocol) => {
    const book = recorded?.book?.protocol === protocol ? recorded.book : undefined;
    const exchange = createExchange({
      ...{ name: protocol, seed, start, accounts: [demo(protocol, options.secret ?? 'demo')] },
      listings: standardListings(protocol, start, spots),
      market: createMarket({ prices, ...(book === undefined ? {} : { recorded: book }) }),
    });
    return { exchange, gateway: GATEWAYS[protocol](exchange) };
  });
}
