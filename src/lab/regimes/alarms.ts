/** Alarms from scores: an alarm lasts while the score is at its threshold or above, and over short lapses. */

/** Bars below the threshold that do not end an alarm. */
const LAPSE = 24;

/** Where alarms of `scores` at `threshold` begin. NaN is below every threshold. */
export function alarmsOf(scores: Float64Array, threshold: number): readonly number[] {
  const found: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i += 1) {
    if (!((scores[i] as number) >= threshold)) continue;
    if (i - last > LAPSE) found.push(i);
    last = i;
  }
  return found;
}

/** Thresholds tried, from the highest score down: each leaves this many times more bars at it or above. */
const FINER = 1.05;

/** The lowest threshold down to which none has more than `most` alarms. At least one score must be a number. */
export function thresholdFor(scores: Float64Array, most: number): number {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  let chosen = sorted.at(-1) as number;
  for (let above = 1; above <= sorted.length; above = Math.ceil(above * FINER)) {
    const threshold = sorted[sorted.length - above] as number;
    if (alarmsOf(scores, threshold).length > most) return chosen;
    chosen = threshold;
  }
  return chosen;
}
