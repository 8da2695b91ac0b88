/**
 * Readings and bars for the tests of this folder, drawn from a seed: log variance that persists, with a
 * weekday season.
 */
import type { Bar } from '../domain/market.ts';
import { createRandom } from '../math/random.ts';
import { DAY } from '../units/time.ts';
import { millis } from '../units/units.ts';
import type { Period } from './period.ts';
import { type Reading, readingOf, remembered } from './reading.ts';

export function periodLike(start: number, variance: number, move: number = 0): Period {
  return {
    start: millis(start),
    bars: 96,
    move,
    variance,
    down: 0.4 * variance,
    last: 1.1 * variance,
    bipower: 0.9 * variance,
    absolute: 0.8 * variance,
    power: 0.7 * variance,
    quarticity: 1.5 * variance * variance,
    fine: 0.95 * variance,
    range: 1.2 * variance,
  };
}

/** `count` days from the epoch on. */
export function drawnReadings(count: number, seed: string): Reading[] {
  const random = createRandom(seed);
  const readings: Reading[] = [];
  let history: readonly Reading[] = [];
  let level = 0;
  for (let i = 0; i < count; i += 1) {
    level = 0.9 * level + 0.4 * random.normal();
    const calm = i % 7 < 2 ? -0.7 : 0;
    const variance = Math.exp(-7 + level + calm + 0.3 * random.normal());
    const plain = periodLike(i * DAY, variance, Math.sqrt(variance) * random.normal());
    const period = {
      ...plain,
      down: variance * random.next(),
      last: variance * (0.2 + random.next()),
      power: variance * (0.5 + random.next()),
      range: variance * (0.5 + random.next()),
      fine: variance * (0.7 + 0.5 * random.next()),
      absolute: variance * (0.6 + 0.5 * random.next()),
      quarticity: variance * variance * (1 + 3 * random.next()),
    };
    const market = Math.log(variance) + 0.2 * random.normal();
    const reading = readingOf(period, history, { market });
    readings.push(reading);
    history = remembered(history, reading, 30);
  }
  return readings;
}

/** `count` bars of `intervalMs` from `start` on, whose vol changes as the readings do. */
export function drawnBars(instrument: string, count: number, intervalMs: number, seed: string): Bar[] {
  const random = createRandom(seed).fork(instrument);
  let [price, level] = [100, 0];
  return Array.from({ length: count }, (_, i) => {
    const start = i * intervalMs;
    level = 0.995 * level + 0.05 * random.normal();
    const hour = Math.floor((start % DAY) / 3_600_000);
    const sd = 0.002 * Math.exp(level + (hour > 12 ? 0.2 : -0.2));
    const open = price;
    price *= Math.exp(sd * random.normal());
    const [top, bottom] = [Math.max(open, price), Math.min(open, price)];
    const [high, low] = [top * Math.exp(sd * random.next()), bottom * Math.exp(-sd * random.next())];
    return { instrument, start: millis(start), open, high, low, close: price, volume: 1 };
  });
}
