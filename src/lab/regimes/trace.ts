/** What every detector said at the close of every bar of a file, and what the price did. */
import type { Bar } from '../../domain/market.ts';
import type { RegimeModel } from '../../forecast/regime.ts';
import { DETECTORS, type Detector, foldWatch, scoresOf, type Watch } from './watch.ts';

export interface Trace {
  readonly name: string;
  /** Bars that start before it may have had a part in the parameters. */
  readonly fittedTo: number;
  readonly intervalMs: number;
  readonly starts: Float64Array;
  readonly closes: Float64Array;
  /** Log return from the close before to the close; NaN for the first. */
  readonly moves: Float64Array;
  /** Scores at the close; NaN while warming up. */
  readonly scores: Readonly<Record<Detector, Float64Array>>;
  /** Probability of stress at the close, and the regime held: 0 calm, 1 normal, 2 stress. NaN as above. */
  readonly stress: Float64Array;
  readonly regimes: Float64Array;
}

const RANKS = { calm: 0, normal: 1, stress: 2 };

/** Follows `bars`, which are as long as those that `model` is for. */
export function traceOf(
  model: RegimeModel,
  name: string,
  bars: readonly Bar[],
  fittedTo: number = Number.NEGATIVE_INFINITY,
): Trace {
  const { length } = bars;
  const empty = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const scores = Object.fromEntries(DETECTORS.map((detector) => [detector, empty()])) as Record<
    Detector,
    Float64Array
  >;
  const [moves, stress, regimes] = [empty(), empty(), empty()];
  let watch: Watch | undefined;
  for (const [i, bar] of bars.entries()) {
    watch = foldWatch(model, watch, bar);
    const before = bars[i - 1];
    if (before !== undefined) moves[i] = Math.log(bar.close / before.close);
    const held = watch?.state.held;
    if (watch === undefined || held === undefined || held === null) continue;
    const now = scoresOf(model, watch);
    for (const detector of DETECTORS) scores[detector][i] = now[detector];
    stress[i] = 1 / (1 + Math.exp(-now.mean));
    regimes[i] = RANKS[held.regime];
  }
  const starts = Float64Array.from(bars, ({ start }) => start);
  const closes = Float64Array.from(bars, ({ close }) => close);
  return { name, fittedTo, intervalMs: model.intervalMs, starts, closes, moves, scores, stress, regimes };
}
