/**
 * `src/pricing/american/induct.ts`, two nodes at a time: the same operations in the same order, so that both
 * give the same bits.
 */
import { add, both, mul } from './pair';

/** One step back from `from` to `to`, of the values at `node` up to `last`. */
// @ts-ignore: decorator
@inline
function stepBack(node: usize, last: usize, ladder: usize, up: v128, down: v128): void {
  let low = v128.load(node);
  while (node <= last) {
    const high = v128.load(node, 16);
    const middle = v128.shuffle<f64>(low, high, 1, 2);
    const held = add(mul(up, middle), mul(down, low));
    v128.store(node, f64x2.pmax(held, v128.load(ladder)));
    low = high;
    node += 16;
    ladder += 16;
  }
}

/** Rolls the values at `values` back to step 2; the three columns are those of `tree-scratch.ts`. */
export function induct(
  steps: i32,
  values: usize,
  even: usize,
  odd: usize,
  up: f64,
  down: f64,
  probability: f64,
  reach: f64,
): void {
  const ups = both(up);
  const downs = both(down);
  const middle = <usize>(((steps + 1) >> 1) + 2) << 3;
  for (let step = steps - 1; step >= 2; step--) {
    const mean = <f64>step * probability;
    const first: usize = 2 * (<usize>Math.floor(0.5 * Math.max(0, mean - reach)));
    const last: usize = <usize>Math.min(<f64>step, mean + reach);
    const isOdd = step & 1;
    const ladder = (isOdd ? odd : even) + middle - (<usize>((step + isOdd) >> 1) << 3);
    stepBack(values + (first << 3), values + (last << 3), ladder + (first << 3), ups, downs);
  }
}
