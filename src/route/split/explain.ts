/** What a leg of a split costs, part by part. Adds up to what the split was chosen by, by another way of counting. */
import type { BookCandidate, Candidate, PoolCandidate, SplitRequest } from './candidate.ts';
import { sideOf } from './candidate.ts';
import { MEAN_OF_ROOT } from './curve.ts';
import { chargesOf, impactOf } from './draw-curve.ts';
import { walkLevels, walkPool } from './walk.ts';

/** In the reporting currency, against trading at what the thing is worth for nothing; below zero it earns. */
export interface LegCost {
  readonly fee: number;
  /** From what it is worth to the best price. */
  readonly spread: number;
  /** From the best price on: walking the book, or along the pool's curve. */
  readonly depth: number;
  readonly impact: number;
  readonly gas: number;
  readonly funding: number;
  readonly margin: number;
  readonly latency: number;
  readonly total: number;
}

/** The price of a leg, in the price's unit and without fees, and its cost. */
export interface Explained {
  readonly average: number;
  /** Of its last part. */
  readonly worst: number;
  readonly cost: LegCost;
}

interface Paid {
  readonly paid: number;
  readonly worst: number;
  readonly top: number;
  readonly fee: number;
}

function paidOnBook(candidate: BookCandidate, units: number, side: number): Paid {
  const levels = side > 0 ? candidate.depth.asks : candidate.depth.bids;
  const top = levels.find(({ size }) => size > 0)?.price ?? 0;
  const { paid, worst } = walkLevels(levels, units);
  return { paid, worst, top, fee: (candidate.fee ?? 0) * paid };
}

/** The fee is kept from what is paid in: quote where base is bought; base, at the pool's price, where it is sold. */
function paidToPool({ pool, fee = 0 }: PoolCandidate, units: number, side: number): Paid {
  const top = pool.root * pool.root;
  if (side > 0) {
    const { paid, worst } = walkPool(pool, units, side);
    return { paid, worst, top, fee: (paid * fee) / (1 - fee) };
  }
  const { paid, worst } = walkPool(pool, units * (1 - fee), side);
  const kept = units * fee * top;
  return { paid: paid + kept, worst, top, fee: kept };
}

/** What `units` of `candidate`, above zero, come to on the side that meets the need of `request`. */
export function explain(request: SplitRequest, candidate: Candidate, units: number): Explained {
  const side = sideOf(candidate, request.need);
  const { rate, fair, gas, feePerUnit, deltaPerUnit } = candidate;
  const { paid, worst, top, fee } =
    candidate.kind === 'book' ? paidOnBook(candidate, units, side) : paidToPool(candidate, units, side);
  const delta = units * Math.abs(deltaPerUnit);
  const charges = chargesOf(request, candidate);
  const feePaid = (fee + feePerUnit * units) * rate;
  const spread = side * (top - fair) * units * rate;
  const depth = side * (paid - top * units) * rate;
  const impact = MEAN_OF_ROOT * impactOf(request, candidate) * delta * Math.sqrt(delta);
  const funding = charges.funding * delta;
  const margin = charges.margin * delta;
  const latency = charges.latency * delta;
  const total = feePaid + spread + depth + impact + gas + funding + margin + latency;
  const cost = { fee: feePaid, spread, depth, impact, gas, funding, margin, latency, total };
  return { average: paid / units, worst, cost };
}
