/**
 * The vols of options that the market quotes: each that its own mid implies, and, for the others of an expiry, those
 * of their quoted neighbours. What neither tells is valued at its underlying's vol.
 */
import type { Currency, InstrumentId, Instruments, Option } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type QuoteReading } from '../domain/market.ts';
import { normalPdf } from '../math/normal.ts';
import { impliedDeviation } from '../pricing/implied-vol/implied-deviation.ts';
import { yearsBetween } from '../units/time.ts';
import type { Marks, OptionMark } from './marks.ts';
import { type Smile, type SmilePoint, smileOf, volAt } from './smile.ts';

/** The marks that an option's vol is taken with. */
type Plain = Pick<Marks, 'at' | 'index' | 'indexQuote' | 'rates' | 'interest'>;

export type OptionVols = Required<Pick<Marks, 'optionVols' | 'optionMarks'>>;

/** How far apart bid and ask may be, in vol and as a share of it, before their middle says too little. */
const WIDEST = 0.25;
/** A vol beyond these is a quote in another unit, or of another option. */
const LOWEST = 0.01;
const HIGHEST = 10;

/** `price` of the underlying, in what its index is quoted in, in the option's own quote. */
function inQuoteOf({ base, quote }: Option, price: number, { indexQuote, rates }: Plain): number {
  const told = indexQuote[base] ?? '';
  return told === quote ? price : (price * (rates[told] ?? Number.NaN)) / (rates[quote] ?? Number.NaN);
}

/**
 * The vol that a quote's mid implies, at the underlying's price of when it was quoted, so that between two quotes an
 * option moves with its underlying; or why it is not to be gone by.
 */
function ownVol(option: Option, quote: QuoteReading | undefined, plain: Plain): number | string {
  if (quote === undefined) return 'not quoted';
  const { quality, bid, ask, spot: spotThen, at } = quote;
  if (quality !== 'fresh') return quality;
  if (!(bid > 0)) return 'nobody bids';
  const spot = inQuoteOf(option, spotThen ?? plain.index[option.base] ?? Number.NaN, plain);
  const years = yearsBetween(spotThen === undefined ? plain.at : at, option.expiry);
  const growth = Math.exp((plain.interest[option.base] ?? 0) * years);
  const forward = spot * growth;
  // From the option's own unit of price to an undiscounted one in its quote.
  const unit = option.inverse ? forward : growth;
  const deviation = impliedDeviation(
    option.type === 'call' ? 1 : -1,
    forward,
    option.strike,
    mid(quote) * unit,
  );
  if (!(deviation > 0)) return 'no vol gives its price';
  const vol = deviation / Math.sqrt(years);
  if (!(vol >= LOWEST && vol <= HIGHEST)) return 'its vol is beyond reason';
  const d1 = Math.log(forward / option.strike) / deviation + deviation / 2;
  const width = ((ask - bid) * unit) / (forward * normalPdf(d1));
  return width <= WIDEST * deviation ? vol : 'bid and ask are too far apart';
}

/**
 * The vol of a quote that is stale, where the underlying's price of its time is known: a feed that goes silent must not
 * move a wing to the vol at the money. It tells neighbours nothing.
 */
function staleVol(option: Option, quote: QuoteReading | undefined, plain: Plain): number | undefined {
  if (quote?.quality !== 'stale' || quote.spot === undefined) return undefined;
  const vol = ownVol(option, { ...quote, quality: 'fresh' }, plain);
  return typeof vol === 'number' ? vol : undefined;
}

function smileKey({ base, expiry }: Option): string {
  return `${base} ${expiry}`;
}

/** Options of `instruments` that have not expired, on underlyings that have a price. */
function liveOptions(instruments: Instruments, { at, index }: Plain): Option[] {
  const options: Option[] = [];
  for (const id in instruments) {
    const one = instruments[id];
    if (one?.kind === 'option' && one.expiry > at && index[one.base] !== undefined) options.push(one);
  }
  return options;
}

function isAnyQuoted(quotes: MarketSnapshot['quotes'], instruments: Instruments): boolean {
  for (const id in quotes) if (instruments[id]?.kind === 'option') return true;
  return false;
}

