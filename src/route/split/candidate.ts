/** What an order is split over: the need, and each way of meeting it with all that it charges. */
import type { Depth } from '../../domain/depth.ts';
import { isPlain, type Refused, refused } from '../../pricing/refused.ts';
import type { PoolLiquidity } from './pool-ranges.ts';

/** A need of delta, and what all ways of meeting it are measured by. */
export interface SplitRequest {
  /** Signed, in base units: above zero delta is to be gained. */
  readonly need: number;
  /** One base unit in the reporting currency. */
  readonly spot: number;
  /** Annualised, as a fraction. */
  readonly vol: number;
  /** How long the hedge is expected to be held: funding and margin are charged for so long. */
  readonly lifeYears: number;
  /** What capital that is held as margin costs per year, as a fraction. */
  readonly capitalCost: number;
  /**
   * What is charged of one standard deviation of the price over a venue's latency. 0.4 is the expected loss where the
   * price moves either way and only the bad half is filled at: E max(0, Z) = 1/√(2π).
   */
  readonly latencyCoefficient: number;
  /**
   * What it costs to leave one base unit unhedged, in the reporting currency. No leg is taken whose next lot costs
   * more: doing nothing is a candidate like any other. Large where the need must be met at any price.
   */
  readonly unhedgedCost: number;
}

/** Expected move of the price by an order of its own: Y·σ·√(Q/V), σ and V of a day. */
export interface Impact {
  readonly coefficient: number;
  /** In base units. */
  readonly dailyVolume: number;
}

interface Terms {
  readonly id: string;
  /** Base units of delta that one unit bought adds: below zero for a put. */
  readonly deltaPerUnit: number;
  /**
   * What one unit is worth in the unit of its price. Two venues of the same thing are given the same worth, or the
   * cheaper of them is not seen to be cheaper.
   */
  readonly fair: number;
  /** What one unit of the price's currency is worth in the reporting currency. */
  readonly rate: number;
  /** Units in one lot. */
  readonly lot: number;
  /** Least units of an order; 0 for one lot. */
  readonly minimum: number;
  /** Most units that limits leave room for. */
  readonly room: number;
  /** Share of what changes hands, of a pool of what is paid in; below zero a rebate; undefined where not known. */
  readonly fee: number | undefined;
  /** Charged besides for each unit, in the price's unit. */
  readonly feePerUnit: number;
  /** What taking part costs at any size, in the reporting currency. */
  readonly gas: number;
  readonly latencyMs: number;
  /** Expected, as a fraction of notional; above zero longs pay. */
  readonly fundingPerYear: number;
  /** Share of notional that is held as margin. */
  readonly marginRate: number;
}

/** An order book: sizes in units. Anything else that has a price for a size, such as a quote for an option, is one. */
export interface BookCandidate extends Terms {
  readonly kind: 'book';
  readonly depth: Depth;
  /** Beyond what the ladder shows; absent where the ladder is believed to be all of it. */
  readonly impact?: Impact;
}

/** An automated market maker: units are whole base tokens. */
export interface PoolCandidate extends Terms {
  readonly kind: 'pool';
  readonly pool: PoolLiquidity;
}

export type Candidate = BookCandidate | PoolCandidate;

/** A venue that pays more than this a year for being short or long is mistaken or in trouble. */
const MOST_FUNDING_EARNED = 3;

/** Whether `candidate` is bought or sold to meet `need`, as a sign. */
export function sideOf({ deltaPerUnit }: Candidate, need: number): number {
  return deltaPerUnit > 0 === need > 0 ? 1 : -1;
}

/** The refusal of a request that cannot be measured. A need of 0 is one that is met. */
export function refusedRequest(request: SplitRequest): Refused | undefined {
  if (!Number.isFinite(request.need)) return refused('need', request.need, 'a finite need of delta');
  return (
    positive('spot', request.spot) ??
    plain('vol', request.vol) ??
    plain('lifeYears', request.lifeYears) ??
    plain('capitalCost', request.capitalCost) ??
    plain('latencyCoefficient', request.latencyCoefficient) ??
    plain('unhedgedCost', request.unhedgedCost)
  );
}

function positive(field: string, value: number): Refused | undefined {
  return value > 0 && value < Infinity ? undefined : refused(field, value, 'a finite number above 0');
}

function plain(field: string, value: number): Refused | undefined {
  return isPlain(value) ? undefined : refused(field, value, 'a finite number of 0 or more');
}

function refusedImpact({ coefficient, dailyVolume }: Impact): Refused | undefined {
  return plain('impact.coefficient', coefficient) ?? positive('impact.dailyVolume', dailyVolume);
}

/** Why `candidate` takes no part whatever its prices, by the first of its terms that is at fault. */
export function refusedTerms(candidate: Candidate, need: number): Refused | undefined {
  const { fee, deltaPerUnit, fundingPerYear, room } = candidate;
  if (fee === undefined) return refused('fee', Number.NaN, "the venue's fee, which must be known");
  if (!(Math.abs(fee) < 1)) return refused('fee', fee, 'a share between −1 and 1; 0.0005 is 0.05 %');
  if (candidate.kind === 'pool' && fee < 0) return refused('fee', fee, 'a share of 0 or more of a pool');
  if (!(Number.isFinite(deltaPerUnit) && deltaPerUnit !== 0))
    return refused('deltaPerUnit', deltaPerUnit, 'a finite delta other than 0');
  if (!(room > 0)) return refused('room', room, 'room under the limits');
  if (!Number.isFinite(fundingPerYear))
    return refused('fundingPerYear', fundingPerYear, 'a finite rate; 0.1 is 10 % a year');
  if (!Number.isFinite(candidate.feePerUnit))
    return refused('feePerUnit', candidate.feePerUnit, 'a finite charge for each unit');
  if (-sideOf(candidate, need) * fundingPerYear > MOST_FUNDING_EARNED)
    return refused('fundingPerYear', fundingPerYear, 'funding that earns 300 % a year at most');
  return (
    positive('fair', candidate.fair) ??
    positive('rate', candidate.rate) ??
    positive('lot', candidate.lot) ??
    plain('minimum', candidate.minimum) ??
    plain('gas', candidate.gas) ??
    plain('latencyMs', candidate.latencyMs) ??
    plain('marginRate', candidate.marginRate) ??
    (candidate.kind === 'book' && candidate.impact !== undefined
      ? refusedImpact(candidate.impact)
      : undefined)
  );
}
