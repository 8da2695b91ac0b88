/**
 * Programs with one known bug each, realistic ones and some of them subtle. A simulation that does not find every
 * one of them within a few seeds is itself broken.
 */
import { runSeed } from '../sim.ts';
import { BOOKING_BUGS } from './booking.ts';
import { DECISION_BUGS } from './deciding.ts';
import { FLATTEN_BUGS } from './flattening.ts';
import { HOST_BUGS } from './hosting.ts';
import { MOVING_BUGS } from './moving.ts';
import { ORDER_BUGS } from './orders.ts';
import type { Planted } from './plant.ts';
import { PROTECTION_BUGS } from './protecting.ts';

export const PLANTED: readonly Planted[] = [
  ...BOOKING_BUGS,
  ...ORDER_BUGS,
  ...DECISION_BUGS,
  ...FLATTEN_BUGS,
  ...HOST_BUGS,
  ...MOVING_BUGS,
  ...PROTECTION_BUGS,
];

/** How a planted bug was found. */
export interface Found {
  /** Worlds it took, the one that found it included. */
  readonly seeds: number;
  readonly checker: string;
}

/** Runs worlds from seed `from` on until one finds the bug; null when `most` do not. */
export function findBug({ composition, edition }: Planted, from: number, most: number): Found | null {
  for (let seeds = 1; seeds <= most; seeds += 1) {
    const { failure } = runSeed(from + seeds - 1, {
      composition,
      ...(edition !== undefined && { edition }),
    });
    if (failure !== null) return { seeds, checker: failure.checker };
  }
  return null;
}
