import type { Currency, Instrument, Option } from '../../domain/instrument.ts';
import type { Listing, MarginTier } from '../../exchange/listing.ts';
import type { Random } from '../../math/random.ts';
import { black76 } from '../../pricing/black-scholes.ts';
import { YEAR } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { createVenue, NOW, type Venue } from './venue.ts';

/** Whose rules the brackets of a book follow. */
export type Rules = 'standard' | 'hyperliquid';

/** An option's own vol and time, by which it is marked. */
interface OptionTerms {
  readonly vol: number;
  readonly years: number;
}

/** A venue with an account in it, drawn at random. */
export interface RandomBook {
  readonly rules: Rules;
  readonly venue: Venue;
  readonly listings: readonly Listing[];
  readonly options: ReadonlyMap<string, OptionTerms>;
  /** Price of a future over its index, by symbol. */
  readonly basis: ReadonlyMap<string, number>;
}

const COINS: readonly (readonly [Currency, number, number])[] = [
  ['BTC', 30_000, 150_000],
  ['ETH', 1_000, 6_000],
  ['SOL', 30, 300],
];

function pick<T>(random: Random, from: readonly [T, ...T[]]): T {
  return from[random.int(from.length)] ?? from[0];
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

/** Up to six brackets of rates that rise, from 5,000 to some ten millions. */
function drawTiers(random: Random, rules: Rules): readonly MarginTier[] {
  const tiers: MarginTier[] = [];
  let initial = between(random, 0.008, 0.05);
  let share = between(random, 0.3, 0.9);
  let fromNotional = 0;
  const count = 1 + random.int(6);
  for (let i = 0; i < count; i += 1) {
    if (rules === 'hyperliquid') share = 0.5;
    tiers.push({ fromNotional, initial, maintenance: initial * share });
    fromNotional = (fromNotional === 0 ? 5_000 : fromNotional) * between(random, 1.5, 12);
    initial = Math.min(1, initial * between(random, 1, 2.5));
    share = Math.min(0.95, share * between(random, 1, 1.1));
  }
  return tiers;
}

const TERMS: Omit<Listing, 'instrument' | 'tiers'> = {
  ...{ minLots: lots(1), minNotional: 0, takerFee: 0.0005, makerFee: 0, optionFeeCap: 0.125 },
  ...{ fundingIntervalMs: 0, priceBand: 10 },
};

function drawContract(random: Random, base: Currency, id: string): Instrument {
  const inverse = base !== 'SOL' && random.next() < 0.4;
  const kind = random.next() < 0.3 ? 'future' : 'perp';
  const unit = inverse
    ? { quote: 'USD', settle: base, multiplier: 10, tick: 0.01 }
    : { quote: 'USDT', settle: 'USDT', multiplier: base === 'SOL' ? 0.1 : 0.001, tick: 0.01 };
  const common = { id, venue: 'test', base, lot: 1, inverse, ...unit };
  return kind === 'perp' ? { ...common, kind } : { ...common, kind, expiry: millis(NOW + YEAR) };
}

function drawOption(random: Random, base: Currency, id: string, index: number, terms: OptionTerms): Option {
  const inverse = random.next() < 0.6;
  const unit = inverse ? { quote: 'USD', settle: base } : { quote: 'USDT', settle: 'USDT' };
  return {
    ...{ kind: 'option', id, venue: 'test', base, ...unit, inverse, tick: inverse ? 1e-6 : 0.01 },
    ...{ lot: 0.1, multiplier: 1, expiry: millis(NOW + Math.round(terms.years * YEAR)) },
    ...{ type: random.next() < 0.5 ? 'call' : 'put', strike: index * between(random, 0.6, 1.5) },
  };
}

function optionMark(option: Option, forward: number, { vol, years }: OptionTerms): number {
  const { type, strike, inverse } = option;
  const value = black76({ type, strike, forward, years, vol, rate: 0 });
  if ('kind' in value) throw new Error(`${value.field} of ${option.id}`);
  return inverse ? value.price / forward : value.price;
}

/** Sets the price of `base` and of all that is on it. */
export function setIndex(
  { venue, listings, options, basis }: RandomBook,
  base: Currency,
  index: number,
): void {
  venue.indices.set(base, index);
  for (const { instrument } of listings) {
    if (instrument.base !== base) continue;
    const terms = options.get(instrument.id);
    const mark =
      instrument.kind === 'option' && terms !== undefined
        ? optionMark(instrument, index, terms)
        : index * (basis.get(instrument.id) ?? 1);
    venue.marks.set(instrument.id, mark);
  }
}

/** Lots that come to a notional of hundreds to millions, as likely of each size. */
function drawLots(random: Random, instrument: Instrument, index: number): number {
  const notional = 300 * Math.exp(random.next() * Math.log(30_000));
  const perLot =
    instrument.lot * instrument.multiplier * (instrument.inverse && instrument.kind !== 'option' ? 1 : index);
  const count = Math.max(1, Math.round(notional / perLot));
  return random.next() < 0.5 ? count : -count;
}

function ticksNear(random: Random, book: RandomBook, { id, tick }: Instrument, width: number): number {
  const mark = book.venue.marks.get(id) ?? 0;
  return Math.max(1, Math.round((mark * Math.exp(width * random.normal())) / tick));
}

/** Trades into positions, some of them in two steps, sets leverage on some, and leaves orders in the books of some. */
function fill(random: Random, book: RandomBook): void {
  const { venue, listings } = book;
  const hasOrders = random.next() < 0.4;
  for (const { instrument, tiers } of listings) {
    const { id, base } = instrument;
    const index = venue.indices.get(base) ?? 1;
    if (random.next() < 0.9)
      venue.trade(id, drawLots(random, instrument, index), ticksNear(random, book, instrument, 0.1));
    if (random.next() < 0.3)
      venue.trade(id, drawLots(random, instrument, index), ticksNear(random, book, instrument, 0.1));
    if (tiers.length > 0 && random.next() < 0.6)
      venue.state.leverage.set(id, between(random, 1, 1 / (tiers[0]?.initial ?? 1)));
    for (let i = hasOrders ? random.int(4) : 0; i > 0; i -= 1) {
      const count = drawLots(random, instrument, index);
      venue.rest({
        ...{ symbol: id, side: count > 0 ? 'buy' : 'sell', lots: lots(Math.abs(count)) },
        ...{ ticks: ticksNear(random, book, instrument, 0.05), timeInForce: 'gtc' },
        ...{ reduceOnly: random.next() < 0.2, postOnly: 'no', label: '' },
      });
    }
  }
}

/** One to six instruments on up to three coins, positions and orders in them, and cash in every currency. */
export function drawBook(random: Random): RandomBook {
  const rules: Rules = random.next() < 0.25 ? 'hyperliquid' : 'standard';
  const prices = new Map(COINS.map(([coin, low, high]) => [coin, between(random, low, high)]));
  const listings: Listing[] = [];
  const options = new Map<string, OptionTerms>();
  const basis = new Map<string, number>();
  for (let i = 1 + random.int(6); i > 0; i -= 1) {
    const base = pick(random, ['BTC', 'BTC', 'ETH', 'SOL']);
    const index = prices.get(base) ?? 1;
    const id = `${base}-${i}`;
    if (rules === 'standard' && base !== 'SOL' && random.next() < 0.35) {
      const terms = { vol: between(random, 0.3, 1.2), years: between(random, 0.01, 0.8) };
      options.set(id, terms);
      listings.push({ ...TERMS, instrument: drawOption(random, base, id, index, terms), tiers: [] });
    } else {
      basis.set(id, between(random, 0.97, 1.05));
      listings.push({
        ...TERMS,
        instrument: drawContract(random, base, id),
        tiers: drawTiers(random, rules),
      });
    }
  }
  // As likely little as much beside the positions, so that some accounts are near their end and some far from it.
  const dollars = 1_000 * Math.exp(random.next() * Math.log(20_000));
  const coins = [...prices].map(([coin, price]) => [coin, (dollars * random.next()) / price]);
  const venue = createVenue(listings, { USDT: dollars, ...Object.fromEntries(coins) });
  const book: RandomBook = { rules, venue, listings, options, basis };
  for (const [coin, price] of prices) setIndex(book, coin, price);
  fill(random, book);
  return book;
}
