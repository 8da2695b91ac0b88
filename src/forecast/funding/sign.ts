/**
 * Whether funding is told with the sign that we take it to have: longs pay where the perp is dear. Where a venue, or
 * an adapter, tells it the other way round, what looks like income is a cost, and nothing in the rates themselves
 * says so; their relation to the premium does.
 */
import { median } from '../../math/statistics.ts';

/** A rate, and the premium of the perp over its index while that rate was made, both as fractions. */
export interface SignPair {
  readonly premium: number;
  readonly rate: number;
}

/** Plain data, the oldest first. */
export type SignState = readonly SignPair[];

export interface SignReading {
  /** `unclear`: too few pairs, or neither sign is out of the question. */
  readonly sign: 'right' | 'wrong' | 'unclear';
  /** Pairs whose rate and premium lay on the same side of their medians, and all that lay on a side. */
  readonly together: number;
  readonly of: number;
  /** How likely so few would lie together if the two had nothing to do with each other. */
  readonly p: number;
}

/** Three months of payments every eight hours. */
const WINDOW = 270;
const PAIRS_LEAST = 30;
/** So unlikely that it comes by chance once in some years of asking three times a day. */
const LEAST_LIKELY = 1e-5;

/** `state` with one pair more; pairs that are not finite change nothing. */
export function foldSign(state: SignState, pair: SignPair): SignState {
  if (!Number.isFinite(pair.premium + pair.rate)) return state;
  return [...(state.length < WINDOW ? state : state.slice(1)), pair];
}

/** The probability of `most` or fewer heads in `of` throws of a fair coin. */
function tailOf(most: number, of: number): number {
  let term = Math.exp(-of * Math.LN2);
  let sum = term;
  for (let k = 1; k <= most; k += 1) {
    term *= (of - k + 1) / k;
    sum += term;
  }
  return Math.min(1, sum);
}

/**
 * The quadrant test: Blomqvist, Annals of Mathematical Statistics 21 (1950) 593–600. The base rate that most venues
 * add to their funding shifts the median, and so does not matter.
 */
export function signOf(state: SignState): SignReading {
  const none: SignReading = { sign: 'unclear', together: 0, of: 0, p: 1 };
  if (state.length < PAIRS_LEAST) return none;
  const premium = median(state.map((pair) => pair.premium));
  const rate = median(state.map((pair) => pair.rate));
  const products = state
    .map((pair) => Math.sign(pair.premium - premium) * Math.sign(pair.rate - rate))
    .filter((product) => product !== 0);
  const of = products.length;
  const together = products.filter((product) => product > 0).length;
  const p = tailOf(together, of);
  if (of < PAIRS_LEAST) return { ...none, together, of, p };
  if (p < LEAST_LIKELY) return { sign: 'wrong', together, of, p };
  return { sign: tailOf(of - together, of) < LEAST_LIKELY ? 'right' : 'unclear', together, of, p };
}
