/** What a course is worth, and two courses at the same expected shortfall. */
import type { Random } from '../../math/random.ts';
import { mean } from '../../math/statistics.ts';
import type { Course } from './simulate.ts';

const DAYS_A_YEAR = 365;
/** Share of the days that count as the worst. */
const TAIL = 0.05;

/** What is lost in float64 alone. */
const NOTHING = 1e-12;

/** Mean loss over the worst twentieth of days, at least one, as a fraction; below 0 where even they gained. */
export function shortfallOf(returns: readonly number[]): number {
  const worst = Float64Array.from(returns)
    .sort()
    .subarray(0, Math.max(1, Math.round(TAIL * returns.length)));
  const loss = -mean(worst);
  return Math.abs(loss) < NOTHING ? 0 : loss;
}

/** The greatest fall of the sum of `returns` from its highest so far, as a fraction of collateral. */
function drawdownOf(returns: readonly number[]): number {
  let [sum, high, most] = [0, 0, 0];
  for (const value of returns) {
    sum += value;
    high = Math.max(high, sum);
    most = Math.max(most, high - sum);
  }
  return most;
}

export interface Measures {
  readonly days: number;
  /** Return on collateral over cash, a year. */
  readonly excess: number;
  /** Of a day. */
  readonly shortfall: number;
  readonly drawdown: number;
  /** Share of the days on which anything was held, and mean notional over collateral. */
  readonly exposure: number;
  readonly meanShare: number;
  /** Notional dealt in both legs over collateral, a year. */
  readonly turnover: number;
}

export function measuresOf({ excess, share, turnover }: Course): Measures {
  return {
    days: excess.length,
    excess: DAYS_A_YEAR * mean(excess) + 0,
    shortfall: shortfallOf(excess),
    drawdown: drawdownOf(excess),
    exposure: share.filter((held) => held > 0).length / share.length,
    meanShare: mean(share),
    turnover: (DAYS_A_YEAR * turnover) / excess.length,
  };
}

/**
 * What `own` returns a year more than `other` at the same shortfall: whichever has the greater one is held smaller,
 * so that neither needs more collateral than there is. Null where either has none to scale by.
 */
export function advantage(own: readonly number[], other: readonly number[]): number | null {
  const [mine, theirs] = [shortfallOf(own), shortfallOf(other)];
  if (!(mine > 0 && theirs > 0)) return null;
  const least = Math.min(mine, theirs);
  return DAYS_A_YEAR * (mean(own) * (least / mine) - mean(other) * (least / theirs));
}

export interface Resampling {
  readonly draws: number;
  /** Days in a row that are drawn together: funding stays rich or poor for weeks. */
  readonly block: number;
  readonly random: Random;
}

export interface Resampled {
  /** Below it lie 5 % of what resampled days came to. */
  readonly low: number;
  readonly high: number;
  /** Share of them in which `own` returned less. */
  readonly p: number;
}

/**
 * How sure the advantage is: the same days are drawn for both, in blocks with replacement, wrapped around the end
 * (Politis & Romano 1992), and scaled anew. Null where a twentieth of the draws has no advantage to tell.
 */
export function resampledAdvantage(
  own: readonly number[],
  other: readonly number[],
  { draws, block, random }: Resampling,
): Resampled | null {
  const n = own.length;
  const found: number[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    const [mine, theirs]: [number[], number[]] = [[], []];
    while (mine.length < n) {
      const start = random.int(n);
      for (let i = start; i < start + block && mine.length < n; i += 1) {
        mine.push(own[i % n] as number);
        theirs.push(other[i % n] as number);
      }
    }
    const value = advantage(mine, theirs);
    if (value !== null) found.push(value);
  }
  if (found.length < 0.95 * draws) return null;
  found.sort((a, b) => a - b);
  const at = (p: number): number => found[Math.round(p * (found.length - 1))] as number;
  return { low: at(0.05), high: at(0.95), p: found.filter((value) => value < 0).length / found.length };
}
