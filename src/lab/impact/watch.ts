import { foldBar, forecastOf, type VolatilityState } from '../../forecast/forecast.ts';
import { type Breakers, explain, foldBreakers, NO_BREAKERS } from '../../guard/breakers/breakers.ts';
import type { Level } from '../../guard/breakers/ladder.ts';
import type { LoopGain } from '../../guard/breakers/loop-gain.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import type { Change } from '../breakers/drive.ts';
import type { View } from './hedger.ts';

/**
 * What `share` was chosen at, and how soon vol is noticed. The first is the forecast that the breakers read too.
 */
const LONG = 12 * HOUR;
const SHORT = 15 * MINUTE;
/** The product knows things by name. */
const NAME = 'agents';

/** The product's forecasts and breakers, told what a market shows. */
export class Watch {
  readonly #gamma: number;
  #short: VolatilityState | undefined;
  #long: VolatilityState | undefined;
  #breakers: Breakers = NO_BREAKERS;
  #liquidated = 0;
  /** The minute that runs: when it began, at which price, and what was taken at its beginning. */
  #minute = { at: Number.NaN, price: 0, took: 0, traded: 0 };
  readonly changes: Change[] = [];

  constructor(gamma: number) {
    this.#gamma = gamma;
  }

  get level(): Level {
    return this.#breakers.ladder.level;
  }

  /** Annualised: now, and usually; 0 before anything is known. */
  get vol(): number {
    return forecastOf(this.#short)?.vol ?? 0;
  }

  get referenceVol(): number {
    return forecastOf(this.#long)?.vol ?? 0;
  }

  get gain(): LoopGain | undefined {
    return this.#breakers.watched.loopGain?.[NAME];
  }

  /** Remembers an order that takes, with which a minute begins. */
  taking(quantity: number): void {
    if (quantity !== 0) this.#minute.took = quantity;
  }

  #fold(reading: Parameters<typeof foldBreakers>[1], at: Millis): void {
    const before = this.level;
    this.#breakers = foldBreakers(this.#breakers, reading);
    if (this.level === before) return;
    this.changes.push({ at, from: before, to: this.level, because: explain(this.#breakers.ladder) });
  }

  /** A minute has ended: forecasts learn its bar, and the loop gain what followed on what was taken. */
  #close(view: View, at: Millis): void {
    const { at: start, price, took, traded } = this.#minute;
    if (!Number.isNaN(start)) {
      const bar = {
        instrument: NAME,
        start: millis(start),
        open: price,
        high: Math.max(price, view.price),
        low: Math.min(price, view.price),
        close: view.price,
        volume: view.traded - traded,
      };
      this.#short = foldBar(this.#short, bar, MINUTE, SHORT);
      this.#long = foldBar(this.#long, bar, MINUTE, LONG);
      const reading = {
        at,
        traded: took,
        change: view.price - price,
        volume: bar.volume,
        gamma: this.#gamma,
      };
      this.#fold({ signal: 'loopGain', subject: NAME, reading }, at);
    }
    this.#minute = { at, price: view.price, took: 0, traded: view.traded };
  }

  /** Reads what is shown. */
  read(view: View): void {
    const at = millis(view.now * SECOND);
    const forecast = forecastOf(this.#long);
    const vol = forecast?.ready ? forecast.vol : 0;
    this.#fold({ signal: 'priceCascade', subject: NAME, reading: { at, price: view.price, vol } }, at);
    this.#fold({ signal: 'depthCollapse', subject: NAME, reading: { at, depth: view.depth } }, at);
    const spread = (2 * view.halfSpread) / view.price;
    this.#fold({ signal: 'spreadBlowOut', subject: NAME, reading: { at, spread } }, at);
    const liquidated = view.liquidated - this.#liquidated;
    this.#liquidated = view.liquidated;
    const dailyVolume = (view.traded / (view.now * SECOND)) * DAY;
    this.#fold({ signal: 'liquidationPrints', subject: NAME, reading: { at, liquidated, dailyVolume } }, at);
    const { openInterest } = view;
    this.#fold({ signal: 'openInterestDrop', subject: NAME, reading: { at, openInterest } }, at);
    if (!(at - this.#minute.at < MINUTE)) this.#close(view, at);
  }
}
