import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, Command as AnyCommand, OrderId } from '../domain/order.ts';
import type { TransferId } from '../domain/transfer.ts';
import type { Approved } from '../guard/approved.ts';
import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { MachineClock } from './clock.ts';

type Command = Approved<AnyCommand>;
type News = Extract<AccountEvent, { kind: 'transfer' }>;
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
  /** The same of a treasury's word; null where it says nothing then. */
  datedNews(news: News): News | null;
  /** When a report that is dated `at` by our clock was truly taken. */
  takenAt(venue: VenueId, at: Millis): Millis;
  /** Our process has begun anew, and knows nothing of what the last has sent. */
  forget(): void;
}

export function createAdapter(clock: MachineClock): Adapter {
  /** Of what was sent since our process began, by our clock as it was then and by the venue's. */
  const deadlines = new Map<OrderId | TransferId, { readonly ours: Millis; readonly theirs: Millis }>();
  const taken = new Map<string, Millis>();
  const isEarly = (id: string, theirs: Millis, ours: Millis): boolean => {
    const deadline = deadlines.get(id);
    return deadline !== undefined && deadline.theirs >= theirs && deadline.ours < ours;
  };
  return {
    stated(command) {
      if (command.kind !== 'place' && command.kind !== 'transfer') return command;
      const request = command.kind === 'place' ? command.order : command.transfer;
      const deadline = later(request.deadline, -clock.aheadMs);
      deadlines.set(request.id, { ours: request.deadline, theirs: deadline });
      if (clock.aheadMs === 0) return command;
      const part = command.kind === 'place' ? 'order' : 'transfer';
      return { ...command, [part]: { ...request, deadline } } as Command;
    },
    dated(report) {
      const at = clock.read(report.at);
      const key = `${report.venue}/${at}`;
      taken.set(key, taken.get(key) ?? report.at);
      const orders = report.orders.filter(
        ({ order, status }) => status !== 'absent' || !isEarly(order, report.at, at),
      );
      return { ...report, at, orders };
    },
    datedNews(news) {
      const at = clock.read(news.at);
      return news.stage === 'absent' && isEarly(news.id, news.at, at) ? null : { ...news, at };
    },
    takenAt: (venue, at) => taken.get(`${venue}/${at}`) ?? at,
    forget: () => deadlines.clear(),
  };
}
