import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { millis } from '../../units/units.ts';
import { createPath } from './latency.ts';

const sent = (n: number) => Array.from({ length: n }, (_, i) => millis(1_000 + 10 * i));

describe('a path', () => {
  it('delays by the stated time', () => {
    const path = createPath({ ms: 25, jitterMs: 0 }, createRandom(1));
    expect(sent(3).map(path)).toEqual([1_025, 1_035, 1_045]);
  });

  it('adds up to the jitter, as whole milliseconds', () => {
    const path = createPath({ ms: 25, jitterMs: 8 }, createRandom(1));
    const delays = sent(500).map((at) => path(at) - at);
    expect(Math.min(...delays)).toBe(25);
    expect(Math.max(...delays)).toBe(33);
    expect(delays.every(Number.isInteger)).toBe(true);
  });

  it('lets nothing overtake', () => {
    const path = createPath({ ms: 5, jitterMs: 200 }, createRandom(7));
    const arrivals = sent(500).map(path);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });

  it('is the same for the same seed', () => {
    const arrivals = (seed: number) => sent(50).map(createPath({ ms: 5, jitterMs: 50 }, createRandom(seed)));
    expect(arrivals(3)).toEqual(arrivals(3));
    expect(arrivals(3)).not.toEqual(arrivals(4));
  });
});
