import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.ts';
import { createRandom, type Random } from './random.ts';
import { mean, standardDeviation } from './statistics.ts';

function draw(count: number, from: () => number): number[] {
  return Array.from({ length: count }, from);
}

function correlation(a: Random, b: Random, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a.normal() * b.normal();
  return sum / count;
}

/** Largest distance between the sample's distribution and `cdf`, times √n: beyond 1.95 once in a thousand. */
function kolmogorov(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    worst = Math.max(worst, p - i / sorted.length, (i + 1) / sorted.length - p);
  });
  return worst * Math.sqrt(sorted.length);
}

describe('createRandom', () => {
  it('draws these numbers for ever, on any platform', () => {
    const random = createRandom(1);
    expect(draw(3, () => random.next())).toEqual([0.6859728719996069, 0.2393954756482055, 0.734610144511427]);
    expect(draw(5, () => random.int(1000))).toEqual([550, 58, 859, 858, 593]);
    expect(draw(3, () => random.normal())).toEqual([
      1.284576179819735, -0.024591226463294483, -1.8147583436481003,
    ]);
    expect(createRandom('seed').fork('a').next()).toBe(0.692993665035854);
  });

  it('repeats itself, and takes a number and its text as one seed', () => {
    const again = createRandom('42');
    const random = createRandom(42);
    expect(draw(10, () => random.next())).toEqual(draw(10, () => again.next()));
  });

  it('is uniform', () => {
    const random = createRandom('uniform');
    const sample = draw(100_000, () => random.next());
    expect(Math.min(...sample.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(1.95);
  });

  it('is normal', () => {
    const random = createRandom('normal');
    const sample = draw(100_000, () => random.normal());
    expect(kolmogorov(sample, normalCdf)).toBeLessThan(1.95);
    expect(Math.abs(mean(sample))).toBeLessThan(3 / Math.sqrt(100_000));
    expect(Math.abs(standardDeviation(sample) - 1)).toBeLessThan(3 / Math.sqrt(200_000));
    const fourth = mean(sample.map((x) => x * x * x * x));
    expect(Math.abs(fourth - 3)).toBeLessThan(3 * Math.sqrt(96 / 100_000));
  });

  it('hits every integer below n alike', () => {
    const random = createRandom('dice');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) {
      const face = random.int(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    expect(counts).toHaveLength(6);
    const chiSquare = counts.reduce((sum, count) => sum + ((count - 10_000) * (count - 10_000)) / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5);
    expect(() => random.int(0)).toThrow(RangeError);
    expect(() => random.int(1.5)).toThrow(RangeError);
  });

  it('starts apart from near seeds apart', () => {
    const first = draw(1000, () => 0).map((_, seed) => createRandom(seed).next());
    expect(new Set(first).size).toBe(1000);
    expect(kolmogorov(first, (x) => x)).toBeLessThan(1.95);
  });
});

describe('fork', () => {
  it('does not depend on how much was drawn before, nor moves its parent', () => {
    const drawn = createRandom(7);
    const untouched = createRandom(7);
    draw(5, () => drawn.next());
    const fork = drawn.fork('feed');
    expect(fork.next()).toBe(untouched.fork('feed').next());
    draw(5, () => untouched.next());
    draw(5, () => fork.next());
    expect(drawn.next()).toBe(untouched.next());
  });

  it('is told apart by every label on the way', () => {
    const root = createRandom(7);
    const streams = [root, root.fork('a'), root.fork('b'), root.fork(''), root.fork('ab')];
    const deeper = [root.fork('a').fork('b'), root.fork('b').fork('a'), root.fork('a').fork('')];
    const first = [...streams, ...deeper, createRandom('7a')].map((stream) => stream.next());
    expect(new Set(first).size).toBe(first.length);
  });

  it('is uncorrelated with its parent and its siblings', () => {
    const root = createRandom('family');
    const bound = 4 / Math.sqrt(50_000);
    expect(Math.abs(correlation(root, root.fork('a'), 50_000))).toBeLessThan(bound);
    expect(Math.abs(correlation(root.fork('a'), root.fork('b'), 50_000))).toBeLessThan(bound);
    expect(Math.abs(correlation(root.fork('a'), root.fork('a').fork('a'), 50_000))).toBeLessThan(bound);
  });
});
