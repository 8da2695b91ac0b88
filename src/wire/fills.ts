import type { Fill } from '../domain/order.ts';
import { NoAnswer } from './protocol.ts';

/** Lots of all `fills`, without sign. */
export function lotsIn(fills: readonly Fill[]): number {
  return fills.reduce((total, { lots }) => total + Math.abs(lots), 0);
}

/**
 * `fills`, if they make the `filled` lots that the venue tells of `order`. Throws `NoAnswer` otherwise: an execution
 * reaches the list of trades a moment after the order.
 */
export function wholeFills(order: string | number, filled: number, fills: readonly Fill[]): readonly Fill[] {
  const made = lotsIn(fills);
  if (made !== filled)
    throw new NoAnswer(`order ${order} has filled ${filled} lots, its trades make ${made}`);
  return fills;
}
