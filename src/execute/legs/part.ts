import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { OrderId } from '../../domain/order.ts';
import { isLive, type Order, type Orders } from '../order.ts';

/** One instrument that a part is had in. */
interface PartLeg {
  readonly instrument: InstrumentId;
  readonly venue: VenueId;
  /** What a lot of it adds to the part when bought, > 0: base units of delta, or of an option what it is a claim on. */
  readonly perLot: number;
  /** All that was sent for it: as planned, to complete, and to unwind. */
  readonly orders: readonly OrderId[];
}

/**
 * What of a plan may stand for each other: one need of delta, split over venues. Legs that belong together — an option
 * and its delta, spot and perp — are parts of their own. Plain data, remembered until the plan is settled.
 */
export interface Part {
  /** Signed, in the units that its legs share: positive buys. */
  readonly wanted: number;
  readonly legs: readonly PartLeg[];
}

/** Where a part is, as its orders tell. */
export interface PartStanding {
  /** What is wanted, without sign. */
  readonly wanted: number;
  /** 1 where it buys, −1 where it sells. */
  readonly sign: number;
  /** Lots filled in each leg, and units in all, above zero the way that is wanted. */
  readonly lots: readonly number[];
  readonly filled: number;
  /** Orders of which more may come, and orders of which nothing is known any more. */
  readonly live: readonly OrderId[];
  readonly forgotten: readonly OrderId[];
  /** Venues at which an order has ended with less than was asked. */
  readonly failed: readonly VenueId[];
}

function fellShort(order: Order): boolean {
  return !isLive(order) && Math.abs(order.filled) < Math.abs(order.request.lots);
}

/** Where `part` is. */
export function standingOf(part: Part, orders: Orders): PartStanding {
  const sign = part.wanted < 0 ? -1 : 1;
  const live: OrderId[] = [];
  const forgotten: OrderId[] = [];
  const failed = new Set<VenueId>();
  let filled = 0;
  const lots = part.legs.map((leg) => {
    let sum = 0;
    for (const id of leg.orders) {
      const order = orders[id];
      if (order === undefined) forgotten.push(id);
      else {
        sum += sign * order.filled;
        if (isLive(order)) live.push(id);
        if (fellShort(order)) failed.add(leg.venue);
      }
    }
    filled += sum * leg.perLot;
    return sum;
  });
  return { wanted: Math.abs(part.wanted), sign, lots, filled, live, forgotten, failed: [...failed] };
}
