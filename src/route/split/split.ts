/**
 * One need of delta split over venues and instruments at the least all-in cost: books and pools drawn as convex curves
 * of cost (`draw-curve.ts`, `curve.ts`), the price at which they meet the need together (`price.ts`), who takes part
 * (`search.ts`) in how many lots (`allot.ts`, `equal-lots.ts`), and each leg explained (`explain.ts`).
 */
import { type Refused, refused } from '../../pricing/refused.ts';
import { type Lots, lots } from '../../units/units.ts';
import { type Candidate, refusedRequest, type SplitRequest, sideOf } from './candidate.ts';
import { Curve, lotsIn } from './curve.ts';
import { drawCurve } from './draw-curve.ts';
import { explain, type LegCost } from './explain.ts';
import { searchSplit } from './search.ts';

/** An order at one venue. Signed numbers are above zero where it buys. */
export interface SplitLeg {
  readonly id: string;
  readonly lots: Lots;
  readonly units: number;
  /** Base units of delta that it adds. */
  readonly delta: number;
  /** Prices without fees: on average, and of its last part, beyond which nothing was reckoned with. */
  readonly average: number;
  readonly worst: number;
  readonly cost: LegCost;
}

/** Why some of the need is left: less than a lot of it, what costs more than leaving it, or nothing left to take. */
export type Remaining = 'less than a lot' | 'dearer than leaving it' | 'nothing left to take';

export interface Split {
  readonly kind: 'split';
  /** By id. None where doing nothing is best. */
  readonly legs: readonly SplitLeg[];
  /** Signed delta that is left unhedged, and why; null where all is hedged. */
  readonly remainder: number;
  readonly because: Remaining | null;
  /** Of all legs, and of what is left. */
  readonly cost: number;
  readonly unhedged: number;
  /** What is compared: both together. No split of these candidates costs less by more than `gap`. */
  readonly total: number;
  readonly gap: number;
  /** What the next unit of delta costs. */
  readonly marginal: number;
  /** Candidates that take no part whatever they cost, and why. */
  readonly left: readonly { readonly id: string; readonly why: Refused }[];
}

/** A remainder of less than this share of the need is rounding. */
const ROUNDING = 1e-12;

/** Curves that were made for earlier orders. What is drawn on one depends on nothing that was there before. */
const CURVES: Curve[] = [];

function curveFor(place: number): Curve {
  const curve = CURVES[place] ?? new Curve();
  CURVES[place] = curve;
  return curve;
}

function byId(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function legOf(request: SplitRequest, candidate: Candidate, count: number): SplitLeg {
  const { id, lot, deltaPerUnit } = candidate;
  const side = sideOf(candidate, request.need);
  const units = count * lot;
  const { average, worst, cost } = explain(request, candidate, units);
  const delta = side * units * deltaPerUnit;
  return { id, lots: lots(side * count), units: side * units, delta, average, worst, cost };
}

/** Why delta of `rest` is left, where `counts` are taken. */
function whyLeft(curves: readonly Curve[], counts: number[], rest: number): Remaining {
  let isSmall = false;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    const count = counts[i] ?? 0;
    if (curve === undefined || curve.room - count * curve.lot < Math.min(rest, curve.lot)) continue;
    if (lotsIn(rest, curve.lot) >= (count > 0 ? 1 : curve.least)) return 'dearer than leaving it';
    isSmall = true;
  }
  return isSmall ? 'less than a lot' : 'nothing left to take';
}

/**
 * Splits the need of `request` over `candidates` so that the legs and what is left cost least together, all in: fee,
 * spread, depth, impact, gas, funding, margin and latency, in the reporting currency. Never dearer than the best of
 * the candidates by itself, or than doing nothing; the order of the candidates changes nothing. A candidate that is at
 * fault is left out with its refusal. Refuses a request that is not finite or has a spot of 0 or less, ids that come
 * twice, and costs beyond float64.
 */
export function splitOrder(request: SplitRequest, candidates: readonly Candidate[]): Split | Refused {
  const refusal = refusedRequest(request);
  if (refusal !== undefined) return refusal;
  const sorted = candidates.toSorted(byId);
  const curves: Curve[] = [];
  const left: { id: string; why: Refused }[] = [];
  const need = Math.abs(request.need);
  for (let place = 0; place < sorted.length; place += 1) {
    const candidate = sorted[place];
    if (candidate === undefined) continue;
    if (candidate.id === sorted[place - 1]?.id)
      return refused('candidates', place, `candidates of different ids: ${candidate.id} comes twice`);
    if (need === 0) continue;
    const curve = curveFor(curves.length);
    curve.place = place;
    const why = drawCurve(curve, request, candidate);
    if (why === undefined) curves.push(curve);
    else left.push({ id: candidate.id, why });
  }
  const { counts, gap, price } = searchSplit(curves, need, request.unhedgedCost);
  const legs: SplitLeg[] = [];
  let rest = need;
  let cost = 0;
  for (let i = 0; i < curves.length; i += 1) {
    const curve = curves[i];
    const candidate = curve === undefined ? undefined : sorted[curve.place];
    const count = counts[i] ?? 0;
    if (curve === undefined || candidate === undefined || count === 0) continue;
    const leg = legOf(request, candidate, count);
    legs.push(leg);
    rest -= Math.abs(leg.delta);
    cost += leg.cost.total;
  }
  const isWhole = rest <= ROUNDING * need;
  const remainder = isWhole ? 0 : Math.sign(request.need) * rest;
  const unhedged = Math.abs(remainder) * request.unhedgedCost;
  const total = cost + unhedged;
  if (!Number.isFinite(total + gap)) return refused('result', total, 'terms whose costs fit in a float64');
  const because = isWhole ? null : whyLeft(curves, counts, rest);
  return { kind: 'split', legs, remainder, because, cost, unhedged, total, gap, marginal: price, left };
}
