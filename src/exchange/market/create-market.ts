/** The market of an exchange: prices that move, marks that follow, and a house that quotes and takes. */
import { expiryOf, type InstrumentId, isMargined } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import { SECOND } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { Bases } from './bases.ts';
import { fundingRate, fundingTermsOf, nextFundingAt, PremiumAverage } from './funding-rate.ts';
import { IndexAverages } from './index-average.ts';
import { type Prices, START_PRICES, standardListings } from './listings.ts';
import { Maker } from './maker.ts';
import type { Market, MarketHost } from './market.ts';
import { createMarks, type Marks } from './marks.ts';
import { Premiums } from './premiums.ts';
import type { PriceSource, PriceSourceMaker } from './price-source.ts';
import { COINS, randomPrices } from './random-prices.ts';
import type { RecordedBook } from './recorded-book.ts';
import { Replay } from './replay.ts';
import { noise } from './takers.ts';

export interface MarketOptions {
  /** How often anything happens, in the exchange's time. */
  readonly stepMs?: number;
  readonly prices?: PriceSourceMaker;
  /** Strangers who trade at the market. */
  readonly takers?: boolean;
  /** What the house quotes; all by default. */
  readonly quotes?: (listing: Listing) => boolean;
  /** Liquidity of one symbol from a recording, which `prices` plays (`recordedPrices`); no other house trades it. */
  readonly recorded?: { readonly symbol: InstrumentId; readonly book: RecordedBook };
  /** What ought to be listed, asked after an expiry; by default the standard options and futures on Deribit. */
  readonly relist?: (now: Millis, prices: Prices) => readonly Listing[];
}

const STEP_MS = 250;
/** Options are many: each is looked at this often. */
const OPTIONS_MS = 2 * SECOND;

function usualRelist(host: MarketHost): MarketOptions['relist'] {
  for (const { instrument } of host.listings.values())
    if (instrument.venue === 'deribit') return (now, prices) => standardListings('deribit', now, prices);
  return undefined;
}

class SimulatedMarket implements Market {
  nextAt: Millis;
  readonly #host: MarketHost;
  readonly #options: MarketOptions;
  readonly #stepMs: number;
  readonly #prices: PriceSource;
  readonly #premiums: Premiums = new Premiums();
  readonly #averages: IndexAverages = new IndexAverages();
  readonly #fundings = new Map<InstrumentId, PremiumAverage>();
  readonly #marks: Marks;
  readonly #maker: Maker;
  readonly #replay: Replay | undefined;
  readonly #noise: Random;
  readonly #bases: Bases;
  #last: Millis;
  #turn = 0;
  #stamp = 0;

  constructor(host: MarketHost, options: MarketOptions) {
    const { random } = host;
    this.#host = host;
    this.#options = options;
    this.#stepMs = options.stepMs ?? STEP_MS;
    this.nextAt = host.now;
    this.#last = host.now;
    const source = options.prices ?? randomPrices({ coins: COINS, pace: 1 });
    this.#prices = source(random.fork('prices'), host.now);
    this.#marks = createMarks(host, this.#prices, this.#premiums, this.#averages, () => this.#stamp);
    this.#maker = new Maker(host, random.fork('maker'));
    this.#replay = options.recorded === undefined ? undefined : new Replay(host, options.recorded.book);
    this.#noise = random.fork('takers');
    this.#bases = new Bases(random.fork('basis'));
  }

