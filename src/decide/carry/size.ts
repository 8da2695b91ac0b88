import { marginOf } from './outlook.ts';
import type { CarryPair } from './pair.ts';

/** Budgets are fractions of the collateral that carry may use. */
export interface CarryBudget {
  /** Greatest standard deviation of what is earned over the time that is looked ahead. */
  readonly deviation: number;
  /** Greatest mean loss on the worst twentieth of days: by marks, less what the carry of a day is sure to earn. */
  readonly shortfall: number;
}

/** The same two of a unit of notional, as fractions of it. */
export interface CarryRisk {
  readonly deviation: number;
  readonly shortfall: number;
}

/** The most that may be held, in quote units of notional, and which of the three bounds it. */
export interface CarryRoom {
  readonly notional: number;
  readonly bound: 'margin' | 'deviation' | 'shortfall';
}

function ratio(top: number, bottom: number): number {
  return bottom > 0 ? top / bottom : Infinity;
}

/**
 * How much of a pair `collateral` (quote units that are free or tied up in it) allows: what its margin pays for, and
 * what the risk budget does. So that the shortfall of a day is the same however much the pair yields, more is held
 * of what earns more than it moves, and little of what barely pays.
 */
export function roomFor(
  pair: CarryPair,
  risk: CarryRisk,
  budget: CarryBudget,
  collateral: number,
): CarryRoom {
  const rooms: readonly CarryRoom[] = [
    { bound: 'margin', notional: collateral / marginOf(pair) },
    { bound: 'deviation', notional: ratio(budget.deviation * collateral, risk.deviation) },
    { bound: 'shortfall', notional: ratio(budget.shortfall * collateral, risk.shortfall) },
  ];
  return rooms.reduce((least, room) => (room.notional < least.notional ? room : least));
}
