import type { Currency } from '../../domain/instrument.ts';
import { SETTLEMENT_WINDOW_MS } from '../../pricing/settlement/settlement.ts';
import type { Millis } from '../../units/units.ts';

/** Averages of the index over the last half hour before each expiry, of samples that stand for the time since. */
export class IndexAverages {
  readonly #sums = new Map<string, { sum: number; ms: number; at: number }>();

  /** The index of `base` was `price` from the last sample until `now`; expiries whose window is not open are left. */
  sample(base: Currency, expiry: Millis, now: Millis, price: number): void {
    const opens = expiry - SETTLEMENT_WINDOW_MS;
    if (now <= opens) return;
    const key = `${base} ${expiry}`;
    const known = this.#sums.get(key) ?? { sum: 0, ms: 0, at: opens };
    const until = Math.min(now, expiry);
    const held = Math.max(0, until - known.at);
    this.#sums.set(key, { sum: known.sum + held * price, ms: known.ms + held, at: until });
  }

  /** So far; undefined before the window has begun. At expiry this is the settlement price. */
  value(base: Currency, expiry: Millis): number | undefined {
    const known = this.#sums.get(`${base} ${expiry}`);
    return known === undefined || known.ms === 0 ? undefined : known.sum / known.ms;
  }
}
