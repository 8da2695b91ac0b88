import type { MarketEvent } from '../domain/market.ts';
import type { Venue } from './venue.ts';

/** One thing that was looked at before trading. */
export interface Finding {
  readonly what: string;
  readonly verdict: 'good' | 'warning' | 'bad';
  readonly detail: string;
}

/** A venue that lives on its own: it is connected to, and tells of its market as well as of our account. */
export interface LiveVenue extends Venue {
  /**
   * The one listener to market events of the instruments that it was made for. An event is good until the listener
   * returns: the next may be told in the same object, so that a tick leaves nothing behind.
   */
  watch(listener: (event: MarketEvent) => void): void;
  /**
   * Connects; resolves when connected for the first time. The account's first report comes to the listener after that.
   * Rejects where trying again is no use, and says what to change.
   */
  open(): Promise<void>;
  /** Tests connection, clock, permissions and settings; changes nothing. */
  examine(): Promise<readonly Finding[]>;
}
