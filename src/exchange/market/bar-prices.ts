import type { Currency } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import { Jumps, type PriceSource, type PriceSourceMaker } from './price-source.ts';

/** What a coin did in one stretch of time. */
export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface BarPriceOptions {
  /** Of each coin, oldest first, each `intervalMs` long; the first begins when the exchange does. */
  readonly bars: Readonly<Record<Currency, readonly PriceBar[]>>;
  readonly intervalMs: number;
  readonly pace: number;
  /** Annualised, at which options are marked. */
  readonly vol: number;
}

/** The price at `part` (0 to 1) of a bar: to the nearer extreme first, then the other, then the close. */
function priceWithin({ open, high, low, close }: PriceBar, part: number): number {
  const isRising = close >= open;
  const stops = [open, isRising ? low : high, isRising ? high : low, close];
  const leg = Math.min(2, Math.floor(3 * part));
  const [from = close, to = close] = [stops[leg], stops[leg + 1]];
  return from + (3 * part - leg) * (to - from);
}

/** Prices that walk through bars: each touches its open, both extremes and its close. At the end they stand still. */
export function barPrices({ bars, intervalMs, pace, vol }: BarPriceOptions): PriceSourceMaker {
  return (_random, start: Millis): PriceSource => {
    const jumps = new Jumps();
    let at: number = start;
    const price = (currency: Currency): number => {
      const own = bars[currency];
      if (own === undefined) return 1;
      const place = ((at - start) * pace) / intervalMs;
      const last = own[own.length - 1];
      const bar = own[Math.floor(place)];
      return bar === undefined ? (last?.close ?? 1) : priceWithin(bar, place - Math.floor(place));
    };
    return {
      advance(now) {
        at = Math.max(at, now);
      },
      price: (currency) => price(currency) * jumps.of(currency),
      vol: () => vol,
      usualVol: () => vol,
      jump: (currency, factor) => jumps.add(currency, factor),
    };
  };
}
