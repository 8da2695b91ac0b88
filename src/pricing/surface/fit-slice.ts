/** The smile of one expiry: the best that its quotes bear and that gives nothing away. */
import type { Refused } from '../refused.ts';
import { butterflyViolation, calendarReach, calendarViolation, type Violation } from './arbitrage.ts';
import { fitSvi } from './fit-svi.ts';
import { type Floor, repairSvi } from './repair-svi.ts';
import { fitRobustly, type Quality, qualityOf, type Targets } from './robust.ts';
import { type SmilePoints, type SmileQuotes, smilePoints } from './smile-quotes.ts';
import { fitSsviSlice, type Ssvi, ssviAsSvi } from './ssvi.ts';
import { flatSvi, type Svi } from './svi.ts';

/** The smile of one expiry. */
export interface Slice {
  readonly years: number;
  readonly svi: Svi;
}

export interface SliceFit extends Slice, Quality {
  /** What was fitted; each is answered as the raw SVI that it is. None has butterfly arbitrage. */
  readonly kind: 'svi' | 'ssvi' | 'flat';
  /** Why this kind. */
  readonly because: string;
}

/** Raw SVI has five parameters and SSVI three: with fewer strikes they are not determined. */
const LEAST_FOR_SVI = 5;
const LEAST_FOR_SSVI = 3;

function strikesOf(points: SmilePoints): number {
  return new Set(points.k.filter((_, i) => (points.vol[i] as number) > 0)).size;
}

function answer(kind: SliceFit['kind'], because: string, svi: Svi, points: SmilePoints): SliceFit {
  return { kind, because, years: points.years, svi, ...qualityOf(svi, points) };
}

function told({ of, k, amount }: Violation): string {
  const where = of === 'wing' ? (k < 0 ? 'in the left wing' : 'in the right wing') : `at k = ${k.toFixed(3)}`;
  return `${of} is off by ${amount.toPrecision(2)} ${where}`;
}

/** The vol at the money, or where the nearest quote is. */
function flat(points: SmilePoints, because: string): SliceFit {
  let nearest = Infinity;
  let [squares, count] = [0, 0];
  for (const [i, k] of points.k.entries()) {
    const vol = points.vol[i] as number;
    if (!(vol > 0) || Math.abs(k) > nearest) continue;
    if (Math.abs(k) < nearest) [squares, count] = [0, 0];
    nearest = Math.abs(k);
    squares += vol * vol;
    count += 1;
  }
  const where = `the vol of the quote nearest the money, ${nearest.toFixed(3)} away`;
  return answer('flat', `${because}: ${where}`, flatSvi((squares / count) * points.years), points);
}

/** The best SSVI smile, or a flat one where even that fails. */
function plain(points: SmilePoints, because: string): SliceFit {
  if (strikesOf(points) < LEAST_FOR_SSVI) {
    return flat(points, `${because}; SSVI needs ${LEAST_FOR_SSVI} strikes`);
  }
  let ssvi: Ssvi | undefined;
  const { svi } = fitRobustly(points, (targets, _, isLast) => {
    ssvi = fitSsviSlice(targets, ssvi, isLast);
    return ssviAsSvi(ssvi);
  });
  const violation = butterflyViolation(svi);
  if (violation !== undefined) return flat(points, `${because}; SSVI fails as well, its ${told(violation)}`);
  return answer('ssvi', because, svi, points);
}

/** The best raw SVI mended: free of both kinds of arbitrage if that can be, else of butterflies, else undefined. */
function mended(svi: Svi, targets: Targets, floor: Floor | undefined): Svi | undefined {
  const starts = [svi, ssviAsSvi(fitSsviSlice(targets))];
  for (const each of floor === undefined ? [undefined] : [floor, undefined]) {
    for (const start of starts) {
      const found = repairSvi(start, targets, each);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * The smile of checked `points`: raw SVI, again with arbitrage made dear where it has some, else SSVI, else flat.
 * Whatever is answered has no butterfly arbitrage. Where `earlier` is given, the smile of the expiry before, it has
 * no calendar arbitrage against it either if a raw SVI can be found that has none.
 */
export function fitPoints(points: SmilePoints, earlier?: Slice): SliceFit {
  const strikes = strikesOf(points);
  if (strikes < LEAST_FOR_SVI) {
    return plain(points, `${strikes} strikes with a vol, and SVI needs ${LEAST_FOR_SVI}`);
  }
  const { svi, targets } = fitRobustly(points, fitSvi);
  // A little further than is asked for, as the smile that is mended may be wider.
  const floor = earlier && { svi: earlier.svi, reach: 1.1 * calendarReach(svi) };
  const butterfly = butterflyViolation(svi);
  const crossing = floor && calendarViolation(floor.svi, svi);
  if (butterfly === undefined && crossing === undefined) {
    return answer('svi', 'the best SVI has no arbitrage', svi, points);
  }
  const because =
    butterfly === undefined
      ? `the best SVI crosses the smile before it at k = ${crossing?.k.toFixed(3)}`
      : `the best SVI has butterfly arbitrage, its ${told(butterfly)}`;
  const found = mended(svi, targets, floor);
  if (found === undefined) return plain(points, `${because}, and none without was found near it`);
  return answer('svi', `${because}: fitted again under a penalty`, found, points);
}

/**
 * The smile of one expiry fitted to its quotes, weighted by the width of bid and ask and little moved by
 * outliers; `kind` and `because` say what it is. Refuses, naming the field, a time to expiry that is not above
 * zero, a vol that is not finite and plausible, crossed quotes, and quotes of which none has a vol.
 */
export function fitSlice(quotes: SmileQuotes): SliceFit | Refused {
  const points = smilePoints(quotes);
  return 'kind' in points ? points : fitPoints(points);
}
