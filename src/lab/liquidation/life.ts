/** One book along one path, with protection or without, until it is liquidated or the path ends. */
import { settleValue } from '../../domain/instrument.ts';
import type { ProtectionRule, Stage } from '../../guard/protection/stage.ts';
import { createRandom } from '../../math/random.ts';
import { lots } from '../../units/units.ts';
import { Guardian, type Moment } from './guard.ts';
import { type BookSetup, NOTIONAL } from './setup.ts';
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
  /** Of notional: what protection cost in trades and in transfers; and what the hedge that it gave up would have made. */
  readonly trading: number;
  readonly transfers: number;
  readonly lostHedge: number;
  readonly moved: number;
  readonly orders: number;
  readonly lost: number;
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

export function live(setup: BookSetup, weather: Weather, seed: string, rule: ProtectionRule | null): Life {
  let before = pricesAt(weather, 0, 'close');
  const venues = new Venues(setup, before);
  const opened = new Map([...venues.listings.keys()].map((symbol) => [symbol, venues.held(symbol)]));
  const random = createRandom(seed).fork(setup.name);
  const guardian = rule === null ? null : new Guardian(setup, venues, random, rule);
  let [isBeyond, lost] = [false, 0];
  let died: { readonly step: number; readonly account: string } | null = null;
  guardian?.watch(momentAt(weather, 0, EPOCH));
  for (let step = 1; step < weather.length; step += 1) {
    if (weather.gaps.some((gap) => gap.step === step))
      isBeyond ||= venues.dueAt(gapped(weather, step, before)) !== null;
    const now = pricesAt(weather, step, 'close');
    const account =
      weather.low === weather.close
        ? venues.dueAt(now)
        : (venues.dueAt(pricesAt(weather, step, 'low')) ??
          venues.dueAt(pricesAt(weather, step, 'high')) ??
          venues.dueAt(now));
    if (account !== null) {
      died = { step, account };
      break;
    }
    if (guardian !== null) lost += lostOver(venues, opened, before, now);
    guardian?.watch(momentAt(weather, step, EPOCH));
    before = now;
  }
  const spent = guardian?.spent;
  return {
    ...{ diedAt: died?.step ?? null, account: died?.account ?? null, isBeyond },
    trading: (spent?.trading ?? 0) / NOTIONAL,
    transfers: (spent?.transfers ?? 0) / NOTIONAL,
    lostHedge: lost / NOTIONAL,
    ...{ moved: spent?.moved ?? 0, orders: spent?.orders ?? 0, lost: spent?.lost ?? 0 },
    gravest: spent?.gravest ?? 'calm',
  };
}
