import { type Currency, type Instrument, type InstrumentId, payoff } from '../domain/instrument.ts';
import type { Lots, Millis } from '../units/units.ts';
import type { Side } from './exchange.ts';
import type { Listing } from './listing.ts';
import { MAKER, type Market, type MarketHost } from './market/market.ts';
import { ticksOf } from './price.ts';

export interface QuietOptions {
  /** In quote units. */
  readonly indices: Readonly<Record<Currency, number>>;
  /** Marks other than those of the index, in the instrument's price unit. */
  readonly marks?: Readonly<Record<InstrumentId, number>>;
  /** Price levels that the house quotes on each side, one tick apart around the mark; 0 if left out. */
  readonly levels?: number;
  /** At each level. */
  readonly lotsPerLevel?: number;
}

const NEVER = Number.MAX_SAFE_INTEGER as Millis;

/** An option without a mark of its own has its payoff or this share of the underlying, whichever is more. */
const LEAST_OPTION = 0.01;

function plainMark(instrument: Instrument, index: number): number {
  if (instrument.kind !== 'option') return index;
  const worth = Math.max(payoff(instrument, index), LEAST_OPTION * index);
  return instrument.inverse ? worth / index : worth;
}

/**
 * A market in which nothing happens by itself: indices and marks stay where they are put, and what the house quotes
 * at the start stays until somebody takes it. For tests, which then know every number.
 */
export function quietMarket(options: QuietOptions): (host: MarketHost) => Market {
  return (host) => {
    const factors = new Map<Currency, number>();
    let hasBegun = false;
    const index = (currency: Currency): number =>
      (options.indices[currency] ?? 1) * (factors.get(currency) ?? 1);
    const mark = (symbol: InstrumentId): number => {
      const { instrument } = listed(host, symbol);
      const own = options.marks?.[symbol];
      return own === undefined
        ? plainMark(instrument, index(instrument.base))
        : own * (factors.get(instrument.base) ?? 1);
    };
    const quote = (symbol: InstrumentId): void => {
      const listing = listed(host, symbol);
      for (let i = 0; i < (options.levels ?? 0); i += 1)
        for (const side of ['buy', 'sell'] as const)
          rest(host, listing, side, mark(symbol), i, options.lotsPerLevel ?? listing.minLots);
    };
    return {
      get nextAt() {
        return hasBegun ? NEVER : host.now;
      },
      advance() {
        hasBegun = true;
        for (const symbol of host.listings.keys()) quote(symbol);
      },
      mark,
      index,
      funding: (symbol) =>
        listed(host, symbol).fundingIntervalMs === 0
          ? null
          : { rate: 0, nextAt: nextMultiple(host.now, listed(host, symbol).fundingIntervalMs) },
      option: () => null,
      jump(currency, factor) {
        factors.set(currency, (factors.get(currency) ?? 1) * factor);
        for (const [symbol, { instrument }] of host.listings) {
          if (instrument.base !== currency) continue;
          host.cancelAll(MAKER, symbol);
          quote(symbol);
          host.emit({ kind: 'ticker', symbol, at: host.now });
        }
      },
      maker(symbol, isOn) {
        host.cancelAll(MAKER, symbol);
        if (isOn) quote(symbol);
      },
    };
  };
}

function listed(host: MarketHost, symbol: InstrumentId): Listing {
  const listing = host.listings.get(symbol);
  if (listing === undefined) throw new Error(`${symbol} is not listed`);
  return listing;
}

function nextMultiple(now: Millis, interval: number): Millis {
  return ((Math.floor(now / interval) + 1) * interval) as Millis;
}

function rest(
  host: MarketHost,
  listing: Listing,
  side: Side,
  mark: number,
  behind: number,
  count: number,
): void {
  const near = side === 'buy' ? ticksOf(listing, mark, 'up') - 1 : ticksOf(listing, mark, 'down') + 1;
  const ticks = side === 'buy' ? near - behind : near + behind;
  if (ticks < 1) return;
  host.place(MAKER, {
    symbol: listing.instrument.id,
    side,
    lots: count as Lots,
    ticks,
    timeInForce: 'gtc',
    reduceOnly: false,
    postOnly: 'no',
    label: '',
  });
}
