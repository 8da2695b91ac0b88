/** The kernel's American tree: all of it but the backward induction, which each body does in its own way. */
import { exp } from '../../math/elementary.ts';
import { STATUS, type Tree } from '../kernel/kernel.ts';
import { isPlain } from '../refused.ts';
import { certain, FAINT } from './certain.ts';
import type { Induct } from './induct.ts';
import { MOST_STEPS, reachOf } from './roll-back.ts';
import { middleOf, type TreeScratch } from './tree-scratch.ts';

function refusedField(
  spot: number,
  strike: number,
  years: number,
  vol: number,
  rate: number,
  carryYield: number,
): string {
  if (!isPlain(spot)) return 'spot';
  if (!isPlain(strike)) return 'strike';
  if (!Number.isFinite(years)) return 'years';
  if (!isPlain(vol)) return 'vol';
  if (!Number.isFinite(rate)) return 'rate';
  return Number.isFinite(carryYield) ? '' : 'carryYield';
}

/** What exercise brings at every price that the tree can reach, and what the last step is worth. */
function fill(scratch: TreeScratch, sign: number, spot: number, strike: number, up: number): void {
  const { steps, values, even, odd } = scratch;
  const middle = middleOf(steps);
  const down = 1 / up;
  let above = spot;
  let below = spot * down;
  for (let m = 0; middle + m < even.length; m++) {
    even[middle + m] = sign * (above - strike);
    above *= up;
    odd[middle + m] = sign * (above - strike);
    above *= up;
  }
  for (let m = 1; m <= middle; m++) {
    odd[middle - m] = sign * (below - strike);
    below *= down;
    even[middle - m] = sign * (below - strike);
    below *= down;
  }
  const isOdd = steps % 2;
  const ladder = isOdd === 1 ? odd : even;
  const shift = middle - (steps + isOdd) / 2;
  for (let j = 0; j <= steps; j++) values[j] = Math.max(0, ladder[j + shift] as number);
  values.fill(0, steps + 1);
}

function written(out: Float64Array, price: number, delta: number, gamma: number, theta: number): number {
  const isSound = Number.isFinite(price + delta + gamma + theta);
  out[0] = isSound ? price : 0;
  out[1] = isSound ? delta : 0;
  out[2] = isSound ? gamma : 0;
  out[3] = isSound ? theta : 0;
  return isSound ? 0 : STATUS.indexOf('result');
}

function refuse(out: Float64Array, field: string): number {
  written(out, 0, 0, 0, 0);
  return STATUS.indexOf(field);
}

/**
 * The kernel's `tree`, with the body's own `induct` in the memory that `scratchOf` answers for so many steps.
 */
export function treeWith(induct: Induct, scratchOf: (steps: number) => TreeScratch): Tree {
  return (sign, spot, strike, years, vol, rate, carryYield, steps, out) => {
    if (!(Number.isInteger(steps) && steps >= 3 && steps <= MOST_STEPS)) {
      throw new RangeError(`a tree has from 3 to ${MOST_STEPS} steps, got ${steps}`);
    }
    const field = refusedField(spot, strike, years, vol, rate, carryYield);
    if (field !== '') return refuse(out, field);
    const time = years / steps;
    if (!(spot > 0 && strike > 0 && vol * Math.sqrt(Math.max(0, years)) > FAINT)) {
      const type = sign > 0 ? 'call' : 'put';
      const known = certain({ type, spot, strike, years, vol, rate, carryYield });
      return written(out, known.price, known.delta, known.gamma, known.theta);
    }
    const u = exp(vol * Math.sqrt(time));
    const d = 1 / u;
    const probability = (exp((rate - carryYield) * time) - d) / (u - d);
    if (!(probability > 0 && probability < 1)) return refuse(out, 'vol');
    const discount = exp(-rate * time);
    const up = discount * probability;
    const down = discount * (1 - probability);
    const scratch = scratchOf(steps);
    fill(scratch, sign, spot, strike, u);
    induct(scratch, up, down, probability, reachOf(steps));
    return finish(scratch, spot, u, up, down, time, out);
  };
}

/** The last two steps, and the Greeks that their nodes hold. */
function finish(
  { steps, values, even, odd }: TreeScratch,
  spot: number,
  u: number,
  up: number,
  down: number,
  time: number,
  out: Float64Array,
): number {
  const middle = middleOf(steps);
  const low = values[0] as number;
  const between = values[1] as number;
  const high = values[2] as number;
  const below = Math.max(up * between + down * low, odd[middle - 1] as number);
  const above = Math.max(up * high + down * between, odd[middle] as number);
  const price = Math.max(up * above + down * below, even[middle] as number);
  const spotUp = spot * u;
  const spotDown = spot / u;
  const spotTop = spotUp * u;
  const spotBottom = spotDown / u;
  const slopeAbove = (high - between) / (spotTop - spot);
  const slopeBelow = (between - low) / (spot - spotBottom);
  const gamma = (2 * (slopeAbove - slopeBelow)) / (spotTop - spotBottom);
  const delta = (above - below) / (spotUp - spotDown);
  return written(out, price, delta, gamma, (between - price) / (2 * time));
}
