/** A candidate's curve of cost, drawn as far as the need reaches. */
import type { Level } from '../../domain/depth.ts';
import { type Refused, refused } from '../../pricing/refused.ts';
import {
  type BookCandidate,
  type Candidate,
  type PoolCandidate,
  refusedTerms,
  type SplitRequest,
  sideOf,
} from './candidate.ts';
import { type Curve, lotsIn } from './curve.ts';

const DAYS = 365;
const YEAR_MS = 365 * 24 * 3_600_000;
/** A price that is better than what the thing is worth by more than this share is believed of nobody. */
const TOO_GOOD = 0.5;

/** What one unit of delta is charged besides its price and fee, in the reporting currency; funding is signed. */
export interface Charges {
  readonly funding: number;
  readonly margin: number;
  readonly latency: number;
}

/**
 * Funding and margin over the hedge's life, and the standard deviation of the price over the venue's latency times the
 * request's coefficient, each per base unit of delta.
 */
export function chargesOf(request: SplitRequest, candidate: Candidate): Charges {
  const { need, spot, vol, lifeYears, capitalCost, latencyCoefficient } = request;
  return {
    funding: sideOf(candidate, need) * candidate.fundingPerYear * lifeYears * spot,
    margin: candidate.marginRate * capitalCost * lifeYears * spot,
    latency: latencyCoefficient * vol * Math.sqrt(candidate.latencyMs / YEAR_MS) * spot,
  };
}

/** Marginal impact at one unit of delta: Y·σ·√(1/V)·S, σ of a day. It grows with the root of the size. */
export function impactOf({ spot, vol }: SplitRequest, candidate: Candidate): number {
  if (candidate.kind === 'pool' || candidate.impact === undefined) return 0;
  const { coefficient, dailyVolume } = candidate.impact;
  return coefficient * (vol / Math.sqrt(DAYS)) * Math.sqrt(1 / dailyVolume) * spot;
}

/** The refusal of a price that no market in order shows to one who trades on `side`. */
function refusedPrice(price: number, fair: number, side: number): Refused | undefined {
  if (!(price > 0 && price < Infinity)) return refused('price', price, 'a finite price above 0');
  const gain = (side * (fair - price)) / fair;
  return gain > TOO_GOOD
    ? refused('price', price, 'a price within half of what the thing is worth')
    : undefined;
}

/** The refusal of level `at`, which has no price or no size, or a better price than the one before. */
function refusedLevel(levels: readonly Level[], at: number): Refused {
  const { price = Number.NaN, size = Number.NaN } = levels[at] ?? {};
  if (!(size >= 0 && size < Infinity)) return refused('size', size, 'a finite size of 0 or more');
  if (!(price > 0 && price < Infinity)) return refused('price', price, 'a finite price above 0');
  return refused('price', price, 'levels with the best price first');
}

function drawBook(
  curve: Curve,
  candidate: BookCandidate,
  side: number,
  perDelta: number,
  reach: number,
): Refused | undefined {
  const levels = side > 0 ? candidate.depth.asks : candidate.depth.bids;
  const { fair, rate, fee = 0, deltaPerUnit } = candidate;
  const perUnit = Math.abs(deltaPerUnit);
  const scale = rate / perUnit;
  curve.clear(levels.length);
  const faulty = curve.addLevels(
    levels,
    side,
    reach,
    perUnit,
    (side + fee) * scale,
    perDelta - side * fair * scale,
  );
  if (faulty >= 0) return refusedLevel(levels, faulty);
  const top = levels.find(({ size }) => size > 0)?.price;
  if (top !== undefined) return refusedPrice(top, fair, side);
  return refused('levels', 0, 'somebody who trades on the other side');
}

function drawPool(
  curve: Curve,
  candidate: PoolCandidate,
  side: number,
  perDelta: number,
  reach: number,
): Refused | undefined {
  const { pool, fair, rate, fee = 0, deltaPerUnit } = candidate;
  const { root, ranges } = pool;
  const spot = root * root;
  // A pool's arbitrageurs keep its price; one that is far off either way has its decimals wrong.
  const refusal = refusedPrice(spot, fair, side) ?? refusedPrice(fair, spot, side);
  if (refusal !== undefined)
    return refused('pool.root', root, "the root of a price near the thing's worth: see its decimals");
  curve.clear(ranges.length);
  curve.isPool = true;
  curve.side = side;
  curve.keep = 1 - fee;
  curve.units = 1 / Math.abs(deltaPerUnit);
  curve.rate = rate;
  curve.fair = fair;
  curve.charges = perDelta;
  let last = root;
  for (let i = 0; i < ranges.length; i += 1) {
    const range = ranges[side > 0 ? i : ranges.length - 1 - i];
    if (range === undefined) break;
    const { lower, upper, liquidity } = range;
    if (!(lower >= 0 && upper > lower))
      return refused('pool.upper', upper, 'ranges whose upper root is above the lower');
    if (!(liquidity >= 0 && liquidity < Infinity))
      return refused('pool.liquidity', liquidity, 'a finite liquidity of 0 or more');
    const from = side > 0 ? Math.max(lower, root) : Math.min(upper, root);
    const to = side > 0 ? upper : lower;
    if (side * (to - from) <= 0 || liquidity === 0) continue;
    if (side * (from - last) < 0) return refused('pool.lower', lower, 'ranges that rise and do not overlap');
    last = to;
    curve.addRange(from, to, liquidity);
    if (curve.reach() >= reach) break;
  }
  return curve.count === 0 ? refused('pool.liquidity', 0, 'liquidity on the way of the trade') : undefined;
}

/**
 * Draws the curve of `candidate` for `request` as far as the need reaches. Refuses terms and prices that are at fault,
 * an empty side, and a venue that cannot trade its least order within the need and the room that there is.
 */
export function drawCurve(curve: Curve, request: SplitRequest, candidate: Candidate): Refused | undefined {
  const { need } = request;
  const refusal = refusedTerms(candidate, need);
  if (refusal !== undefined) return refusal;
  const perUnit = Math.abs(candidate.deltaPerUnit);
  const side = sideOf(candidate, need);
  const { funding, margin, latency } = chargesOf(request, candidate);
  const perDelta = funding + margin + latency + (candidate.feePerUnit * candidate.rate) / perUnit;
  const reach = Math.min(Math.abs(need), candidate.room * perUnit);
  curve.impact = impactOf(request, candidate);
  const undrawn =
    candidate.kind === 'book'
      ? drawBook(curve, candidate, side, perDelta, reach)
      : drawPool(curve, candidate, side, perDelta, reach);
  if (undrawn !== undefined) return undrawn;
  curve.lot = candidate.lot * perUnit;
  curve.fixed = candidate.gas;
  curve.least = Math.max(1, -lotsIn(-candidate.minimum, candidate.lot));
  curve.room = Math.min(candidate.room * perUnit, curve.reach());
  curve.most = lotsIn(Math.min(reach, curve.reach()), curve.lot);
  if (!Number.isFinite(curve.costOfLots(curve.most)))
    return refused('cost', curve.costOfLots(curve.most), 'terms whose cost fits in a float64');
  if (curve.most > Number.MAX_SAFE_INTEGER)
    return refused('lot', candidate.lot, 'a lot of which the need holds no more than can be counted');
  if (curve.most >= curve.least) return undefined;
  return curve.least > 1
    ? refused('minimum', candidate.minimum, 'a least order within the need, the depth and the room')
    : refused('lot', candidate.lot, 'a lot within the need, the depth and the room');
}
