/** What protection sees of the venues, and what becomes of what it asks for. */
import { settleValue } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import type { Guarded, Market } from '../../guard/protection/account.ts';
import type { Action, OrderAction, TransferAction } from '../../guard/protection/action.ts';
import { NO_PROTECTION, type Protection, protect, transferEnded } from '../../guard/protection/protection.ts';
import { gravityOf, PROTECTION_RULE, type ProtectionRule, type Stage } from '../../guard/protection/stage.ts';
import type { Random } from '../../math/random.ts';
import type { MarginHolding } from '../../pricing/margin/account.ts';
import { HOUR } from '../../units/time.ts';
import { lots, type Millis, millis } from '../../units/units.ts';
import { termsOf } from './instruments.ts';
import { type BookSetup, currencyOf, venueOf } from './setup.ts';
import { markOf, type Prices, type Venues, worthOf, yearsLeft } from './venues.ts';
import type { Coin } from './weather.ts';

/** A moment, as protection is told of it. */
export interface Moment {
  readonly at: number;
  readonly prices: Prices;
  readonly vols: { readonly BTC: number; readonly ETH: number };
  readonly halfSpread: number;
  /** Since the last gap; Infinity before the first. */
  readonly sinceGapMs: number;
  readonly isOut: (venue: string) => boolean;
}

/** An order that fails is told of at once: within a step it is tried so often, at the same price. */
const LOOKS = 3;
/** An order fails now and then, and money is late or lost. */
const ORDER_FAILS = 0.03;
const TRANSFER_LOST = 0.08;
/** In the hours after a gap everybody moves money. */
const SLOW_FOR = 2 * HOUR;
const SLOWER = 3;
/** What an order of this size adds to spread and fee. */
const IMPACT = 2e-4;
/** Half of what options are quoted apart, of their price, where the spread of perps is as always. */
const OPTION_SPREAD = 0.02;

/** Where nothing else is new it looks again after such a move of a price, or so long. */
const LOOKS_AT_MOVE = 0.004;
const LOOKS_EVERY = HOUR / 2;

interface Underway {
  readonly id: number;
  readonly to: string;
  readonly arriving: number;
  /** Infinity: never. */
  readonly at: number;
}

/** What protection has cost, in quote units, and what it did. */
export interface Spent {
  readonly trading: number;
  readonly transfers: number;
  readonly moved: number;
  readonly orders: number;
  readonly lost: number;
  readonly gravest: Stage;
}

export class Guardian {
  readonly #setup: BookSetup;
  readonly #venues: Venues;
  readonly #random: Random;
  readonly #rule: ProtectionRule;
  readonly #terms: ReadonlyMap<string, AccountTerms>;
  #state: Protection = NO_PROTECTION;
  #underway: readonly Underway[] = [];
  #looked: Moment | null = null;
  #hasAsked = false;
  readonly #heard = new Map<string, Millis>();
  spent: { -readonly [K in keyof Spent]: Spent[K] } = {
    ...{ trading: 0, transfers: 0, moved: 0, orders: 0, lost: 0, gravest: 'calm' },
  };

