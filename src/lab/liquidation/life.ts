/** One book along one path, with protection or without, until it is liquidated or the path ends. */
import { settleValue } from '../../domain/instrument.ts';
import { PROTECTION_RULE, type ProtectionRule, type Stage } from '../../guard/protection/stage.ts';
import { createRandom } from '../../math/random.ts';
import { lots } from '../../units/units.ts';
import { Guardian, type Moment } from './guard.ts';
import type { BookSetup } from './setup.ts';
import { markOf, type Prices, Venues, worthOf } from './venues.ts';
import type { Coin, Weather } from './weather.ts';

export interface Life {
  /** The step at which an account was liquidated, and which; null where none was. */
  readonly diedAt: number | null;
  readonly account: string | null;
  /**
   * Of the gaps up to then: whether one would by itself, from the state just before it, have exhausted an account's
   * margin by the exchange's rules.
   */
  readonly isBeyond: boolean;
  /** Whether it was liquidated in a step that had a gap: what the step moved was more than its distance. */
  readonly isAtGap: boolean;
}

/** Shares of the notional of all that the book holds when it is opened, but for counts. */
export interface ProtectedLife extends Life {
  /** What bringing the book under the rule cost at the first look, and what came after. */
  readonly opening: number;
  readonly trading: number;
  readonly transfers: number;
  /** What trading back to the positions that the first look left would cost at the end. */
  readonly restoring: number;
  /** What the positions that were given up would have made, less what those that were opened instead did. */
  readonly lostHedge: number;
  readonly moved: number;
  readonly lostMoves: number;
  readonly orders: number;
  readonly gravest: Stage;
}

function pricesAt(weather: Weather, step: number, column: 'close' | 'low' | 'high'): Prices {
  const { BTC, ETH } = weather[column];
  return {
    ...{ BTC: BTC[step] as number, ETH: ETH[step] as number },
    implied: weather.implied[step] as number,
    elapsedMs: step * weather.stepMs,
  };
}

function momentAt(weather: Weather, step: number, startsAt: number): Moment {
  const { stepMs, vol, halfSpread, gaps, isOut } = weather;
  const last = gaps.findLast((gap) => gap.step <= step);
  return {
    at: startsAt + step * stepMs,
    prices: pricesAt(weather, step, 'close'),
    vols: { BTC: vol.BTC[step] as number, ETH: vol.ETH[step] as number },
    halfSpread: halfSpread[step] as number,
    sinceGapMs: last === undefined ? Infinity : (step - last.step) * stepMs,
    isOut: (venue) => isOut(venue, step),
  };
}

/** Quote units that a step brings what is held more, or less, than the book as it was opened. */
function lostOver(
  venues: Venues,
  opened: ReadonlyMap<string, number>,
  before: Prices,
  after: Prices,
): number {
  let sum = 0;
  for (const [symbol, listing] of venues.listings) {
    const more = venues.held(symbol) - (opened.get(symbol) ?? 0);
    if (more === 0) continue;
    const { instrument } = listing;
    const value = (prices: Prices) => settleValue(instrument, lots(more), markOf(listing, prices));
    sum += (value(after) - value(before)) * worthOf(instrument.settle, after);
  }
  return -sum;
}

/** Prices of `before` after nothing but the gap of `step`. */
function gapped(weather: Weather, step: number, before: Prices): Prices {
  const move = (coin: Coin) => {
    const gap = weather.gaps.find((each) => each.step === step);
    return 1 + (coin === 'BTC' ? (gap?.size ?? 0) : (gap?.other ?? 0));
  };
  return { ...before, BTC: before.BTC * move('BTC'), ETH: before.ETH * move('ETH') };
}

/** Startings of the clock: any whole time serves. */
const EPOCH = Date.UTC(2025, 0, 1);

/** Where an account is liquidated within a step, at its extremes or its end. */
function dueWithin(venues: Venues, weather: Weather, step: number): string | null {
  const due = (column: 'close' | 'low' | 'high') => venues.dueAt(pricesAt(weather, step, column));
  return weather.low === weather.close ? due('close') : (due('low') ?? due('high') ?? due('close'));
}

/** Told at each step that the book outlives, with the step's prices and those before it. */
type Watcher = (step: number, before: Prices, now: Prices) => void;

function outlive(venues: Venues, weather: Weather, watch: Watcher): Life {
  let before = pricesAt(weather, 0, 'close');
  let isBeyond = false;
  for (let step = 1; step < weather.length; step += 1) {
    const isAtGap = weather.gaps.some((gap) => gap.step === step);
    if (isAtGap) isBeyond ||= venues.dueAt(gapped(weather, step, before)) !== null;
    const account = dueWithin(venues, weather, step);
    if (account !== null) return { diedAt: step, account, isBeyond, isAtGap };
    const now = pricesAt(weather, step, 'close');
    watch(step, before, now);
    before = now;
  }
  return { diedAt: null, account: null, isBeyond, isAtGap: false };
}

/** A book that nobody looks after. */
export function liveAlone(setup: BookSetup, weather: Weather): Life {
  return outlive(new Venues(setup, pricesAt(weather, 0, 'close')), weather, () => undefined);
}

/** The same under protection; `seed` is of what becomes of its orders and transfers. */
export function liveProtected(
  setup: BookSetup,
  weather: Weather,
  seed: string,
  rule: ProtectionRule = PROTECTION_RULE,
): ProtectedLife {
  const venues = new Venues(setup, pricesAt(weather, 0, 'close'));
  const held = () => new Map([...venues.listings.keys()].map((symbol) => [symbol, venues.held(symbol)]));
  const opened = held();
  const notional = venues.notional(pricesAt(weather, 0, 'close'));
  const guardian = new Guardian(setup, venues, createRandom(seed).fork(setup.name), rule);
  guardian.watch(momentAt(weather, 0, EPOCH));
  const begun = held();
  const { trading: opening } = guardian.spent;
  let lost = 0;
  let last = 0;
  const life = outlive(venues, weather, (step, before, now) => {
    lost += lostOver(venues, opened, before, now);
    guardian.watch(momentAt(weather, step, EPOCH));
    last = step;
  });
  const { trading, transfers, moved, orders, lost: lostMoves, gravest } = guardian.spent;
  const restoring = guardian.costOfTrading(momentAt(weather, last, EPOCH), begun);
  return {
    ...life,
    opening: opening / notional,
    trading: (trading - opening) / notional,
    transfers: transfers / notional,
    restoring: restoring / notional,
    lostHedge: lost / notional,
    ...{ moved, lostMoves, orders, gravest },
  };
}
