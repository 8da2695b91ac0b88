import type { Reading } from '../../forecast/reading.ts';
import { emptyRegression, learned } from '../../forecast/regression.ts';
import { RICH } from '../../forecast/specs.ts';
import { columnNames, featuresOf } from '../../forecast/terms.ts';
import { DAY } from '../../units/time.ts';

/** Longer lags are whole from here on. */
const LEAD = 30;

/**
 * What `evidence.json` holds: means of products of the columns of the richest model and of the log of mean
 * variance over the next `ahead` days, over all days of all `assets`. Eight digits are kept.
 */
export function evidenceOf(assets: readonly (readonly Reading[])[], ahead: number): number[] {
  let state = emptyRegression(columnNames(RICH).length);
  for (const days of assets) {
    for (let t = LEAD - 1; t + ahead < days.length; t += 1) {
      const history = days.slice(t + 1 - LEAD, t + 1);
      const next = days.slice(t + 1, t + 1 + ahead);
      const mean = next.reduce((sum, { logs }) => sum + Math.exp(logs.variance), 0) / ahead;
      const at = (history[LEAD - 1] as Reading).start + DAY;
      state = learned(state, featuresOf(RICH, history, at), Math.log(mean));
    }
  }
  return state.sums.map((sum) => Number((sum / state.rows).toPrecision(8)));
}

/** Names of the columns of `evidenceOf`, the target last. */
export function evidenceColumns(): string[] {
  return [...columnNames(RICH), 'target'];
}
