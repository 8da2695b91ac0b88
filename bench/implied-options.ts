/** Prices of options whose vol is known, and how well it is found again. */
import { createRandom } from '../src/math/random.ts';
import { exactPrice } from './exact-price.ts';
import { between, type OptionColumns } from './options.ts';

/** Options on a forward with their undiscounted prices; `deviation` (vol · √years) is what explains them. */
export interface PricedOptions {
  readonly sign: Float64Array;
  readonly strike: Float64Array;
  readonly forward: Float64Array;
  readonly price: Float64Array;
  readonly deviation: Float64Array;
  /** Relative error of the deviation for a relative error in the price. */
  readonly condition: Float64Array;
}

const MINUTE = 1 / (365 * 24 * 60);
/** A condition beyond which a price in float64 holds no digit of the vol. */
const HOPELESS = 1e12;
const TOLERANCE = 1e-12;

function empty(count: number): PricedOptions {
  const column = (): Float64Array => new Float64Array(count);
  return {
    ...{ sign: column(), strike: column(), forward: column() },
    ...{ price: column(), deviation: column(), condition: column() },
  };
}

function put(
  into: PricedOptions,
  i: number,
  sign: number,
  forward: number,
  strike: number,
  deviation: number,
): void {
  const { timeValue, perLogVol } = exactPrice(forward, strike, deviation);
  const price = timeValue + Math.max(0, sign * (forward - strike));
  into.sign[i] = sign;
  into.forward[i] = forward;
  into.strike[i] = strike;
  into.deviation[i] = deviation;
  into.price[i] = price;
  into.condition[i] = price / perLogVol;
}

/**
 * `count` options of every kind, made to be hard: a minute to five years, vols of 1 % to 500 %, strikes two
 * deviations around the forward (five and more among many), in and out of the money.
 */
export function hardOptions(seed: string, count: number): PricedOptions {
  const random = createRandom(seed);
  const made = empty(count);
  for (let i = 0; i < count; i += 1) {
    const deviation = between(random, 0.01, 5) * Math.sqrt(between(random, MINUTE, 5));
    const forward = between(random, 0.1, 100_000);
    const strike = forward * Math.exp(2 * deviation * random.normal());
    put(made, i, random.int(2) === 0 ? 1 : -1, forward, strike, deviation);
  }
  return made;
}

/** `columns` on their forwards. */
export function pricedOptions(columns: OptionColumns): PricedOptions {
  const made = empty(columns.sign.length);
  for (const [i, sign] of columns.sign.entries()) {
    const years = columns.years[i] ?? 0;
    const carry = (columns.rate[i] ?? 0) - (columns.carryYield[i] ?? 0);
    const forward = (columns.spot[i] ?? 0) * Math.exp(carry * years);
    put(made, i, sign, forward, columns.strike[i] ?? 0, (columns.vol[i] ?? 0) * Math.sqrt(years));
  }
  return made;
}

/** The rows of `options` that are `wanted`. */
export function chosen(options: PricedOptions, wanted: (i: number) => boolean): PricedOptions {
  const pick = (column: Float64Array): Float64Array => column.filter((_, i) => wanted(i));
  return {
    ...{ sign: pick(options.sign), strike: pick(options.strike), forward: pick(options.forward) },
    ...{ price: pick(options.price), deviation: pick(options.deviation), condition: pick(options.condition) },
  };
}

/** Whether some deviation explains the price, decided without rounding. */
export function isSolvable({ sign, strike, forward, price }: PricedOptions, i: number): boolean {
  const [side, k, f, worth] = [sign[i] ?? 0, strike[i] ?? 0, forward[i] ?? 0, price[i] ?? 0];
  const [most, paid] = side > 0 ? [f, k] : [k, f];
  if (!(worth > 0 && worth < most)) return false;
  // worth > most − paid, by the exact sum worth + paid (Knuth's two-sum): rounding keeps the order.
  const sum = worth + paid;
  const part = sum - worth;
  const lost = worth - (sum - part) + (paid - part);
  return sum > most || (sum === most && lost > 0);
}

/** How well deviations were found, all of them counted. */
export interface Tally {
  readonly inputs: number;
  /** Prices that no deviation explains: the time value is less than half of the price's last digit. */
  readonly unsolvable: number;
  /** Prices in which the time value is there but has no digit; any answer passes, none does not. */
  readonly hopeless: number;
  /** No answer, though there is a deviation. */
  readonly refused: number;
  /** Further off than 1e-12 times the condition, or times 1 where that is less. */
  readonly wrong: number;
  /** The largest error in units of what is allowed. */
  readonly worst: number;
}

/** Compares `found`, negative or NaN where refused, with the truth; `slack` times the tolerance is allowed. */
export function tallied(options: PricedOptions, found: Float64Array, slack: number = 1): Tally {
  const { deviation, condition } = options;
  let [unsolvable, hopeless, refused, wrong, worst] = [0, 0, 0, 0, 0];
  for (let i = 0; i < found.length; i += 1) {
    const answer = found[i] ?? Number.NaN;
    if (!isSolvable(options, i)) {
      unsolvable += 1;
      continue;
    }
    const factor = Math.max(1, condition[i] ?? 0);
    if (factor > HOPELESS) hopeless += 1;
    if (!(answer > 0)) {
      refused += 1;
      continue;
    }
    const error = Math.abs(answer / (deviation[i] ?? 0) - 1) / (slack * TOLERANCE * factor);
    worst = Math.max(worst, error);
    if (!(error <= 1) && factor <= HOPELESS) wrong += 1;
  }
  return { inputs: found.length, unsolvable, hopeless, refused, wrong, worst };
}
