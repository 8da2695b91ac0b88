import type { Currency, VenueId } from '../domain/instrument.ts';
import type { TransferRoute } from '../domain/transfer.ts';
import type { Random } from '../math/random.ts';
import { toAtoms } from '../units/rounding.ts';
import { chance, logBetween, pick, whole } from './draws.ts';

/** What may be moved in a world, and the most of it that may be under way at once. */
export interface Routes {
  readonly transfers: readonly TransferRoute[];
  readonly maxInTransit: number | null;
}

function drawRoute(
  random: Random,
  ends: Pick<TransferRoute, 'from' | 'to' | 'currency'>,
  tickMs: number,
  held: number,
): TransferRoute {
  const most = held * logBetween(random, 0.005, 0.1);
  const latencyMs = tickMs * whole(random, 2, 40);
  return {
    ...ends,
    fee: toAtoms(pick(random, [0, 0.0001, 0.001]) * most, 'nearest'),
    latencyMs,
    overdueMs: latencyMs * whole(random, 2, 4),
    least: toAtoms(0.01 * most, 'nearest'),
    most: toAtoms(most, 'nearest'),
    by: chance(random, 0.25) ? 'hand' : 'treasury',
  };
}

/** Some of the ways between `venues`, of currencies of which each `held` so much. */
export function drawRoutes(
  random: Random,
  venues: readonly VenueId[],
  held: Readonly<Record<Currency, number>>,
  tickMs: number,
): Routes {
  const transfers: TransferRoute[] = [];
  for (const from of venues)
    for (const to of venues)
      for (const [currency, amount] of Object.entries(held))
        if (from !== to && chance(random, 0.6))
          transfers.push(drawRoute(random, { from, to, currency }, tickMs, amount));
  return {
    transfers,
    maxInTransit: chance(random, 0.3) ? (held.USDT ?? 0) * logBetween(random, 0.005, 0.1) : null,
  };
}
