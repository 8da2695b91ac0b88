import { DAY, HOUR, YEAR } from '../../units/time.ts';
import { deal, mark, openAccount, pay, shareOf, type Terms } from './account.ts';
import type { Prices, Print } from './prints.ts';
import type { Rule, RuleName } from './rules.ts';

/** What a rule came to, a day each. */
export interface Course {
  readonly rule: RuleName;
  /** Days counted from the epoch. */
  readonly days: readonly number[];
  /** Return of the day on all of the collateral, over what cash earned. */
  readonly excess: readonly number[];
  /** Greatest notional of the day over equity; 0 where nothing was held. */
  readonly share: readonly number[];
  /** Notional dealt in both legs, over equity. */
  readonly turnover: number;
}

interface Day {
  growth: number;
  /** Of cash, compounded alike. */
  cash: number;
  share: number;
}

function isBefore(pending: { readonly at: number } | null, at: number): boolean {
  return pending !== null && pending.at < at;
}

/**
 * Runs `rule` over `prints`. It learns from all of them and decides from the day `from` to before the day `to`; each
 * decision is dealt at the prices an hour later. What is earned up to a payment is of the day that ends there or
 * later. Days are those from `from` to before `to` on which a payment fell.
 */
export function simulate(
  prints: readonly Print[],
  rule: Rule,
  terms: Terms,
  from: number,
  to: number,
): Course {
  const account = openAccount();
  const days = new Map<number, Day>();
  let last: { readonly at: number; readonly prices: Prices } | null = null;
  let equity = account.equity;
  const advance = (at: number, prices: Prices): void => {
    if (last !== null) mark(account, terms, last.prices, prices, at - last.at);
    last = { at, prices };
  };
  const book = (at: number, ms: number, share: number): void => {
    const key = Math.ceil(at / DAY) - 1;
    const day = days.get(key) ?? { growth: 1, cash: 1, share: 0 };
    days.set(key, day);
    day.growth *= account.equity / equity;
    day.cash *= 1 + (terms.cash * ms) / YEAR;
    day.share = Math.max(day.share, share);
    equity = account.equity;
  };
  let pending: { readonly at: number; readonly prices: Prices; readonly coins: number } | null = null;
  const settle = (): void => {
    if (pending === null) return;
    advance(pending.at, pending.prices);
    deal(account, terms, pending.coins, pending.prices);
    pending = null;
  };
  let booked = from * DAY;
  for (const print of prints) {
    const { at, rate, seen, dealt } = print;
    rule.learn(print);
    if (at < from * DAY || at > to * DAY || seen === null) continue;
    if (last === null) {
      advance(at, seen);
      booked = at;
    } else {
      if (isBefore(pending, at)) settle();
      const share = account.coins === 0 ? 0 : shareOf(account, seen);
      advance(at, seen);
      pay(account, rate, seen);
      // What is dealt at the very time of a payment comes too late for it.
      settle();
      book(at, at - booked, share);
      booked = at;
    }
    if (at === to * DAY || dealt === null) continue;
    const wanted = rule.decide(print, shareOf(account, seen));
    if (wanted === null) continue;
    pending = { at: at + HOUR, prices: dealt, coins: (wanted * account.equity) / seen.spot };
  }
  const listed = [...days].toSorted(([a], [b]) => a - b);
  return {
    rule: rule.name,
    days: listed.map(([day]) => day),
    excess: listed.map(([, { growth, cash }]) => growth - cash),
    share: listed.map(([, { share }]) => share),
    turnover: account.turnover,
  };
}
