import type { InstrumentId } from '../../domain/instrument.ts';
import { SECOND } from '../../units/time.ts';

/** Marks follow the market's premium this slowly, and no further than this. */
const SMOOTHING_MS = 30 * SECOND;
const MOST = 0.005;

/** How far contracts trade from what they should: as they do now, and smoothed for their marks. */
export class Premiums {
  readonly #smoothed = new Map<InstrumentId, number>();
  readonly #last = new Map<InstrumentId, number>();

  /** The middle of the book is `mid` where `fair` would be right, and `ms` have passed since the last sample. */
  sample(symbol: InstrumentId, mid: number, fair: number, ms: number): void {
    const premium = Math.min(MOST, Math.max(-MOST, mid / fair - 1));
    const before = this.smoothed(symbol);
    const weight = -Math.expm1(-ms / SMOOTHING_MS);
    this.#smoothed.set(symbol, before + weight * (premium - before));
    this.#last.set(symbol, premium);
  }

  smoothed(symbol: InstrumentId): number {
    return this.#smoothed.get(symbol) ?? 0;
  }

  /** As last sampled; 0 before the first. */
  last(symbol: InstrumentId): number {
    return this.#last.get(symbol) ?? 0;
  }
}
