/**
 * Where a smile or a pair of smiles gives money away. A smile is free of butterfly arbitrage where the density
 * that it implies is nowhere negative: Durrleman's condition g(k) ≥ 0 with Lee's bound on the wings, as in
 * Gatheral & Jacquier (2014), lemma 2.2. Two smiles are free of calendar arbitrage where the later one has
 * nowhere less total variance, their lemma 2.1.
 */
import { type Jet, type Svi, sviJet, sviMinimum, sviVariance } from './svi.ts';

/** The worst place, and by how much the condition fails there, above zero. */
export interface Violation {
  /** `density`: of g; `wing`: of the slope of total variance; `variance`: total variance itself, at or below 0. */
  readonly of: 'density' | 'wing' | 'variance';
  /** Log-moneyness; for a wing, its sign only. */
  readonly k: number;
  readonly amount: number;
}

/** Lee's bound on the slope of total variance in either wing: Roger Lee, Mathematical Finance 14 (2004). */
export const STEEPEST_WING = 2;

/** Steps of the grid in ln|x|, and how many of them reach from a millionth of a scale to a million. */
const STEP = 0.12;
const REACH = 14;

/**
 * How far calendars matter, in standard deviations of the later smile at the money. Beyond, options are worth next
 * to nothing and are not quoted; in the far wings most smiles that are fitted one by one cross.
 */
const DEVIATIONS = 4;

/** What rounding alone may take from g. */
const ROUNDING = 1e-10;

/**
 * Durrleman's g(k) of total variance at `k`, which has the sign of the risk-neutral density: its own unit.
 * Gatheral & Jacquier (2014), equation (2.1). Not finite where total variance is 0.
 */
export function durrleman(k: number, { variance, slope, curvature }: Jet): number {
  const lean = 1 - (0.5 * k * slope) / variance;
  return lean * lean - 0.25 * slope * slope * (1 / variance + 0.25) + 0.5 * curvature;
}

/** Golden-section search for the least of `f` in [from, to]; answers the place. */
function leastWithin(f: (k: number) => number, from: number, to: number): number {
  const golden = 0.6180339887498949;
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let i = 0; i < 40; i++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = f(right);
    }
  }
  return atLeft < atRight ? left : right;
}

/** Places around each centre, dense within its scale and ever wider beyond: k = centre + scale · sinh(t). */
function grid(scales: readonly (readonly [centre: number, scale: number])[], reach: number): number[] {
  const places = [-reach, 0, reach];
  for (const [centre, scale] of scales) {
    for (let t = -REACH; t <= REACH; t += STEP) {
      const k = centre + scale * Math.sinh(t);
      if (Math.abs(k) < reach) places.push(k);
    }
  }
  places.sort((x, y) => x - y);
  // Two places in one would hide the dip between them and their neighbours.
  let last = -Infinity;
  return places.filter((k) => {
    const isNew = k - last > 1e-9 * Math.abs(k);
    if (isNew) last = k;
    return isNew;
  });
}

/** The least of `f` over sorted `places` and between them: the four deepest dips of the grid are searched. */
function leastOver(f: (k: number) => number, places: readonly number[]): { k: number; value: number } {
  const values = places.map(f);
  const at = (i: number): number => values[i] ?? Infinity;
  const dips = values.flatMap((value, i) => (value <= at(i - 1) && value <= at(i + 1) ? [i] : []));
  dips.sort((i, j) => at(i) - at(j));
  let least = { k: 0, value: Infinity };
  for (const i of dips.slice(0, 4)) {
    const here = places[i] as number;
    const between = leastWithin(f, places[i - 1] ?? here, places[i + 1] ?? here);
    for (const k of [here, between]) if (f(k) < least.value) least = { k, value: f(k) };
  }
  return least;
}

/** Where the smile's shape is: about its vertex, about its least variance, and about the money. */
function scalesOf(svi: Svi): (readonly [number, number])[] {
  const { k, variance } = sviMinimum(svi);
  const { curvature } = sviJet(svi, k);
  const dip = curvature > 0 && variance > 0 ? Math.sqrt((2 * variance) / curvature) : 1;
  const money = Math.sqrt(Math.max(1e-12, sviVariance(svi, 0)));
  return [
    [svi.m, Math.max(1e-9, svi.s)],
    [k, Math.max(1e-9, Math.min(dip, 10))],
    [0, money],
  ];
}

/**
 * The worst butterfly arbitrage of a smile over all strikes, or undefined where it has none: a total variance that
 * is not above zero, a wing steeper than Lee's bound of 2, or a negative density. The grid reaches until g is
 * within its limits at the wings, 1/4 − slope²/16.
 */
export function butterflyViolation(svi: Svi): Violation | undefined {
  const { k, variance } = sviMinimum(svi);
  if (!(variance > 0)) return { of: 'variance', k, amount: Math.max(Number.MIN_VALUE, -variance) };
  const steepest = svi.b * (1 + Math.abs(svi.rho));
  if (!(steepest <= STEEPEST_WING)) {
    return { of: 'wing', k: svi.rho < 0 ? -1 : 1, amount: steepest - STEEPEST_WING };
  }
  const g = (x: number): number => durrleman(x, sviJet(svi, x));
  const reach = 1e4 * (1 + Math.abs(svi.m) + svi.s + Math.abs(svi.a));
  const least = leastOver(g, grid(scalesOf(svi), reach));
  return least.value < -ROUNDING ? { of: 'density', k: least.k, amount: -least.value } : undefined;
}

/** How far from the money calendars matter before a `later` smile, in log-moneyness: four standard deviations. */
export function calendarReach(later: Svi): number {
  return DEVIATIONS * Math.sqrt(Math.max(0, sviVariance(later, 0)));
}

/**
 * The worst calendar arbitrage between two smiles, the `later` one's total variance below the `earlier` one's at
 * equal log-moneyness within ±`reach`, or undefined where there is none. The amount is in total variance.
 */
export function calendarViolation(
  earlier: Svi,
  later: Svi,
  reach: number = calendarReach(later),
): Violation | undefined {
  const scales: (readonly [number, number])[] = [];
  for (const svi of [earlier, later]) scales.push([svi.m, Math.max(1e-9, svi.s)]);
  const gap = (k: number): number => sviVariance(later, k) - sviVariance(earlier, k);
  const least = leastOver(gap, grid([...scales, [0, 0.1]], reach));
  const rounding = 1e-13 * (Math.abs(earlier.a) + Math.abs(later.a) + reach);
  return least.value < -rounding ? { of: 'variance', k: least.k, amount: -least.value } : undefined;
}
