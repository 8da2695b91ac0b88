import { studentTwoSided } from '../../math/student.ts';

export interface Comparison {
  /** Mean of the first losses less the second. */
  readonly difference: number;
  /** Student's t of it; negative where the first lost less. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Whether two forecasts `ahead` periods ahead lose the same: Diebold & Mariano, J. Business & Economic
 * Statistics 13 (1995) 253–263, with the variance of Newey & West (1987), since differences of losses stay
 * related for longer than forecasts overlap, and the small-sample factor and Student's distribution of
 * Harvey, Leybourne & Newbold, Int. J. Forecasting 13 (1997) 281–291. Null where there are fewer than 10
 * losses, or they never differ.
 */
export function dieboldMariano(
  first: readonly number[],
  second: readonly number[],
  ahead: number,
): Comparison | null {
  const n = first.length;
  if (n < 10 || second.length !== n || ahead >= n) return null;
  const gaps = first.map((loss, i) => loss - (second[i] as number));
  const difference = gaps.reduce((sum, gap) => sum + gap, 0) / n;
  const lags = Math.max(ahead - 1, Math.floor(Math.cbrt(n)));
  let variance = 0;
  for (let lag = 0; lag <= lags; lag += 1) {
    let sum = 0;
    for (let i = lag; i < n; i += 1)
      sum += ((gaps[i] as number) - difference) * ((gaps[i - lag] as number) - difference);
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * (sum / n);
  }
  if (!(variance > 0)) return null;
  const factor = (n + 1 - 2 * ahead + (ahead * (ahead - 1)) / n) / n;
  const statistic = difference / Math.sqrt(variance / n / factor);
  return { difference, statistic, p: studentTwoSided(statistic, n - 1) };
}
