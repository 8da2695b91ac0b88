import type { Greeks } from '../domain/greeks.ts';
import type { Currency } from '../domain/instrument.ts';
import { forecastOf } from '../forecast/forecast.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { type Marks, withVols } from '../value/marks.ts';
import { valuate } from '../value/value.ts';
import type { Marked } from './ledger.ts';
import type { EngineState } from './state.ts';

/** The book as hedges see it: at the mark vols but for the underlyings that want, and have, a forecast. */
export interface HedgeView {
  readonly kind: 'view';
  readonly marks: Marks;
  readonly greeks: Readonly<Record<Currency, Greeks>>;
  /** The forecasts that were used. */
  readonly forecasts: Readonly<Record<Currency, number>>;
}

/** `marked` with its Greeks at the vols that profiles want to hedge at: at most one more valuation of the book. */
export function hedgeViewOf(state: EngineState, marked: Marked, kernel: Kernel): HedgeView {
  const { marks, valuation } = marked;
  const forecasts: Record<Currency, number> = {};
  for (const { underlying, hedgeVol } of state.config.profiles) {
    const forecast = hedgeVol === 'forecast' ? forecastOf(state.volatility[underlying]) : undefined;
    // A vol of zero (a price that never moved) has no gamma to decide on.
    if (forecast?.ready === true && forecast.vol > 0) forecasts[underlying] = forecast.vol;
  }
  const atMarks: HedgeView = { kind: 'view', marks, greeks: valuation.greeks, forecasts: {} };
  if (Object.keys(forecasts).length === 0) return atMarks;
  const expected = valuate(state.book, state.instruments, withVols(marks, forecasts), kernel);
  return expected.kind === 'unpriced' ? atMarks : { ...atMarks, greeks: expected.greeks, forecasts };
}
