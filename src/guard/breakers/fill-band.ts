/**
 * Bands around a reference price that our own fills must lie in, as in the US Limit Up-Limit Down plan
 * (National Market System Plan to Address Extraordinary Market Volatility, SEC Release 34-67091 (2012)): the
 * reference is the mean price of the last five minutes, computed anew every 30 seconds, and replaced where it
 * is 1 % away or more. Here the price is the median over venues, and each reading counts alike.
 */
import { median } from '../../math/statistics.ts';
import { MINUTE, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** What venues quote, or what we were filled at, in one currency. */
export type BandReading =
  | {
      readonly kind: 'market';
      readonly at: Millis;
      readonly venues: readonly number[];
      /** The plan has 5 % for the most liquid (tier 1), 10 % for the others, and 20 % for those below $3. */
      readonly band: 0.05 | 0.1 | 0.2;
      /**
       * In a window in which prices are expected to jump: the plan doubles its bands around open and close.
       */
      readonly isDoubled: boolean;
    }
  | { readonly kind: 'fill'; readonly at: Millis; readonly price: number };

export interface FillBand {
  readonly at: Millis;
  readonly reference: number;
  /** Half-width as a fraction of the reference. */
  readonly band: number;
  /** Count of 30 seconds since the epoch that `sums` and `counts` end with; the last five minutes of them. */
  readonly slot: number;
  readonly sums: readonly number[];
  readonly counts: readonly number[];
  /** The worst fill that still counts, in half-widths from the reference. */
  readonly worst: { readonly at: Millis; readonly away: number } | null;
}

const SLOT_MS = 30 * SECOND;
const SLOTS = 10;
/** More readings than five minutes ever bring: as many of a price must have a finite sum. */
const SUM_MAX = 1e9;
const MOVED = 0.01;
/** So far away that it makes no difference how far. */
const AWAY_MAX = 1e6;
/** As long as a pause of the plan lasts. */
const COUNTS_MS = 5 * MINUTE;

/**
 * At half of the band a fill is odd; at the band the plan stops trading through; at twice it is so in its
 * wide hours.
 */
const HALF_WIDTHS: Thresholds = [0.5, 1, 2];

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function shifted(values: readonly number[], by: number): readonly number[] {
  return by >= SLOTS ? Array<number>(SLOTS).fill(0) : [...values.slice(by), ...Array<number>(by).fill(0)];
}

function withLast(values: readonly number[], more: number): readonly number[] {
  return [...values.slice(0, -1), (values.at(-1) as number) + more];
}

function foldMarket(
  state: FillBand | undefined,
  { at, venues, band, isDoubled }: Extract<BandReading, { kind: 'market' }>,
): FillBand | undefined {
  const sound = venues.filter(isPositive);
  if (sound.length === 0 || !isPositive(band)) return state;
  const price = median(sound);
  if (!isPositive(SUM_MAX * price)) return state;
  const slot = Math.floor(at / SLOT_MS);
  const zeros = Array<number>(SLOTS).fill(0);
  const before: FillBand = state ?? {
    ...{ at, reference: price, band, slot, sums: zeros, counts: zeros, worst: null },
  };
  const by = slot - before.slot;
  const mean = total(before.sums) / total(before.counts);
  // A mean over nothing is no number, and then the comparison fails.
  const isAway = by > 0 && Math.abs(mean / before.reference - 1) >= MOVED;
  return {
    at,
    reference: isAway ? mean : before.reference,
    band: isDoubled ? 2 * band : band,
    slot,
    sums: withLast(shifted(before.sums, by), price),
    counts: withLast(shifted(before.counts, by), 1),
    worst: before.worst,
  };
}

/**
 * Our own fills against bands around what several venues traded at. A fill is remembered for five minutes.
 */
export const fillBand: Signal<FillBand, BandReading> = {
  fold(state, reading) {
    if (state !== undefined && reading.at < state.at) return state;
    if (reading.kind === 'market') return foldMarket(state, reading);
    const { at, price } = reading;
    if (state === undefined || !isPositive(price)) return state;
    const away = Math.min(AWAY_MAX, Math.abs(price / state.reference - 1) / state.band);
    const { worst } = state;
    const isWorse = worst === null || at - worst.at >= COUNTS_MS || away >= worst.away;
    return { ...state, at, worst: isWorse ? { at, away } : worst };
  },
  severity({ worst }, at) {
    const away = worst === null || at - worst.at >= COUNTS_MS ? 0 : worst.away;
    return graded(away, HALF_WIDTHS, 'own fill’s distance from the reference, in half-widths of the band');
  },
};
