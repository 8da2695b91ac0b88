import type { Book } from '../domain/book.ts';
import type { Profile } from '../domain/config.ts';
import type { PerUnderlying } from '../domain/greeks.ts';
import { type Currency, type InstrumentId, type Instruments, isQuoted } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import type { Millis } from '../units/units.ts';
import { halfwayVols, optionVolsOf, scaledVols } from './option-vols.ts';

/** Where the vol that one option is valued at comes from. */
export interface OptionMark {
  readonly underlying: Currency;
  /** Its own quote, the quotes of its neighbours of the same expiry, or the vol of its underlying. */
  readonly from: 'quote' | 'smile' | 'stale quote' | 'underlying';
  /** Why not its own quote; null where it is. */
  readonly why: string | null;
}

/** The prices, vols and rates that a book is valued at. */
export interface Marks {
  readonly at: Millis;
  /** Price of each underlying, in its profile's quote. */
  readonly index: PerUnderlying<number>;
  /** What that price is quoted in. */
  readonly indexQuote: PerUnderlying<Currency>;
  /** Mids of what is quoted, in the instrument's price unit. */
  readonly prices: Readonly<Record<InstrumentId, number>>;
  /** Vol that each underlying's options are valued at, as a fraction; absent where it has none. */
  readonly vols: PerUnderlying<number>;
  /** Vols of single options, which go before their underlying's; absent where the market quotes no option. */
  readonly optionVols?: Readonly<Record<InstrumentId, number>>;
  /** Where the vol of each option came from. Present with `optionVols`. */
  readonly optionMarks?: Readonly<Record<InstrumentId, OptionMark>>;
  /** Interest rate per underlying, continuously compounded per year. */
  readonly interest: PerUnderlying<number>;
  /** What one unit of a currency is worth in the reporting currency. */
  readonly rates: Readonly<Record<Currency, number>>;
}

/** Something has to be valued for which there is no price: names what. */
export interface Unpriced {
  readonly kind: 'unpriced';
  readonly what: string;
}

export interface MarkRules {
  readonly profiles: readonly Profile[];
  readonly instruments: Instruments;
  readonly reporting: Currency;
}

export function unpriced(what: string): Unpriced {
  return { kind: 'unpriced', what };
}

/**
 * Rates of quote and cash currencies in the reporting currency. The price of an underlying's index makes the
 * underlying itself such a currency, so that coin held as cash has a value.
 */
function ratesOf(
  reporting: Currency,
  snapshot: MarketSnapshot,
  index: PerUnderlying<number>,
  indexQuote: PerUnderlying<Currency>,
): Record<Currency, number> {
  const rates: Record<Currency, number> = {};
  for (const [currency, reading] of Object.entries(snapshot.rates)) rates[currency] = reading.rate;
  rates[reporting] = 1;
  for (const underlying in index) {
    const price = index[underlying];
    const quoteRate = rates[indexQuote[underlying] ?? ''];
    if (underlying === reporting || price === undefined || quoteRate === undefined) continue;
    rates[underlying] = price * quoteRate;
  }
  return rates;
}

/** The vol of every underlying whose profile has one to give: stated, or the market's last. */
function volsOf(profiles: readonly Profile[], snapshot: MarketSnapshot): Record<Currency, number> {
  const vols: Record<Currency, number> = {};
  for (const { underlying, markVol } of profiles) {
    const vol = markVol.kind === 'stated' ? markVol.vol : snapshot.vols[underlying]?.vol;
    if (vol !== undefined) vols[underlying] = vol;
  }
  return vols;
}

