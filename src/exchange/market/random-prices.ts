/**
 * Prices of several coins at once: geometric Brownian motion whose volatility is the exponential of an
 * Ornstein-Uhlenbeck process (L. Scott, "Option pricing when the variance changes randomly", Journal of Financial
 * and Quantitative Analysis 22 (1987) 419–438), with lognormal jumps (R. Merton, 1976) and one factor that all
 * coins share. Without drift, so that nobody can live on it.
 */
import type { Currency } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import { YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { Jumps, type PriceSource, type PriceSourceMaker } from './price-source.ts';

/** How one coin moves. Rates are per year. */
export interface Coin {
  readonly currency: Currency;
  /** At the start, in quote units. */
  readonly price: number;
  /** Root of the mean of the variance, without jumps. */
  readonly vol: number;
  /** Correlation with the factor that all share. */
  readonly beta: number;
}

export interface RandomPriceOptions {
  readonly coins: readonly Coin[];
  /** Hours of market that pass in one of the exchange's: 60 has an hour's moves in a minute. */
  readonly pace: number;
}

export const COINS: readonly Coin[] = [
  { currency: 'BTC', price: 100_000, vol: 0.5, beta: 0.9 },
  { currency: 'ETH', price: 4_000, vol: 0.7, beta: 0.85 },
  { currency: 'SOL', price: 200, vol: 0.9, beta: 0.75 },
];

/** Of ln vol: half of a shock is gone after about four days, and vols go from half to twice the usual. */
const REVERSION = 60;
const VOL_OF_VOL = 5;
/** Correlation of a coin's price with its vol. */
const LEAN = -0.3;
const STATIONARY = (VOL_OF_VOL * VOL_OF_VOL) / (2 * REVERSION);
const JUMPS_A_YEAR = 25;
const JUMP_SIZE = 0.02;
const JUMP_VARIANCE = JUMPS_A_YEAR * JUMP_SIZE * JUMP_SIZE;

interface Path {
  readonly coin: Coin;
  readonly random: Random;
  price: number;
  /** ln of the vol, less its mean. */
  lnVol: number;
}

function volOf(path: Path): number {
  return path.coin.vol * Math.exp(path.lnVol - STATIONARY);
}

function move(path: Path, years: number, shared: number): void {
  const { coin, random } = path;
  const own = random.normal();
  const z = coin.beta * shared + Math.sqrt(1 - coin.beta * coin.beta) * own;
  const vol = volOf(path);
  const deviation = vol * Math.sqrt(years);
  let log = deviation * z - 0.5 * deviation * deviation;
  // A draw at every step, jump or none, keeps the path the same up to a jump that another setting has not.
  const isJump = random.next() < JUMPS_A_YEAR * years;
  const size = JUMP_SIZE * random.normal();
  if (isJump) log += size - 0.5 * JUMP_SIZE * JUMP_SIZE;
  path.price *= Math.exp(log);
  const kept = Math.exp(-REVERSION * years);
  const shock = LEAN * z + Math.sqrt(1 - LEAN * LEAN) * random.normal();
  path.lnVol = kept * path.lnVol + Math.sqrt(STATIONARY * (1 - kept * kept)) * shock;
}

/** Prices of `coins`, the same for the same seed and times. */
export function randomPrices({ coins, pace }: RandomPriceOptions): PriceSourceMaker {
  return (random: Random, start: Millis): PriceSource => {
    const shared = random.fork('shared');
    const jumps = new Jumps();
    let at: number = start;
    const paths = new Map<Currency, Path>();
    for (const coin of coins) {
      const own = random.fork(coin.currency);
      paths.set(coin.currency, { coin, random: own, price: coin.price, lnVol: STATIONARY });
    }
    return {
      advance(now) {
        if (now <= at) return;
        const years = ((now - at) / YEAR) * pace;
        at = now;
        const common = shared.normal();
        for (const path of paths.values()) move(path, years, common);
      },
      price: (currency) => (paths.get(currency)?.price ?? 1) * jumps.of(currency),
      vol(currency) {
        const path = paths.get(currency);
        const vol = path === undefined ? 0 : volOf(path);
        return Math.sqrt(vol * vol + JUMP_VARIANCE);
      },
      usualVol(currency) {
        const vol = paths.get(currency)?.coin.vol ?? 0;
        return Math.sqrt(vol * vol + JUMP_VARIANCE);
      },
      jump: (currency, factor) => jumps.add(currency, factor),
    };
  };
}
