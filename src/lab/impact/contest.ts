import { severityOf } from '../../guard/breakers/ladder.ts';
import { createRandom } from '../../math/random.ts';
import { DAY, MINUTE, SECOND } from '../../units/time.ts';
import { type Change, mostPerMinute } from '../breakers/drive.ts';
import { type DayRun, runDay, WARM_UP } from './day.ts';
import type { Book, Hedger } from './hedger.ts';
import { drawScene, type World } from './market.ts';
import { maxDrawdown, realisedVol, rootMeanSquare } from './measures.ts';
import { NAIVE_EVERY, type NaiveSetting, naiveHedger, UNBOUND } from './naive.ts';

/** Minutes from one price to the next, in which volatility is sampled. */
export const SAMPLINGS: readonly number[] = [1, 10, 60];
/** Of the seeds that judge; none of them was looked at before everything was decided. */
const JUDGING = 'impact/judging';

/** One seed with one hedger. */
export interface DayRow {
  readonly part: 'day';
  readonly seed: number;
  readonly hedger: string;
  /** At each of the samplings, in quote units per √minute. */
  readonly vols: readonly number[];
  readonly liquidations: number;
  readonly liquidated: number;
  readonly drawdown: number;
  /** Root mean square of what was lacking of a whole hedge, in base units. */
  readonly residual: number;
  /** Base units that the hedger took and that it was filled of what rested, and what all traded. */
  readonly took: number;
  readonly rested: number;
  readonly traded: number;
  readonly changes: number;
  readonly mostChangesPerMinute: number;
  /** Changes that took back another within a minute. */
  readonly flaps: number;
}

export const OFF = 'off';
export const NAIVE = 'naive';
export const GUARDED = 'guarded';

/** In hedges of a move of ten minutes. */
const BANDS: readonly number[] = [0, 0.25, 0.5, 1, 2];
/** Of what is traded from one decision to the next. */
const THROTTLES: readonly (number | null)[] = [null, 0.1, 0.05, 0.0125];

interface Contestant {
  readonly name: string;
  /** Makes one for a day, since hedgers remember. */
  readonly make: () => Hedger | null;
}

function sweepOf(world: World): readonly NaiveSetting[] {
  const volume = (world.climate.dailyVolume * NAIVE_EVERY * SECOND) / DAY;
  return BANDS.flatMap((band) =>
    THROTTLES.map((share) => ({ band, throttle: share === null ? null : share * volume })),
  );
}

/** What a setting of the sweep is called in rows. */
function nameOf({ band, throttle }: NaiveSetting): string {
  return `naive, band ${band}, ${throttle === null ? 'no throttle' : `at most ${throttle} at once`}`;
}

function isUp({ from, to }: Change): boolean {
  return severityOf(to) > severityOf(from);
}

function flapsOf(changes: readonly Change[]): number {
  return changes.filter((change, i) => {
    const before = changes[i - 1];
    return before !== undefined && change.at - before.at < MINUTE && isUp(change) !== isUp(before);
  }).length;
}

function rowOf(seed: number, hedger: string, day: DayRun): DayRow {
  const { prices, residuals, liquidations, liquidated, took, rested, traded, changes } = day;
  return {
    ...{ part: 'day', seed, hedger, vols: SAMPLINGS.map((minutes) => realisedVol(prices, minutes)) },
    ...{ liquidations, liquidated, drawdown: maxDrawdown(prices), residual: rootMeanSquare(residuals) },
    ...{ took, rested, traded, changes: changes.length, mostChangesPerMinute: mostPerMinute(changes) },
    flaps: flapsOf(changes),
  };
}

/** How much is simulated. */
export interface ContestEffort {
  readonly seeds: number;
  /** Of a day. */
  readonly seconds: number;
}

/** Every hedger on every judging seed: none, naive, guarded, and each setting of the sweep on the naive one. */
export function contest(
  world: World,
  book: Book,
  guarded: (book: Book) => Hedger,
  { seeds, seconds }: ContestEffort,
  onSeed: (done: number) => void,
): readonly DayRow[] {
  const contestants: readonly Contestant[] = [
    { name: OFF, make: () => null },
    { name: NAIVE, make: () => naiveHedger(book, UNBOUND) },
    { name: GUARDED, make: () => guarded(book) },
    ...sweepOf(world).map((setting) => ({ name: nameOf(setting), make: () => naiveHedger(book, setting) })),
  ];
  const rows: DayRow[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    const scene = drawScene(world, createRandom(`${JUDGING}/${seed}`), WARM_UP + seconds);
    for (const { name, make } of contestants) rows.push(rowOf(seed, name, runDay(scene, book, make())));
    onSeed(seed + 1);
  }
  return rows;
}
