import { cashOf } from '../../domain/book.ts';
import type { Currency } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type Health, healthOf, leverageOf, pendingBySymbol } from '../../exchange/account/health.ts';
import { venueOf } from '../../exchange/account/ledger.ts';
import { positionViews } from '../../exchange/account/views.ts';
import type { Random } from '../../math/random.ts';
import {
  type MarginAccount,
  type MarginHolding,
  type MarginOrder,
  type MarginStanding,
  standingOf,
} from '../../pricing/margin/account.ts';
import { liquidationFactors } from '../../pricing/margin/liquidation.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { lots } from '../../units/units.ts';
import { drawBook, type RandomBook, type Rules, setIndex } from './random-book.ts';

/** How many accounts of one kind were compared, and how far apart both sides' numbers were at worst. */
export interface AgreementRow {
  readonly part: 'exchange';
  readonly rules: Rules;
  readonly unit: 'coin' | 'quote';
  readonly accounts: number;
  readonly orders: number;
  readonly options: number;
  /** Largest differences, relative to the larger of both. */
  readonly equity: number;
  readonly balance: number;
  readonly initial: number;
  readonly maintenance: number;
  /** Of liquidation prices, where the exchange states one on the same terms: no short options beside it. */
  readonly price: number;
  readonly prices: number;
  /** Prices that the exchange was driven to, just before and just beyond, and where it did what we said. */
  readonly driven: number;
  readonly confirmed: number;
  /** Ways in which we know no such price, driven to a fortieth of today's or forty times it, likewise. */
  readonly never: number;
  readonly neverConfirmed: number;
}

type Tally = { -readonly [K in keyof AgreementRow]: AgreementRow[K] };

/** Just before and just beyond a liquidation price. */
const NEARBY = 1e-7;
/** As far as one can be driven where there should be no liquidation. */
const FAR = 40;

function apart(ours: number, theirs: number): number {
  const scale = Math.max(Math.abs(ours), Math.abs(theirs));
  return scale === 0 ? 0 : Math.abs(ours - theirs) / scale;
}

function termsOf({ rules, venue, listings }: RandomBook): AccountTerms {
  const contracts = listings
    .filter(({ tiers }) => tiers.length > 0)
    .map((listing) => {
      const leverage = leverageOf(venue.state, listing);
      return [listing.instrument.id, { tiers: listing.tiers, leverage }];
    });
  return { model: { kind: rules }, mode: 'cross', contracts: Object.fromEntries(contracts) };
}

/** What the exchange's books say of an account, as our side is told it. */
function accountOf({ venue, listings, options }: RandomBook, currency: Currency): MarginAccount {
  const { state, host, marks, indices } = venue;
  const holdings: MarginHolding[] = [];
  const orders: MarginOrder[] = [];
  for (const { instrument } of listings) {
    const { id, base, settle, tick } = instrument;
    if (settle !== currency) continue;
    const prices = { mark: marks.get(id) ?? Number.NaN, index: indices.get(base) ?? Number.NaN, rate: 1 };
    const position = state.book.positions[id];
    if (position !== undefined) {
      const { lots: count, cost } = position;
      holdings.push({ instrument, lots: count, cost: fromAtoms(cost), ...prices, ...options.get(id) });
    }
    for (const { ticket } of host.openOrders(state.terms.id)) {
      if (ticket.symbol !== id || ticket.reduceOnly || ticket.ticks === null) continue;
      const count = lots(ticket.side === 'buy' ? ticket.lots : -ticket.lots);
      const price = ticket.ticks * tick;
      orders.push({ instrument, lots: count, price, ...prices, ...options.get(id) });
    }
  }
  const amount = fromAtoms(cashOf(state.book, venueOf(host), currency));
  return { unit: currency, holdings, cash: [{ currency, amount, worth: 1 }], accrued: 0, orders };
}

function compare(row: Tally, ours: MarginStanding, theirs: Health): void {
  for (const which of ['equity', 'balance', 'initial', 'maintenance'] as const)
    row[which] = Math.max(row[which], apart(ours[which], theirs[which]));
}

