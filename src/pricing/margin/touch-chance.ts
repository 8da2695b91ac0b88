/**
 * How likely a price is to get somewhere at any time before a horizon, not only at its end. Its logarithm is a Brownian
 * motion with the drift −vol²/2, so that no gain or loss of the price is foretold.
 */
import { exp, log } from '../../math/elementary.ts';
import { normalCdf, normalPdf } from '../../math/normal.ts';
import { refusedField } from '../field-rules.ts';
import { type Refused, refused } from '../refused.ts';

/** What is asked. */
interface TouchTerms {
  /** Multiples of today's price: one below 1 and one above it; null where there is none. */
  readonly falling: number | null;
  readonly rising: number | null;
  /** Annualised, as a fraction: the root of the mean of what its square may turn out to be. */
  readonly vol: number;
  readonly years: number;
  /** Standard deviation of the logarithm of the vol that will be, around the one that is forecast; absent: 0. */
  readonly volUncertainty?: number;
}

/** Beyond this many standard deviations across the gap, what stays between both is below 1e-30. */
const CERTAIN = 4;
const MOST_IMAGES = 60;
/** The forecast's error is added up from −Z to Z standard deviations. */
const Z = 8;
const Z_STEP = 0.125;

/** P(a Brownian motion with drift reaches `level` above 0 by then), by reflection; `spread` is vol · √years. */
function oneSided(level: number, drift: number, spread: number): number {
  const straight = normalCdf((drift - level) / spread);
  const mirrored = normalCdf((-drift - level) / spread);
  // A great number times a tail that is none would be NaN; the product is a probability's part, and tiny there.
  const tilted = mirrored === 0 ? 0 : exp((2 * drift * level) / (spread * spread)) * mirrored;
  return Math.min(1, straight + tilted);
}

/**
 * P(it leaves between `low` below 0 and `high` above 0 by then): one less the mass of all images between both, those at
 * 2n·gap and, of the other sign, at 2·high − 2n·gap, each tilted by the drift (Karatzas and Shreve, Brownian Motion and
 * Stochastic Calculus, 2.8; Girsanov).
 */
function twoSided(low: number, high: number, drift: number, spread: number): number {
  const gap = high - low;
  if (spread > CERTAIN * gap) return 1;
  const variance = spread * spread;
  const mass = (image: number): number => {
    const upper = normalCdf((high - image - drift) / spread);
    const lower = normalCdf((low - image - drift) / spread);
    return exp((drift * image) / variance) * (upper - lower);
  };
  let stays = mass(0) - mass(2 * high);
  for (let n = 1; n <= MOST_IMAGES; n += 1) {
    const more =
      mass(2 * n * gap) - mass(2 * high - 2 * n * gap) + mass(-2 * n * gap) - mass(2 * high + 2 * n * gap);
    stays += more;
    if (Math.abs(more) < 1e-17) break;
  }
  return Math.min(1, Math.max(0, 1 - stays));
}

function atVol({ falling, rising, years }: TouchTerms, vol: number): number {
  const spread = vol * Math.sqrt(years);
  if (spread === 0) return 0;
  const drift = -0.5 * spread * spread;
  const low = falling === null ? null : log(falling);
  const high = rising === null ? null : log(rising);
  if (low === null) return high === null ? 0 : oneSided(high, drift, spread);
  if (high === null) return oneSided(-low, -drift, spread);
  // Far from both the series loses digits that the sum keeps: who has met one has hardly time to meet the other.
  const either = oneSided(-low, -drift, spread) + oneSided(high, drift, spread);
  return either < 1e-6 ? either : twoSided(low, high, drift, spread);
}

function refusalOf({ falling, rising, vol, years, volUncertainty }: TouchTerms): Refused | undefined {
  if (falling !== null && !(falling > 0 && falling <= 1))
    return refused('falling', falling, 'a multiple above 0, at most 1, or null');
  if (rising !== null && !(rising >= 1 && rising < Infinity))
    return refused('rising', rising, 'a finite multiple of 1 or more, or null');
  return refusedField([
    ['vol', vol, 'plain'],
    ['years', years, 'plain'],
    ['volUncertainty', volUncertainty ?? 0, 'plain'],
  ]);
}

/**
 * The probability, from 0 to 1, that the price is at `falling` or below it or at `rising` or above it at any time
 * within `years`. One barrier by the reflection principle, two by its series. With an uncertainty u of the vol it is
 * the mean over vols e^(u·z − u²)·vol with z standard normal: the mean of their squares is that of the forecast,
 * since forecasts are of variance. That matters far out, where nearly all of it comes from vols that were forecast
 * too low.
 */
export function touchChance(terms: TouchTerms): number | Refused {
  const bad = refusalOf(terms);
  if (bad !== undefined) return bad;
  if (terms.falling === 1 || terms.rising === 1) return 1;
  const spread = terms.volUncertainty ?? 0;
  if (spread === 0) return atVol(terms, terms.vol);
  let sum = 0;
  let weights = 0;
  for (let z = -Z; z <= Z; z += Z_STEP) {
    const weight = normalPdf(z);
    sum += weight * atVol(terms, terms.vol * exp(spread * z - spread * spread));
    weights += weight;
  }
  return Math.min(1, sum / weights);
}
