/** A book of twenty options on two coins that is kept full: delta and gamma of each coin's part, bar by bar. */
import { normalCdf, normalPdf } from '../../math/normal.ts';
import { createRandom, type Random } from '../../math/random.ts';
import { DAY, YEAR } from '../../units/time.ts';
import type { CoinPath } from './market.ts';

/** Columns over the closes that both coins have. */
export interface PairPath {
  readonly coins: readonly [string, string];
  readonly at: Float64Array;
  readonly close: readonly [Float64Array, Float64Array];
  readonly vol: readonly [Float64Array, Float64Array];
  readonly funding: readonly [Float64Array, Float64Array];
  /** Exponentially weighted correlation of their returns up to each close. */
  readonly correlation: Float64Array;
}

/** Per bar, for each coin. In base units, on a book whose options were worth a notional of 1 together when dealt. */
export interface BookGreeks {
  /** What is to be held against the options. */
  readonly wanted: readonly [Float64Array, Float64Array];
  /** Net gamma, and its root mean square over the price's likely reach in a day. */
  readonly gamma: readonly [Float64Array, Float64Array];
  readonly reach: readonly [Float64Array, Float64Array];
}

/** Bought and sold alike, or a seller's. */
export type BookKind = 'mixed' | 'short';

const OPTIONS = 20;
const TENOR = 28 * DAY;
const HALF_LIFE = 5 * DAY;
/** How far ahead gamma is looked at, as days. */
const AHEAD = DAY / YEAR;

interface Held {
  readonly coin: 0 | 1;
  readonly isCall: boolean;
  readonly strike: number;
  readonly expiry: number;
  readonly size: number;
}

function correlationOf(at: Float64Array, one: Float64Array, other: Float64Array): Float64Array {
  const correlation = new Float64Array(at.length);
  let [own, others, both] = [0, 0, 0];
  for (let i = 1; i < at.length; i += 1) {
    const keep = Math.exp((-Math.LN2 * ((at[i] as number) - (at[i - 1] as number))) / HALF_LIFE);
    const x = Math.log((one[i] as number) / (one[i - 1] as number));
    const y = Math.log((other[i] as number) / (other[i - 1] as number));
    own = keep * own + x * x;
    others = keep * others + y * y;
    both = keep * both + x * y;
    const scale = Math.sqrt(own * others);
    correlation[i] = scale > 0 ? both / scale : 0;
  }
  return correlation;
}

/** The closes that `one` and `other` share, from the first at which both have a vol. */
export function pairOf(one: CoinPath, other: CoinPath): PairPath {
  const places = new Map<number, number>();
  for (const [i, at] of other.at.entries()) places.set(at, i);
  const shared: [number, number][] = [];
  for (const [i, at] of one.at.entries()) {
    const j = places.get(at);
    if (j === undefined || Number.isNaN((one.vol[i] as number) + (other.vol[j] as number))) continue;
    shared.push([i, j]);
  }
  const pick = (key: 'at' | 'close' | 'vol' | 'funding'): readonly [Float64Array, Float64Array] => [
    Float64Array.from(shared, ([i]) => one[key][i] as number),
    Float64Array.from(shared, ([, j]) => other[key][j] as number),
  ];
  const close = pick('close');
  const at = pick('at')[0];
  const correlation = correlationOf(at, close[0], close[1]);
  return {
    coins: [one.coin, other.coin],
    at,
    close,
    vol: pick('vol'),
    funding: pick('funding'),
    correlation,
  };
}

/** The option that takes place `k` of the book: a twentieth of its notional, 85 to 115 % of the price. */
function dealt(k: number, kind: BookKind, prices: readonly number[], expiry: number, random: Random): Held {
  const coin = (k % 2) as 0 | 1;
  const price = prices[coin] as number;
  const isSold = random.next() < 0.5 || kind === 'short';
  const isCall = random.next() < 0.5;
  const strike = price * (0.85 + 0.3 * random.next());
  return { coin, isCall, strike, expiry, size: (isSold ? -1 : 1) / (OPTIONS * price) };
}

/** Gamma of one unit at `log` = ln(price / strike). */
function gammaAt(log: number, deviation: number, price: number): number {
  return normalPdf(log / deviation + 0.5 * deviation) / (price * deviation);
}

function column(length: number): readonly [Float64Array, Float64Array] {
  return [new Float64Array(length), new Float64Array(length)];
}

function add(to: Float64Array, i: number, value: number): void {
  to[i] = (to[i] as number) + value;
}

/**
 * The Greeks of one book over `pair`, drawn by `seed`: ten options on each coin, calls and puts, expiring one after
 * the other; each that expires is followed by a fresh one of 28 days. At no carry, at the mark vol of each close.
 */
export function bookGreeks(pair: PairPath, kind: BookKind, seed: number): BookGreeks {
  const { at, close, vol } = pair;
  const random = createRandom(seed).fork(kind);
  const greeks = { wanted: column(at.length), gamma: column(at.length), reach: column(at.length) };
  const pricesAt = (i: number): readonly number[] => [close[0][i] as number, close[1][i] as number];
  const book: Held[] = [];
  for (let i = 0; i < at.length; i += 1) {
    const now = at[i] as number;
    const up = [0, 0];
    const down = [0, 0];
    for (let k = 0; k < OPTIONS; k += 1) {
      let held = book[k];
      if (held === undefined || held.expiry <= now) {
        const life = held === undefined ? (TENOR * (k + 1)) / OPTIONS : TENOR;
        held = dealt(k, kind, pricesAt(i), now + life, random);
        book[k] = held;
      }
      const { coin, size } = held;
      const [price, sigma] = [close[coin][i] as number, vol[coin][i] as number];
      const deviation = sigma * Math.sqrt((held.expiry - now) / YEAR);
      const log = Math.log(price / held.strike);
      const reach = sigma * Math.sqrt(AHEAD);
      const call = normalCdf(log / deviation + 0.5 * deviation);
      add(greeks.wanted[coin], i, -size * (held.isCall ? call : call - 1));
      add(greeks.gamma[coin], i, size * gammaAt(log, deviation, price));
      up[coin] = (up[coin] as number) + size * gammaAt(log + reach, deviation, price);
      down[coin] = (down[coin] as number) + size * gammaAt(log - reach, deviation, price);
    }
    for (const coin of [0, 1] as const) {
      const here = greeks.gamma[coin][i] as number;
      const [above, below] = [up[coin] as number, down[coin] as number];
      greeks.reach[coin][i] = Math.sqrt((above * above + 2 * here * here + below * below) / 4);
    }
  }
  return greeks;
}
