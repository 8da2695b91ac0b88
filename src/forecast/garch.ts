/**
 * GARCH(1,1) with a constant mean and normal errors, Bollerslev, Journal of Econometrics 31 (1986) 307–327: e
 * = r − μ, h′ = ω + α e² + β h. The variance and the squared error before the first are the mean of e², as in
 * the benchmark of Fiorentini, Calzolari & Panattoni, Journal of Applied Econometrics 11 (1996) 399–417.
 */
import { solveSymmetric } from '../math/cholesky.ts';
import { nelderMead } from '../math/nelder-mead.ts';
import { type Refused, refused } from '../pricing/refused.ts';

export interface GarchParameters {
  /** Mean return, in the unit of the returns. */
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
}

export interface GarchFit extends GarchParameters {
  readonly logLikelihood: number;
  /** Of μ, ω, α, β, from the slope of the score; null where the likelihood is not curved all ways there. */
  readonly errors: readonly [number, number, number, number] | null;
  /** Variance of the first return and of the one after the last. */
  readonly first: number;
  readonly next: number;
}

type Four = readonly [number, number, number, number];

/** Fewer returns do not tell α from β. */
const RETURNS_MIN = 100;
const LN_2PI = Math.log(2 * Math.PI);

/** The variance of the return after one of `move`, which had variance `variance`. */
export function garchNext(
  { mu, omega, alpha, beta }: GarchParameters,
  variance: number,
  move: number,
): number {
  return omega + alpha * (move - mu) * (move - mu) + beta * variance;
}

function isInside([, omega, alpha, beta]: Four): boolean {
  return omega > 0 && alpha >= 0 && beta >= 0 && alpha + beta < 1;
}

interface Score {
  /** Minus the log-likelihood. */
  readonly value: number;
  readonly slope: Four;
  readonly first: number;
  readonly next: number;
}

/**
 * Minus the log-likelihood of `returns` at μ, ω, α, β, with its slopes, which follow the same recursion as h.
 */
function scoreAt(returns: readonly number[], [mu, omega, alpha, beta]: Four): Score {
  const n = returns.length;
  let [square, sum] = [0, 0];
  for (const move of returns) {
    square += (move - mu) * (move - mu);
    sum += move - mu;
  }
  let [before, last] = [square / n, square / n];
  // Slopes of h and of e² by μ, ω, α, β; only μ moves the errors.
  let [byMu, byOmega, byAlpha, byBeta] = [(-2 * sum) / n, 0, 0, 0];
  let squareByMu = byMu;
  let [value, gMu, gOmega, gAlpha, gBeta] = [0, 0, 0, 0, 0];
  let first = 0;
  for (const move of returns) {
    const h = omega + alpha * last + beta * before;
    byMu = alpha * squareByMu + beta * byMu;
    byOmega = 1 + beta * byOmega;
    byAlpha = last + beta * byAlpha;
    byBeta = before + beta * byBeta;
    if (first === 0) first = h;
    const e = move - mu;
    const share = (e * e) / h;
    value += LN_2PI + Math.log(h) + share;
    const tilt = (1 - share) / h;
    gMu += tilt * byMu - (2 * e) / h;
    gOmega += tilt * byOmega;
    gAlpha += tilt * byAlpha;
    gBeta += tilt * byBeta;
    before = h;
    last = e * e;
    squareByMu = -2 * e;
  }
  const next = omega + alpha * last + beta * before;
  return { value: value / 2, slope: [gMu / 2, gOmega / 2, gAlpha / 2, gBeta / 2], first, next };
}

/** The curvature of minus the log-likelihood, row by row, from central differences of its slope. */
function curvatureAt(returns: readonly number[], at: Four, scale: Four): readonly number[] {
  const rows = at.map((x, i) => {
    const bump = 1e-5 * (scale[i] as number);
    const moved = (to: number): Four => at.map((y, j) => (i === j ? to : y)) as unknown as Four;
    const [up, down] = [scoreAt(returns, moved(x + bump)).slope, scoreAt(returns, moved(x - bump)).slope];
    return up.map((slope, j) => (slope - (down[j] as number)) / (2 * bump));
  }) as readonly (readonly number[])[];
  return rows.flatMap((row, i) => row.map((value, j) => (value + ((rows[j] as number[])[i] as number)) / 2));
}

/** From near a minimum within the walls, Newton's steps to it; where they lead elsewhere, the start. */
function polished(returns: readonly number[], start: Four, scale: Four): Four {
  let at = start;
  let { value } = scoreAt(returns, at);
  for (let step = 0; step < 20; step++) {
    const downhill = scoreAt(returns, at).slope.map((slope) => -slope);
    const move = solveSymmetric(curvatureAt(returns, at, scale), downhill);
    if (move === undefined) return at;
    const next = at.map((x, i) => x + (move[i] as number)) as unknown as Four;
    if (!isInside(next)) return at;
    const reached = scoreAt(returns, next).value;
    if (!(reached <= value + 1e-9 * Math.abs(value))) return at;
    [at, value] = [next, reached];
    if (move.every((x, i) => Math.abs(x) <= 1e-11 * (scale[i] as number))) return at;
  }
  return at;
}

/** Standard errors: roots of the diagonal of the inverse of the curvature. */
function errorsAt(curvature: readonly number[]): Four | null {
  const errors = [0, 1, 2, 3].map((i) => {
    const column = solveSymmetric(
      curvature,
      [0, 1, 2, 3].map((j) => Number(i === j)),
    );
    return Math.sqrt(column?.[i] ?? Number.NaN);
  });
  return errors.every((error) => error > 0) ? (errors as unknown as Four) : null;
}

/**
 * The model of greatest likelihood for `returns`, in any unit. Refuses fewer than 100 returns, one that is no
 * number, and returns that never differ.
 */
export function fitGarch(returns: readonly number[]): GarchFit | Refused {
  const n = returns.length;
  if (n < RETURNS_MIN) return refused('returns', n, `at least ${RETURNS_MIN} returns`);
  const strange = returns.find((move) => !Number.isFinite(move));
  if (strange !== undefined) return refused('returns', strange, 'returns that are numbers');
  const mean = returns.reduce((sum, move) => sum + move, 0) / n;
  const variance = returns.reduce((sum, move) => sum + (move - mean) * (move - mean), 0) / n;
  if (!(variance > 1e-20 * mean * mean && variance > 1e-200 && variance < 1e200))
    return refused('returns', variance, 'returns that differ, on a scale near 1');
  const deviation = Math.sqrt(variance);
  const scale: Four = [deviation, variance, 1, 1];
  const wall = (at: readonly number[]): number =>
    isInside(at as Four) ? scoreAt(returns, at as Four).value : Infinity;
  let best = { at: [] as readonly number[], value: Infinity };
  // The likelihood may have more than one top: quick and slow markets each have their own start.
  for (const [alpha, beta] of [
    [0.05, 0.9],
    [0.2, 0.6],
  ] as const) {
    const start = [mean, variance * (1 - alpha - beta), alpha, beta];
    const step = [0.1 * deviation, 0.02 * variance, 0.03, -0.05];
    const found = nelderMead(wall, start, step, { evaluations: 600, tolerance: 1e-4 });
    if (found.value < best.value) best = found;
  }
  const at = polished(returns, best.at as Four, scale);
  const { value, first, next } = scoreAt(returns, at);
  const [mu, omega, alpha, beta] = at;
  const errors = errorsAt(curvatureAt(returns, at, scale));
  return { mu, omega, alpha, beta, logLikelihood: -value, errors, first, next };
}
