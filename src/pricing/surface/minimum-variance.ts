/**
 * What the minimum-variance delta is learned from, one observed move at a time: Hull & White (2017) regress what
 * Black-Scholes left unhedged on ν/√T · ΔS/S · (1, δ, δ²). Each row is divided by the spot, so that rows of any
 * price level count alike. All that is kept is the sums of the normal equations.
 */
import { solveSymmetric } from '../../math/cholesky.ts';
import { isPlain, type Refused, refused } from '../refused.ts';
import type { MinimumVariance } from './smile-delta.ts';

/** One option over one interval; Greeks of Black-Scholes, spot and time at its start. */
export interface ObservedMove {
  readonly delta: number;
  /** Per 1.00 of vol. */
  readonly vega: number;
  readonly spot: number;
  /** To expiry. */
  readonly years: number;
  /** Change of the underlying's price over the interval, and of the option's, in the same currency. */
  readonly spotChange: number;
  readonly priceChange: number;
}

/** What has been learned: plain numbers, as large after a million moves as after one. */
export interface MoveSums {
  /** How many moves count, old ones less where they were discounted. */
  readonly count: number;
  /** Upper half of the normal matrix in (1, δ, δ²): its entry depends on the sum of the powers, 0 to 4. */
  readonly normal: readonly [number, number, number, number, number];
  readonly right: readonly [number, number, number];
  /** Of what Black-Scholes left unhedged. */
  readonly squares: number;
}

export interface MinimumVarianceFit extends MinimumVariance {
  /** Share of the squared hedging error that the fit takes away from the same moves: 1 − SSE / SSE of BS. */
  readonly gain: number;
  readonly count: number;
}

/** Before the first move. */
export const NO_MOVES: MoveSums = { count: 0, normal: [0, 0, 0, 0, 0], right: [0, 0, 0], squares: 0 };

function refusalOf(move: ObservedMove): Refused | undefined {
  for (const [field, value] of Object.entries(move)) {
    if (!Number.isFinite(value)) return refused(field, value, 'a finite number');
  }
  if (!(move.spot > 0)) return refused('spot', move.spot, 'a spot above zero');
  if (!(move.years > 0)) return refused('years', move.years, 'a time to expiry above zero');
  if (Math.abs(move.delta) > 10) return refused('delta', move.delta, 'the delta of one option');
  return undefined;
}

/**
 * `sums` with `move` taken in. What was there before counts `decay` times as much as it did, for a window that
 * fades; a `weight` of −1 takes a move out again, for one with an end. Refuses, naming the field, what is not
 * finite, a spot or time that is not above zero, a decay outside (0, 1].
 */
export function withMove(sums: MoveSums, move: ObservedMove, decay = 1, weight = 1): MoveSums | Refused {
  if (!(decay > 0 && decay <= 1)) return refused('decay', decay, 'above 0, and 1 to forget nothing');
  if (!Number.isFinite(weight)) return refused('weight', weight, '1, or -1 to take a move out');
  const refusal = refusalOf(move);
  if (refusal !== undefined) return refusal;
  const { delta, vega, spot, years, spotChange, priceChange } = move;
  const x = ((vega / spot) * (spotChange / spot)) / Math.sqrt(years);
  const y = (priceChange - delta * spotChange) / spot;
  if (!isPlain(x * x + y * y)) return refused('vega', vega, 'moves whose squares fit in a float64');
  const [n0, n1, n2, n3, n4] = sums.normal.map((sum) => decay * sum) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [r0, r1, r2] = sums.right.map((sum) => decay * sum) as [number, number, number];
  const [square, cross, delta2] = [weight * x * x, weight * x * y, delta * delta];
  return {
    count: decay * sums.count + weight,
    normal: [
      n0 + square,
      n1 + square * delta,
      n2 + square * delta2,
      n3 + square * delta2 * delta,
      n4 + square * delta2 * delta2,
    ],
    right: [r0 + cross, r1 + cross * delta, r2 + cross * delta2],
    squares: decay * sums.squares + weight * y * y,
  };
}

/**
 * The coefficients of least squares, shrunk to zero as if `prior` more moves of the usual size had shown that
 * Black-Scholes is right: by ridge, each coefficient in proportion to its own sum of squares. All zero, so the
 * Black-Scholes delta, where nothing was learned. Refuses a prior that is negative or not finite.
 */
export function minimumVarianceFit(sums: MoveSums, prior: number): MinimumVarianceFit | Refused {
  if (!isPlain(prior)) return refused('prior', prior, 'a number of moves, 0 or more');
  const { count, normal, right, squares } = sums;
  const nothing = { a: 0, b: 0, c: 0, gain: 0, count };
  if (!(count > 0 && squares > 0)) return nothing;
  const [n0, n1, n2, n3, n4] = normal;
  const ridge = 1 + prior / count;
  const solved = solveSymmetric([n0 * ridge, n1, n2, n1, n2 * ridge, n3, n2, n3, n4 * ridge], right);
  if (solved === undefined || !solved.every(Number.isFinite)) return nothing;
  const [a = 0, b = 0, c = 0] = solved;
  const explained = 2 * (a * right[0] + b * right[1] + c * right[2]);
  const spent = a * a * n0 + 2 * a * b * n1 + (2 * a * c + b * b) * n2 + 2 * b * c * n3 + c * c * n4;
  return { a, b, c, gain: (explained - spent) / squares, count };
}
