import { describe, expect, it } from 'vitest';
import type { OrderRequest, VenueCommand } from '../domain/order.ts';
import type { Venue } from '../ports/venue.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import { lots, millis } from '../units/units.ts';
import type { Approved } from './approved.ts';
import { approveCancel, release } from './guard.ts';

const order: OrderRequest = {
  ...{
    id: 'o',
    venue: 'v',
    instrument: 'perp',
    lots: lots(1),
    limit: 1,
    deadline: millis(1),
    reduceOnly: true,
  },
};
const place: VenueCommand = { kind: 'place', order };
const plan: ExecutionPlan = { legs: [], dropped: [] };

/** What the compiler makes of each line is the test: `npm run typecheck` fails where it would accept one. */
function unapproved(venue: Venue): void {
  // @ts-expect-error a command that the guard has not passed
  venue.send(place);
  // @ts-expect-error a command made by hand
  venue.send({ kind: 'place', order });
  // @ts-expect-error a plan that the guard has not passed
  release(plan, () => 'id');
  // @ts-expect-error a literal cannot claim the brand
  const claimed: Approved<VenueCommand> = { kind: 'place', order };
  venue.send(claimed);
}

describe('Approved', () => {
  it('is what a venue port wants, and the guard alone can give', () => {
    const sent: VenueCommand[] = [];
    const venue: Venue = {
      id: 'v',
      send: (command) => sent.push(command),
      listen: () => undefined,
      close: () => Promise.resolve(),
    };
    unapproved(venue);
    venue.send(approveCancel(order));
    expect(sent).toHaveLength(4);
  });

  it('is gone at run time: what is journaled is what was approved, with nothing added', () => {
    expect(Reflect.ownKeys(approveCancel(order))).toEqual(['kind', 'venue', 'order', 'instrument']);
  });
});