/** Drives the exchange to both sides of each price that we say liquidates, and far where we say that none does. */
function drive(row: Tally, book: RandomBook, terms: AccountTerms, account: MarginAccount): void {
  const { venue } = book;
  const { unit, holdings } = account;
  const views = positionViews(venue.host, venue.ledger, venue.state);
  for (const base of new Set(holdings.map(({ instrument }) => instrument.base))) {
    const found = liquidationFactors(terms, account, base);
    if ('kind' in found) throw new Error(`${found.field} was refused: ${found.remedy}`);
    if (found.falling === 1) {
      row.driven += 1;
      if (venue.liquidates(unit)) row.confirmed += 1;
      return;
    }
    const index = venue.indices.get(base) ?? Number.NaN;
    const isDead = (factor: number): boolean => {
      setIndex(book, base, index * factor);
      return venue.liquidates(unit);
    };
    for (const [factor, way] of [
      [found.falling, -1],
      [found.rising, 1],
    ] as const) {
      if (factor === null || factor > FAR || factor < 1 / FAR) {
        row.never += 1;
        if (!isDead(way > 0 ? FAR : 1 / FAR)) row.neverConfirmed += 1;
        continue;
      }
      row.driven += 1;
      if (!isDead(factor * (1 - way * NEARBY)) && isDead(factor * (1 + way * NEARBY))) row.confirmed += 1;
    }
    setIndex(book, base, index);
    const hasShort = holdings.some(
      ({ instrument, lots: count }) => instrument.kind === 'option' && instrument.base === base && count < 0,
    );
    if (hasShort) continue;
    for (const { symbol, lots: count, mark, liquidationPrice } of views) {
      const own = holdings.find(({ instrument }) => instrument.id === symbol);
      const factor = count > 0 ? found.falling : found.rising;
      if (own?.instrument.base !== base || liquidationPrice === null || factor === null) continue;
      row.prices += 1;
      row.price = Math.max(row.price, apart(factor * mark, liquidationPrice));
    }
  }
}

/** Compares accounts of `count` random books, currency by currency, and drives the exchange to what we say. */
export function agreement(count: number, random: Random, tell: (share: number) => void): AgreementRow[] {
  const rows = new Map<string, Tally>();
  for (let i = 0; i < count; i += 1) {
    const book = drawBook(random.fork(`${i}`));
    const { venue, rules } = book;
    const terms = termsOf(book);
    for (const currency of ['USDT', 'BTC', 'ETH']) {
      const account = accountOf(book, currency);
      if (account.holdings.length + (account.orders?.length ?? 0) === 0) continue;
      const row = rowOf(rows, rules, currency === 'USDT' ? 'quote' : 'coin');
      row.accounts += 1;
      row.orders += account.orders?.length ?? 0;
      row.options += account.holdings.filter(({ instrument }) => instrument.kind === 'option').length;
      const pending = pendingBySymbol(venue.host, venue.state, currency);
      const theirs = healthOf(venue.host, venue.state, currency, pending);
      const ours = standingOf(terms, account);
      if ('kind' in ours) throw new Error(`${ours.field} was refused: ${ours.remedy}`);
      compare(row, ours, theirs);
      drive(row, book, terms, account);
    }
    if (i % 50 === 49) tell((i + 1) / count);
  }
  return [...rows.values()];
}

function rowOf(rows: Map<string, Tally>, rules: Rules, unit: AgreementRow['unit']): Tally {
  const key = `${rules} ${unit}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const row: Tally = {
    ...{ part: 'exchange', rules, unit, accounts: 0, orders: 0, options: 0 },
    ...{ equity: 0, balance: 0, initial: 0, maintenance: 0, price: 0, prices: 0 },
    ...{ driven: 0, confirmed: 0, never: 0, neverConfirmed: 0 },
  };
  rows.set(key, row);
  return row;
}
