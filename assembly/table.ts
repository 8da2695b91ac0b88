/**
 * Passes over the rows [from, to) of a table: its first column at `base`, `stride` bytes from column to column.
 * Rows go in pairs from `from` on. A last row without a partner is computed with whatever follows it, which the
 * layout guarantees to be memory, into `spare`, and its own lane alone is copied to where it belongs.
 */
import { add, both, except, mul, only } from './pair';
import {
  OUTPUTS,
  PREPARED,
  PRICE,
  QUANTITY,
  ROOT,
  SPOT,
  SLOT,
  VOL,
  prepareRows,
  quote,
  repeat,
  valueRows,
  weighRows,
} from './row';

const PAIR: usize = 16;
/** Of a quantity whose multiples can be added without a look at each. */
const QUANTITY_MAX: f64 = 1e100;
/**
 * The slots of a block of pairs. Each step is done for the whole block before the next one: by itself it is short
 * enough for the processor to have several pairs in hand, and all of a pair at once is not. Also V8 moves what is
 * computed before a loop into it where nothing else needs it, unless it comes from memory.
 */
const BLOCK: i32 = 64;
const slots: usize = memory.data(5120, 64);
/** One pair of every output. */
const spare: usize = memory.data(160, 16);
const TOTALS: usize = 9;
const totals: usize = memory.data(144, 16);

function copyFirst(to: usize, stride: usize, columns: usize): void {
  for (let c: usize = 0; c < columns; c++) f64.store(to + c * stride, f64.load(spare + c * PAIR));
}

/** Where `total` leaves its sums. */
export function sums(): usize {
  return totals;
}

/** See `Kernel.prepare`. */
export function prepare(base: usize, stride: usize, from: i32, to: i32): void {
  let row = base + ((<usize>from) << 3);
  let i = from;
  for (; i + 1 < to; i += 2, row += PAIR) prepareRows(row, stride, row + ROOT * stride, stride);
  if (i >= to) return;
  prepareRows(row, stride, spare, PAIR);
  copyFirst(row + ROOT * stride, stride, PREPARED);
}

/** The first step of `count` rows, whose spots are at `spots`. */
function quoteBlock(spots: usize, count: i32): void {
  let before = both(NaN);
  let slot = slots;
  for (let i = 0; i < count; i += 2, spots += PAIR, slot += SLOT) {
    const spot = v128.load(spots);
    // Neighbours often have the same underlying.
    if (v128.any_true(f64x2.ne(spot, before))) quote(slot, spot);
    else repeat(slot);
    before = spot;
  }
}

/** The second step of `count` rows from `row` on. */
function weighBlock(row: usize, stride: usize, count: i32, scale: v128): void {
  let slot = slots;
  for (let i = 0; i < count; i += 2, row += PAIR, slot += SLOT)
    weighRows(row, stride, slot, mul(v128.load(row + VOL * stride), scale));
}

/** See `Kernel.value`; answers how many rows were left with a status of −1. */
export function value(base: usize, stride: usize, from: i32, to: i32): i32 {
  let ordinary = 0;
  let slot = slots;
  let row = base + ((<usize>from) << 3);
  for (let i = from; i < to; i += 2, row += PAIR, slot += SLOT) {
    if (((i - from) & (BLOCK - 1)) === 0) {
      const count = min(BLOCK, to - i);
      quoteBlock(row + SPOT * stride, count);
      weighBlock(row, stride, count, both(1));
      slot = slots;
    }
    const isPair = i + 1 < to;
    const out = isPair ? row + PRICE * stride : spare;
    const outStride = isPair ? stride : PAIR;
    const found = valueRows(row, stride, slot, v128.load(row + VOL * stride), out, outStride);
    ordinary += isPair ? popcnt(i64x2.bitmask(found)) : i64x2.bitmask(found) & 1;
    if (!isPair) copyFirst(row + PRICE * stride, stride, OUTPUTS);
  }
  return max(to - from, 0) - ordinary;
}

/** See `Kernel.total`; leaves its sums at `sums()`, and answers how many rows have a status of −1. */
export function total(base: usize, stride: usize, from: i32, to: i32, spot: f64, volScale: f64): i32 {
  quote(slots, both(spot));
  for (let i = 2; i < BLOCK; i += 2) repeat(slots + <usize>(i >> 1) * SLOT);
  const scale = both(volScale);
  memory.fill(totals, 0, TOTALS * PAIR);
  let ordinary = 0;
  let slot = slots;
  let row = base + ((<usize>from) << 3);
  for (let i = from; i < to; i += 2, row += PAIR, slot += SLOT) {
    if (((i - from) & (BLOCK - 1)) === 0) {
      weighBlock(row, stride, min(BLOCK, to - i), scale);
      slot = slots;
    }
    const isPair = i + 1 < to;
    const vol = mul(v128.load(row + VOL * stride), scale);
    let found = valueRows(row, stride, slot, vol, spare, PAIR);
    if (!isPair) found = v128.and(found, i64x2(-1, 0));
    let quantity = v128.load(row + QUANTITY * stride);
    found = only(found, f64x2.le(f64x2.abs(quantity), both(QUANTITY_MAX)));
    quantity = only(found, quantity);
    if (!i64x2.all_true(found)) blank(found);
    for (let c: usize = 0; c < TOTALS * PAIR; c += PAIR) {
      const sum = v128.load(totals + c);
      v128.store(totals + c, add(sum, mul(quantity, v128.load(spare + c))));
    }
    const status = row + (PRICE + TOTALS) * stride;
    const strange = except(found, both(-1));
    if (isPair) v128.store(status, strange);
    else f64.store(status, f64x2.extract_lane(strange, 0));
    ordinary += popcnt(i64x2.bitmask(found));
  }
  for (let c: usize = 0; c < TOTALS; c++) {
    const sum = v128.load(totals + c * PAIR);
    f64.store(totals + c * 8, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
  return max(to - from, 0) - ordinary;
}

/** Zeros in `spare` for the lanes that are not to be added. */
// @ts-ignore: decorator
@inline
function blank(found: v128): void {
  for (let c: usize = 0; c < TOTALS; c++)
    v128.store(spare + c * PAIR, only(found, v128.load(spare + c * PAIR)));
}
