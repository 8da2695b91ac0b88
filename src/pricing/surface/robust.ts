/** How any smile is fitted to quotes of which some are wrong: weighted least squares, re-weighted by the misses. */
import { median } from '../../math/statistics.ts';
import type { SmilePoints } from './smile-quotes.ts';
import { type Svi, sviVariance } from './svi.ts';

/** A weighted least-squares problem in total variance. A weight of 0 leaves the point out. */
export interface Targets {
  readonly k: Float64Array;
  readonly variance: Float64Array;
  readonly weight: Float64Array;
}

/** Rounds of re-weighting; the last refines most. */
const ROUNDS = 5;

/** Misses of more than so many times the usual one count little: 95 % efficient for normal errors. */
const CAUCHY = 2.385;

/** No miss within this share of bid to ask marks a quote as an outlier. */
const HARMLESS = 0.5;

function volOf(svi: Svi, k: number, years: number): number {
  return Math.sqrt(Math.max(0, sviVariance(svi, k)) / years);
}

/** What each vol should be by its neighbours: the median of five around it, itself included. */
function neighbourhood(points: SmilePoints): Float64Array {
  const known = Array.from(points.vol.keys()).filter((i) => (points.vol[i] as number) > 0);
  const answer = new Float64Array(points.vol.length).fill(Number.NaN);
  for (const [place, i] of known.entries()) {
    const first = Math.max(0, Math.min(place - 2, known.length - 5));
    const around = known.slice(first, first + 5).map((j) => points.vol[j] as number);
    answer[i] = median(around);
  }
  return answer;
}

/** The vol to aim at: the quote's own, or the bound that `vol` breaks; NaN where it breaks none. */
function aimOf(points: SmilePoints, i: number, vol: number): number {
  const own = points.vol[i] as number;
  if (own > 0) return own;
  if (vol < (points.bid[i] as number)) return points.bid[i] as number;
  return vol > (points.ask[i] as number) ? (points.ask[i] as number) : Number.NaN;
}

/**
 * The points as seen from `vols`, a guess of the smile. A miss of total variance times √weight is a miss of vol,
 * in half-widths of the quote, exactly so where the smile stays as guessed: w − w' = T(σ + σ')(σ − σ').
 */
function targetsFrom(points: SmilePoints, vols: Float64Array): Targets {
  const { years, k } = points;
  const aims = vols.map((vol, i) => aimOf(points, i, vol));
  const misses = vols.map((vol, i) => ((aims[i] as number) - vol) / (points.slack[i] as number));
  const sizes = misses.filter((miss) => !Number.isNaN(miss)).map(Math.abs);
  const scale = CAUCHY * Math.max(HARMLESS, 1.4826 * median(sizes));
  const weight = k.map((_, i) => {
    const aim = aims[i] as number;
    if (!(aim > 0)) return 0;
    const miss = (misses[i] as number) / scale;
    const perVariance = 1 / (years * (aim + (vols[i] as number)) * (points.slack[i] as number));
    return (perVariance * perVariance) / (1 + miss * miss);
  });
  return { k, variance: aims.map((aim) => (aim > 0 ? aim * aim * years : 0)), weight };
}

/**
 * The smile that `closest` finds, with the targets it was last fitted to. `closest` is called a fixed number of times,
 * each with the answer before and whether it is the last call.
 */
export function fitRobustly(
  points: SmilePoints,
  closest: (targets: Targets, before: Svi | undefined, isLast: boolean) => Svi,
): { readonly svi: Svi; readonly targets: Targets } {
  let targets = targetsFrom(points, neighbourhood(points));
  let svi = closest(targets, undefined, false);
  for (let round = 1; round < ROUNDS; round++) {
    const vols = points.k.map((k) => volOf(svi, k, points.years));
    targets = targetsFrom(points, vols);
    svi = closest(targets, svi, round === ROUNDS - 1);
  }
  return { svi, targets };
}

/** Weighted sum of squared misses of total variance. */
export function missOf(svi: Svi, { k, variance, weight }: Targets): number {
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    const miss = sviVariance(svi, k[i] as number) - (variance[i] as number);
    sum += (weight[i] as number) * miss * miss;
  }
  return sum;
}

/** How well a smile meets its quotes. Errors against each quote's own vol, in vol points (0.01). */
export interface Quality {
  readonly rmsVolPoints: number;
  /** The median, which options of no value do not move. */
  readonly typicalVolPoints: number;
  readonly worstVolPoints: number;
  /** Of the quotes with a bid or an ask, the share whose bid and ask the smile keeps; 1 where there is none. */
  readonly insideShare: number;
  /** Quotes that the errors are over. */
  readonly targets: number;
}

/** How well `svi` meets `points`. */
export function qualityOf(svi: Svi, points: SmilePoints): Quality {
  const errors: number[] = [];
  let [squares, inside, sided] = [0, 0, 0];
  for (const [i, k] of points.k.entries()) {
    const vol = volOf(svi, k, points.years);
    const [bid, ask, own] = [points.bid[i] as number, points.ask[i] as number, points.vol[i] as number];
    if (own > 0) {
      const error = 100 * Math.abs(vol - own);
      squares += error * error;
      errors.push(error);
    }
    if (bid > 0 || ask < Infinity) {
      sided += 1;
      if (vol >= bid && vol <= ask) inside += 1;
    }
  }
  return {
    rmsVolPoints: Math.sqrt(squares / points.targets),
    typicalVolPoints: median(errors),
    worstVolPoints: Math.max(...errors),
    insideShare: sided === 0 ? 1 : inside / sided,
    targets: points.targets,
  };
}
