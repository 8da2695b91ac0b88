import type { VenueId } from '../domain/instrument.ts';
import type { TimedAccountEvent, VenueCommand } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';

/**
 * A place that trades for us. `send` returns at once; all that comes of it arrives through the listener, in
 * no promised order and possibly twice. Nothing arriving means *unknown*, never rejected.
 */
export interface Venue {
  readonly id: VenueId;
  send(command: Approved<VenueCommand>): void;
  /** The one listener to account events; called after `send` has returned, never during it. */
  listen(listener: (event: TimedAccountEvent) => void): void;
  close(): Promise<void>;
}
