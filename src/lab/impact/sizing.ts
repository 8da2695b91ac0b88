import { createRandom } from '../../math/random.ts';
import { runDay, WARM_UP } from './day.ts';
import type { Book, Hedger } from './hedger.ts';
import { drawScene, type World } from './market.ts';

/** Of the seeds that anything may be decided on. Those that judge are others. */
const CALIBRATION = 'impact/calibration';
const MINUTES = 10;
const EMPTY: Book = { gamma: 0, struck: 0, move: 0 };

/** Takes `quantity` evenly over `minutes`, whatever happens. */
function metaorder(quantity: number, minutes: number): Hedger {
  const seconds = 60 * minutes;
  return {
    every: 1,
    changes: [],
    decide: ({ now }) => ({ take: now < WARM_UP + seconds ? quantity / seconds : 0, rest: 0, limit: 0 }),
  };
}

/**
 * By how much a metaorder of `quantity` over `minutes` has moved the price at the end of each of `after`, in
 * minutes from its beginning: the mean over seeds and both sides of the price with it less the price without.
 */
export function impactOf(
  world: World,
  quantity: number,
  minutes: number,
  after: readonly number[],
  seeds: number,
): readonly number[] {
  const seconds = WARM_UP + 60 * Math.max(...after);
  const sums = after.map(() => 0);
  for (let seed = 0; seed < seeds; seed += 1) {
    const scene = drawScene(world, createRandom(`${CALIBRATION}/metaorder/${seed}`), seconds);
    const without = runDay(scene, EMPTY, null).prices;
    for (const side of [1, -1]) {
      const { prices } = runDay(scene, EMPTY, metaorder(side * quantity, minutes));
      for (const [k, minute] of after.entries())
        sums[k] = (sums[k] as number) + side * ((prices[minute] as number) - (without[minute] as number));
    }
  }
  return sums.map((sum) => sum / (2 * seeds));
}

/** Standard deviation of what the price does in ten minutes where nobody hedges, in quote units. */
function moveOf(world: World, seeds: number, seconds: number): number {
  let squares = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const scene = drawScene(world, createRandom(`${CALIBRATION}/${seed}`), WARM_UP + seconds);
    const { prices } = runDay(scene, EMPTY, null);
    const { length } = prices;
    for (let i = MINUTES; i < length; i += 1) {
      const move = (prices[i] as number) - (prices[i - MINUTES] as number);
      squares += (move * move) / (length - MINUTES) / seeds;
    }
  }
  return Math.sqrt(squares);
}

/** How many seeds are measured on, and how long a day is, in seconds. */
export interface SizingEffort {
  readonly days: number;
  readonly seconds: number;
  readonly metaorders: number;
}

/** A book, and how its gamma was come by. */
export interface Sized {
  readonly book: Book;
  /** The hedge of one move, and by how much taking it within ten minutes moves the price. */
  readonly hedge: number;
  readonly impact: number;
}

const ROUNDS = 5;

/**
 * The short book whose naive loop gain is `gain`: hedging a usual move of ten minutes within ten minutes moves the
 * price, as measured, by that share of the move. Impact goes about as the root of the size, so each round
 * multiplies the size by the square of what is lacking.
 */
export function sizeBook(world: World, gain: number, effort: SizingEffort): Sized {
  const move = moveOf(world, effort.days, effort.seconds);
  const impact = (hedge: number): number =>
    impactOf(world, hedge, MINUTES, [MINUTES], effort.metaorders)[0] as number;
  let hedge = (world.climate.dailyVolume / 1_440) * 0.1 * MINUTES;
  for (let round = 0; round < ROUNDS; round += 1) {
    const lacking = (gain * move) / impact(hedge);
    hedge *= lacking * lacking;
  }
  return { book: { gamma: -hedge / move, struck: world.price, move }, hedge, impact: impact(hedge) };
}
