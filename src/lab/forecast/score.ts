import { qlike } from '../../forecast/combination.ts';
import type { Reading } from '../../forecast/reading.ts';
import { normalQuantile } from '../../math/normal-quantile.ts';
import type { Walk } from './walk.ts';

/** What one walk lost, a period at a time. */
export interface Score {
  readonly qlike: readonly number[];
  /** In percent to the fourth. */
  readonly squared: readonly number[];
  /** How often there was no forecast and the fallback stood in. */
  readonly standIns: number;
  /** Share of outcomes between the 5 % and 95 % quantiles; null where the forecast had no law. */
  readonly within90: number | null;
}

/** QLIKE has no end where nothing moved: an outcome counts as this share of the forecast at least. */
const OUTCOME_LEAST = 1e-6;
const PERCENT = 1e4;

/** Mean variance of the `ahead` periods after each but the last ones, which have none. */
export function outcomesOf(readings: readonly Reading[], ahead: number): number[] {
  const outcomes: number[] = [];
  for (let t = 0; t + ahead < readings.length; t += 1) {
    let sum = 0;
    for (let i = 1; i <= ahead; i += 1) sum += (readings[t + i] as Reading).variance;
    outcomes.push(sum / ahead);
  }
  return outcomes;
}

/**
 * The losses of `walk` on `outcomes` from the `start`-th forecast on; `fallback` stands in where it has none.
 */
export function scoreOf(walk: Walk, fallback: Walk, outcomes: readonly number[], start: number): Score {
  const [losses, squared]: [number[], number[]] = [[], []];
  let [standIns, inside, lawful] = [0, 0, 0];
  const z = normalQuantile(0.95);
  for (let t = start; t < outcomes.length; t += 1) {
    const own = walk[t] ?? null;
    const forecast = own ?? fallback[t] ?? null;
    const outcome = outcomes[t] as number;
    if (own === null) standIns += 1;
    // Without even the fallback nothing has moved so far; any small variance is as good.
    const variance = forecast?.variance ?? Math.max(outcome, Number.MIN_VALUE * 1e10);
    losses.push(qlike(Math.max(outcome, OUTCOME_LEAST * variance), variance));
    squared.push(PERCENT * PERCENT * (outcome - variance) * (outcome - variance));
    if (own === null || !(own.spread > 0)) continue;
    lawful += 1;
    if (Math.abs(Math.log(outcome) - own.log) <= z * Math.sqrt(own.spread)) inside += 1;
  }
  return { qlike: losses, squared, standIns, within90: lawful === 0 ? null : inside / lawful };
}

export function meanLoss(losses: readonly number[]): number {
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Means over `size` losses in a row; a rest that does not fill one is left out. */
export function bundled(losses: readonly number[], size: number): readonly number[] {
  if (size === 1) return losses;
  return Array.from({ length: Math.floor(losses.length / size) }, (_, i) =>
    meanLoss(losses.slice(i * size, (i + 1) * size)),
  );
}
