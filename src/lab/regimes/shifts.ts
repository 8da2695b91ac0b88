/**
 * How soon each detector sees volatility shift, at equal false alarms: in one long quiet market all of them get
 * the threshold that gives so many alarms a year, and at many places the market branches off into another one
 * where volatility is so many times higher.
 */
import type { RegimeModel } from '../../forecast/regime.ts';
import { createRandom } from '../../math/random.ts';
import { quantile } from '../../math/statistics.ts';
import { HOUR, YEAR } from '../../units/time.ts';
import { alarmsOf, thresholdFor } from './alarms.ts';
import { nextHour, WALK_START, type Walk } from './synthetic.ts';
import { DETECTORS, type Detector, foldWatch, type Scores, scoresOf, type Watch } from './watch.ts';

export interface ShiftPlan {
  readonly years: number;
  readonly branches: number;
  /** Volatility after the shift, as a multiple. */
  readonly ratios: readonly number[];
  readonly alarmsPerYear: number;
  readonly seed: number;
}

export interface ShiftRow {
  readonly study: 'shift';
  readonly detector: Detector;
  readonly ratio: number;
  /** Hazard of the detector of changes, per bar. */
  readonly hazard: number;
  readonly threshold: number;
  readonly falseAlarmsPerYear: number;
  /** Shifts that began without an alarm, and the share of them not seen within a week. */
  readonly shifts: number;
  readonly missed: number;
  /** Hours from the shift to the close of the bar that raised the alarm; null where that is not within a week. */
  readonly medianHours: number | null;
  readonly slowHours: number | null;
}

/** Bars watched after a shift. */
const WATCHED = 168;
const WARM_UP = 60 * 24;

interface Branch {
  readonly walk: Walk;
  readonly watch: Watch;
}

/** Scores in the quiet market, and places to branch off from, spread evenly. */
function quietMarket(model: RegimeModel, plan: ShiftPlan, onProgress: (share: number) => void) {
  const random = createRandom(plan.seed).fork('quiet');
  const bars = Math.round((plan.years * YEAR) / HOUR);
  const scores = new Map(DETECTORS.map((detector) => [detector, new Float64Array(bars)]));
  const branches: Branch[] = [];
  const apart = Math.floor(bars / plan.branches);
  let walk = WALK_START;
  let watch: Watch | undefined;
  for (let i = -WARM_UP; i < bars; i += 1) {
    const next = nextHour(walk, 1, random);
    walk = next.walk;
    watch = foldWatch(model, watch, next.bar);
    if (i < 0 || watch === undefined) continue;
    const now = scoresOf(model, watch);
    for (const [detector, row] of scores) row[i] = now[detector];
    if (i % apart === apart - 1 && branches.length < plan.branches) branches.push({ walk, watch });
    if (i % 5_000 === 0) onProgress(i / bars);
  }
  return { scores, branches };
}

/** The scores of the hours after a shift from `branch` on; the first is that of the last hour before it. */
function shifted(model: RegimeModel, branch: Branch, ratio: number, seed: string): readonly Scores[] {
  const random = createRandom(seed);
  let { walk, watch } = branch;
  const found = [scoresOf(model, watch)];
  for (let i = 0; i < WATCHED; i += 1) {
    const next = nextHour(walk, ratio, random);
    walk = next.walk;
    watch = foldWatch(model, watch, next.bar) ?? watch;
    found.push(scoresOf(model, watch));
  }
  return found;
}

function withinWeek(delays: readonly number[], share: number): number | null {
  const value = delays.length === 0 ? WATCHED + 1 : quantile(delays, share);
  return value <= WATCHED ? value : null;
}

/** One row for each ratio and detector. `held` keeps the thresholds that it has, whatever alarms they give. */
export function shiftRows(
  model: RegimeModel,
  plan: ShiftPlan,
  onProgress: (share: number) => void,
): readonly ShiftRow[] {
  const { scores, branches } = quietMarket(model, plan, (share) => onProgress(share / 2));
  const most = plan.alarmsPerYear * plan.years;
  const thresholds = new Map(
    [...scores].map(([detector, row]) => [detector, detector === 'held' ? 1 : thresholdFor(row, most)]),
  );
  return plan.ratios.flatMap((ratio, place) => {
    const runs = branches.map((branch, i) => shifted(model, branch, ratio, `${plan.seed} ${ratio} ${i}`));
    onProgress(0.5 + (0.5 * (place + 1)) / plan.ratios.length);
    return DETECTORS.map((detector): ShiftRow => {
      const threshold = thresholds.get(detector) as number;
      const fair = runs.filter(([first]) => (first as Scores)[detector] < threshold);
      const delays = fair.map((run) => {
        const hours = run.findIndex((now) => now[detector] >= threshold);
        return hours < 0 ? WATCHED + 1 : hours;
      });
      const alarms = alarmsOf(scores.get(detector) as Float64Array, threshold).length;
      return {
        study: 'shift',
        detector,
        ratio,
        hazard: 1 / model.change.length,
        threshold,
        falseAlarmsPerYear: alarms / plan.years,
        shifts: fair.length,
        missed: delays.filter((hours) => hours > WATCHED).length / Math.max(1, fair.length),
        medianHours: withinWeek(delays, 0.5),
        slowHours: withinWeek(delays, 0.9),
      };
    });
  });
}
