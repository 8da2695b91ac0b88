/** Regimes by the model that was fitted to hours, from bars of an hour or of a part of one. */
import type { Bar } from '../domain/market.ts';
import { later } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import type { RegimeProbabilities } from './hysteresis.ts';
import { foldRegime, type RegimeModel, type RegimeState, regimeOf } from './regime.ts';
import json from './regime-model.json' with { type: 'json' };

/** Fitted to hourly bars of BTC and ETH of 2018 and 2019; `lab/regimes/fit.ts` did it. */
export const REGIME_MODEL: RegimeModel = json;

interface OpenHour {
  readonly start: Millis;
  /** How much of it bars have told. */
  readonly spanMs: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Plain data, to be kept in checkpoints. */
export interface HourlyRegimes {
  /** When the last bar closed. */
  readonly at: Millis;
  /** Null between an hour's last bar and the next bar. */
  readonly open: OpenHour | null;
  /** Null before the first hour. */
  readonly state: RegimeState | null;
  /** At the close of the last hour that was read; null while warming up. */
  readonly probabilities: RegimeProbabilities | null;
}

/** An hour of which bars tell less than this share is not read: its range would pass for a calm one. */
const SHARE_LEAST = 0.5;

function isSound({ high, low, close }: Bar): boolean {
  return low > 0 && low <= close && close <= high && high < Infinity;
}

function added(open: OpenHour | null, bar: Bar, start: Millis, intervalMs: number): OpenHour {
  const { high, low, close } = bar;
  if (open === null) return { start, spanMs: intervalMs, high, low, close };
  return {
    start,
    spanMs: open.spanMs + intervalMs,
    high: Math.max(open.high, high),
    low: Math.min(open.low, low),
    close,
  };
}

type Read = Pick<HourlyRegimes, 'state' | 'probabilities'>;

/** What is known once the hour `open` is over. */
function read(before: Read, open: OpenHour, instrument: string): Read {
  const { start, spanMs, high, low, close } = open;
  if (spanMs < SHARE_LEAST * REGIME_MODEL.intervalMs) return before;
  const bar = { instrument, start, open: close, high, low, close, volume: 0 };
  const state = foldRegime(REGIME_MODEL, before.state ?? undefined, bar);
  if (state === undefined) return before;
  const { ready, probabilities } = regimeOf(REGIME_MODEL, state);
  return { state, probabilities: ready ? probabilities : null };
}

/**
 * `regimes` (undefined before the first bar) after one bar more of `intervalMs`. A bar belongs to the hour that
 * it opens in. Bars that are not sound, go back in time or are longer than an hour are ignored.
 */
export function foldHours(
  regimes: HourlyRegimes | undefined,
  bar: Bar,
  intervalMs: number,
): HourlyRegimes | undefined {
  const { intervalMs: hourMs } = REGIME_MODEL;
  if (intervalMs > hourMs || !isSound(bar)) return regimes;
  if (regimes !== undefined && bar.start < regimes.at) return regimes;
  const start = millis(bar.start - (bar.start % hourMs));
  let known: Read = { state: regimes?.state ?? null, probabilities: regimes?.probabilities ?? null };
  let open = regimes?.open ?? null;
  if (open !== null && open.start !== start) {
    known = read(known, open, bar.instrument);
    open = null;
  }
  open = added(open, bar, start, intervalMs);
  const at = later(bar.start, intervalMs);
  if (at - start >= hourMs) {
    known = read(known, open, bar.instrument);
    open = null;
  }
  return { at, open, state: known.state, probabilities: known.probabilities };
}

/** The same two hours on as at their close; after that bars are missing, and nothing is known. */
const HOURS_KEPT = 2;

/** How likely each regime is at `at`, by the last hour that was read; null while warming up, or without one of late. */
export function regimesAt(regimes: HourlyRegimes | undefined, at: Millis): RegimeProbabilities | null {
  const read = regimes?.state?.surprise.at;
  if (regimes === undefined || read === undefined) return null;
  return at - read <= HOURS_KEPT * REGIME_MODEL.intervalMs ? regimes.probabilities : null;
}
