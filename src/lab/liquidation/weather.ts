/** What the market and the venues do along one path, whoever is on it: prices, vols, spreads, and who is out. */

import { createRandom, type Random } from '../../math/random.ts';
import { HOUR, MINUTE, YEAR } from '../../units/time.ts';

export const COINS = ['BTC', 'ETH'] as const;
export type Coin = (typeof COINS)[number];

/** A jump within one step. */
export interface Gap {
  /** The step at whose end it has happened. */
  readonly step: number;
  /** Of Bitcoin, and of Ether, signed. */
  readonly size: number;
  readonly other: number;
}

/** A path in steps of equal length, the first price at its beginning. A column an array, but for what is told apart. */
export interface Weather {
  readonly stepMs: number;
  readonly length: number;
  /** At the end of each step, quote units; and the least and greatest within it. */
  readonly close: Readonly<Record<Coin, Float64Array>>;
  readonly low: Readonly<Record<Coin, Float64Array>>;
  readonly high: Readonly<Record<Coin, Float64Array>>;
  /** Forecast at the end of each step, and what Bitcoin's options are priced at; annual. */
  readonly vol: Readonly<Record<Coin, Float64Array>>;
  readonly implied: Float64Array;
  /** Of a fill, as a fraction of the price. */
  readonly halfSpread: Float64Array;
  readonly gaps: readonly Gap[];
  /** Whether a venue answers in a step. */
  readonly isOut: (venue: string, step: number) => boolean;
}

const STEP: number = 5 * MINUTE;
const LENGTH = (16 * HOUR) / STEP;
const START: Readonly<Record<Coin, number>> = { BTC: 60_000, ETH: 3_000 };
/** Of the forecast: what the engine has where nothing else is configured. */
const HALF_LIFE: number = 12 * HOUR;
export const HALF_SPREAD = 1e-4;
const IMPLIED_SHARE = 0.35;
/** A venue is out about a gap as often as not; for these minutes. */
const OUTAGE = 0.4;
const OUTAGE_MINUTES: readonly [number, number] = [10, 60];

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

/** One to three gaps of 10 to 25 %, the first after two to six hours, the rest within four of the one before. */
function drawGaps(random: Random, beta: number): readonly Gap[] {
  const count = 1 + random.int(3);
  const isCrash = random.next() < 0.6;
  const gaps: Gap[] = [];
  let step = Math.round(between(random, (2 * HOUR) / STEP, (6 * HOUR) / STEP));
  for (let i = 0; i < count; i += 1) {
    const isSame = i === 0 || random.next() < 0.6;
    const size = between(random, 0.1, 0.25);
    const sign = isCrash === isSame ? -1 : 1;
    gaps.push({ step, size: sign * size, other: sign * Math.min(0.25, beta * size) });
    step += 1 + Math.round(between(random, 0, (4 * HOUR) / STEP));
  }
  return gaps.filter((gap) => gap.step < LENGTH - 1);
}

/** The vol that moves are drawn at, by step: calm, restless before the first gap, wild after each. */
function drawVols(random: Random, gaps: readonly Gap[]): Float64Array {
  const calm = between(random, 0.4, 0.9);
  const restless = between(random, 1, 2) * calm;
  const wild = between(random, 1.5, 3);
  const restlessFrom = (gaps[0]?.step ?? LENGTH) - Math.round(between(random, 0, (3 * HOUR) / STEP));
  return Float64Array.from({ length: LENGTH }, (_, step) => {
    let vol = step >= restlessFrom ? restless : calm;
    for (const gap of gaps)
      if (step > gap.step) {
        const left = Math.exp((-Math.LN2 * (step - gap.step) * STEP) / (3 * HOUR));
        vol = Math.max(vol, calm + (wild - calm) * left);
      }
    return vol;
  });
}

/** Exponentially weighted, as the engine's forecast, from a day at the first step's vol before the path. */
export function forecasts(
  closes: Float64Array,
  first: number,
  stepMs: number,
  halfLifeMs: number = HALF_LIFE,
): Float64Array {
  const keep = Math.exp((-Math.LN2 * stepMs) / halfLifeMs);
  let variance = first * first;
  return closes.map((close, i) => {
    if (i > 0) {
      const move = Math.log(close / (closes[i - 1] as number));
      variance = keep * variance + ((1 - keep) * move * move * YEAR) / stepMs;
    }
    return Math.sqrt(variance);
  });
}

type Span = readonly [from: number, to: number];

function drawOutages(random: Random, gaps: readonly Gap[]): (venue: string, step: number) => boolean {
  const spans = new Map<string, readonly Span[]>();
  return (venue, step) => {
    const known = spans.get(venue);
    const own = random.fork(venue);
    const drawn =
      known ??
      gaps
        .filter(() => own.next() < OUTAGE)
        .map(({ step: at }): Span => {
          const from = at + Math.round(between(own, -HOUR / STEP, HOUR / STEP));
          return [from, from + Math.ceil((between(own, ...OUTAGE_MINUTES) * MINUTE) / STEP)];
        });
    if (known === undefined) spans.set(venue, drawn);
    return drawn.some(([from, to]) => step >= from && step < to);
  };
}

/** The crash path of `seed`. */
export function drawWeather(seed: string): Weather {
  const random = createRandom(seed);
  const moves = random.fork('moves');
  const beta = between(moves, 1, 1.3);
  const gaps = drawGaps(random.fork('gaps'), beta);
  const vols = drawVols(random.fork('vols'), gaps);
  const [btc, eth] = [new Float64Array(LENGTH), new Float64Array(LENGTH)];
  const halfSpread = new Float64Array(LENGTH);
  let [a, b, spread] = [START.BTC, START.ETH, HALF_SPREAD];
  for (let step = 0; step < LENGTH; step += 1) {
    const gap = gaps.find((each) => each.step === step);
    spread = HALF_SPREAD + (spread - HALF_SPREAD) * 0.9;
    if (step > 0) {
      const deviation = (vols[step] as number) * Math.sqrt(STEP / YEAR);
      const [own, other] = [moves.normal(), moves.normal()];
      a *= Math.exp(deviation * own);
      b *= Math.exp(deviation * beta * (0.8 * own + 0.6 * other));
    }
    if (gap !== undefined) {
      a *= 1 + gap.size;
      b *= 1 + gap.other;
      spread = 20 * HALF_SPREAD;
    }
    btc[step] = a;
    eth[step] = b;
    halfSpread[step] = spread;
  }
  const close = { BTC: btc, ETH: eth };
  const first = vols[0] as number;
  const vol = { BTC: forecasts(btc, first, STEP), ETH: forecasts(eth, first * beta, STEP) };
  // Options of weeks take a third of what moves do now above what they usually do.
  const implied = vols.map((each) => 0.05 + first + IMPLIED_SHARE * (each - first));
  const isOut = drawOutages(random.fork('outages'), gaps);
  return {
    stepMs: STEP,
    length: LENGTH,
    close,
    low: close,
    high: close,
    vol,
    implied,
    halfSpread,
    gaps,
    isOut,
  };
}