  advance(now: Millis): void {
    const ms = now - this.#last;
    this.#prices.advance(now);
    this.#last = now;
    this.#stamp += 1;
    // A list that is gone through while expiries take from it and add to it.
    const listings = [...this.#host.listings.values()];
    for (const listing of listings) this.#average(listing, now, ms);
    this.#expire(listings, now);
    this.#pay(listings, now, ms);
    this.#trade(now, ms);
    // On whole steps of the clock, which funding times and expiries are too.
    this.nextAt = millis((Math.floor(now / this.#stepMs) + 1) * this.#stepMs);
  }

  mark(symbol: InstrumentId): number {
    return this.#marks.mark(symbol);
  }

  index(currency: string): number {
    return this.#prices.price(currency);
  }

  funding(symbol: InstrumentId): ReturnType<Market['funding']> {
    const listing = this.#host.listings.get(symbol);
    if (listing === undefined || listing.fundingIntervalMs === 0) return null;
    const { fundingIntervalMs } = listing;
    const average = this.#fundings.get(symbol)?.value ?? 0;
    const rate = fundingRate(average, fundingTermsOf(listing), fundingIntervalMs);
    return { rate, nextAt: millis(nextFundingAt(this.#last, fundingIntervalMs)) };
  }

  option(symbol: InstrumentId): ReturnType<Market['option']> {
    return this.#marks.option(symbol);
  }

  jump(currency: string, factor: number): void {
    this.#prices.jump(currency, factor);
    this.#stamp += 1;
    for (const listing of [...this.#host.listings.values()]) {
      if (listing.instrument.base !== currency) continue;
      if (this.#isRecorded(listing.instrument.id)) this.#replay?.scale(listing, factor);
      this.#quote(listing);
      this.#tell(listing.instrument.id);
    }
  }

  maker(symbol: InstrumentId, on: boolean): void {
    const listing = this.#host.listings.get(symbol);
    if (listing === undefined) return;
    if (this.#isRecorded(symbol)) this.#replay?.setOn(listing, on);
    else this.#maker.setOn(symbol, on);
    if (on) this.#quote(listing);
  }

  #isRecorded(symbol: InstrumentId): boolean {
    return this.#options.recorded?.symbol === symbol;
  }

  /** What settlements and funding are averages of: as it was until now. */
  #average({ instrument, fundingIntervalMs }: Listing, now: Millis, ms: number): void {
    const { id, base } = instrument;
    const expiry = expiryOf(instrument);
    if (expiry !== undefined && this.#host.state(id) !== 'expired')
      this.#averages.sample(base, expiry, now, this.#prices.price(base));
    if (fundingIntervalMs === 0) return;
    this.#bases.move(id, ms);
    const average = this.#fundings.get(id) ?? new PremiumAverage();
    average.add(this.#premiums.last(id), ms);
    this.#fundings.set(id, average);
  }

  /** What contracts trade above or below what they should, once everybody has seen the new price. */
  #sample({ instrument }: Listing, ms: number): void {
    const { id, tick } = instrument;
    if (!isMargined(instrument)) return;
    const [bid, ask] = [this.#host.best(id, 'buy'), this.#host.best(id, 'sell')];
    if (bid === null || ask === null) return;
    this.#premiums.sample(id, ((bid.ticks + ask.ticks) / 2) * tick, this.#marks.fair(id), ms);
  }

  #expire(listings: readonly Listing[], now: Millis): void {
    let isAny = false;
    for (const { instrument } of listings) {
      const { id, base } = instrument;
      const expiry = expiryOf(instrument);
      const state = this.#host.state(id);
      if (expiry === undefined || expiry > now || state === 'expired' || state === 'delisted') continue;
      this.#host.settle(id, this.#averages.value(base, expiry) ?? this.#prices.price(base));
      this.#maker.forget(id);
      isAny = true;
    }
    if (!isAny) return;
    const relist = this.#options.relist ?? usualRelist(this.#host);
    const prices = Object.fromEntries(Object.keys(START_PRICES).map((each) => [each, this.index(each)]));
    for (const listing of relist?.(now, prices) ?? [])
      if (!this.#host.listings.has(listing.instrument.id)) this.#host.list(listing);
  }

  #pay(listings: readonly Listing[], now: Millis, ms: number): void {
    for (const listing of listings) {
      const { fundingIntervalMs, instrument } = listing;
      if (fundingIntervalMs === 0 || ms === 0) continue;
      const before = Math.floor((now - ms) / fundingIntervalMs);
      if (Math.floor(now / fundingIntervalMs) === before) continue;
      const average = this.#fundings.get(instrument.id);
      const rate = fundingRate(average?.value ?? 0, fundingTermsOf(listing), fundingIntervalMs);
      if (this.#host.state(instrument.id) === 'open') this.#host.payFunding(instrument.id, rate);
      average?.reset();
    }
  }

  /** The house quotes contracts at every step and options in turn; strangers come when they come. */
  #trade(now: Millis, ms: number): void {
    const listings = [...this.#host.listings.values()].filter(
      ({ instrument }) => this.#host.state(instrument.id) === 'open',
    );
    const turns = Math.max(1, Math.round(OPTIONS_MS / this.#stepMs));
    this.#turn = (this.#turn + 1) % turns;
    const isFirst = ms === 0;
    for (const [i, listing] of listings.entries()) {
      const { id, kind } = listing.instrument;
      const isTurn = kind !== 'option' || isFirst || i % turns === this.#turn;
      if (isTurn) {
        this.#quote(listing);
        this.#tell(id, now);
      }
      if (this.#options.takers !== false && !isFirst && !this.#isRecorded(id))
        noise(this.#host, this.#noise, listing, this.mark(id), ms);
      this.#sample(listing, ms);
    }
  }

  #quote(listing: Listing): void {
    const { id, kind } = listing.instrument;
    if (this.#options.quotes?.(listing) === false) return;
    if (this.#isRecorded(id)) this.#replay?.play(listing);
    else if (kind === 'option') this.#maker.quote(listing, this.#marks.mark(id));
    else this.#maker.quote(listing, this.#marks.fair(id) * (1 + (kind === 'perp' ? this.#bases.of(id) : 0)));
  }

  #tell(symbol: InstrumentId, at: Millis = this.#host.now): void {
    this.#host.emit({ kind: 'ticker', symbol, at });
  }
}

/** A market that lives by itself, the same for the same seed and options. */
export function createMarket(options: MarketOptions = {}): (host: MarketHost) => Market {
  return (host) => new SimulatedMarket(host, options);
}
