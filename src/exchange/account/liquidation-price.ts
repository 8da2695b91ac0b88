/**
 * Where an account's equity meets its maintenance margin as the prices of one underlying move together, all else
 * staying: a root of straight lines for linear contracts, one division for inverse ones, so nothing is searched.
 */
import { settleValue, sizeOf } from '../../domain/instrument.ts';
import type { Lots } from '../../units/units.ts';
import type { Listing } from '../listing.ts';
import { contractNotional, type MaintenanceLine, maintenanceLines } from './margin.ts';

/** A perp or future that is held. */
export interface Stake {
  readonly listing: Listing;
  readonly lots: Lots;
  readonly mark: number;
  /** What it was entered for, in settlement units, signed as the book keeps it. */
  readonly cost: number;
}

/** Multiples of the marks at which the account is liquidated: falling to `falling`, or rising to `rising`. */
export interface LiquidationFactors {
  readonly falling: number | null;
  readonly rising: number | null;
}

function lineAt(lines: readonly MaintenanceLine[], size: number): MaintenanceLine | undefined {
  return lines.findLast(({ fromNotional }) => size >= fromNotional);
}

/** −N/(kx) − cost, less (m|N| − d)/(kx): the bracket of an inverse contract does not move with the price. */
function inverseFactors(stakes: readonly Stake[], rest: number): LiquidationFactors {
  let [still, moving] = [rest, 0];
  for (const { listing, lots, mark, cost } of stakes) {
    const { instrument, tiers } = listing;
    const size = contractNotional(instrument, lots, mark);
    const line = lineAt(maintenanceLines(tiers), size);
    const maintenance = line === undefined ? 0 : line.rate * size - line.deduction;
    still -= cost;
    moving += (sizeOf(instrument, lots) + maintenance) / mark;
  }
  const root = moving / still;
  if (!(root > 0 && Number.isFinite(root))) return { falling: null, rising: null };
  return moving > 0 ? { falling: root, rising: null } : { falling: null, rising: root };
}

interface Line {
  readonly slope: number;
  readonly level: number;
}

/** Equity less maintenance as a line in the factor, on the stretch of brackets that `at` lies in. */
function surplusAt(stakes: readonly Stake[], rest: number, at: number): Line {
  let [slope, level] = [0, rest];
  for (const { listing, lots, mark, cost } of stakes) {
    const size = contractNotional(listing.instrument, lots, mark);
    const line = lineAt(maintenanceLines(listing.tiers), size * at);
    slope += settleValue(listing.instrument, lots, mark) - (line?.rate ?? 0) * size;
    level += (line?.deduction ?? 0) - cost;
  }
  return { slope, level };
}

function linearFactors(stakes: readonly Stake[], rest: number): LiquidationFactors {
  const corners = stakes.flatMap(({ listing, lots, mark }) =>
    listing.tiers.map(({ fromNotional }) => fromNotional / contractNotional(listing.instrument, lots, mark)),
  );
  const edges = [...new Set([0, ...corners])].sort((a, b) => a - b);
  let [falling, rising]: [number | null, number | null] = [null, null];
  for (const [i, from] of edges.entries()) {
    const to = edges[i + 1] ?? Infinity;
    const { slope, level } = surplusAt(stakes, rest, to === Infinity ? 2 * from + 1 : (from + to) / 2);
    const root = -level / slope;
    // A root on a corner belongs to both stretches and is the same from either.
    if (!(root > 0 && root >= from && root <= to && root < Infinity)) continue;
    if (slope > 0) falling ??= root;
    else rising = root;
  }
  return { falling, rising };
}

/**
 * The factors for all perps and futures on one underlying, which settle in one currency and are all linear or
 * all inverse. `rest` is what else the account has in that currency: cash and gains on other things, less the
 * maintenance margin of those. Null where no price does it. (For one position of size q at P₀ with collateral C
 * this is (P₀ − C/q)/(1 − m) for a linear long, N(1 + m)/(C + N/P₀) for an inverse one.)
 */
export function liquidationFactors(stakes: readonly Stake[], rest: number): LiquidationFactors {
  if (stakes.length === 0) return { falling: null, rising: null };
  return stakes[0]?.listing.instrument.inverse ? inverseFactors(stakes, rest) : linearFactors(stakes, rest);
}

/** The mark at which a position is liquidated: a long one's in a fall, a short one's in a rise. */
export function liquidationPrice(stake: Stake, factors: LiquidationFactors): number | null {
  const factor = stake.lots > 0 ? factors.falling : factors.rising;
  return factor === null ? null : factor * stake.mark;
}

/**
 * The price at which closing all of a position leaves an account that now has `equity` with nothing: the limit of
 * liquidation orders. Infinity where a short can never cost so much, 0 where a long cannot.
 */
export function bankruptcyPrice(listing: Listing, lots: Lots, mark: number, equity: number): number {
  const { instrument } = listing;
  const size = sizeOf(instrument, lots);
  if (!instrument.inverse || instrument.kind === 'option') return Math.max(0, mark - equity / size);
  const coins = equity + size / mark;
  const price = size / coins;
  if (price > 0 && Number.isFinite(price)) return price;
  return size > 0 ? 0 : Infinity;
}
