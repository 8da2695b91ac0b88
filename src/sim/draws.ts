/** Ways to draw the parameters of a world. */
import type { Random } from '../math/random.ts';

/** One of `options`, each as likely. */
export function pick<T>(random: Random, options: readonly [T, ...T[]]): T {
  return options[random.int(options.length)] ?? options[0];
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** Uniform from `low` up to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

/** As likely to be in any octave from `low` up to `high`, both above 0. */
export function logBetween(random: Random, low: number, high: number): number {
  return low * Math.exp(random.next() * Math.log(high / low));
}

/** A whole number from `low` to `high`, both included. */
export function whole(random: Random, low: number, high: number): number {
  return low + random.int(high - low + 1);
}
