/** A raw SVI smile that gives something away somewhere, fitted again with that made dear. */
import { levenbergMarquardt } from '../../math/levenberg-marquardt.ts';
import { butterflyViolation, calendarViolation, durrleman, STEEPEST_WING } from './arbitrage.ts';
import { type Frame, frameOf, isFramed } from './fit-svi.ts';
import { missOf, type Targets } from './robust.ts';
import { flatSvi, type Svi, sviJet, sviMinimum, sviVariance } from './svi.ts';

/** What a negative density costs in each round, in misses of the best smile. */
const PRICES = [1e2, 1e4, 1e6, 1e6];

/** How far above zero g is wanted, so that what lies between the places of the grid is above zero too. */
const MARGIN = 1e-3;

/** Coordinates in which each is of order one: level, slope of the right and of the left wing, vertex, ln s. */
function coordinatesOf(svi: Svi, frame: Frame): number[] {
  const scale = svi.b * svi.s;
  return [
    svi.a + scale,
    svi.b * (1 + svi.rho),
    svi.b * (1 - svi.rho),
    (svi.m - frame.first) / frame.span,
    Math.log(svi.s / frame.span),
  ];
}

/** The smile at those coordinates. */
function smileAt(at: readonly number[], frame: Frame): Svi {
  const [level = 0, right = 0, left = 0, place = 0, lnS = 0] = at;
  const s = frame.span * Math.exp(lnS);
  const b = 0.5 * (right + left);
  const rho = b > 0 ? (0.5 * (right - left)) / b : 0;
  return { a: level - b * s, b, rho, m: frame.first + frame.span * place, s };
}

/** Whether it is one whose density can be asked for, its vertex where quotes could tell of it. */
function isSmile(svi: Svi, frame: Frame): boolean {
  const isPlain = svi.b >= 0 && Math.abs(svi.rho) <= 1 && svi.b * (1 + Math.abs(svi.rho)) < STEEPEST_WING;
  return isPlain && isFramed(svi.m, svi.s, frame) && sviMinimum(svi).variance > 0;
}

/** Where the density of a smile is looked at while it is fitted: closely about the quotes, and far out. */
function firstPlaces({ first, span }: Frame): number[] {
  const places: number[] = [];
  const middle = first + 0.5 * span;
  for (let t = -4; t <= 4; t += 0.2) places.push(middle + 0.5 * span * Math.sinh(t));
  return places;
}

/** A smile that another may not fall below, within ±`reach` of the money. */
export interface Floor {
  readonly svi: Svi;
  readonly reach: number;
}

/** Where a smile is held above its floor while it is fitted. */
function floorPlaces(floor: Floor | undefined): number[] {
  const places: number[] = [];
  if (floor !== undefined) for (let i = -20; i <= 20; i++) places.push((floor.reach * i) / 20);
  return places;
}

/**
 * A raw SVI smile near `svi`, good for `targets`, without butterfly arbitrage and nowhere below `floor`: squared
 * shortfalls, of g below a margin and of variance below the floor's, are added to the squared misses, at growing
 * prices, and wherever arbitrage is left is looked at next. Undefined where none was found within four rounds of
 * 30 steps.
 */
export function repairSvi(svi: Svi, targets: Targets, floor?: Floor): Svi | undefined {
  const frame = frameOf(targets.k);
  const [dense, high] = [firstPlaces(frame), floorPlaces(floor)];
  // The best smile often lies on a bound, where no density can be asked for.
  let at: readonly number[] = coordinatesOf(svi, frame).map((x, i) =>
    i === 1 || i === 2 ? Math.min(0.999 * STEEPEST_WING, Math.max(1e-4, x)) : x,
  );
  const { k, variance, weight } = targets;
  const fair = missOf(svi, targets) + 1e-8 * missOf(flatSvi(0), targets);
  const scale = sviVariance(svi, 0);
  for (const price of PRICES) {
    const root = Math.sqrt(price * fair);
    const residuals = (x: readonly number[], into: Float64Array): boolean => {
      const smile = smileAt(x, frame);
      if (!isSmile(smile, frame)) return false;
      let row = 0;
      for (let i = 0; i < k.length; i++) {
        const miss = sviVariance(smile, k[i] as number) - (variance[i] as number);
        into[row++] = Math.sqrt(weight[i] as number) * miss;
      }
      for (const place of dense) {
        into[row++] = root * Math.max(0, MARGIN - durrleman(place, sviJet(smile, place)));
      }
      for (const place of high) {
        const above = sviVariance(smile, place) - sviVariance(floor?.svi ?? smile, place);
        into[row++] = root * Math.max(0, 0.1 * MARGIN - above / scale);
      }
      return true;
    };
    at = levenbergMarquardt(residuals, k.length + dense.length + high.length, at, 30);
    const found = smileAt(at, frame);
    const butterfly = butterflyViolation(found);
    const crossing = floor && calendarViolation(floor.svi, found, floor.reach);
    if (butterfly === undefined && crossing === undefined) return found;
    if (butterfly !== undefined) dense.push(butterfly.k);
    if (crossing !== undefined) high.push(crossing.k);
  }
  return undefined;
}
