import type { VenueId } from '../../domain/instrument.ts';
import { type Exceeded, within } from './exceeded.ts';

/** How much of the whole one venue may hold: if it fails, that is gone. */
export interface ConcentrationLimit {
  /** Between 0 and 1. */
  readonly share: number;
  /** Amounts below that are never too much, in the reporting currency: something has to be the first. */
  readonly from: number;
}

/**
 * Whether `amounts` (what stands at each venue, without sign, in the reporting currency) may become so by an
 * order at `venue`, where `before` stood. What makes it smaller always may.
 */
export function checkConcentration(
  amounts: Readonly<Record<VenueId, number>>,
  venue: VenueId,
  before: number,
  { share, from }: ConcentrationLimit,
): Exceeded | null {
  const here = amounts[venue] ?? 0;
  if (here < before || here <= from) return null;
  const all = Object.values(amounts).reduce((sum, amount) => sum + amount, 0);
  return within('maxVenueShare', here / all, share, 'use another venue, or raise the share');
}
