/** Accounts as protection looks at them: own ones only, with what may be done there and what it costs. */
import {
  type Currency,
  type Instrument,
  type InstrumentId,
  isMargined,
  settleValue,
  type VenueId,
} from '../../domain/instrument.ts';
import type { AccountTerms, VenueMargin } from '../../domain/margin.ts';
import type { MarginAccount, MarginHolding } from '../../pricing/margin/account.ts';
import { settleNotional } from '../../pricing/margin/margin.ts';
import { type Lots, lots, type Millis } from '../../units/units.ts';

/** An account of a venue, or one currency of it where currencies do not stand for each other: `binance/USDT`. */
export type AccountId = string;

/** Where something can be traded at once, and at which price. */
export interface Market {
  readonly instrument: Instrument;
  readonly mark: number;
  readonly index: number;
  /** One settle unit in the account's unit. */
  readonly rate: number;
  readonly vol?: number;
  readonly years?: number;
  /** All-in, fee, spread and impact, as a share of what changes hands. */
  readonly cost: number;
  readonly minLots: Lots;
}

export interface Guarded {
  readonly id: AccountId;
  readonly venue: VenueId;
  readonly terms: AccountTerms;
  readonly account: MarginAccount;
  /** What the venue says of it; null where it says nothing. */
  readonly told: VenueMargin | null;
  /** When the venue last said anything of what is in it. */
  readonly at: Millis;
  /** Whether orders and transfers can be sent there now. */
  readonly isOpen: boolean;
  /** Whether orders of ours are on their way whose end is not known: no others are sent then. */
  readonly isBusy: boolean;
  readonly markets: readonly Market[];
  /** Place in the queue for deleveraging of each position, from 0, the last to go, to 4, the first. */
  readonly adl: Readonly<Record<InstrumentId, number>>;
}

/** A way for collateral from one own account to another. What is not listed is never used. */
export interface Route {
  readonly id: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly currency: Currency;
  /** Taken out of what is sent, in the currency. */
  readonly fee: number;
  readonly latencyMs: number;
  /** Least that may be sent. */
  readonly minimum: number;
}

/** What is closed when an account is flattened: whatever wants margin. */
export function wantsMargin({ instrument, lots: held }: Pick<MarginHolding, 'instrument' | 'lots'>): boolean {
  return isMargined(instrument) || (instrument.kind === 'option' && held < 0);
}

/** Notional of all that wants margin, in the account's unit, as if nothing stood for anything else. */
export function grossOf({ holdings }: MarginAccount): number {
  return holdings.filter(wantsMargin).reduce((sum, each) => sum + settleNotional(each) * each.rate, 0);
}

export function underlyingsOf(account: MarginAccount): readonly Currency[] {
  const found = new Set<Currency>();
  for (const { instrument } of account.holdings)
    if (instrument.kind !== 'spot' && instrument.kind !== 'lp') found.add(instrument.base);
  return [...found];
}

/** What trading `count` lots at the market costs, in the account's unit. */
export function costOf({ instrument, mark, rate, cost }: Market, count: Lots): number {
  return Math.abs(settleValue(instrument, count, mark)) * rate * cost;
}

/** `account` with `amount` more of `currency`; undefined where the account knows no worth of it. */
export function withCash(
  account: MarginAccount,
  currency: Currency,
  amount: number,
): MarginAccount | undefined {
  const place = account.cash.findIndex((each) => each.currency === currency);
  const found = account.cash[place];
  if (found !== undefined)
    return { ...account, cash: account.cash.with(place, { ...found, amount: found.amount + amount }) };
  if (currency !== account.unit) return undefined;
  return { ...account, cash: [...account.cash, { currency, amount, worth: 1 }] };
}

/**
 * `account` after `count` lots (signed) are traded at the market, its cost paid: what is closed moves the gain to cash,
 * as the book has it.
 */
export function afterTrade(account: MarginAccount, market: Market, count: Lots): MarginAccount {
  const { instrument, mark } = market;
  const place = account.holdings.findIndex((each) => each.instrument.id === instrument.id);
  const held = account.holdings[place];
  const [before, cost] = [held?.lots ?? 0, held?.cost ?? 0];
  const isOpposite = before !== 0 && before > 0 !== count > 0;
  const closing = isOpposite ? Math.sign(count) * Math.min(Math.abs(count), Math.abs(before)) : 0;
  const paid = settleValue(instrument, count, mark);
  const paidToClose = count === 0 ? 0 : (paid * closing) / count;
  const costClosed = before === 0 ? 0 : (cost * -closing) / before;
  const flow = isMargined(instrument) ? -paidToClose - costClosed : -paid;
  const fee = market.cost * Math.abs(paid);
  const left = lots(before + count);
  const holdings = [...account.holdings];
  if (left === 0) holdings.splice(place, 1);
  else {
    const { index, rate, vol, years } = market;
    const claim = {
      ...{ instrument, lots: left, mark, index, rate },
      cost: cost - costClosed + paid - paidToClose,
    };
    const terms = vol === undefined || years === undefined ? {} : { vol, years };
    if (held === undefined) holdings.push({ ...claim, ...terms });
    else holdings[place] = { ...held, lots: left, cost: claim.cost };
  }
  const moved = { ...account, holdings };
  const { settle } = instrument;
  return (
    withCash(moved, settle, flow - fee) ?? {
      ...moved,
      cash: [...moved.cash, { currency: settle, amount: flow - fee, worth: market.rate }],
    }
  );
}
