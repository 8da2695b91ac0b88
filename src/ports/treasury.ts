import { type Command, isTransfer, type TimedAccountEvent, venueOf } from '../domain/order.ts';
import type { TransferCommand } from '../domain/transfer.ts';
import type { Approved } from '../guard/approved.ts';
import type { Venue } from './venue.ts';

/**
 * Whoever moves money between our accounts, and only there. As of a venue, all that comes of `send` arrives through the
 * listener, in no promised order and possibly twice, and silence means *unknown*. An id is spent once.
 */
export interface Treasury {
  send(command: Approved<TransferCommand>): void;
  /** The one listener; called after `send` has returned, never during it. */
  listen(listener: (event: TimedAccountEvent) => void): void;
  close(): Promise<void>;
}

/** Hands `command` to whom it is for. Where nobody moves money, nobody has heard: that is silence too. */
export function dispatch(
  command: Approved<Command>,
  venues: readonly Venue[],
  treasury: Pick<Treasury, 'send'> | undefined,
): void {
  if (isTransfer(command)) treasury?.send(command);
  else venues.find(({ id }) => id === venueOf(command))?.send(command);
}
