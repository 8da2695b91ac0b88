import { describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { runSeed } from './sim.ts';
import { simulate, story } from './simulate.ts';

describe('simulate', () => {
  it('sums what its worlds came to, and tells of each', () => {
    const seen: number[] = [];
    const all = simulate({ seeds: 3, from: 40, onSeed: ({ seed }) => seen.push(seed) });
    const runs = [40, 41, 42].map((seed) => runSeed(seed));
    expect(seen).toEqual([40, 41, 42]);
    expect(all).toMatchObject({ seeds: 3, from: 40, failures: [] });
    expect(all.ticks).toBe(runs.reduce((sum, { ticks }) => sum + ticks, 0));
    expect(all.orders).toBe(runs.reduce((sum, { orders }) => sum + orders, 0));
    for (const fault of FAULTS)
      expect(all.faults[fault]).toBe(runs.reduce((sum, run) => sum + run.faults[fault], 0));
  });

  it('has one hash for the same seeds, and another for others', () => {
    const hash = simulate({ seeds: 2, from: 1 }).hash;
    expect(simulate({ seeds: 2, from: 1 }).hash).toBe(hash);
    expect(simulate({ seeds: 2, from: 2 }).hash).not.toBe(hash);
  });
});

describe('a story', () => {
  it('tells what the world is, the legend, what happened in order, and how it ended', () => {
    const lines: string[] = [];
    const run = story(3, (line) => lines.push(line));
    expect(lines[0]).toMatch(/^= world 3: BTC with /);
    expect(lines[1]).toMatch(/^= \d+ ticks of \d+ ms with /);
    expect(lines[2]).toMatch(/^# entry on disk/);
    expect(lines.some((line) => / > place ek-3-/.test(line))).toBe(true);
    expect(lines.some((line) => / < fill ek-3-/.test(line))).toBe(true);
    expect(lines.some((line) => / # \d+ decision due: \w+ — BTC /.test(line))).toBe(true);
    expect(lines.at(-1)).toBe(
      `= ${run.ticks} ticks, ${run.entries} entries, ${run.orders} orders, ${run.crashes} crashes; journal ${run.hash}`,
    );
    const times = lines
      .map((line) => /^ *(\d+\.\d) {2}/.exec(line)?.[1])
      .filter((time) => time !== undefined);
    expect(times.map(Number)).toEqual(times.map(Number).toSorted((a, b) => a - b));
  });
});
