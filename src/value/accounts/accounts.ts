/**
 * The accounts of a book as margin rules see them: what stands for margin together, at the marks. One for each venue
 * whose terms count all its currencies together, and one for each currency that something settles in elsewhere.
 */
import type { Book } from '../../domain/book.ts';
import type { VenueTerms } from '../../domain/config.ts';
import {
  type Currency,
  expiryOf,
  type Instrument,
  type Instruments,
  isMargined,
  type VenueId,
} from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { MarginAccount, MarginCash, MarginHolding, MarginOrder } from '../../pricing/margin/account.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { YEAR } from '../../units/time.ts';
import type { Lots } from '../../units/units.ts';
import { type Marks, spotIn } from '../marks.ts';
import { markPrice } from '../value.ts';

/** An account, or what of it has no price: then nothing is known of its margin. */
export interface Account {
  /** The venue's, with the currency where it has one for each. */
  readonly id: string;
  readonly venue: VenueId;
  readonly terms: AccountTerms;
  readonly account: MarginAccount;
  /** One of its unit in the reporting currency. */
  readonly worth: number;
}

export interface UnknownAccount {
  readonly id: string;
  readonly venue: VenueId;
  readonly unknown: string;
}

/** What may still trade. */
export interface OpenOrder {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly price: number;
}

export interface AccountInputs {
  readonly book: Book;
  readonly instruments: Instruments;
  readonly marks: Marks;
  readonly venues: readonly VenueTerms[];
  readonly funding: MarketSnapshot['funding'];
  readonly orders: readonly OpenOrder[];
}

/** Everything of an instrument that is alike for what is held and what is ordered, or the name of what is missing. */
function claimOf(
  instrument: Instrument,
  lots: Lots,
  { marks }: Pick<AccountInputs, 'marks'>,
  unitRate: number,
): Omit<MarginHolding, 'cost'> | string {
  const mark = markPrice(instrument, marks);
  if (typeof mark !== 'number') return mark.what;
  const index = spotIn(marks, instrument.base, instrument.quote);
  const settle = marks.rates[instrument.settle];
  if (index === undefined) return `price of ${instrument.base} in ${instrument.quote}`;
  if (settle === undefined) return `rate of ${instrument.settle}`;
  const plain = { instrument, lots, mark, index, rate: settle / unitRate };
  if (instrument.kind !== 'option') return plain;
  const vol = marks.optionVols?.[instrument.id] ?? marks.vols[instrument.base];
  const years = Math.max(0, ((expiryOf(instrument) ?? marks.at) - marks.at) / YEAR);
  return vol === undefined ? plain : { ...plain, vol, years };
}

/** What of the running interval's funding has accrued, in the account's unit: negative is owed. */
function accruedOf(
  { instrument, lots, mark, rate }: Omit<MarginHolding, 'cost'>,
  { funding, marks }: Pick<AccountInputs, 'funding' | 'marks'>,
): number {
  const told = funding[instrument.id];
  if (instrument.kind !== 'perp' || told === undefined || !(told.intervalMs > 0)) return 0;
  const size = lots * instrument.lot * instrument.multiplier;
  const worth = instrument.inverse ? size / mark : size * mark;
  // Venues pay on multiples of their interval of UTC.
  return -worth * told.rate * ((marks.at % told.intervalMs) / told.intervalMs) * rate;
}

interface Pool {
  readonly id: string;
  readonly venue: VenueId;
  readonly terms: AccountTerms;
  readonly unit: Currency;
  readonly holds: (currency: Currency) => boolean;
}

/** Currencies that something at `venue` settles in, or that are held there. */
function currenciesAt(venue: VenueId, { book, instruments, orders }: AccountInputs): readonly Currency[] {
  const found = new Set<Currency>();
  for (const id of Object.keys(book.positions)) {
    const instrument = instruments[id];
    if (instrument?.venue === venue) found.add(instrument.settle);
  }
  for (const { instrument } of orders) if (instrument.venue === venue) found.add(instrument.settle);
  for (const currency of Object.keys(book.cash[venue] ?? {})) found.add(currency);
  return [...found].sort();
}

