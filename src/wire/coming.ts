import type { OrderId, OrderReport } from '../domain/order.ts';
import type { Millis } from '../units/units.ts';

/** An order that the venue does not know so long after its deadline never came. */
const GONE_MS = 60_000;

/** A moment by our clock, which may be set, and in milliseconds that run on evenly. */
export interface Moment {
  readonly at: Millis;
  readonly ran: number;
}

/** Orders of which more may come: each is asked after until the venue has told its end. */
export interface Coming {
  /** One is about to be sent. */
  sent(order: OrderId, deadline: Millis, now: Moment): void;
  /** One is asked after, of which nothing may be known here: another process may have sent it. */
  asked(order: OrderId, now: Moment): void;
  ended(order: OrderId): void;
  ids(): Iterable<OrderId>;
  /**
   * What of `reports` is told; what has ended by them is forgotten. An order that is absent after its deadline counts
   * as lost: where our clock was set forward, the deadline has not come yet at the venue, and nothing is told of it.
   */
  told(reports: readonly OrderReport[], taken: Moment): readonly OrderReport[];
}

export function createComing(): Coming {
  /** Their deadlines. */
  const orders = new Map<OrderId, Moment>();
  return {
    sent(order, deadline, { at, ran }) {
      orders.set(order, { at: deadline, ran: ran + (deadline - at) });
    },
    asked(order, now) {
      if (!orders.has(order)) orders.set(order, now);
    },
    ended: (order) => void orders.delete(order),
    ids: () => orders.keys(),
    told(reports, { at, ran }) {
      return reports.filter(({ order, status }) => {
        const deadline = orders.get(order);
        if (status !== 'absent' || deadline === undefined) {
          if (status !== 'open') orders.delete(order);
          return true;
        }
        if (ran > deadline.ran + GONE_MS) orders.delete(order);
        return at <= deadline.at || ran > deadline.ran;
      });
    },
  };
}
