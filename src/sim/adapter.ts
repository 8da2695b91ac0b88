import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, OrderId, VenueCommand } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { MachineClock } from './clock.ts';

type Command = Approved<VenueCommand>;
type Report = Extract<AccountEvent, { kind: 'report' }>;

/** What an adapter does between us and a venue whose clock is another: as `wire/venue.ts` does it for real ones. */
export interface Adapter {
  /** `command` with its deadline by the venue's clock. */
  stated(command: Command): Command;
  /**
   * `report` dated by our clock. Where that has passed the deadline of an order and the venue's has not, nothing is
   * said of the venue having never seen it: it may yet get there.
   */
  dated(report: Report): Report;
  /** When a report that is dated `at` by our clock was truly taken. */
  takenAt(venue: VenueId, at: Millis): Millis;
  /** Our process has begun anew, and knows nothing of what the last has sent. */
  forget(): void;
}

export function createAdapter(clock: MachineClock): Adapter {
  /** Of what was sent since our process began, by our clock as it was then and by the venue's. */
  const deadlines = new Map<OrderId, { readonly ours: Millis; readonly theirs: Millis }>();
  const taken = new Map<string, Millis>();
  return {
    stated(command) {
      if (command.kind !== 'place') return command;
      const deadline = later(command.order.deadline, -clock.aheadMs);
      deadlines.set(command.order.id, { ours: command.order.deadline, theirs: deadline });
      return clock.aheadMs === 0
        ? command
        : ({ ...command, order: { ...command.order, deadline } } as Command);
    },
    dated(report) {
      const at = clock.read(report.at);
      const key = `${report.venue}/${at}`;
      taken.set(key, taken.get(key) ?? report.at);
      const orders = report.orders.filter(({ order, status }) => {
        const deadline = status === 'absent' ? deadlines.get(order) : undefined;
        return deadline === undefined || deadline.theirs < report.at || deadline.ours >= at;
      });
      return { ...report, at, orders };
    },
    takenAt: (venue, at) => taken.get(`${venue}/${at}`) ?? at,
    forget: () => deadlines.clear(),
  };
}
