/** All models at one horizon on one asset, scored over the same periods. */
import type { Reading } from '../../forecast/reading.ts';
import { HORIZONS, type HorizonName } from '../../forecast/specs.ts';
import { createRandom } from '../../math/random.ts';
import { HOUR } from '../../units/time.ts';
import { confidenceSet } from './confidence-set.ts';
import { type Comparison, dieboldMariano } from './diebold-mariano.ts';
import { membersWithoutEvidence, rivalsAt } from './rivals.ts';
import { bundled, meanLoss, outcomesOf, type Score, scoreOf } from './score.ts';
import { type Walk, walkGarch, walkMean, walkModel, walkRiskMetrics, walkWeighted } from './walk.ts';

export const DEFAULT = 'default';
export const LOG_HAR = 'log-HAR';
export const WEEKDAY = 'log-HAR + weekday';
const IMPLIED = 'log-HAR + weekday + implied';

/**
 * How a model did; `below` are shares of the QLIKE of log-HAR and of log-HAR with weekdays that it does not
 * lose.
 */
export interface ContestRow {
  readonly study: 'forecast';
  readonly asset: string;
  readonly horizon: HorizonName;
  readonly model: string;
  readonly periods: number;
  readonly qlike: number;
  readonly mse: number;
  readonly standIns: number;
  readonly within90: number | null;
  readonly belowLogHar: number;
  readonly belowWeekday: number;
  readonly againstLogHar: Comparison | null;
  readonly againstWeekday: Comparison | null;
  /** In the model confidence set at 1 − α where this is α or more. */
  readonly setP: number;
}

export interface Contest {
  readonly asset: string;
  readonly horizon: HorizonName;
  readonly rows: readonly ContestRow[];
  /** Of each model, forecast by forecast; the first was made when reading `start` closed. */
  readonly scores: ReadonlyMap<string, Score>;
  readonly walks: ReadonlyMap<string, Walk>;
  readonly start: number;
  readonly outcomes: readonly number[];
}

interface Entrants {
  readonly asset: string;
  readonly horizon: HorizonName;
  readonly readings: readonly Reading[];
  /** What the default forecaster said when each reading closed. */
  readonly product: Walk;
  /** The first forecast that counts is made when this many readings have closed. */
  readonly warmUp: number;
  readonly hasImplied: boolean;
  /** Readings before regressions learn their first row. */
  readonly lead: number;
}

const DRAWS = 1_000;

function walksOf({ horizon, readings, product, hasImplied, lead }: Entrants): Map<string, Walk> {
  const { periodMs, ahead } = HORIZONS[horizon];
  const walks = new Map<string, Walk>();
  if (periodMs !== HOUR) walks.set('RiskMetrics', walkRiskMetrics(readings, 'move'));
  walks.set('RiskMetrics on realised variance', walkRiskMetrics(readings, 'variance'));
  if (periodMs !== HOUR) walks.set('GARCH(1,1)', walkGarch(readings, ahead));
  for (const [name, spec] of Object.entries(rivalsAt(horizon, lead))) {
    if (name !== IMPLIED || hasImplied) walks.set(name, walkModel(spec, readings, periodMs));
  }
  if (horizon === 'day') {
    const logs = [...walks].filter(([name]) => name.startsWith(LOG_HAR)).map(([, walk]) => walk);
    walks.set('weighted by past loss', walkWeighted(logs, readings));
    const members = membersWithoutEvidence(horizon, lead);
    walks.set(
      'default without evidence',
      walkMean(members.map((spec) => walkModel(spec, readings, periodMs))),
    );
  }
  walks.set(DEFAULT, product);
  return walks;
}

/** Scores every model; null where fewer than ten periods would count. */
export function holdContest(entrants: Entrants): Contest | null {
  const { asset, horizon, readings, warmUp } = entrants;
  const { periodMs, ahead } = HORIZONS[horizon];
  const outcomes = outcomesOf(readings, ahead);
  const start = warmUp - 1;
  // Hours are compared by the mean loss of a day, which takes their season out and makes tests quick.
  const bundle = periodMs === HOUR ? 24 : 1;
  if (outcomes.length - start < 10 * bundle) return null;
  const walks = walksOf(entrants);
  const fallback = walks.get('RiskMetrics on realised variance') as Walk;
  const scores = new Map([...walks].map(([name, walk]) => [name, scoreOf(walk, fallback, outcomes, start)]));
  const losses = [...scores].map(([, score]) => bundled(score.qlike, bundle));
  const random = createRandom('forecast').fork(asset).fork(horizon);
  // Blocks longer than forecasts overlap, but enough of them for chance to show.
  const block = Math.min(Math.max(10, 2 * ahead), Math.ceil((losses[0]?.length ?? 0) / 4));
  const set = confidenceSet(losses, { draws: DRAWS, block, random });
  const [logHar, weekday] = [LOG_HAR, WEEKDAY].map((name) => scores.get(name) as Score) as [Score, Score];
  const below = (score: Score, other: Score): number => 1 - meanLoss(score.qlike) / meanLoss(other.qlike);
  const against = (score: Score, other: Score): Comparison | null =>
    dieboldMariano(bundled(score.qlike, bundle), bundled(other.qlike, bundle), ahead);
  const rows = [...scores].map(
    ([model, score], i): ContestRow => ({
      study: 'forecast',
      asset,
      horizon,
      model,
      periods: score.qlike.length,
      qlike: meanLoss(score.qlike),
      mse: meanLoss(score.squared),
      standIns: score.standIns,
      within90: score.within90,
      belowLogHar: below(score, logHar),
      belowWeekday: below(score, weekday),
      againstLogHar: against(score, logHar),
      againstWeekday: against(score, weekday),
      setP: set[i] as number,
    }),
  );
  return { asset, horizon, rows, scores, walks, start, outcomes };
}
