/** What holding a pair is expected to earn, and how sure that is. */
import { meanAhead, valueAhead } from '../../math/reversion.ts';
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { CarryBasis, CarryIncome, CarryLeg, CarryPair } from './pair.ts';

/** 1: as the pair is written; -1: the other way round. */
export type CarrySide = 1 | -1;

export interface CarryFacts {
  readonly at: Millis;
  readonly pair: CarryPair;
  readonly income: CarryIncome;
  readonly basis: CarryBasis;
  /** What collateral earns a year where it is left alone: what tying it up costs. */
  readonly cashRate: number;
}

/** Of a unit of notional that is held from now on for `days`; fractions of it. No cost of trading is in it. */
export interface CarryOutlook {
  readonly days: number;
  /** Expected funding. */
  readonly funding: number;
  /** What the basis is expected to give as it returns to where it belongs, or all of it at expiry. */
  readonly basis: number;
  /** Of the collateral that is tied up, and of what is borrowed. */
  readonly capital: number;
  readonly borrow: number;
  readonly expected: number;
  readonly deviation: number;
}

const STEP = 8 * HOUR;
const STEPS_A_DAY = DAY / STEP;
const HOURS_A_STEP = STEP / HOUR;
/** Days that are looked ahead where nothing expires. What is gained at the best of them decides. */
const LADDER: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128];

/** Of trading both legs once. */
export function costOf({ bought, sold }: CarryPair): number {
  const leg = ({ fee, halfSpread }: CarryLeg): number => fee + halfSpread;
  return leg(bought) + leg(sold);
}

/** Of getting out in the end: a leg that settles is not traded. */
export function costOut({ pair, income }: CarryFacts): number {
  if (income.kind === 'funding') return costOf(pair);
  return pair.bought.fee + pair.bought.halfSpread + income.settlementFee;
}

/** Collateral that a unit of notional ties up. */
export function marginOf({ bought, sold }: CarryPair): number {
  return bought.margin + sold.margin;
}

interface Earned {
  readonly funding: number;
  readonly basis: number;
  readonly variance: number;
}

function fundingEarned(
  { received, paid }: Extract<CarryIncome, { kind: 'funding' }>,
  { now, outlook }: CarryBasis,
  steps: number,
): Earned {
  const hours = steps * HOURS_A_STEP;
  const gets = received === null ? null : meanAhead(received, steps);
  const pays = paid === null ? null : meanAhead(paid, steps);
  const rate = (gets?.mean ?? 0) - (pays?.mean ?? 0);
  const rateVariance = (gets?.variance ?? 0) + (pays?.variance ?? 0);
  const then = outlook === null ? null : valueAhead({ ...outlook, last: now }, steps);
  return {
    funding: hours * rate,
    basis: then === null ? 0 : now - then.mean,
    variance: hours * hours * rateVariance + (then?.variance ?? 0),
  };
}

/** Holding for `days`, or to expiry where the pair expires. */
function outlookOver(facts: CarryFacts, side: CarrySide, days: number): CarryOutlook {
  const { pair, income, basis, cashRate } = facts;
  const earned =
    income.kind === 'funding'
      ? fundingEarned(income, basis, days * STEPS_A_DAY)
      : { funding: 0, basis: basis.now, variance: 0 };
  const years = (days * DAY) / YEAR;
  const capital = cashRate * marginOf(pair) * years;
  const borrow = (side === 1 ? pair.sold : pair.bought).borrow * years;
  return {
    days,
    funding: side * earned.funding + 0,
    basis: side * earned.basis + 0,
    capital,
    borrow,
    expected: side * (earned.funding + earned.basis) - capital - borrow,
    deviation: Math.sqrt(earned.variance),
  };
}

/** How the pair may be held: for each stretch of the ladder, or to expiry. Empty where that has passed. */
export function outlooksOf(facts: CarryFacts, side: CarrySide): readonly CarryOutlook[] {
  const { income, at } = facts;
  if (income.kind === 'funding') return LADDER.map((days) => outlookOver(facts, side, days));
  const days = (income.at - at) / DAY;
  return days > 0 ? [outlookOver(facts, side, days)] : [];
}

/** What the outlook is sure of at `confidence` standard deviations below what is expected. */
export function lowerOf({ expected, deviation }: CarryOutlook, confidence: number): number {
  return expected - confidence * deviation;
}
