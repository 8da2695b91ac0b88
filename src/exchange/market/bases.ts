import type { InstrumentId } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import { HOUR } from '../../units/time.ts';

/** What perps are quoted above the index as a rule, and how far from that: a few basis points, for an hour or so. */
const MEAN = 0.0001;
const DEVIATION = 0.0003;
const REVERSION_MS = HOUR;

/** The premium at which the house quotes each perp: an Ornstein-Uhlenbeck process that begins at its mean. */
export class Bases {
  readonly #random: Random;
  readonly #values = new Map<InstrumentId, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  of(symbol: InstrumentId): number {
    return this.#values.get(symbol) ?? MEAN;
  }

  move(symbol: InstrumentId, ms: number): void {
    const kept = Math.exp(-ms / REVERSION_MS);
    const shock = DEVIATION * Math.sqrt(1 - kept * kept) * this.#random.normal();
    this.#values.set(symbol, MEAN + kept * (this.of(symbol) - MEAN) + shock);
  }
}
