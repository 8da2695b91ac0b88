/**
 * One row of the kernel, in plain TypeScript. `assembly/row.ts` repeats these operations in the same order two
 * rows at a time, so that both give the same bits; change neither without the other.
 *
 * Black & Scholes (1973) with a carry (Merton 1973), arranged so that an option costs one exponential. With the
 * present values U of the underlying and K of the strike, U · φ(d1) = K · φ(d2) = P, and every probability is
 * P times a Mills ratio over U or K. Only the side out of the money is computed; the other is its parity.
 *
 * Ordinary rows alone: what is expired, certain, absurd or not a number is left to `strange-rows.ts`.
 */
import { exp, log, logOnePlus, shortMillsRatio } from '../../math/elementary.ts';
import type { PreparedTable } from './columns.ts';

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Of ordinary prices and strikes; of years, from a third of a microsecond on; of |rate · years|. */
const PRICE_MIN = 1e-60;
const PRICE_MAX = 1e60;
const YEARS_MIN = 1e-14;
const YEARS_MAX = 1000;
const GROWTH_MAX = 32;
/** Of vol · √years. */
const DEVIATION_MIN = 1e-9;
const DEVIATION_MAX = 16;
/** Below it ln spot − ln strike has too few digits, and the distance from the strike is taken instead. */
const DEVIATION_FINE = 0.01;
/** Of (spot − strike) / strike there. */
const NEAR_MAX = 0.29;
/** So far out, in standard deviations, an option is worth nothing: φ is about to leave float64. */
const OUT_MAX = 37.5;

/** Writes the prepared columns of row `i`. */
export function prepareRow(table: PreparedTable, i: number): void {
  const sign = table.sign[i] ?? 0;
  const strike = table.strike[i] ?? 0;
  const years = table.years[i] ?? 0;
  const growth = (table.rate[i] ?? 0) * years;
  const yielded = (table.carryYield[i] ?? 0) * years;
  const isOrdinary =
    (sign === 1 || sign === -1) &&
    strike >= PRICE_MIN &&
    strike <= PRICE_MAX &&
    years >= YEARS_MIN &&
    years <= YEARS_MAX &&
    Math.abs(growth) <= GROWTH_MAX &&
    Math.abs(yielded) <= GROWTH_MAX;
  table.root[i] = isOrdinary ? Math.sqrt(years) : Number.NaN;
  table.decay[i] = isOrdinary ? 0.5 / years : 0;
  table.carryDiscount[i] = isOrdinary ? exp(-yielded) : 0;
  table.presentStrike[i] = isOrdinary ? strike * exp(-growth) : 0;
  table.shift[i] = 0;
  if (isOrdinary) prepareShift(table, i);
}

function prepareShift(table: PreparedTable, i: number): void {
  const drift = ((table.rate[i] ?? 0) - (table.carryYield[i] ?? 0)) * (table.years[i] ?? 0);
  table.shift[i] = drift - log(table.strike[i] ?? 0);
}

/** Where in a market each number is. A market is an array, since V8 may allocate for a number that it passes. */
const SPOT = 0;
const LOG_SPOT = 1;
const INVERSE_SPOT = 2;
/** For the caller to write. */
export const VOL = 3;

/** An empty market: a spot with what is computed from it, and a vol. */
export function emptyMarket(): Float64Array {
  return new Float64Array(4);
}

/** Makes `market` one at `spot`. */
export function quote(market: Float64Array, spot: number): void {
  if (market[SPOT] === spot) return;
  market[SPOT] = spot;
  market[LOG_SPOT] = log(spot);
  market[INVERSE_SPOT] = 1 / spot;
}

/** Where row `i` is near its strike: ln(spot / strike) + (rate − carryYield) · years with all its digits. */
function nearMoneyness(table: PreparedTable, i: number, spot: number, otherwise: number): number {
  const strike = table.strike[i] ?? 0;
  const f = (spot - strike) / strike;
  if (!(Math.abs(f) < NEAR_MAX)) return otherwise;
  return logOnePlus(f) + ((table.rate[i] ?? 0) - (table.carryYield[i] ?? 0)) * (table.years[i] ?? 0);
}

/**
 * Value and Greeks of one unit of row `i` in `market` into `out`, in the order of `TOTALS`. Answers false, with
 * `out` as it was, where the row is not an ordinary one.
 */
export function valueRow(table: PreparedTable, i: number, market: Float64Array, out: Float64Array): boolean {
  const spot = market[SPOT] ?? 0;
  const inverseSpot = market[INVERSE_SPOT] ?? 0;
  const vol = market[VOL] ?? 0;
  const root = table.root[i] ?? 0;
  const deviation = vol * root;
  if (!(spot >= PRICE_MIN && spot <= PRICE_MAX)) return false;
  if (!(deviation >= DEVIATION_MIN && deviation <= DEVIATION_MAX)) return false;
  const inverse = 1 / deviation;
  const strike = table.presentStrike[i] ?? 0;
  const underlying = spot * (table.carryDiscount[i] ?? 0);
  let moneyness = (market[LOG_SPOT] ?? 0) + (table.shift[i] ?? 0);
  if (deviation < DEVIATION_FINE) moneyness = nearMoneyness(table, i, spot, moneyness);

  const low = Math.min(underlying, strike);
  const half = 0.5 * deviation;
  const middle = moneyness * inverse;
  const isAbove = middle > 0;
  const near = Math.abs(middle) - half;
  const far = Math.abs(middle) + half;
  const nearest = Math.abs(near);
  // What the smaller of U and K weighs at its density, which is what the larger weighs at its own.
  const peak = nearest < OUT_MAX ? low * (INVERSE_SQRT_2PI * exp(-0.5 * (nearest * nearest))) : 0;
  // Out of the money, the smaller changes hands with the greater probability: worth `gets` for `gives`.
  const gets = Math.abs((near < 0 ? low : 0) - peak * shortMillsRatio(nearest));
  const gives = peak * shortMillsRatio(far);

  const isOut = (table.sign[i] ?? 0) > 0 !== isAbove;
  const bought = (isAbove ? gives : gets) - (isOut ? 0 : underlying);
  const paid = (isAbove ? gets : gives) - (isOut ? 0 : strike);
  const held = isAbove ? -bought : bought;
  const owed = isAbove ? -paid : paid;
  const d1 = middle + half;
  const d2 = middle - half;
  const rate = table.rate[i] ?? 0;
  const carryYield = table.carryYield[i] ?? 0;
  const decay = table.decay[i] ?? 0;
  const delta = held * inverseSpot;
  const density = peak * inverseSpot;
  const vega = peak * root;
  const inverseVol = root * inverse;
  out[0] = Math.max(gets - gives, 0) + (isOut ? 0 : Math.abs(underlying - strike));
  out[1] = delta;
  out[2] = density * (inverse * inverseSpot);
  out[3] = vega;
  out[4] = carryYield * held - rate * owed - vega * vol * decay;
  out[5] = (table.years[i] ?? 0) * owed;
  out[6] = density * inverseVol * (half - middle);
  out[7] = vega * inverseVol * (d1 * d2);
  out[8] = carryYield * delta - density * ((rate - carryYield) * inverse - d2 * decay);
  return true;
}
