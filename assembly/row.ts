/**
 * `src/pricing/kernel/row.ts`, two rows at a time: the same operations in the same order, so that both give the
 * same bits. Where that has an `if`, this computes both and picks by lane, so no row can touch its neighbour.
 */
import {
  DEVIATION_FINE,
  DEVIATION_MAX,
  DEVIATION_MIN,
  GROWTH_MAX,
  HALF,
  INVERSE_SQRT_2PI,
  MINUS_HALF,
  MINUS_ONE,
  MINUS_ZERO,
  NEAR_MAX,
  ONE,
  OUT_MAX,
  PRICE_MAX,
  PRICE_MIN,
  YEARS_MAX,
  YEARS_MIN,
  constant,
} from './constants';
import { exp, log, logOnePlus, shortMillsRatio } from './elementary';
import { add, both, div, except, mul, only, pick, sub } from './pair';

/** Columns in the order of `src/pricing/kernel/columns.ts`. */
const SIGN: usize = 0;
const STRIKE: usize = 1;
const YEARS: usize = 2;
const RATE: usize = 3;
const CARRY_YIELD: usize = 4;
export const SPOT: usize = 5;
export const VOL: usize = 6;
export const QUANTITY: usize = 7;
/** The first of those that `value` writes, `OUTPUTS` of them, the status being the last. */
export const PRICE: usize = 8;
export const OUTPUTS: usize = 10;
/** The first of those that `prepare` writes. */
export const ROOT: usize = 18;
export const PREPARED: usize = 5;
const DECAY: usize = 19;
const CARRY_DISCOUNT: usize = 20;
const PRESENT_STRIKE: usize = 21;
const SHIFT: usize = 22;

// @ts-ignore: decorator
@inline
function within(x: v128, min: usize, max: usize): v128 {
  return v128.and(f64x2.ge(x, constant(min)), f64x2.le(x, constant(max)));
}

/**
 * Bytes of a slot, in which the steps of a pair of rows tell each other what they found, a vector each: first the
 * spot and what is computed from it alone, then how far out the rows are.
 */
export const SLOT: usize = 160;
const SPOTS: usize = 0;
const LOG_SPOT: usize = 16;
const INVERSE_SPOT: usize = 32;
const IS_ORDINARY_SPOT: usize = 48;
const IS_ORDINARY: usize = 64;
const INVERSE: usize = 80;
const HALF_DEVIATION: usize = 96;
const MIDDLE: usize = 112;
const BELL: usize = 128;

/** The first step: the spot. */
// @ts-ignore: decorator
@inline
export function quote(slot: usize, spot: v128): void {
  v128.store(slot, spot, SPOTS);
  v128.store(slot, log(spot), LOG_SPOT);
  v128.store(slot, div(constant(ONE), spot), INVERSE_SPOT);
  v128.store(slot, within(spot, PRICE_MIN, PRICE_MAX), IS_ORDINARY_SPOT);
}

/** The first step where the spot is that of the slot before. */
// @ts-ignore: decorator
@inline
export function repeat(slot: usize): void {
  v128.store(slot, v128.load(slot - SLOT, SPOTS), SPOTS);
  v128.store(slot, v128.load(slot - SLOT, LOG_SPOT), LOG_SPOT);
  v128.store(slot, v128.load(slot - SLOT, INVERSE_SPOT), INVERSE_SPOT);
  v128.store(slot, v128.load(slot - SLOT, IS_ORDINARY_SPOT), IS_ORDINARY_SPOT);
}

/** Prepares the rows at `row`, one stride from column to column, into five columns at `out`. */
// @ts-ignore: decorator
@inline
export function prepareRows(row: usize, stride: usize, out: usize, outStride: usize): void {
  const sign = v128.load(row + SIGN * stride);
  const strike = v128.load(row + STRIKE * stride);
  const years = v128.load(row + YEARS * stride);
  const rate = v128.load(row + RATE * stride);
  const carryYield = v128.load(row + CARRY_YIELD * stride);
  const growth = mul(rate, years);
  const yielded = mul(carryYield, years);
  let isOrdinary = v128.and(f64x2.eq(f64x2.abs(sign), constant(ONE)), within(strike, PRICE_MIN, PRICE_MAX));
  isOrdinary = v128.and(isOrdinary, within(years, YEARS_MIN, YEARS_MAX));
  isOrdinary = v128.and(isOrdinary, f64x2.le(f64x2.abs(growth), constant(GROWTH_MAX)));
  isOrdinary = v128.and(isOrdinary, f64x2.le(f64x2.abs(yielded), constant(GROWTH_MAX)));
  const presentStrike = mul(strike, exp(f64x2.neg(growth)));
  const shift = sub(mul(sub(rate, carryYield), years), log(strike));
  v128.store(out, pick(isOrdinary, f64x2.sqrt(years), both(NaN)));
  v128.store(out + outStride, only(isOrdinary, div(constant(HALF), years)));
  v128.store(out + 2 * outStride, only(isOrdinary, exp(f64x2.neg(yielded))));
  v128.store(out + 3 * outStride, only(isOrdinary, presentStrike));
  v128.store(out + 4 * outStride, only(isOrdinary, shift));
}