/**
 * Vols (fractions) of the listed options as far as quotes tell them, and of each where its vol comes from. Undefined
 * where no option is quoted. Takes time in proportion to the options, but for sorting those of one expiry.
 */
export function optionVolsOf(
  { quotes }: Pick<MarketSnapshot, 'quotes'>,
  instruments: Instruments,
  plain: Plain,
): OptionVols | undefined {
  if (!isAnyQuoted(quotes, instruments)) return undefined;
  const optionVols: Record<InstrumentId, number> = {};
  const optionMarks: Record<InstrumentId, OptionMark> = {};
  const points = new Map<string, SmilePoint[]>();
  const others: { readonly option: Option; readonly why: string }[] = [];
  for (const option of liveOptions(instruments, plain)) {
    const { id, base, strike } = option;
    const vol = ownVol(option, quotes[id], plain);
    if (typeof vol === 'string') {
      others.push({ option, why: vol });
      continue;
    }
    optionVols[id] = vol;
    optionMarks[id] = { underlying: base, from: 'quote', why: null };
    const point = { x: Math.log(strike), variance: vol * vol };
    const known = points.get(smileKey(option));
    if (known === undefined) points.set(smileKey(option), [point]);
    else known.push(point);
  }
  const smiles = new Map<string, Smile>();
  for (const [key, quoted] of points) smiles.set(key, smileOf(quoted));
  for (const { option, why } of others) {
    const { id, base, strike, expiry } = option;
    const smile = smiles.get(smileKey(option));
    const vol = smile && volAt(smile, Math.log(strike), yearsBetween(plain.at, expiry));
    const last = vol === undefined ? staleVol(option, quotes[id], plain) : undefined;
    const found = vol ?? last;
    if (found !== undefined) optionVols[id] = found;
    const from = vol !== undefined ? 'smile' : last !== undefined ? 'stale quote' : 'underlying';
    optionMarks[id] = { underlying: base, from, why };
  }
  return { optionVols, optionMarks };
}

/** Where an option's vol comes from, and its vol, at `marks`; undefined where it has none of its own. */
type Known = { readonly underlying: Currency; readonly vol: number | undefined } | undefined;

function knownAt(marks: Marks, id: InstrumentId, other: Marks): Known {
  const underlying = (marks.optionMarks?.[id] ?? other.optionMarks?.[id])?.underlying;
  if (underlying === undefined) return undefined;
  return { underlying, vol: marks.optionVols?.[id] ?? marks.vols[underlying] };
}

/** The vols of options halfway between `from` and `to`, where one has no vol of its own at its underlying's. */
export function halfwayVols(from: Marks, to: Marks): OptionVols | undefined {
  if (from.optionVols === undefined && to.optionVols === undefined) return undefined;
  const optionVols: Record<InstrumentId, number> = {};
  const optionMarks = { ...from.optionMarks, ...to.optionMarks };
  for (const id in optionMarks) {
    if (from.optionVols?.[id] === undefined && to.optionVols?.[id] === undefined) continue;
    const before = knownAt(from, id, to)?.vol;
    const after = knownAt(to, id, from)?.vol;
    const vol = ((before ?? after ?? 0) + (after ?? before ?? 0)) / 2;
    if (vol > 0) optionVols[id] = vol;
  }
  return { optionVols, optionMarks };
}

/** The vols of options when their underlyings' go to `vols`: all of a smile in the same proportion. */
export function scaledVols(marks: Marks, vols: Marks['vols']): NonNullable<Marks['optionVols']> {
  const scaled: Record<InstrumentId, number> = {};
  for (const id in marks.optionVols) {
    const vol = marks.optionVols[id];
    const underlying = marks.optionMarks?.[id]?.underlying;
    if (vol === undefined || underlying === undefined) continue;
    const [before, after] = [marks.vols[underlying], vols[underlying]];
    // Without a vol of the underlying there is nothing to be in proportion to: the new one then goes for all.
    if (after === undefined) scaled[id] = vol;
    else if (before !== undefined) scaled[id] = (vol * after) / before;
  }
  return scaled;
}
