import type { Instrument, InstrumentId, VenueId } from '../../domain/instrument.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import { symbolsOf } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { isHedged, mayWithdraw } from './examine.ts';
import { Refusal } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import { type Quirks, unfitness } from './quirks.ts';
import { type Listed, type Listings, listingOf, listingsOf, misfits } from './terms.ts';

export interface PrepareOptions {
  readonly venue: VenueId;
  readonly exchangeId: string;
  readonly exchange: CcxtExchange;
  readonly desk: Desk;
  readonly quirks: Quirks;
  readonly instruments: readonly Instrument[];
  readonly symbols: Readonly<Record<InstrumentId, string>>;
  readonly key?: object;
  readonly isTestnet?: boolean;
  readonly urls?: Readonly<Record<string, unknown>>;
  readonly readClock: () => Promise<void>;
}

export interface Prepared {
  readonly listings: Listings;
  /** What an operator should know before trading there. */
  readonly warnings: readonly string[];
}

/** Points the exchange at its addresses. */
async function aim(options: PrepareOptions): Promise<void> {
  const { exchange, venue, exchangeId, urls } = options;
  if (options.isTestnet === true) {
    try {
      exchange.setSandboxMode(true);
    } catch {
      throw new VenueRefused(`${venue}: ccxt knows no testnet of ${exchangeId}; write to: production`);
    }
  }
  if (urls === undefined) return;
  Object.assign(Object(exchange.urls.api) as object, urls);
  // Without it every socket without encryption is refused by ccxt itself.
  if (JSON.stringify(urls).includes('"ws://')) await exchange.loadHttpProxyAgent();
}

function list({ exchange, venue, instruments, symbols, key }: PrepareOptions): Listings {
  const all: Listed[] = [];
  for (const traded of symbolsOf(instruments, symbols).all) {
    const { id, kind } = traded.instrument;
    if (key !== undefined && kind !== 'perp')
      throw new VenueRefused(
        `${id} at ${venue}: through ccxt perpetuals alone are traded, and this is a ${kind}; ` +
          'write account: paper, or take it out',
      );
    let market: unknown;
    try {
      market = exchange.market(traded.symbol);
    } catch {
      throw new VenueRefused(
        `${id} at ${venue}: ccxt lists no ${traded.symbol} there; write symbol: with its name in ccxt`,
      );
    }
    const listed = listingOf(traded, market);
    const [first] = misfits(listed, exchange.precisionMode);
    if (first !== undefined) throw new VenueRefused(`${id} at ${venue}: ${first}`);
    all.push(listed);
  }
  return listingsOf(all);
}

async function checkAccount(options: PrepareOptions, listings: Listings): Promise<readonly string[]> {
  const { exchange, desk, venue, exchangeId } = options;
  await desk.ask('fetchBalance', () => exchange.fetchBalance());
  const withdraws = await mayWithdraw(options);
  if (withdraws === true)
    throw new VenueRefused(`the key of ${venue} may withdraw: make one that may only trade`);
  for (const listed of listings.all)
    if ((await isHedged(options, listed)) === true)
      throw new VenueRefused(
        `${venue} is in hedged position mode, in which orders mean something else: set it to one-way mode`,
      );
  const warnings: string[] = [];
  if (withdraws === undefined)
    warnings.push(`${exchangeId} does not say whether the key may withdraw: see to it that it may not`);
  if (options.quirks.deadline === undefined)
    warnings.push(`${exchangeId} knows no deadlines of orders: what comes late there is taken all the same`);
  if (!can(exchange, 'fetchFundingHistory'))
    warnings.push(`${exchangeId} does not tell of funding: cash will differ by it`);
  return warnings;
}

/** Learns what the exchange lists, and makes sure that we can trade there as we are configured. */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { exchange, desk, venue, exchangeId } = options;
  const unfit = unfitness(exchange, options.key !== undefined);
  if (unfit !== undefined) throw new VenueRefused(`${venue} is not for ccxt: ${unfit}`);
  await aim(options);
  if (!can(exchange, 'watchOrderBook') && !can(exchange, 'fetchOrderBook'))
    throw new VenueRefused(`${venue}: ccxt has no books of ${exchangeId}`);
  await options.readClock();
  try {
    await desk.ask('loadMarkets', () => exchange.loadMarkets(true));
    const listings = list(options);
    const warnings = options.key === undefined ? [] : await checkAccount(options, listings);
    return { listings, warnings };
  } catch (error) {
    // Only what is the key's fault: ccxt's other classes are no promise that trying again is no use.
    if (error instanceof Refusal && error.isOfKey)
      throw new VenueRefused(`${venue} does not have the key: ${error.message}`);
    throw error;
  }
}