/** The marks for `book` in `snapshot`, or the first index or thing held that cannot be priced. */
export function marksOf(book: Book, snapshot: MarketSnapshot, rules: MarkRules): Marks | Unpriced {
  const index: Record<Currency, number> = {};
  const indexQuote: Record<Currency, Currency> = {};
  const interest: Record<Currency, number> = {};
  for (const profile of rules.profiles) {
    const quote = snapshot.quotes[profile.index];
    const currency = rules.instruments[profile.index]?.quote;
    if (quote === undefined || currency === undefined) {
      return unpriced(`index ${profile.index} of ${profile.underlying}`);
    }
    index[profile.underlying] = mid(quote);
    indexQuote[profile.underlying] = currency;
    interest[profile.underlying] = profile.rate;
  }
  const vols = volsOf(rules.profiles, snapshot);
  const rates = ratesOf(rules.reporting, snapshot, index, indexQuote);
  const { at } = snapshot;
  const quoted = optionVolsOf(snapshot, rules.instruments, { at, index, indexQuote, rates, interest });
  const prices: Record<InstrumentId, number> = {};
  for (const [id, quote] of Object.entries(snapshot.quotes)) prices[id] = mid(quote);
  for (const id in book.positions) {
    const instrument = rules.instruments[id];
    if (instrument === undefined) return unpriced(`unlisted instrument ${id}`);
    if (index[instrument.base] === undefined) return unpriced(`underlying ${instrument.base} of ${id}`);
    if (rates[instrument.base] === undefined) {
      return unpriced(`rate of ${indexQuote[instrument.base]}, quote of the index of ${instrument.base}`);
    }
    if (rates[instrument.quote] === undefined) return unpriced(`rate of ${instrument.quote}, quote of ${id}`);
    if (instrument.kind === 'option') {
      const vol = quoted?.optionVols[id] ?? vols[instrument.base];
      // What has expired waits for its settlement, and is worth its payoff at any vol.
      if (vol === undefined && instrument.expiry > at) return unpriced(`vol of ${instrument.base} for ${id}`);
      continue;
    }
    if (isQuoted(instrument) && prices[id] === undefined) return unpriced(`price of ${id}`);
  }
  for (const cash of Object.values(book.cash)) {
    for (const currency in cash)
      if (rates[currency] === undefined) return unpriced(`rate of cash in ${currency}`);
  }
  if (quoted === undefined) return { at, index, indexQuote, prices, vols, interest, rates };
  const { optionVols, optionMarks } = quoted;
  return { at, index, indexQuote, prices, vols, optionVols, optionMarks, interest, rates };
}

/** `marks` at other vols: what the hedge would be if those came true. */
export function withVols(marks: Marks, vols: PerUnderlying<number>): Marks {
  const all = { ...marks.vols, ...vols };
  if (marks.optionVols === undefined) return { ...marks, vols: all };
  return { ...marks, vols: all, optionVols: scaledVols(marks, vols) };
}

/** The prices of `to` at the time, vols and interest of `from`: the market moved in an instant. */
export function movedTo(from: Marks, to: Marks): Marks {
  const { at, vols, interest, optionVols, optionMarks } = from;
  const { index, indexQuote, rates } = to;
  const prices = { ...from.prices, ...to.prices };
  if (optionVols === undefined || optionMarks === undefined)
    return { at, index, indexQuote, prices, vols, interest, rates };
  return { at, index, indexQuote, prices, vols, optionVols, optionMarks, interest, rates };
}

function halfway(a: PerUnderlying<number>, b: PerUnderlying<number>): PerUnderlying<number> {
  const between: Record<Currency, number> = {};
  for (const key in b) {
    const later = b[key] ?? 0;
    between[key] = ((a[key] ?? later) + later) / 2;
  }
  return between;
}

/** The prices of `to` at `at`, between both, with vols and interest halfway: what holds while time passes. */
export function midwayTo(from: Marks, to: Marks, at: Millis): Marks {
  const vols = halfway(from.vols, to.vols);
  const interest = halfway(from.interest, to.interest);
  const quoted = halfwayVols(from, to);
  const { index, indexQuote, prices, rates } = movedTo(from, to);
  if (quoted === undefined) return { at, index, indexQuote, prices, vols, interest, rates };
  const { optionVols, optionMarks } = quoted;
  return { at, index, indexQuote, prices, vols, optionVols, optionMarks, interest, rates };
}

/**
 * What one unit of `underlying` is worth in `quote`, which need not be what its index is quoted in: a dollar
 * and a dollar stablecoin are two currencies. Undefined where the index or a rate is missing.
 */
export function spotIn(marks: Marks, underlying: Currency, quote: Currency): number | undefined {
  const index = marks.index[underlying];
  const told = marks.indexQuote[underlying];
  if (index === undefined || told === undefined) return undefined;
  if (told === quote) return index;
  const [from, to] = [marks.rates[told], marks.rates[quote]];
  return from === undefined || to === undefined ? undefined : (index * from) / to;
}
