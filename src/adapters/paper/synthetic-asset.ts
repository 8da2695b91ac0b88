import type { InstrumentId } from '../../domain/instrument.ts';
import type { Quote } from '../../domain/market.ts';
import type { Random } from '../../math/random.ts';
import { toTick } from '../../units/rounding.ts';
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import type { Regime } from './regime.ts';
import type { SyntheticAsset } from './settings.ts';

/** Of the log returns of any two assets, jumps included. */
const CORRELATION = 0.8;
/** How fast implied vol goes to what the regime realises, and how much it wavers, as log vol per √year. */
const VOL_REVERSION_MS = 2 * HOUR;
const VOL_OF_VOL = 2;
/** Traded in a day at each instrument and resting at each best price, in quote units, when calm. */
const TURNOVER = 2e9;
const TOP = 2e5;
/** Stress against calm. */
const STRESS = { spread: 3, turnover: 3, top: 0.3 };
/** Funding per interval: where it tends, how it wavers, what of a deviation remains after one interval. */
const FUNDING = { mean: 1e-4, deviation: 5e-5, kept: 0.8 };

/** What all assets have in common over one step. */
export interface Step {
  readonly ms: number;
  readonly regime: Regime;
  /** Standard normal. */
  readonly move: number;
  /** Standard deviation of a jump as a log return, and its common part; undefined without a jump. */
  readonly jump: { readonly size: number; readonly move: number } | undefined;
}

/** An instrument's quote after a step, and its volume in it, in base units. */
export interface Tick extends Quote {
  readonly instrument: InstrumentId;
  readonly volume: number;
}

/** One asset under way. */
export interface AssetPath {
  readonly asset: SyntheticAsset;
  price(): number;
  /** Annualised implied vol. */
  vol(): number;
  /** Moves everything by a step and quotes every instrument. */
  step(step: Step): readonly Tick[];
  /** The next funding rate of a perp. */
  funding(perp: InstrumentId): number;
}

/** A standard normal that correlates with `common`. */
function correlated(common: number, random: Random): number {
  return Math.sqrt(CORRELATION) * common + Math.sqrt(1 - CORRELATION) * random.normal();
}

/** About 1, never negative. */
function noise(random: Random): number {
  return Math.exp(0.5 * random.normal() - 0.125);
}

function quoteOf(
  { tick, halfSpread }: SyntheticAsset['quotes'][number],
  price: number,
  regime: Regime,
  random: Random,
): Quote {
  const half = price * halfSpread * (regime === 'stress' ? STRESS.spread : 1);
  const bid = Math.max(tick, toTick(price - half, tick, 'down'));
  const ask = Math.max(toTick(bid + tick, tick, 'nearest'), toTick(price + half, tick, 'up'));
  const size = (TOP * (regime === 'stress' ? STRESS.top : 1)) / price;
  return { bid, ask, bidSize: size * noise(random), askSize: size * noise(random) };
}

/** `asset` at its stated price and calm vol. */
export function createAssetPath(asset: SyntheticAsset, random: Random): AssetPath {
  const prices = random.fork('price');
  const vols = random.fork('vol');
  const tops = random.fork('top');
  const volumes = random.fork('volume');
  const fundings = random.fork('funding');
  const rates = new Map<InstrumentId, number>();
  let price = asset.price;
  let implied = asset.calmVol;

  return {
    asset,
    price: () => price,
    vol: () => implied,
    step({ ms, regime, move, jump }) {
      const vol = regime === 'calm' ? asset.calmVol : asset.stressVol;
      const years = ms / YEAR;
      const jumped = jump === undefined ? 0 : jump.size * correlated(jump.move, prices);
      const moved = vol * Math.sqrt(years) * correlated(move, prices) - 0.5 * vol * vol * years;
      price *= Math.exp(moved + jumped);
      const returned = -Math.expm1(-ms / VOL_REVERSION_MS) * Math.log(vol / implied);
      implied *= Math.exp(returned + VOL_OF_VOL * Math.sqrt(years) * vols.normal());
      const turnover = ((TURNOVER * ms) / DAY) * (regime === 'stress' ? STRESS.turnover : 1);
      return asset.quotes.map((quoted) => ({
        ...quoteOf(quoted, price, regime, tops),
        instrument: quoted.instrument,
        volume: (turnover / price) * noise(volumes),
      }));
    },
    funding(perp) {
      const last = rates.get(perp) ?? FUNDING.mean;
      const next =
        FUNDING.mean + FUNDING.kept * (last - FUNDING.mean) + FUNDING.deviation * fundings.normal();
      rates.set(perp, next);
      return next;
    },
  };
}
