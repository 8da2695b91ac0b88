import type { InstrumentId } from '../../domain/instrument.ts';
import type { Bar } from '../../domain/market.ts';
import type { Millis } from '../../units/units.ts';

/** Makes bars of one instrument out of its ticks. Each opens where the one before closed. */
export interface BarBuilder {
  /** A price, and what was traded since the last one in base units. */
  tick(price: number, volume: number): void;
  /** The bar since the last call, and the beginning of the next; undefined at the first call. */
  close(start: Millis): Bar | undefined;
}

export function createBarBuilder(instrument: InstrumentId): BarBuilder {
  let price = NaN;
  let bar: Omit<Bar, 'instrument' | 'start' | 'close'> | undefined;
  return {
    tick(next, volume) {
      price = next;
      if (bar === undefined) return;
      const { open, high, low, volume: sum } = bar;
      bar = { open, high: Math.max(high, next), low: Math.min(low, next), volume: sum + volume };
    },
    close(start) {
      const done = bar === undefined ? undefined : { ...bar, instrument, start, close: price };
      bar = { open: price, high: price, low: price, volume: 0 };
      return done;
    },
  };
}