function poolsOf(inputs: AccountInputs): readonly Pool[] {
  return inputs.venues.flatMap(({ id: venue, margin: terms }): readonly Pool[] => {
    if (terms === undefined) return [];
    if (terms.joined !== undefined)
      return [{ id: venue, venue, terms, unit: terms.joined.unit, holds: () => true }];
    return currenciesAt(venue, inputs).map((unit) => ({
      ...{ id: `${venue}/${unit}`, venue, terms, unit },
      holds: (currency: Currency) => currency === unit,
    }));
  });
}

/**
 * What is taken to be set aside for an isolated position: what its leverage asked of it when it was entered (Binance,
 * "Isolated margin"). A venue's own word of more, or of less after funding, is in what it tells of the whole account.
 */
function setAside(
  { mode, contracts }: AccountTerms,
  instrument: Instrument,
  cost: number,
): { isolated?: number } {
  const contract = contracts[instrument.id];
  if (mode !== 'isolated' || contract === undefined || !isMargined(instrument)) return {};
  return { isolated: Math.abs(cost) / contract.leverage };
}

/** All that is set aside, by the currency that it is in. */
function asideIn(holdings: readonly MarginHolding[]): ReadonlyMap<Currency, number> {
  const aside = new Map<Currency, number>();
  for (const { instrument, isolated = 0 } of holdings)
    aside.set(instrument.settle, (aside.get(instrument.settle) ?? 0) + isolated);
  return aside;
}

function cashIn(
  { venue, unit, holds }: Pool,
  { book, marks }: AccountInputs,
  unitRate: number,
  aside: ReadonlyMap<Currency, number>,
): MarginCash[] | string {
  const found: MarginCash[] = [];
  for (const [currency, held] of Object.entries(book.cash[venue] ?? {})) {
    const amount = fromAtoms(held) - (aside.get(currency) ?? 0);
    if (!holds(currency) || amount === 0) continue;
    const rate = marks.rates[currency];
    if (rate === undefined) return `rate of ${currency}`;
    const plain = { currency, amount, worth: currency === unit ? 1 : rate / unitRate };
    found.push(marks.index[currency] === undefined ? plain : { ...plain, underlying: true });
  }
  return found;
}

function accountIn(pool: Pool, inputs: AccountInputs): Account | UnknownAccount {
  const { id, venue, terms, unit, holds } = pool;
  const { book, instruments, marks, orders } = inputs;
  const lacking = (what: string): UnknownAccount => ({ id, venue, unknown: `no ${what}` });
  const unitRate = marks.rates[unit];
  if (unitRate === undefined || !(unitRate > 0)) return lacking(`rate of ${unit}`);
  const holdings: MarginHolding[] = [];
  let accrued = 0;
  for (const { instrument: held, lots, cost } of Object.values(book.positions)) {
    const instrument = instruments[held];
    if (instrument === undefined) return lacking(`listing of ${held}`);
    if (instrument.venue !== venue || !holds(instrument.settle)) continue;
    const claim = claimOf(instrument, lots, inputs, unitRate);
    if (typeof claim === 'string') return lacking(claim);
    holdings.push({ ...claim, cost: fromAtoms(cost), ...setAside(terms, instrument, fromAtoms(cost)) });
    accrued += accruedOf(claim, inputs);
  }
  const pending: MarginOrder[] = [];
  for (const { instrument, lots, price } of orders) {
    if (instrument.venue !== venue || !holds(instrument.settle)) continue;
    const claim = claimOf(instrument, lots, inputs, unitRate);
    if (typeof claim === 'string') return lacking(claim);
    pending.push({ ...claim, price });
  }
  const cash = cashIn(pool, inputs, unitRate, asideIn(holdings));
  if (typeof cash === 'string') return lacking(cash);
  const account = { unit, holdings, cash, accrued, ...(pending.length > 0 && { orders: pending }) };
  return { id, venue, terms, account, worth: unitRate };
}

/** Every account whose venue tells its terms. */
export function accountsOf(inputs: AccountInputs): readonly (Account | UnknownAccount)[] {
  return poolsOf(inputs).map((pool) => accountIn(pool, inputs));
}