  constructor(setup: BookSetup, venues: Venues, random: Random, rule: ProtectionRule = PROTECTION_RULE) {
    this.#setup = setup;
    this.#venues = venues;
    this.#random = random;
    this.#rule = rule;
    this.#terms = new Map(
      venues.accounts.map((account) => [
        account,
        termsOf(venueOf(account), venues.tradable.get(account) ?? []),
      ]),
    );
  }

  /** What it would cost now, in quote units, to hold `wanted` again. */
  costOfTrading(moment: Moment, wanted: ReadonlyMap<string, number>): number {
    let sum = 0;
    for (const account of this.#venues.accounts)
      for (const market of this.#marketsOf(account, moment)) {
        const { instrument, mark, cost } = market;
        const count = (wanted.get(instrument.id) ?? 0) - this.#venues.held(instrument.id);
        const paid = Math.abs(settleValue(instrument, lots(count), mark));
        sum += cost * paid * worthOf(instrument.settle, moment.prices);
      }
    return sum;
  }

  /** Money that is on its way arrives where its venue answers. */
  #receive({ at, isOut }: Moment): void {
    const here = this.#underway.filter((each) => each.at <= at && !isOut(venueOf(each.to)));
    for (const { id, to, arriving } of here) {
      this.#venues.deposit(to, arriving);
      this.#state = transferEnded(this.#state, id);
    }
    this.#underway = this.#underway.filter((each) => !here.includes(each));
  }

  #marketsOf(account: string, { prices, halfSpread }: Moment): readonly Market[] {
    return (this.#venues.tradable.get(account) ?? []).map((listing): Market => {
      const { instrument, takerFee, optionFeeCap, minLots } = listing;
      const index = prices[instrument.base as Coin];
      const mark = markOf(listing, prices);
      const common = { instrument, mark, index, rate: 1, minLots };
      if (instrument.kind !== 'option') return { ...common, cost: takerFee + halfSpread + IMPACT };
      const fee = Math.min(takerFee / Math.max(mark, 1e-6), optionFeeCap);
      const cost = fee + OPTION_SPREAD * Math.max(1, halfSpread * 1e4 * 0.2);
      return { ...common, cost, vol: prices.implied, years: yearsLeft(listing, prices) };
    });
  }

  #guarded(account: string, moment: Moment): Guarded {
    const venues = this.#venues;
    const { prices } = moment;
    const venue = venueOf(account);
    const now = millis(moment.at);
    const isOpen = !moment.isOut(venue);
    if (isOpen) this.#heard.set(account, now);
    const markets = this.#marketsOf(account, moment);
    const holdings = markets.flatMap((market): readonly MarginHolding[] => {
      const { instrument, mark, index, rate, vol, years } = market;
      const count = venues.held(instrument.id);
      if (count === 0) return [];
      const claim = { instrument, lots: lots(count), mark, index, rate, cost: venues.cost(instrument.id) };
      return [vol === undefined || years === undefined ? claim : { ...claim, vol, years }];
    });
    const { equity, initial, maintenance } = venues.health(account, prices);
    const currency = currencyOf(account);
    return {
      ...{ id: account, venue, terms: this.#terms.get(account) as AccountTerms },
      account: {
        ...{ unit: currency, holdings, accrued: 0 },
        cash: [{ currency, amount: venues.cash(account), worth: 1 }],
      },
      told: { equity, initial, maintenance },
      at: this.#heard.get(account) ?? millis(0),
      ...{ isOpen, isBusy: false, markets, adl: {} },
    };
  }

  #send(transfer: TransferAction, { at, prices, sinceGapMs }: Moment): void {
    const { id, from, to, amount, currency } = transfer;
    const route = this.#setup.routes.find((each) => each.id === transfer.route);
    if (route === undefined) throw new Error(`${transfer.route} is no route`);
    const { fee, latencyMs } = route;
    const isLost = this.#random.next() < TRANSFER_LOST;
    const delay = latencyMs * (0.5 - 0.5 * Math.log(1 - this.#random.next()));
    const slow = sinceGapMs <= SLOW_FOR ? SLOWER : 1;
    this.#venues.deposit(from, -amount);
    this.#underway = [
      ...this.#underway,
      { id, to, arriving: amount - fee, at: isLost ? Infinity : at + slow * delay },
    ];
    this.spent.transfers += fee * worthOf(currency, prices);
    this.spent.moved += 1;
    this.spent.lost += isLost ? 1 : 0;
  }

  /** Whether the order was filled. */
  #order({ account, instrument: symbol, lots: count }: OrderAction, moment: Moment): boolean {
    if (this.#random.next() < ORDER_FAILS || moment.isOut(venueOf(account))) return false;
    const market = this.#marketsOf(account, moment).find(({ instrument }) => instrument.id === symbol);
    if (market === undefined) throw new Error(`${symbol} is not traded on ${account}`);
    const { instrument, mark, cost } = market;
    const fee = cost * Math.abs(settleValue(instrument, count, mark));
    this.#venues.trade(symbol, count, mark, fee);
    this.spent.trading += fee * worthOf(instrument.settle, moment.prices);
    this.spent.orders += 1;
    return true;
  }

  /** Whether all went as asked. */
  #perform(actions: readonly Action[], moment: Moment): boolean {
    const failed = new Set<string | null>();
    for (const action of actions) {
      if (action.kind === 'transfer') this.#send(action, moment);
      else if (action.pair !== null && failed.has(action.pair)) continue;
      else if (!this.#order(action, moment)) failed.add(action.pair);
    }
    return failed.size === 0;
  }

  /** Whether there is nothing new: nothing was asked for, prices are what they were, nobody came, went or was late. */
  #isQuiet({ at, prices, isOut }: Moment): boolean {
    const last = this.#looked;
    if (last === null || this.#hasAsked || at - last.at >= LOOKS_EVERY) return false;
    if (this.#underway.some((each) => each.at <= at)) return false;
    if (this.#venues.accounts.some((account) => isOut(venueOf(account)) !== last.isOut(venueOf(account))))
      return false;
    const isStill = (coin: Coin) => Math.abs(prices[coin] / last.prices[coin] - 1) < LOOKS_AT_MOVE;
    return isStill('BTC') && isStill('ETH');
  }

  /** One look at everything, and what it asks for done; whether all was. */
  #look(moment: Moment): boolean {
    const accounts = this.#venues.accounts.map((account) => this.#guarded(account, moment));
    const { state, actions } = protect(this.#state, {
      ...{ rule: this.#rule, at: millis(moment.at), accounts, routes: this.#setup.routes, vols: moment.vols },
    });
    this.#state = state;
    this.#hasAsked = actions.length > 0;
    for (const { ladder } of Object.values(state.accounts))
      if (gravityOf(ladder.stage) > gravityOf(this.spent.gravest)) this.spent.gravest = ladder.stage;
    return this.#perform(actions, moment);
  }

  /** Looks, unless there is nothing new, and again within the step where an order failed. */
  watch(moment: Moment): void {
    if (this.#isQuiet(moment)) return;
    this.#looked = moment;
    this.#receive(moment);
    for (let look = 0; look < LOOKS && !this.#look(moment); look += 1);
  }
}