/** Where a row lies near its strike: the moneyness with all its digits, else `otherwise`. */
// @ts-ignore: decorator
@inline
function nearMoneyness(row: usize, stride: usize, spot: v128, deviation: v128, otherwise: v128): v128 {
  const strike = v128.load(row + STRIKE * stride);
  const f = div(sub(spot, strike), strike);
  const isFine = f64x2.lt(deviation, constant(DEVIATION_FINE));
  const isNear = v128.and(isFine, f64x2.lt(f64x2.abs(f), constant(NEAR_MAX)));
  const rate = v128.load(row + RATE * stride);
  const carryYield = v128.load(row + CARRY_YIELD * stride);
  const years = v128.load(row + YEARS * stride);
  return pick(isNear, add(logOnePlus(f), mul(sub(rate, carryYield), years)), otherwise);
}

/** The second step: how far out the rows at `row` are, and the density there. */
// @ts-ignore: decorator
@inline
export function weighRows(row: usize, stride: usize, slot: usize, vol: v128): void {
  const deviation = mul(vol, v128.load(row + ROOT * stride));
  const isOrdinary = within(deviation, DEVIATION_MIN, DEVIATION_MAX);
  const inverse = div(constant(ONE), deviation);
  let moneyness = add(v128.load(slot, LOG_SPOT), v128.load(row + SHIFT * stride));
  if (v128.any_true(f64x2.lt(deviation, constant(DEVIATION_FINE))))
    moneyness = nearMoneyness(row, stride, v128.load(slot, SPOTS), deviation, moneyness);
  const half = mul(constant(HALF), deviation);
  const middle = mul(moneyness, inverse);
  const nearest = f64x2.abs(sub(f64x2.abs(middle), half));
  const bell = mul(constant(INVERSE_SQRT_2PI), exp(mul(constant(MINUS_HALF), mul(nearest, nearest))));
  v128.store(slot, v128.and(v128.load(slot, IS_ORDINARY_SPOT), isOrdinary), IS_ORDINARY);
  v128.store(slot, inverse, INVERSE);
  v128.store(slot, half, HALF_DEVIATION);
  v128.store(slot, middle, MIDDLE);
  v128.store(slot, only(f64x2.lt(nearest, constant(OUT_MAX)), bell), BELL);
}

/**
 * The third step: value, Greeks and status of one unit of the rows at `row` into ten columns at `out`. Answers
 * which lanes are ordinary. The others get a status of −1, and anything at all for their value.
 */
// @ts-ignore: decorator
@inline
export function valueRows(
  row: usize,
  stride: usize,
  slot: usize,
  vol: v128,
  out: usize,
  outStride: usize,
): v128 {
  const spot = v128.load(slot, SPOTS);
  const inverseSpot = v128.load(slot, INVERSE_SPOT);
  const isOrdinary = v128.load(slot, IS_ORDINARY);
  const inverse = v128.load(slot, INVERSE);
  const half = v128.load(slot, HALF_DEVIATION);
  const middle = v128.load(slot, MIDDLE);
  v128.store(out + 9 * outStride, except(isOrdinary, constant(MINUS_ONE)));
  const root = v128.load(row + ROOT * stride);
  const strike = v128.load(row + PRESENT_STRIKE * stride);
  const underlying = mul(spot, v128.load(row + CARRY_DISCOUNT * stride));

  const isAbove = f64x2.gt(middle, both(0));
  const low = f64x2.pmin(underlying, strike);
  const near = sub(f64x2.abs(middle), half);
  const far = add(f64x2.abs(middle), half);
  const nearest = f64x2.abs(near);
  const peak = mul(low, v128.load(slot, BELL));
  const gets = f64x2.abs(sub(only(f64x2.lt(near, both(0)), low), mul(peak, shortMillsRatio(nearest))));
  const gives = mul(peak, shortMillsRatio(far));
  const worth = f64x2.pmax(sub(gets, gives), both(0));

  const isOut = v128.xor(f64x2.gt(v128.load(row + SIGN * stride), both(0)), isAbove);
  const swap = only(isAbove, v128.xor(gets, gives));
  const flip = only(isAbove, constant(MINUS_ZERO));
  const held = v128.xor(sub(v128.xor(gets, swap), except(isOut, underlying)), flip);
  const owed = v128.xor(sub(v128.xor(gives, swap), except(isOut, strike)), flip);
  const d1 = add(middle, half);
  const d2 = sub(middle, half);
  const rate = v128.load(row + RATE * stride);
  const carryYield = v128.load(row + CARRY_YIELD * stride);
  const decay = v128.load(row + DECAY * stride);
  const delta = mul(held, inverseSpot);
  const density = mul(peak, inverseSpot);
  const vega = mul(peak, root);
  const inverseVol = mul(root, inverse);
  const parity = except(isOut, f64x2.abs(sub(underlying, strike)));
  const carried = sub(mul(carryYield, held), mul(rate, owed));
  const drift = sub(mul(sub(rate, carryYield), inverse), mul(d2, decay));
  v128.store(out, add(worth, parity));
  v128.store(out + outStride, delta);
  v128.store(out + 2 * outStride, mul(density, mul(inverse, inverseSpot)));
  v128.store(out + 3 * outStride, vega);
  v128.store(out + 4 * outStride, sub(carried, mul(mul(vega, vol), decay)));
  v128.store(out + 5 * outStride, mul(v128.load(row + YEARS * stride), owed));
  v128.store(out + 6 * outStride, mul(mul(density, inverseVol), sub(half, middle)));
  v128.store(out + 7 * outStride, mul(mul(vega, inverseVol), mul(d1, d2)));
  v128.store(out + 8 * outStride, sub(mul(carryYield, delta), mul(density, drift)));
  return isOrdinary;
}
